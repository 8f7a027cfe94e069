"""How fast each model was on this machine, remembered in the cache folder."""

import json
import logging

from embedcore.files import cache_dir, write_whole

logger = logging.getLogger(__name__)

FILE = "speeds.json"
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
    path = cache_dir() / FILE
    try:
        with write_whole(path) as file:
            file.write(json.dumps(known).encode())
    except OSError as error:
        logger.warning("the speed of %s could not be kept in %s: %s", model, path, error)


def _read() -> dict[str, float]:
    path = cache_dir() / FILE
    if not path.is_file():  # a named pipe would be waited for
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {name: float(speed) for name, speed in content.items() if float(speed) > 0}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
