"""Plotly.js for the map: taken from the installed plotly package, served from static/, never from a CDN."""

import filecmp
import importlib.metadata
import importlib.util
import logging
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
_FILE = "plotly.min.js"


def packaged_plotly() -> Path:
    """Where the installed plotly package keeps its Plotly.js; plotly itself is not imported (0.2 s)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the map needs plotly: pip install plotly")
    return Path(spec.origin).parent / "package_data" / _FILE


def install_plotly(static: Path = STATIC) -> Path:
    """Copies Plotly.js into the static folder when it is missing there or differs, atomically."""
    source, target = packaged_plotly(), static / _FILE
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return target
    static.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=static, prefix=_FILE, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        shutil.copyfile(source, part)
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
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
    return f"app/static/{_FILE}?v={importlib.metadata.version('plotly')}"
