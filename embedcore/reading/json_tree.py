"""Where in a JSON value the rows are: every list or object that could be a table, and the one that says most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from embedcore.reading import cells
from embedcore.reading.json_lists import cells_in_objects, have_names_beside, names_in, rows_of_lists
from embedcore.reading.json_names import listings, rows_by_name
from embedcore.reading.raw_table import check_length, check_size
from embedcore.reading.report import LeftOutRow
from embedcore.reading.rows import Rows, what_it_is

_MOST_DEPTH = 8
_MOST_NODES = 2_000
_SAMPLED = 50
_MOST_CHARACTERS = 2_000
_LEAST_BY_COLUMN = 4  # times as many rows as columns
_SHARED = 0.6  # of the objects of a keyed table have its commonest key


@dataclass(frozen=True)
class Candidate:
    """A place that could be the table. path: keys joined with dots, "" for the whole. make: its rows.

    kind: "objects", "lists" (whose names may stand elsewhere), "texts", "vectors" or "columns".
    """

    path: str
    n_rows: int
    weight: float
    make: Callable[[], Rows]
    kind: str = "columns"


def candidates(value: object, n_bytes: int) -> list[Candidate]:
    """Every table in a value, the one that says most first. n_bytes: of the file, which bounds what it may become."""
    found = list(_walk(value, "", value, n_bytes, [_MOST_NODES], 0))
    return sorted(found, key=lambda each: (-each.weight, each.path.count("."), each.path))


def _walk(value: object, path: str, root: object, n_bytes: int, nodes: list[int], depth: int) -> Iterator[Candidate]:
    nodes[0] -= 1
    if nodes[0] < 0 or depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        inner: list[Candidate] = []
        if len(value) == 1 and isinstance(value[0], dict):
            inner = list(_walk(value[0], path, root, n_bytes, nodes, depth + 1))
            inner = [each for each in inner if each.kind == "objects" and each.n_rows > 1]
        elif joined := listings(value):
            inner = [Candidate(path, len(joined), _weight(joined), partial(rows_of_list, joined), "objects")]
        yield from inner or _of_list(value, path, root, n_bytes)
        return
    if not isinstance(value, dict):
        return
    yield from _of_object(value, path, n_bytes)
    for key, inner in value.items():
        if isinstance(inner, (dict, list)):
            yield from _walk(inner, f"{path}.{key}" if path else key, root, n_bytes, nodes, depth + 1)


def _of_list(value: list[object], path: str, root: object, n_bytes: int) -> Iterator[Candidate]:
    kinds = {type(item) for item in value}
    kind, make = "", None
    if (written := cells_in_objects(value)) and value:
        kind, make = "lists", partial(rows_of_lists, written, root, n_bytes)
    elif dict in kinds or str in kinds:
        kind = "objects" if dict in kinds else "texts"
        make = partial(rows_of_list, value, path.rsplit(".", 1)[-1])
    elif kinds & {list, np.ndarray}:
        vectors = all(cells.is_vector(item) for item in value if item is not None)
        width = next(len(item) for item in value if isinstance(item, (list, np.ndarray)))
        as_vectors = vectors and names_in(root, value, width) is None
        kind = "vectors" if as_vectors else "lists"
        make = partial(rows_of_list, value) if as_vectors else partial(rows_of_lists, value, root, n_bytes)
    if make is not None:
        yield Candidate(path, len(value), _weight(value), make, kind)


def _of_object(value: dict[str, object], path: str, n_bytes: int) -> Iterator[Candidate]:
    if (named := rows_by_name(value)) is not None:
        yield Candidate(path, len(named.rows), _weight(list(value.values())), lambda: named)
        return
    lists = {key: _as_list(item) for key, item in value.items() if isinstance(item, (list, np.ndarray))}
    lists = {key: item for key, item in lists.items() if item}
    if joined := _joined_lists(lists):
        weight = sum(map(_weight, joined.values()))
        yield Candidate(path, sum(map(len, joined.values())), weight, lambda: _rows_of_joined(joined))
    elif parallel := _parallel(value, lists):
        n_rows = len(next(iter(parallel.values())))
        weight = sum(map(_weight, parallel.values()))
        ignored = [key for key in value if key not in parallel]
        yield Candidate(path, n_rows, weight, lambda: _rows_of_parallel(parallel, ignored, n_bytes))
    objects = {key: item for key, item in value.items() if isinstance(item, dict)}
    if len(objects) >= 2 and len(objects) == len(value):
        if is_by_column(objects):
            n_rows = len(next(iter(objects.values())))
            yield Candidate(path, n_rows, _weight([objects]), lambda: _rows_by_column(objects, n_bytes))
        elif _share_keys(objects):
            yield Candidate(path, len(objects), _weight(list(objects.values())), lambda: _rows_by_key(objects))
    elif len(objects) == 1 == len(value):
        ((_, inner),) = objects.items()
        if (
            len(inner) > 1
            and all(key.isdigit() for key in inner)
            and not any(isinstance(v, dict) for v in inner.values())
        ):
            yield Candidate(path, len(inner), _weight([objects]), lambda: _rows_by_column(objects, n_bytes))


def _as_list(value: object) -> list[object]:
    """Lists of an object of columns were taken for vectors."""
    return value.tolist() if isinstance(value, np.ndarray) else list(value) if isinstance(value, list) else []


def _weight(items: Sequence[object]) -> float:
    """About how many characters the items write, by some of them."""
    if not items:
        return 0.0
    step = max(len(items) // _SAMPLED, 1)
    sample = [items[place] for place in range(0, len(items), step)][:_SAMPLED]
    left = [_MOST_CHARACTERS * _SAMPLED]
    return 1 + sum(_characters(item, left, 0) for item in sample) / len(sample) * len(items)


def _characters(value: object, left: list[int], depth: int) -> float:
    """The letters of a value's texts, and a few for every other cell; stops where `left` is used up."""
    left[0] -= 1
    if left[0] < 0 or depth > _MOST_DEPTH:
        return 0
    if isinstance(value, str):
        return min(len(value), _MOST_CHARACTERS)
    if isinstance(value, np.ndarray):
        return 4.0 * len(value)
    if isinstance(value, dict):
        return sum(_characters(item, left, depth + 1) for item in value.values())
    if isinstance(value, list):
        return 1.0 + sum(_characters(item, left, depth + 1) for item in value)
    return 4.0


