"""Values and calls as Python writes them."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

MOST_LISTED = 2_000
"""Of rows that stand in a script one by one."""


def quoted(value: object) -> str:
    """A value as Python writes it; a text in the quotes that this project uses."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        written = repr(value)
        return written if '"' in written or "\\" in written else f'"{written[1:-1]}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(quoted, value))}]"
    return repr(value)


def call(name: str, *given: str, **options: object) -> str:
    """A call. given: as they are written. options: by name, their values."""
    return f"{name}({', '.join([*given, *(f'{key}={quoted(value)}' for key, value in options.items())])})"


def options(given: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    """The options of a model that are said; a file by its name, since a script stands beside it."""
    return {name: _name(value) if name == "path" else value for name, value in given if value is not None}


def _name(path: object) -> str:
    return str(path).replace("\\", "/").rpartition("/")[2]
