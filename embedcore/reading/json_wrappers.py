"""Rows that stand in a wrapper each, as programs put them there: {"_source": {...}}, {"tweet": {...}}, GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from embedcore.phrases import quoted
from embedcore.reading.rows import Rows

# The key of the wrapped row, and the keys that a wrapper has beside it, at least one of them.
_WRAPPERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("_source", frozenset(("_id", "_index"))),
    ("data", frozenset(("kind",))),
    ("properties", frozenset(("geometry",))),
    ("attributes", frozenset(("type", "geometry"))),
    ("fields", frozenset(("pk", "createdTime"))),
    ("node", frozenset(("cursor",))),
    ("document", frozenset(("highlights", "highlight", "text_match"))),
    ("_source", frozenset(("sort",))),
)
_MOST_LEVELS = 3


def unwrapped(rows: Rows) -> Rows:
    """The rows without their wrappers; what the wrappers say beside them stays, under its own name."""
    for _ in range(_MOST_LEVELS):
        key = _wrapper(rows.rows)
        if key is None:
            break
        rows = replace(rows, rows=[_lifted(row, key) for row in rows.rows])
    return _with_places(rows)


def _wrapper(rows: Sequence[Mapping[str, object]]) -> str | None:
    first = rows[0] if rows else {}
    if len(first) == 1:
        (key,) = first
        if all(len(row) == 1 and isinstance(row.get(key), dict) for row in rows):
            return key
    for key, beside in _WRAPPERS:
        if all(isinstance(row.get(key), dict) and beside & row.keys() for row in rows):
            return key
    return None


def _lifted(row: Mapping[str, object], key: str) -> dict[str, object]:
    inner = row[key]
    if not isinstance(inner, dict):
        return dict(row)
    beside = {name: value for name, value in row.items() if name != key}
    return {**{name if name not in inner else f"{name} (outer)": value for name, value in beside.items()}, **inner}


def _with_places(rows: Rows) -> Rows:
    """GeoJSON's geometry as longitude and latitude, where all of it is points; other shapes are not read."""
    shapes = [row.get("geometry") for row in rows.rows]
    if not any(isinstance(shape, dict) and "coordinates" in shape for shape in shapes):
        return rows
    taken = {key for row in rows.rows for key in row}
    longitude, latitude = (name if name not in taken else f"{name} (geometry)" for name in ("longitude", "latitude"))
    placed = []
    others = dict[str, None]()
    for row, shape in zip(rows.rows, shapes, strict=True):
        rest = {key: value for key, value in row.items() if key != "geometry"}
        at = shape.get("coordinates") if isinstance(shape, dict) else None
        if isinstance(shape, dict) and shape.get("type") == "Point" and isinstance(at, list) and len(at) >= 2:
            rest[longitude], rest[latitude] = at[0], at[1]
        elif isinstance(shape, dict):
            others[str(shape.get("type"))] = None
        placed.append(rest)
    notes = [f"The shapes in the file were not read: {quoted(others)}."] if others else []
    return replace(rows, rows=placed, notes=[*rows.notes, *notes])
