"""Files: names, and where the package keeps its own."""

import os
from pathlib import Path, PurePath

import platformdirs


def cache_dir() -> Path:
    """Where the cache lies: EMBEDCORE_CACHE_DIR, or the user's cache folder."""
    chosen = os.environ.get("EMBEDCORE_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("embedcore", appauthor=False))


def base_name(name: object) -> str:
    """The last part of a path, "table" where there is none (a stream's name may be a number)."""
    if not isinstance(name, str):
        return "table"
    last = PurePath(name.replace("\\", "/")).name
    return last.encode("utf-8", "replace").decode("utf-8") or "table"


def suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