def rows_of_list(values: Sequence[object], key: str = "", numbers: Sequence[int] | None = None) -> Rows:
    """Rows of a list: of objects, or of texts where no object is among them, or of vectors.

    key: the name of a column of texts. numbers: of the rows; None for 1, 2, 3.
    """
    numbered = list(zip(numbers or range(1, len(values) + 1), values, strict=True))
    kinds = set(map(type, values))
    wanted: type | tuple[type, ...] = (list, np.ndarray)
    noun, column = "a list of numbers", "vector"
    if dict in kinds:
        wanted, noun = dict, "an object"
    elif str in kinds:
        wanted, noun, column = str, "a text", key or "text"
    fitting = [(number, value) for number, value in numbered if isinstance(value, wanted)]
    return Rows(
        rows=[value if isinstance(value, dict) else {column: value} for _, value in fitting],
        numbers=[number for number, _ in fitting],
        left_out=[
            LeftOutRow(number, f"the row isn't {noun} as the others are (got {what_it_is(value)})")
            for number, value in numbered
            if not isinstance(value, wanted)
        ],
    )


def _joined_lists(lists: Mapping[str, list[object]]) -> dict[str, list[object]]:
    """Lists that hold rows of one kind under several names: {"train": [...], "test": [...]}; none where they don't."""
    tables = {key: items for key, items in lists.items() if all(isinstance(item, dict) for item in items[:_SAMPLED])}
    if len(tables) >= 2 and len(tables) == len(lists):
        keys = [
            {key for item in items[:_SAMPLED] if isinstance(item, dict) for key in item} for items in tables.values()
        ]
        common = set.intersection(*keys)
        return tables if common and len(common) >= 0.5 * max(map(len, keys)) else {}
    texts = {key: items for key, items in lists.items() if all(isinstance(item, str) for item in items)}
    uneven = len({len(items) for items in texts.values()}) == len(texts) >= 2
    return texts if uneven and len(texts) == len(lists) else {}


def _rows_of_joined(lists: Mapping[str, list[object]]) -> Rows:
    rows: list[Mapping[str, object]] = []
    taken = {key for items in lists.values() for item in items if isinstance(item, dict) for key in item}
    column = "list"
    while column in taken:
        column += "_"
    for key, items in lists.items():
        rows += [{column: key, **item} if isinstance(item, dict) else {column: key, "text": item} for item in items]
    check_length(len(rows))
    shown = ", ".join(f'"{cells.clean_text(key)}" ({len(items):,})' for key, items in list(lists.items())[:5])
    return Rows(
        rows, notes=[f'The rows are several lists, one below another: {shown}; the column "{column}" says which.']
    )


