"""Objects and lists inside cells, unfolded: a column for each thing that they hold, "review.title"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from embedcore.phrases import quoted
from embedcore.reading import cells
from embedcore.reading.raw_table import check_size, check_width
from embedcore.reading.rows import Rows

MOST_DEPTH = 6
"""Objects within objects beyond this stay JSON text."""
_MOST_KEYS = 100  # an object with more different keys than this, each in few rows, is a list of things by their ids
_LEAST_SHARED = 0.1
_TEXT_KEYS = ("text", "content", "value", "body", "message", "plain_text", "insert")
_SPEAKER_KEYS = ("role", "from", "speaker", "sender", "author", "user")
_LEAST_WORDS = 3
_BETWEEN = " | "

Column = tuple[str, list[object]]


@dataclass
class Unfolding:
    """What is said of unfolding. n_bytes: of the file, which bounds what it may become."""

    n_bytes: int
    unfolded: dict[str, None] = field(default_factory=dict)
    joined: dict[str, None] = field(default_factory=dict)
    deep: dict[str, None] = field(default_factory=dict)
    sparse: dict[str, None] = field(default_factory=dict)

    def notes(self) -> list[str]:
        said = (
            (self.unfolded, "Objects inside cells were unfolded into columns of their own: {}."),
            (self.joined, "Lists inside cells were joined into one cell: {}."),
            (self.deep, "Objects with too many or too deeply nested keys were kept as JSON text: {}."),
            (
                self.sparse,
                "Sparse vectors, {{index: value}}, are no vectors of equal length and were kept as JSON text: {}; save "
                "them as lists of all their numbers to use them.",
            ),
        )
        return [text.format(quoted(map(cells.clean_text, names), most=5)) for names, text in said if names]


def exploded(rows: Rows) -> Rows:
    """Rows that hold several vectors each in a list of objects, as one row a vector; others as they are."""
    for path in _lists_of_vectors(rows.rows):
        parts = [_at(row, path) for row in rows.rows]
        if all(not isinstance(part, list) or len(part) < 2 for part in parts):
            continue
        several: list[Mapping[str, object]] = []
        numbers: list[int] = []
        for number, row, part in zip(rows.numbers or range(1, len(rows.rows) + 1), rows.rows, parts, strict=True):
            for item in part if isinstance(part, list) and part else [None]:
                several.append(_replaced(row, path, item))
                numbers.append(number)
        note = f'Each row holds several vectors in "{".".join(path)}": there is a row for each of them now.'
        return Rows(several, None, rows.left_out, [*rows.notes, note])
    return rows


def _lists_of_vectors(rows: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, ...]]:
    """The paths to lists of objects that hold vectors, by the first row that has one."""

    def walk(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if isinstance(value, dict) and len(path) <= MOST_DEPTH:
            for key, inner in value.items():
                yield from walk(inner, (*path, key))
        elif isinstance(value, list) and path and _holds_vectors(next(iter(value), None)):
            yield path

    for row in rows[:20]:
        if paths := list(walk(row, ())):
            return iter(paths)
    return iter(())


def _holds_vectors(value: object) -> bool:
    return isinstance(value, dict) and any(isinstance(cell, np.ndarray) for cell in value.values())


def _at(row: Mapping[str, object], path: Sequence[str]) -> object:
    value: object = row
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _replaced(row: Mapping[str, object], path: Sequence[str], item: object) -> dict[str, object]:
    key, *below = path
    inner = row.get(key)
    return {**row, key: _replaced(inner, below, item) if below and isinstance(inner, Mapping) else item}


def unfold(rows: Sequence[Mapping[str, object]], said: Unfolding) -> list[Column]:
    """The columns of rows, objects inside them unfolded to MOST_DEPTH levels; each is (n_rows,), None where missing.

    Raises DataError where rows that share few keys would make a table far larger than their file.
    """
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row))
        check_width(len(keys))
    check_size(len(rows), len(keys), said.n_bytes)
    columns = chain.from_iterable(column_unfolded(key, [row.get(key) for row in rows], said) for key in keys)
    return _checked(columns, len(rows), said)


def _checked(columns: Iterator[Column], n_rows: int, said: Unfolding) -> list[Column]:
    kept: list[Column] = []
    for column in columns:
        kept.append(column)
        check_width(len(kept))
        check_size(n_rows, len(kept), said.n_bytes)
    return kept


def column_unfolded(name: str, values: list[object], said: Unfolding, depth: int = 0) -> Iterator[Column]:
    """One column as those that it holds; a column of plain cells as it is."""
    kinds = set(map(type, values))
    if dict not in kinds and list not in kinds:
        yield name, values
        return
    if depth >= MOST_DEPTH:
        said.deep[name] = None
        yield name, values
        return
    if str in kinds and dict in kinds:
        values = [_said_in(value) for value in values]
        kinds = set(map(type, values))
    objects = [value if isinstance(value, dict) else None for value in values]
    others = [None if isinstance(value, dict) else value for value in values]
    if any(value is not None for value in others):
        yield from _lists(name, others, said, depth)
    if dict in kinds:
        yield from _objects(name, objects, said, depth)


def _said_in(value: object) -> object:
    """The text of an object that says nothing else: among texts, {"text": "..."} is one of them."""
    if isinstance(value, dict) and len(value) <= 2:
        key = next((key for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        if key is not None and value.keys() <= {key, "type"}:
            return value[key]
    return value


def _objects(name: str, objects: list[dict[str, object] | None], said: Unfolding, depth: int) -> Iterator[Column]:
    counts: dict[str, int] = {}
    n_filled = n_cells = 0
    for item in objects:
        if item is not None:
            n_filled += 1
            n_cells += len(item)
            for key in item:
                counts[key] = counts.get(key, 0) + 1
    if not counts:
        yield name, [None if item is None else "" for item in objects]
        return
    if _is_sparse(counts, objects):
        said.sparse[name] = None
        yield name, list(objects)
        return
    if len(counts) > _MOST_KEYS and n_cells < _LEAST_SHARED * n_filled * len(counts):
        # Things by their ids: the same as a list of them.
        yield from _lists(name, [None if item is None else list(item.values()) for item in objects], said, depth)
        return
    if (plain := _wrapped(counts)) is not None:
        yield from column_unfolded(
            name, [None if item is None else item.get(plain) for item in objects], said, depth + 1
        )
        return
    said.unfolded[name] = None
    for key in counts:
        inner = [None if item is None else item.get(key) for item in objects]
        yield from column_unfolded(f"{name}.{key}", inner, said, depth + 1)


def _wrapped(counts: Mapping[str, int]) -> str | None:
    """The key of the value itself in an object that only says its type, as in answers of SPARQL; else None."""
    keys = set(counts)
    return "value" if {"type", "value"} <= keys <= {"type", "value", "datatype", "xml:lang"} else None


def _is_sparse(counts: Mapping[str, int], objects: Sequence[dict[str, object] | None]) -> bool:
    """Whether objects are vectors of few numbers: {"12": 0.5, "407": 0.1}, or their indices and values."""
    if set(counts) == {"indices", "values"}:
        return True
    few = [item for item in objects if item][:20]
    return all(
        len(item) > 1 and all(key.isdigit() and type(cell) in (int, float) for key, cell in item.items())
        for item in few
    )


def _lists(name: str, values: list[object], said: Unfolding, depth: int) -> Iterator[Column]:
    """A column of lists: vectors as they are; texts and objects joined; short words (tags) as they are."""
    lists = [value for value in values if isinstance(value, (list, np.ndarray))]
    inner = {type(item) for value in lists if isinstance(value, list) for item in value} - {type(None)}
    if not inner or not inner & {dict, str, list}:
        yield name, values
        return
    if dict in inner and inner <= {dict, str} and (str in inner or any(isinstance(value, str) for value in values)):
        said.joined[name] = None
        yield name, [_pieces_joined(value) if isinstance(value, list) else value for value in values]
    elif inner == {dict}:
        yield from _lists_of_objects(name, values, said, depth)
    elif inner == {str}:
        long = sum(len(str(item).split()) >= _LEAST_WORDS for value in lists for item in value)
        if long and 2 * long >= sum(map(len, lists)):
            said.joined[name] = None
            values = [_lines(value) if isinstance(value, list) else value for value in values]
        yield name, values
    elif inner == {list} and all(len(value) <= 1 for value in lists):  # [[0.1, 0.2]]: one row of a matrix
        yield name, [value[0] if isinstance(value, list) and value else None for value in values]
    else:
        yield name, values


def _pieces_joined(pieces: Sequence[object]) -> str:
    """A text that a list gives piece by piece, plain or as an object: ["see ", {"type": "bold", "text": "this"}]."""
    parts = []
    for piece in pieces:
        if isinstance(piece, dict):
            piece = next((piece[key] for key in _TEXT_KEYS if isinstance(piece.get(key), str)), "")
        parts.append(str(piece))
    return "".join(parts)


def _lists_of_objects(name: str, values: list[object], said: Unfolding, depth: int) -> Iterator[Column]:
    lists = [value if isinstance(value, list) else [] for value in values]
    if all(len(items) <= 1 for items in lists):
        yield from column_unfolded(name, [items[0] if items else None for items in lists], said, depth + 1)
        return
    if (spoken := _conversation(lists)) is not None:
        said.joined[name] = None
        yield name, spoken
        return
    flat = [item for items in lists for item in items]
    columns = list(column_unfolded(name, flat, said, depth + 1))
    said.joined[name] = None
    for title, column in _checked(iter(columns), len(values), said):
        cell_of = iter(column)
        parts = [[next(cell_of) for _ in items] for items in lists]
        join = _lines if any(isinstance(cell, str) and len(cell.split()) >= _LEAST_WORDS for cell in column) else _row
        yield title, [join(part) or None for part in parts]


def _conversation(lists: Sequence[list[object]]) -> list[object] | None:
    """Messages, each with who says it, as lines: "user: Where is my order?"; None where they are something else."""
    first = next((item for items in lists for item in items if isinstance(item, dict)), {})
    text = next((key for key in _TEXT_KEYS if isinstance(first.get(key), str)), None)
    speaker = next((key for key in _SPEAKER_KEYS if isinstance(first.get(key), str)), None)
    if text is None or speaker is None:
        return None
    return [
        "\n".join(f"{item.get(speaker)}: {item.get(text) or ''}" for item in items if isinstance(item, dict)) or None
        for items in lists
    ]


def _lines(items: Sequence[object]) -> str:
    return "\n".join(str(item) for item in items if item is not None)


def _row(items: Sequence[object]) -> str:
    return _BETWEEN.join(cells.as_text(item) for item in items if item is not None)
