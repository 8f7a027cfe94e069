"""Plotly.js for the map: taken from the installed plotly package, served from static/, never from a CDN."""

import filecmp
import logging
import shutil
from functools import cache
from pathlib import Path

import plotly

from embedcore.files import write_whole

STATIC = Path(__file__).resolve().parents[2] / "static"
_FILE = "plotly.min.js"


def packaged_plotly() -> Path:
    """Where the installed plotly package keeps its Plotly.js."""
    return Path(plotly.__file__).parent / "package_data" / _FILE


def install_plotly(static: Path = STATIC) -> Path:
    """Copies Plotly.js into the static folder when it is missing there or differs, atomically."""
    source, target = packaged_plotly(), static / _FILE
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return target
    with write_whole(target) as file, source.open("rb") as packaged:
        shutil.copyfileobj(packaged, file)
    return target


def library_js() -> str:
    """The JavaScript function loadPlotly(url), for components that need Plotly.js."""
    return (Path(__file__).parent / "library.js").read_text(encoding="utf-8")


@cache
def plotly_url() -> str:
    """The address of Plotly.js relative to the app, with the version so that no browser keeps an old one."""
    try:
        install_plotly()
    except OSError as error:  # a read-only folder: the map says so in its own place if the file is not there
        logging.getLogger(__name__).warning("could not copy %s to %s: %s", _FILE, STATIC, error)
    return f"app/static/{_FILE}?v={plotly.__version__}"
