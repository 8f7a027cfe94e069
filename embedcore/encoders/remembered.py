"""Small facts about this machine in the cache folder: how fast a model was, in which precision it computes."""

import json
import logging
from typing import Any

from embedcore.files import cache_dir, write_whole

logger = logging.getLogger(__name__)


def recall(file: str, name: str) -> Any:
    """What was remembered under that name in that file; None where nothing was."""
    return _read(file).get(name)


def remember(file: str, name: str, value: float | str) -> None:
    """Keeps the value; where the disk refuses, nothing is kept."""
    path = cache_dir() / file
    try:
        with write_whole(path) as writing:
            writing.write(json.dumps({**_read(file), name: value}).encode())
    except OSError as error:
        logger.warning("what was measured for %s could not be kept in %s: %s", name, path, error)


def _read(file: str) -> dict[str, Any]:
    path = cache_dir() / file
    if not path.is_file():  # a named pipe would be waited for
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
