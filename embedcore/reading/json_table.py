"""Reading JSON and JSON Lines: lists of objects, objects of lists, lists of texts."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.phrases import counted, row_list
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.raw_table import RawTable, assemble, check_length, check_width, unique_names
from embedcore.reading.report import LeftOutRow

_SHAPES = (
    'a list of objects, an object of lists, a list of texts or {"data": [objects]}; '
    "save it in one of these shapes or as CSV"
)
_LINES_TRIED = 20


class _Broken(Exception):
    """The text is no JSON; the message is ours, short, and fits after 'got'."""


@dataclass
class _Rows:
    """Rows as objects with their numbers (None: 1, 2, 3); what is no row is left out with its reason."""

    rows: Sequence[Mapping[str, object]]
    numbers: list[int] | None = None
    left_out: list[LeftOutRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_json(decoded: DecodedText, name: str) -> bool:
    """Whether the text is to be read as JSON or JSON Lines: by its name or by its first signs."""
    named = suffix(name) in (".json", ".jsonl", ".ndjson")
    start = decoded.head(4096).lstrip("\ufeff \t\r\n")
    if not start.startswith(("{", "[")):
        return named and _is_value_or_lines(decoded)
    if named:
        return True
    following = start[1:].lstrip()[:1]
    if start[0] == "{":
        return following in ('"', "}")
    if following in ("{", '"', "]", "["):
        return True
    # "[0.1, 0.2]" in every line may be JSON Lines, "[sic] she said" is a text like any other.
    return _is_value_or_lines(decoded)


def _is_value_or_lines(decoded: DecodedText) -> bool:
    with contextlib.suppress(_Broken):
        _parse(decoded.text.strip())
        return True
    return _has_json_line(decoded)


def read_json(decoded: DecodedText, name: str) -> RawTable:
    """A raw table from JSON or, where it is one value per line, JSON Lines.

    Raises DataError if the text is neither, or its values are no table.
    """
    kind, problem = "json", ""
    rows: _Rows | None = None
    if suffix(name) not in (".jsonl", ".ndjson"):
        try:
            rows = _from_value(_parse(_marked(decoded.text, decoded).strip("\ufeff\x1a").strip()), name)
        except _Broken as broken:
            problem = str(broken)
        if rows is None and (b"\n" not in decoded.data or not _has_json_line(decoded)):
            raise DataError(f"{name} must be valid JSON (got {problem}); mend or save it again")
    if rows is None:
        kind, rows = "jsonl", _from_lines(decoded, name)
    if not rows.rows:
        raise DataError(
            f"{name} must hold at least one row (got {counted(len(rows.left_out), 'value')} that "
            "can't be rows, or none); choose another file"
        )
    check_length(len(rows.rows))
    return _to_table(rows, decoded, kind, name)


def _marked(text: str, decoded: DecodedText) -> str:
    """The text with a lone surrogate for each byte that was none: all of these are replaced, and their rows named."""
    return text.replace(decoded.mark, "\ud800") if decoded.mark else text


def _parse(text: str) -> object:
    """The value of a JSON text.

    Raises _Broken, also for what the parser can't hold: too deep, or a number of too many digits.
    """
    try:
        return json.loads(text, strict=False, object_hook=_compact)
    except json.JSONDecodeError as error:
        raise _Broken(f"{error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _Broken("lists or objects nested too deeply") from None
    except ValueError:
        raise _Broken("a number with too many digits") from None


def _compact(read: dict[str, object]) -> dict[str, object]:
    """An object with its vectors as arrays, as soon as it is read: a list of 384 numbers takes 12 KB."""
    for key, value in read.items():
        if type(value) is list:
            read[key] = cells.compact_list(value)
    return read


def _has_json_line(decoded: DecodedText) -> bool:
    """Whether one of the first lines is a whole object or text, as in JSON Lines."""
    for _, line in islice(_numbered_lines(decoded), _LINES_TRIED):
        with contextlib.suppress(_Broken):
            if isinstance(value := _parse(line), (dict, str)) or cells.is_vector(value):
                return True
    return False


def _from_lines(decoded: DecodedText, name: str) -> _Rows:
    values: list[tuple[int, object]] = []
    broken: list[LeftOutRow] = []
    for number, line in _numbered_lines(decoded):
        try:
            values.append((number, cells.compact_list(_parse(_marked(line, decoded)))))
        except _Broken as problem:
            broken.append(LeftOutRow(number, f"the line isn't valid JSON ({problem})"))
    if not values:
        raise DataError(
            f"{name} must hold one JSON object per line (got {len(broken):,} lines, none of them "
            "valid JSON); mend or save it again"
        )
    if len(values) == 1 and not broken:
        return _from_value(values[0][1], name)
    rows = _from_list(values, name)
    if broken:
        rows.left_out += broken
        numbers = row_list(row.row_number for row in broken)
        what = "lines were" if len(broken) > 1 else "line was"
        rows.notes.append(f"{len(broken):,} broken {what} left out: {numbers.replace('row', 'line', 1)}.")
    return rows


def _numbered_lines(decoded: DecodedText) -> Iterator[tuple[int, str]]:
    """The lines that aren't blank, with their numbers; never all of them at once."""
    data, at, last, number = decoded.data, decoded.start, decoded.end, 0
    while at < last:
        end = data.find(b"\n", at, last)
        end = last if end < 0 else end
        number += 1
        if line := decoded.piece(at, end).strip().strip("\ufeff \t\r\n\x1a"):
            yield number, line
        at = end + 1