def _parallel(value: Mapping[str, object], lists: Mapping[str, list[object]]) -> dict[str, list[object]]:
    """The lists that are as long as most others, at least two; a single one where there is nothing else."""
    if not lists or have_names_beside(lists):
        return {}
    lengths = Counter(map(len, lists.values()))
    length, n_lists = max(lengths.items(), key=lambda each: (each[1], each[0]))
    if n_lists < 2 and (len(value) > 1 or any(isinstance(item, (dict, list)) for item in lists[next(iter(lists))])):
        return {}
    return {key: items for key, items in lists.items() if len(items) == length}


def _rows_of_parallel(lists: Mapping[str, list[object]], ignored: Sequence[str], n_bytes: int) -> Rows:
    notes = []
    if ignored:
        shown = ", ".join(f'"{cells.clean_text(key)}"' for key in ignored[:5])
        notes.append(f"Lists of equal length were taken as columns; not read: {shown}.")
    lists = _flattened(lists, notes)
    length = len(next(iter(lists.values())))
    check_size(length, len(lists), n_bytes)
    return Rows([dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)], notes=notes)


def _flattened(lists: Mapping[str, list[object]], notes: list[str]) -> Mapping[str, list[object]]:
    """Answers to several queries at once, a list each, as Chroma gives them: joined, with the number of the query."""
    nested = {key: items for key, items in lists.items() if all(isinstance(item, (list, np.ndarray)) for item in items)}
    shapes = [tuple(map(len, items)) for items in nested.values()]  # type: ignore[arg-type]
    texts = any(not cells.is_vector(item) for items in nested.values() for item in items)
    if len(nested) < 2 or len(nested) < len(lists) or len(set(shapes)) > 1 or not texts:
        return lists
    joined: dict[str, list[object]] = {}
    if len(shapes[0]) > 1:
        joined["query"] = [number for number, n in enumerate(shapes[0], start=1) for _ in range(n)]
        notes.append(
            f'The answers to {len(shapes[0]):,} queries stand one below another; the column "query" counts them.'
        )
    for key, items in nested.items():
        joined[key] = [cell for item in items for cell in _as_list(item)]
    return joined


def is_by_column(objects: Mapping[str, dict[str, object]]) -> bool:
    """Whether objects in an object are columns, {column: {row: cell}} as pandas writes them, and not rows."""
    inner = list(objects.values())
    if any(isinstance(cell, dict) for item in inner for cell in item.values()):
        alike = all(len({type(cell) for cell in item.values()}) == 1 for item in inner)
        same = all(item.keys() == inner[0].keys() for item in inner)
        return alike and same and len(inner[0]) > _LEAST_BY_COLUMN * len(inner)
    keys = [key for item in inner for key in item]
    if keys and all(key.isdigit() for key in keys):
        return True
    if all(key.isdigit() for key in objects) or any(item.keys() != inner[0].keys() for item in inner):
        return False
    alike = all(len({type(cell) for cell in item.values() if cell is not None}) <= 1 for item in inner)
    across = all(len({type(item[key]) for item in inner if item[key] is not None}) <= 1 for key in inner[0])
    return alike and len(inner[0]) > 1 and (not across or len(inner[0]) > len(inner))


def _share_keys(objects: Mapping[str, dict[str, object]]) -> bool:
    counts = Counter(key for item in objects.values() for key in item)
    return bool(counts) and counts.most_common(1)[0][1] >= _SHARED * len(objects)


def _rows_by_column(objects: Mapping[str, dict[str, object]], n_bytes: int) -> Rows:
    places = dict.fromkeys(key for item in objects.values() for key in item)
    check_size(len(places), len(objects), n_bytes)
    rows: list[Mapping[str, object]] = [{c: cell.get(place) for c, cell in objects.items()} for place in places]
    if not all(place.isdigit() for place in places):
        rows = [{_free("id", objects): place, **row} for place, row in zip(places, rows, strict=True)]
    return Rows(rows)


def _rows_by_key(objects: Mapping[str, dict[str, object]]) -> Rows:
    if list(objects) == [str(place) for place in range(len(objects))]:
        return Rows(list(objects.values()))
    taken = {key for item in objects.values() for key in item}
    own = all(str(item.get("id")) == key for key, item in objects.items())
    column = _free("id" if "id" not in taken else "key", taken)
    rows = list(objects.values()) if own else [{column: key, **item} for key, item in objects.items()]
    return Rows(
        rows, notes=[] if own else [f'The rows are the objects by their keys, which are the column "{column}".']
    )


def _free(name: str, taken: Mapping[str, object] | set[str]) -> str:
    while name in taken:
        name += "_"
    return name
