"""Reading JSON and JSON Lines in the shapes that programs give them."""

from __future__ import annotations

from collections.abc import Sequence

from embedcore.errors import DataError, ParameterError
from embedcore.files import suffix
from embedcore.phrases import counted, did_you_mean, listed, quoted, row_list
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.json_lists import rows_of_lists
from embedcore.reading.json_text import (
    LINE_ENDINGS,
    BrokenError,
    begins_with_json_line,
    has_json_line,
    is_json,
    marked,
    numbered_lines,
    parse,
    parse_line,
    parse_otherwise,
)
from embedcore.reading.json_tree import Candidate, candidates, rows_of_list
from embedcore.reading.json_wrappers import unwrapped
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import RawTable, assemble, check_length, unique_names
from embedcore.reading.report import LeftOutRow
from embedcore.reading.rows import Rows, what_it_is
from embedcore.reading.unfold import Unfolding, exploded, unfold

__all__ = ["is_json", "read_json"]

_SHAPES = (
    'a list of objects, an object of lists, a list of texts or {"data": [objects]}; '
    "save it in one of these shapes or as CSV"
)
_LISTED = 5
_NEARLY = 0.5
"""A list that writes as much of what the chosen one does could be meant as well."""


def read_json(decoded: DecodedText, name: str, options: ReadOptions) -> RawTable:
    """A raw table from JSON or, where it is one value per line, JSON Lines.

    Raises DataError if the text is neither, or its values are no table; ParameterError for a path to no list.
    """
    value: object = None
    note = ""
    by_line = suffix(name) in LINE_ENDINGS and has_json_line(decoded)
    if not by_line:
        text = marked(decoded.text, decoded).strip("\ufeff\x1a").strip()
        try:
            value = parse(text)
        except BrokenError as broken:
            by_line = b"\n" in decoded.data and begins_with_json_line(decoded)
            if not by_line:
                try:
                    value, note = parse_otherwise(text, broken)
                except BrokenError:
                    by_line = b"\n" in decoded.data and has_json_line(decoded)
                    if not by_line:
                        raise DataError(f"{name} must be valid JSON (got {broken}); mend or save it again") from None
        del text
    if by_line:
        kind, (rows, choice) = "jsonl", _from_lines(decoded, name, options)
    else:
        kind, (rows, choice) = "json", _from_value(value, name, len(decoded.data), options)
        rows.notes[:0] = [note] if note else []
    if not rows.rows:
        raise DataError(
            f"{name} must hold at least one row (got {counted(len(rows.left_out), 'value')} that "
            "can't be rows, or none); choose another file"
        )
    check_length(len(rows.rows))
    return _to_table(rows, decoded, kind, name, choice)


def _from_lines(decoded: DecodedText, name: str, options: ReadOptions) -> tuple[Rows, Choice]:
    values: list[object] = []
    numbers: list[int] = []
    broken: list[LeftOutRow] = []
    for number, line in numbered_lines(decoded):
        try:
            values.append(parse_line(marked(line, decoded)))
            numbers.append(number)
        except BrokenError as problem:
            broken.append(LeftOutRow(number, f"the line isn't valid JSON ({problem})"))
    if not values:
        raise DataError(
            f"{name} must hold one JSON object per line (got {len(broken):,} lines, none of them "
            "valid JSON); mend or save it again"
        )
    n_bytes = len(decoded.data)
    if len(values) == 1 and not broken:
        return _from_value(values[0], name, n_bytes, options)
    choice = Choice.of("records", "", "each line is a row", options)
    if options.records:
        raise ParameterError(f'records must be "" where each line is a row (got {options.records!r}); leave it out')
    if all(isinstance(value, list) and not cells.is_vector(value) for value in values):
        rows = rows_of_lists(values, None, n_bytes)
    else:
        rows = rows_of_list(values, numbers=numbers)
    if broken:
        rows.left_out += broken
        shown = row_list(row.row_number for row in broken)
        what = "lines were" if len(broken) > 1 else "line was"
        rows.notes.append(f"{len(broken):,} broken {what} left out: {shown.replace('row', 'line', 1)}.")
    return rows, choice


