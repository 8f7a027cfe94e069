"""The map's JavaScript, and Plotly.js for the download of an interactive figure.

Plotly.js is taken from the installed plotly package and served from static/, never from a CDN; no page loads it.
"""

import filecmp
import json
import logging
import shutil
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from embedcore.files import write_whole

STATIC = Path(__file__).resolve().parents[2] / "static"
_FILE = "plotly.min.js"
_FOLDER = Path(__file__).parent
# The painter's part runs in a worker as well. Later files use earlier ones.
_PAINTER = ("camera", "styles", "copies", "stamps", "raster", "lonely", "contours", "painter", "worker")
_PAGE = (
    *("place", "theme", "legend", "label", "paintshop", "stage", "grid", "gestures", "toolbar", "ground"),
    *("name_places", "names", "words", "nearby", "overlay", "lasso", "content", "svg_pen", "sheet", "picture"),
    *("figure", "picture_panel", "print", "hand", "walk", "keys", "reports", "filters", "sieve", "brush", "days"),
    *("calendar", "day_fields", "timeline", "columns", "drawer", "side", "sayings", "view"),
)


def map_js() -> str:
    """The map as one JavaScript module."""
    return f"{library_js()}\n{_read(('main',))}"


def library_js() -> str:
    """The map's functions and classes, without what Streamlit calls."""
    painter = _read(_PAINTER)
    return "\n".join([f"const PAINTER_SOURCE = {json.dumps(painter)};", painter, _read(_PAGE)])


def stylesheet() -> str:
    """The map's CSS."""
    return (_FOLDER / "map.css").read_text(encoding="utf-8")


def _read(names: tuple[str, ...]) -> str:
    return "\n".join((_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names)


def packaged_plotly() -> Path:
    """Where the installed plotly package, which is not imported, keeps its Plotly.js."""
    found = find_spec("plotly")
    assert found is not None and found.origin is not None, "requirements.txt has plotly"
    return Path(found.origin).parent / "package_data" / _FILE


def install_plotly(static: Path = STATIC) -> Path:
    """Copies Plotly.js into the static folder when it is missing there or differs, atomically."""
    source, target = packaged_plotly(), static / _FILE
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return target
    with write_whole(target) as file, source.open("rb") as packaged:
        shutil.copyfileobj(packaged, file)
    return target


@cache
def plotly_url() -> str:
    """The address of Plotly.js relative to the app, with the version so that no browser keeps an old one."""
    try:
        install_plotly()
    except OSError as error:  # a read-only folder: the download says so if the file is not there
        logging.getLogger(__name__).warning("could not copy %s to %s: %s", _FILE, STATIC, error)
    return f"app/static/{_FILE}?v={version('plotly')}"
