"""How fast each model was on this machine, remembered in the cache folder."""

import json
import logging
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from embedcore.files import cache_dir

logger = logging.getLogger(__name__)

ENOUGH_ITEMS = 64
"""Fewer say more about starting the model than about its speed."""


def known_speed(model: str) -> float | None:
    """Items a second that the model did when it was measured last; None where it never was."""
    return _read().get(model)


def remember_speed(model: str, n_items: int, seconds: float) -> None:
    """Keeps the speed of a run of at least ENOUGH_ITEMS; where the disk refuses, nothing is kept."""
    if n_items < ENOUGH_ITEMS or seconds <= 0:
        return
    known = {**_read(), model: n_items / seconds}
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
            json.dump(known, file)
        os.replace(file.name, path)
    except OSError as error:
        logger.warning("the speed of %s could not be kept in %s: %s", model, path, error)


def _read() -> dict[str, float]:
    try:
        content = json.loads(_path().read_text(encoding="utf-8"))
        return {name: float(speed) for name, speed in content.items() if float(speed) > 0}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _path() -> Path:
    return cache_dir() / "speeds.json"