def _from_value(value: object, name: str, n_bytes: int, options: ReadOptions) -> tuple[Rows, Choice]:
    """The rows of the table that says most, or of the one at options.records; what else could be one is said."""
    if not isinstance(value, (dict, list)):
        raise DataError(f"{name} must be {_SHAPES} (got {what_it_is(value)})")
    found = candidates(value, n_bytes)
    if not found and not options.records:
        return _single(value, name), Choice.of("records", "", "the file is a single row", options)
    chosen = found[0] if options.records is None else _at_path(found, options.records, name)
    rows = chosen.make()
    n_columns = len(rows.rows[0]) if rows.rows and chosen.kind == "lists" else 0
    others = [each for each in found if each.path != chosen.path and each.n_rows != n_columns]
    if chosen.path or others:
        rows.notes += _said(chosen, others, value)
    reason = "this list says most" if others else "this is the only list of rows"
    by_path = {each.path: each for each in reversed(others)}
    paths = tuple(dict.fromkeys(each.path for each in others))
    sizes = [counted(by_path[path].n_rows, "row") for path in paths]
    apart = [each for each in others if not _within(each.path, chosen.path) and not _within(chosen.path, each.path)]
    sure = all(each.weight < _NEARLY * chosen.weight for each in apart)
    if not sure:
        reason += ", but others say about as much"
    return rows, Choice.of("records", chosen.path, reason, options, others=paths, sizes=sizes, sure=sure)


def _at_path(found: Sequence[Candidate], path: str, name: str) -> Candidate:
    chosen = next((each for each in found if each.path == path), None)
    if chosen is None:
        known = list(dict.fromkeys(each.path for each in found))
        raise ParameterError(
            f"records must be the path of a list of rows in {name}: {quoted(known) or 'there is none'} (got {path!r})"
            f"{did_you_mean(path, known) or '; choose one'}"
        )
    return chosen


def _single(value: object, name: str) -> Rows:
    """The only row of an object of plain cells."""
    if isinstance(value, dict) and value and not any(isinstance(item, (dict, list)) for item in value.values()):
        return Rows([value])
    if isinstance(value, list):
        got = f"a list of {what_it_is(value[0])}" if value else "an empty list"
        raise DataError(f"{name} must be {_SHAPES} (got {got})")
    lists = {key: item for key, item in value.items() if isinstance(item, list)} if isinstance(value, dict) else {}
    if isinstance(value, dict) and lists and len(lists) == len(value) and len(set(map(len, lists.values()))) > 1:
        shown = ", ".join(f'"{cells.clean_text(key)}": {len(n):,}' for key, n in list(lists.items())[:_LISTED])
        raise DataError(f"{name} must hold lists of the same length (got {shown}); mend the shorter ones")
    keys = ", ".join(f'"{cells.clean_text(key)}"' for key in list(value)[:_LISTED]) if isinstance(value, dict) else ""
    raise DataError(f"{name} must be {_SHAPES} (got an object with {keys or 'nothing in it'})")


def _said(chosen: Candidate, others: Sequence[Candidate], value: object) -> list[str]:
    notes = []
    if chosen.path:
        rest = "; the rest is ignored" if isinstance(value, dict) and len(value) > 1 else ""
        notes.append(f'The rows are the list "{cells.clean_text(chosen.path)}"{rest}.')
    others = [each for each in others if not _within(each.path, chosen.path) and not _within(chosen.path, each.path)]
    if others:
        shown = (f'"{cells.clean_text(each.path)}" ({counted(each.n_rows, "row")})' for each in others)
        notes.append(f"Other lists in the file were not read: {listed(shown, most=_LISTED)}.")
    return notes


def _within(path: str, outer: str) -> bool:
    return not outer or path == outer or path.startswith(f"{outer}.")


def _to_table(rows: Rows, decoded: DecodedText, kind: str, name: str, choice: Choice) -> RawTable:
    rows = exploded(unwrapped(rows))
    said = Unfolding(len(decoded.data))
    unfolded = unfold(rows.rows, said)
    if not unfolded:
        raise DataError(f"{name} must hold at least one column (got empty objects); choose another")
    names, notes = unique_names([cells.clean_text(key) for key, _ in unfolded])
    columns = {column: cells.type_objects(values) for column, (_, values) in zip(names, unfolded, strict=True)}
    return assemble(
        columns,
        numbers=rows.numbers,
        name=name,
        kind=kind,
        encoding=decoded.encoding,
        left_out=rows.left_out,
        notes=[*decoded.notes, *rows.notes, *said.notes(), *notes],
        used=(*decoded.used, choice),
    )
