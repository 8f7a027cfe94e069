"""Rows that are lists, and where their names stand: beside them, above them, or elsewhere in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from embedcore.errors import DataError
from embedcore.reading import cells
from embedcore.reading.first_row import first_is_data
from embedcore.reading.raw_table import check_size, check_width, unique_names
from embedcore.reading.report import LeftOutRow
from embedcore.reading.rows import Rows, what_it_is

_NAME_KEYS = ("label", "name", "fieldName", "field", "title", "column", "key", "id", "colId", "text")
_LISTS_OF_NAMES = frozenset("columns cols names header headers fields schema columnnames keys labels head vars".split())
_MOST_NODES = 1_000
_MOST_DEPTH = 6
_BELOW = 200


def cells_in_objects(items: Sequence[object]) -> list[object] | None:
    """Rows that write each cell as an object, {"c": [{"v": 1}]} or {"f": [...]}, as lists; None where they don't."""
    for key in ("c", "f"):
        if all(isinstance(item, dict) and isinstance(item.get(key), list) for item in items):
            rows = [item[key] for item in items if isinstance(item, dict)]
            if all(cell is None or (isinstance(cell, dict) and "v" in cell) for row in rows for cell in row):
                return [[None if cell is None else cell["v"] for cell in row] for row in rows]
    return None


def rows_of_lists(items: Sequence[object], root: object, n_bytes: int) -> Rows:
    """Rows from lists of cells. root: the whole value, in which their names are looked for; else the first row may be
    one of names.
    """
    lists = [
        (number, _cells(item)) for number, item in enumerate(items, start=1) if isinstance(item, (list, np.ndarray))
    ]
    widths = Counter(len(row) for _, row in lists if len(row))
    if not widths:
        raise DataError("a list of rows must hold cells (got empty lists alone); save the table again with its rows")
    width = widths.most_common(1)[0][0]
    check_width(width)
    check_size(len(lists), width, n_bytes)
    names, notes = names_in(root, items, width), list[str]()
    if names is None:
        first = lists[0][1]
        below = [[cells.as_text(cell) for cell in row if cell is not None] for _, row in lists[1:_BELOW]]
        words = [cell for cell in first if isinstance(cell, str)]
        if len(words) == width == len(first) and len(lists) > 1 and not first_is_data(words, below):
            names, lists = words, [(number - 1, row) for number, row in lists[1:]]
    if names is None:
        names = [f"column {place}" for place in range(1, width + 1)]
        notes.append(f'The rows are lists without names: the columns are named "{names[0]}" to "{names[-1]}".')
    titles, said = unique_names([cells.clean_text(name) for name in names])
    left_out = [
        LeftOutRow(number, f"the row isn't a list as the others are (got {what_it_is(item)})")
        for number, item in enumerate(items, start=1)
        if not isinstance(item, (list, np.ndarray))
    ]
    left_out += [
        LeftOutRow(number, f"{len(row):,} cells where the others have {width:,}")
        for number, row in lists
        if len(row) > width
    ]
    kept = [(number, row) for number, row in lists if len(row) <= width]
    return Rows(
        rows=[dict(zip(titles, row, strict=False)) for _, row in kept],
        numbers=[number for number, _ in kept],
        left_out=left_out,
        notes=[*notes, *said],
    )


def _cells(row: object) -> list[object]:
    if isinstance(row, np.ndarray):
        return list(row.tolist())
    return row if isinstance(row, list) else []


def have_names_beside(lists: Mapping[str, list[object]]) -> bool:
    """Whether one of these lists is a table of lists, and another holds its names: pandas' "split"."""
    for key, items in lists.items():
        widths = {len(item) for item in items if isinstance(item, (list, np.ndarray))}
        if len(widths) != 1 or not all(isinstance(item, (list, np.ndarray)) for item in items):
            continue
        (width,) = widths
        for other, names in lists.items():
            said = other.lower().replace("_", "") in _LISTS_OF_NAMES
            if other != key and len(names) == width and (said or width != len(items)) and _as_names(names):
                return True
    return False


def names_in(root: object, items: Sequence[object], width: int) -> list[str] | None:
    """A list of so many names in a value, those under a telling key first; None where there is none."""
    found = [
        (key.lower().replace("_", "") not in _LISTS_OF_NAMES, names)
        for key, value in _lists(root, "", [_MOST_NODES], 0)
        if value is not items and len(value) == width and (names := _as_names(value))
    ]
    return min(found, key=lambda each: each[0])[1] if found else None


def _lists(value: object, key: str, nodes: list[int], depth: int) -> Iterator[tuple[str, list[object]]]:
    nodes[0] -= 1
    if nodes[0] < 0 or depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        yield key, value
    elif isinstance(value, dict):
        for inner_key, inner in value.items():
            yield from _lists(inner, inner_key, nodes, depth + 1)


def _as_names(items: Sequence[object]) -> list[str] | None:
    """The names that a list gives: strings, or objects with a name each."""
    if all(isinstance(item, str) and item.strip() for item in items):
        return [str(item) for item in items] if len(set(map(str, items))) == len(items) else None
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        return None
    for key in _NAME_KEYS:
        names = [item.get(key) for item in objects]
        if all(isinstance(name, str) and name.strip() for name in names) and len(set(map(str, names))) == len(names):
            return [str(name) for name in names]
    return None