def _from_value(value: object, name: str) -> _Rows:
    if isinstance(value, list):
        return _from_list(list(enumerate(value, start=1)), name)
    if not isinstance(value, dict):
        raise DataError(f"{name} must be {_SHAPES} (got {_named(value)})")
    # Lists of an object of columns were taken for vectors.
    value = {key: item.tolist() if isinstance(item, np.ndarray) else item for key, item in value.items()}
    lists = {key: item for key, item in value.items() if isinstance(item, list)}
    tables = {key: item for key, item in lists.items() if any(isinstance(i, dict) for i in item)}
    if len(tables) == 1:
        ((key, table),) = tables.items()
        rows = _from_list(list(enumerate(table, start=1)), name)
        if len(value) > 1:
            rows.notes.append(f'The rows are the list "{cells.clean_text(key)}"; the rest is ignored.')
        return rows
    if lists and len(lists) == len(value) and not tables:
        return _from_columns(lists, name)
    nested = [item for item in value.values() if isinstance(item, dict)]
    if nested and len(nested) == len(value):
        return _from_nested(value, name)
    if value and not lists and not nested:
        return _Rows([value])
    keys = ", ".join(f'"{cells.clean_text(key)}"' for key in list(tables or value)[:5])
    raise DataError(f"{name} must be {_SHAPES} (got an object with {keys or 'nothing in it'})")


def _from_list(values: Sequence[tuple[int, object]], name: str) -> _Rows:
    """Rows of a list: of objects, or of texts where no object is among them."""
    kinds = [type(value) for _, value in values]
    wanted: type | tuple[type, ...]
    if dict in kinds:
        wanted, noun = dict, "an object"
    elif str in kinds:
        wanted, noun = str, "a text"
    elif {list, np.ndarray} & set(kinds) and all(cells.is_vector(v) for _, v in values if v is not None):
        wanted, noun = (list, np.ndarray), "a list of numbers"
    else:
        got = f"a list of {_named(values[0][1])}" if values else "an empty list"
        raise DataError(f"{name} must be {_SHAPES} (got {got})")
    column = "text" if wanted is str else "vector"
    fitting = [(number, value) for number, value in values if isinstance(value, wanted)]
    return _Rows(
        rows=[value if isinstance(value, dict) else {column: value} for _, value in fitting],
        numbers=[number for number, _ in fitting],
        left_out=[
            LeftOutRow(number, f"the row isn't {noun} as the others are (got {_named(value)})")
            for number, value in values
            if not isinstance(value, wanted)
        ],
    )


def _from_columns(lists: Mapping[str, list[object]], name: str) -> _Rows:
    lengths = {key: len(column) for key, column in lists.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f'"{cells.clean_text(key)}": {n:,}' for key, n in list(lengths.items())[:5])
        raise DataError(f"{name} must hold lists of the same length (got {shown}); mend the shorter ones")
    return _Rows([dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)])


def _from_nested(value: Mapping[str, dict[str, object]], name: str) -> _Rows:
    """Objects of objects, as pandas writes a frame: {column: {row: cell}} or {row: {column: cell}}."""
    inner = [key for item in value.values() for key in item]
    if inner and all(key.isdigit() for key in inner):
        return _Rows([{c: cell.get(place) for c, cell in value.items()} for place in dict.fromkeys(inner)])
    if all(key.isdigit() for key in value):
        return _Rows(list(value.values()))
    raise DataError(f"{name} must be {_SHAPES} (got objects inside an object)")


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", np.ndarray: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def _to_table(rows: _Rows, decoded: DecodedText, kind: str, name: str) -> RawTable:
    keys: dict[str, None] = {}
    for row in rows.rows:
        keys.update(dict.fromkeys(row))
        check_width(len(keys))
    if not keys:
        raise DataError(f"{name} must hold at least one column (got empty objects); choose another")
    names, notes = unique_names([cells.clean_text(key) for key in keys])
    columns = {
        column: cells.type_objects([row.get(key) for row in rows.rows]) for column, key in zip(names, keys, strict=True)
    }
    return assemble(
        columns,
        numbers=rows.numbers,
        name=name,
        kind=kind,
        encoding=decoded.encoding,
        left_out=rows.left_out,
        notes=[*decoded.notes, *rows.notes, *notes],
    )
