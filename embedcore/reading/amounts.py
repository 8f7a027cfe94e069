"""Which columns are amounts as people write them, and which mark is the decimal one in the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from embedcore.phrases import listed
from embedcore.reading import codes, numerals
from embedcore.reading.changed_columns import Columns
from embedcore.reading.options import Choice, ReadOptions

_GROUPED = r"-?[1-9]\d{0,2}(\.\d{3})+"
_SHOWN = 4
_SIGNS = {",": "comma", ".": "full stop"}


@dataclass(frozen=True)
class _FileMarks:
    """The decimal mark of a file and what tells it. note: where nothing does, what it could be as well."""

    decimal: str
    reason: str
    note: str = ""


def read_amounts(columns: Columns, probed: Mapping[str, list[str]], names: list[str], options: ReadOptions) -> None:
    """Amounts as people write them become numbers; the file's other numbers tell the marks that a column leaves open.

    probed: the first cells of columns that may be amounts. names: of columns that may have been read as numbers.
    """
    found: dict[str, numerals.Numerals] = {}
    for name, first in probed.items():
        if codes.is_code_name(name) or numerals.read_numerals(first) is None:
            continue
        read = _numerals(columns.now(name), options.decimal or ".", options.thousands)
        if read is not None:
            found[name] = read
    marks = _marks_in_file(columns, names, found, options)
    left_open = [name for name, read in found.items() if not read.is_decided]
    for name in left_open if marks.decimal != (options.decimal or ".") else ():
        again = _numerals(columns.now(name), marks.decimal, options.thousands)
        found.pop(name)
        if again is not None:
            found[name] = again
    if marks.decimal == ",":
        _regroup(columns, names, found)
    _choose_marks(columns, found, marks, options)
    examples = []
    for name, read in found.items():
        values = columns.now(name)
        column = _column(read.numbers, values.index)
        written = columns.written.get(name, values)
        place = _telling(read.numbers, written)
        first = written.iloc[place]
        examples.append(f'"{name}" ({str(first).strip()} is {_plain(read.numbers[place])})')
        columns.change(name, column, columns.written.get(name, values))
    if examples:
        columns.notes.append(f"Read as numbers: {listed(examples, most=_SHOWN)}.")


def _numerals(values: pd.Series, decimal: str, thousands: str | None) -> numerals.Numerals | None:
    return numerals.read_numerals(
        [None if pd.isna(cell) else cell for cell in values.tolist()], decimal=decimal, thousands=thousands
    )


def _regroup(columns: Columns, names: list[str], found: dict[str, numerals.Numerals]) -> None:
    """Where the file has decimal commas, 1.234 and 12.500 are grouped by thousands."""
    for name in names:
        values = columns.now(name)
        if name not in columns.written or not pd.api.types.is_float_dtype(values):
            continue
        written = columns.written[name]
        filled = written[values.notna()].str.strip()
        whole = filled.str.fullmatch(r"-?\d{1,3}")
        if len(filled) and (whole | filled.str.fullmatch(_GROUPED)).all() and not whole.all():
            cells = [None if pd.isna(cell) else cell for cell in written.mask(values.isna()).tolist()]
            read = numerals.read_numerals(cells, decimal=",", thousands=".", are_numbers=True)
            if read is not None:
                found[name] = read


def _column(numbers: list[float | int | None], index: pd.Index) -> pd.Series:
    filled = [number for number in numbers if number is not None]
    if all(isinstance(number, int) for number in filled):
        return pd.Series(numbers, index=index, dtype="int64" if len(filled) == len(numbers) else "Int64")
    return pd.Series(numbers, index=index, dtype="float64")


def _telling(numbers: list[float | int | None], written: pd.Series) -> int:
    """The place of the first number that is not written as programs write it."""
    cells = written.iloc[:1_000].tolist()
    filled = [place for place, number in enumerate(numbers) if number is not None]
    odd = (place for place in filled if place < len(cells) and str(cells[place]).strip() != _plain(numbers[place]))
    return next(odd, filled[0])


def _plain(number: float | int | None) -> str:
    return "missing" if number is None else f"{number:.10g}"


def _marks_in_file(
    columns: Columns, names: list[str], found: Mapping[str, numerals.Numerals], options: ReadOptions
) -> _FileMarks:
    """The decimal mark that the caller gave, that numbers of the file tell, or that is likelier in such files."""
    if options.decimal is not None:
        return _FileMarks(options.decimal, "")
    if options.thousands in _SIGNS:
        return _FileMarks("." if options.thousands == "," else ",", "the other mark was given as that of thousands")
    tellers = {name: cell for name, read in found.items() if (cell := _told_by(columns, name, read))}
    if tellers:
        decimal = Counter(found[name].marks.decimal for name in tellers).most_common(1)[0][0]
        name = next(name for name in tellers if found[name].marks.decimal == decimal)
        return _FileMarks(decimal, f'{tellers[name]} in "{name}" can only be meant so')
    for name in names:
        if _is_read_number(columns, name) and (cell := _telling_cell(columns, name, ".")):
            return _FileMarks(".", f'{cell} in "{name}" can only be meant so')
    short = next((n for n, read in found.items() if read.marks.thousands == "," and not read.doubtful), None)
    if short is not None:
        return _FileMarks(".", f'in "{short}" numbers below 1000 have no comma')
    doubtful = {name: read.doubtful for name, read in found.items() if read.doubtful}
    if columns.semicolons:
        doubtful |= {name: "." for name in names if _is_doubtful(columns, name)}
    return _likelier(columns, doubtful) if doubtful else _FileMarks(".", "no number has a mark that says otherwise")


def _told_by(columns: Columns, name: str, read: numerals.Numerals) -> str:
    """The number of a column that tells the decimal mark of the file; "" where none does."""
    if not read.is_decided:
        return ""
    cell = _telling_cell(columns, name, read.marks.decimal)
    return cell or (next(_written(columns, name)) if read.marks.thousands == "," else "")


def _likelier(columns: Columns, doubtful: Mapping[str, str]) -> _FileMarks:
    """What "1,100" is where nothing in the file tells. doubtful: the mark in each column that leaves it open."""
    name, mark = next((pair for pair in doubtful.items() if pair[1] == ","), next(iter(doubtful.items())))
    cell = next(digits for cell in _written(columns, name) if mark in (digits := numerals.digits_of(cell)))
    if mark == ",":
        decimal = "," if columns.semicolons else "."
        why = "in files with semicolons a comma is mostly the decimal mark"
        why = why if columns.semicolons else "a comma before three digits mostly groups thousands"
    else:
        decimal, why = ".", "a full stop is mostly the decimal mark"
    small, large = _plain(float(cell.replace(mark, "."))), cell.replace(mark, "")
    taken, other = (small, large) if mark == decimal else (large, small)
    shape = f'each number in "{name}" has three digits behind one {_SIGNS[mark]}'
    named = listed((f'"{each}"' for each in doubtful), most=_SHOWN)
    return _FileMarks(
        decimal,
        f"{why}, but {shape}, so {cell} could be {other} as well as {taken}",
        f"Numbers in {named} could be meant either way: {cell} was read as {taken}, since {why}, and could be {other}; "
        "the other decimal mark can be chosen.",
    )


def _written(columns: Columns, name: str) -> Iterator[str]:
    """The filled cells of a column as they were written."""
    written = columns.written.get(name, columns.now(name))
    return (str(cell).strip() for cell in written[columns.now(name).notna()])


def _is_read_number(columns: Columns, name: str) -> bool:
    return name in columns.written and pd.api.types.is_float_dtype(columns.now(name))


def _is_doubtful(columns: Columns, name: str) -> bool:
    """Whether a column that was read as decimals could hold thousands: 1.100 and 2.350."""
    if not _is_read_number(columns, name):
        return False
    return numerals.doubtful_mark(cell.removeprefix("-") for cell in _written(columns, name)) == "."


def _telling_cell(columns: Columns, name: str, decimal: str) -> str:
    """The first number of a column that can only be meant with this decimal mark; "" where there is none."""
    for cell in _written(columns, name):
        number = numerals.digits_of(cell)
        marks = numerals.marks_of([number]) if decimal in number or "," in number else None
        if marks is not None and marks.decimal == decimal:
            return cell
    return ""


def _choose_marks(
    columns: Columns, found: Mapping[str, numerals.Numerals], marks: _FileMarks, options: ReadOptions
) -> None:
    """The choices of the marks in numbers, for the report."""
    columns.used.append(
        Choice.of("decimal", marks.decimal, marks.reason, options, others=(".", ","), sure=not marks.note)
    )
    if marks.note:
        columns.notes.append(marks.note)
    groups = Counter(read.marks.thousands for read in found.values() if read.marks.thousands)
    groups.pop(marks.decimal, None)
    thousands = options.thousands if options.thousands is not None else (groups.most_common(1)[0][0] if groups else "")
    said = "no number has a mark between its thousands"
    if thousands:
        name = next((name for name, read in found.items() if read.marks.thousands == thousands), "")
        shown = (
            next((cell for cell in _written(columns, name) if numerals.is_grouped(cell, thousands)), "") if name else ""
        )
        said = f'{shown} in "{name}" has it before three digits'
    columns.used.append(Choice.of("thousands", thousands, said, options, others=("", ",", ".", " ", "'")))
