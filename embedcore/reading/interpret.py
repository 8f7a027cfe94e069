"""What the cells of a whole table mean, once all of them are there: amounts, dates, codes; each change is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from embedcore.phrases import counted, listed
from embedcore.reading import codes, dates, numerals
from embedcore.reading.column_names import words_of
from embedcore.reading.garbled import garbled_notes
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import RawTable

_PROBED = 50
_LONGEST = 40  # characters of an amount or a date
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
_SHOWN = 4
_LEAST_READ = 0.9
_DAY_NAMES = frozenset("date datetime datum fecha дата 日付 日期 날짜 dato tarih".split())
_DAY_NUMBERS = (30_000, 60_000)  # 1982 to 2064
_LEAST_DAYS = 3


@dataclass
class _Columns:
    """A table's columns on their way: new values, what stood there, and what is to be said.

    weak_day_first: where dates leave the order open, the day is likelier to stand first.
    """

    frame: pd.DataFrame
    written: dict[str, pd.Series]
    weak_day_first: bool
    changed: dict[str, pd.Series] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    used: list[Choice] = field(default_factory=list)

    def now(self, name: str) -> pd.Series:
        return self.changed.get(name, self.frame[name])

    def change(self, name: str, values: pd.Series, as_written: pd.Series | None) -> None:
        """New values for a column; as_written: its cells as they stood, None where the values are these."""
        self.changed[name] = values
        self.written.pop(name, None)
        if as_written is not None:
            self.written[name] = as_written


def interpret(table: RawTable, options: ReadOptions) -> RawTable:
    """The table with amounts as numbers, dates of one order as times, and codes as they were written.

    Ids and versions stay as written; "NA" among codes of countries is Namibia.
    """
    columns = _Columns(table.frame, dict(table.as_written), table.delimiter == ";")
    texts = [name for name in map(str, table.frame.columns) if table.roles.get(name) in (None, "time")]
    _keep_codes(columns, texts)
    _read_day_numbers(columns, texts)
    names = [name for name in texts if isinstance(columns.now(name).dtype, pd.StringDtype)]
    probed = {name: filled for name in names if (filled := _probe(columns.now(name)))}
    _read_dates(columns, probed, options)
    _read_amounts(columns, {n: cells for n, cells in probed.items() if n not in columns.changed}, texts, options)
    frame = table.frame
    garbled = garbled_notes(frame, table.encoding, was_given=options.encoding is not None)
    if columns.changed:
        series = {str(name): columns.changed.get(str(name), frame[name]) for name in frame.columns}
        frame = pd.DataFrame(series, copy=False)
    return replace(
        table,
        frame=frame,
        as_written=columns.written,
        notes=(*table.notes, *columns.notes, *garbled),
        used=(*table.used, *columns.used),
    )


def _probe(values: pd.Series) -> list[str]:
    """The first filled cells, stripped; none where one is longer than amounts and dates are."""
    first = [cell.strip() for cell in values.iloc[: 4 * _PROBED].dropna().iloc[:_PROBED].tolist()]
    if not first:
        first = [cell.strip() for cell in values.dropna().iloc[:_PROBED].tolist()]
    return [] if any(len(cell) > _LONGEST for cell in first) else [cell for cell in first if cell]


def _keep_codes(columns: _Columns, names: list[str]) -> None:
    kept: list[str] = []
    nations: list[str] = []
    for name in names:
        if name not in columns.written:
            continue
        values, written = columns.frame[name], columns.written[name]
        if pd.api.types.is_float_dtype(values):
            first = _first_filled(values, written)
            if not codes.may_be_codes(name, first):
                continue
            told = codes.are_written_codes if any("." in cell for cell in first) else codes.are_hex_codes
            if told(name, written[values.notna()].unique().tolist()):
                columns.change(name, written.str.strip().mask(values.isna()), written if values.isna().any() else None)
                kept.append(f'"{name}" ({first[0].strip()})')
        elif isinstance(values.dtype, pd.StringDtype):
            _keep_na(columns, name, values, written, nations)
    if kept:
        columns.notes.append(f"Kept as written, since they read as ids or versions: {listed(kept, most=_SHOWN)}.")
    columns.notes += nations


def _first_filled(values: pd.Series, written: pd.Series) -> list[str]:
    """The first cells that hold a number, as they were written."""
    head = written.iloc[: 4 * _PROBED][values.iloc[: 4 * _PROBED].notna()].iloc[:_PROBED]
    return (head if len(head) else written[values.notna()].iloc[:_PROBED]).tolist()


def _keep_na(columns: _Columns, name: str, values: pd.Series, written: pd.Series, notes: list[str]) -> None:
    """ "NA" is a value where the column's other cells are codes of the kind that it is one of."""
    is_na = (written.str.strip() == "NA").fillna(False) & values.isna()
    if not is_na.any():
        return
    meaning = codes.na_means(name, values.dropna().unique().tolist()[:1_000])
    if not meaning:
        return
    n = counted(int(is_na.sum()), "cell")
    if meaning == "?":
        notes.append(f'"NA" was taken as missing in "{name}" ({n}), though other cells there are codes too.')
        return
    restored = values.mask(is_na, "NA")
    still = restored.isna() & written.notna() & (written.str.strip() != "")
    columns.change(name, restored, written if still.any() else None)
    notes.append(f'"NA" was taken as a code in "{name}" ({n}; {meaning}), as the other cells there are.')


def _read_day_numbers(columns: _Columns, names: list[str]) -> None:
    """Dates that a spreadsheet wrote as its count of days: 46082 is 1 March 2026. Told by the column's name too."""
    for name in names:
        values = columns.now(name)
        if not pd.api.types.is_numeric_dtype(values) or not set(words_of(name)) & _DAY_NAMES:
            continue
        filled = values.dropna()
        if len(filled) < _LEAST_DAYS or filled.nunique() < 2 or not filled.between(*_DAY_NUMBERS).all():
            continue
        counted_from = pd.Timestamp(1899, 12, 30)
        times = counted_from + pd.to_timedelta(values.astype("float64"), unit="D").dt.round("s")
        columns.change(name, times.astype("datetime64[us]"), columns.written.get(name))
        first = filled.iloc[0]
        columns.notes.append(
            f'"{name}" holds days as spreadsheets count them; they were read as dates ({first:.10g} is '
            f"{times[values.notna()].iloc[0]:%Y-%m-%d})."
        )


def _read_dates(columns: _Columns, probed: Mapping[str, list[str]], options: ReadOptions) -> None:
    orders: dict[str, dates.Order] = {}
    cells_of: dict[str, list[str]] = {}
    for name, first in probed.items():
        numeric = dates.are_numeric_dates(first)
        if not numeric and not dates.are_named_dates(first):
            continue
        filled = columns.now(name).dropna().tolist()
        if numeric and dates.are_numeric_dates(filled):
            orders[name], cells_of[name] = dates.order_of(filled), filled
        elif not numeric:
            _change_to_times(columns, name, day_first=True)
    if not orders:
        return
    choice, said = _chosen_order(orders, options, columns.weak_day_first)
    columns.used.append(choice)
    day_first = bool(choice.value)
    for name, order in orders.items():
        own = order.day_first if order.day_first is not None and not _fits(cells_of[name], day_first) else day_first
        own = order.day_first if order.day_first is not None and options.day_first is None else own
        _change_to_times(columns, name, day_first=own)
    columns.notes.append(said)


def _fits(cells: list[str], day_first: bool) -> bool:
    distinct = list(dict.fromkeys(cells))
    return sum(dates.parsed(cell, day_first) is not None for cell in distinct) >= _LEAST_READ * len(distinct)


def _chosen_order(orders: Mapping[str, dates.Order], options: ReadOptions, weak: bool) -> tuple[Choice, str]:
    """One order for all columns that leave it open, and a sentence for the report. weak: the day is likelier first."""
    decided = {name: order for name, order in orders.items() if order.day_first is not None}
    named = listed((f'"{name}"' for name in orders), most=_SHOWN)
    if options.day_first is not None:
        way = "first" if options.day_first else "second"
        return Choice.of(
            "day_first", options.day_first, "", options
        ), f"Dates in {named}: the day stands {way}, as given."
    if decided:
        ways = Counter(order.day_first for order in decided.values())
        day_first = bool(ways.most_common(1)[0][0])
        name, order = next((name, order) for name, order in decided.items() if order.day_first == day_first)
        reason = f'in "{name}" {order.reason}'
        way = "first" if day_first else "second"
        return Choice.of("day_first", day_first, reason), f"Dates in {named}: the day stands {way} ({reason})."
    reason = "nothing in the dates tells day from month"
    if weak:
        reason += "; files with semicolons mostly come from where the day is written first"
    now, other = ("day", "month") if weak else ("month", "day")
    said = (
        f"Dates in {named} could be meant either way: no day above 12 tells. They were read with the {now} first "
        f"(05/03 is {'5 March' if weak else 'May 3'}); day_first={not weak} reads them with the {other} first."
    )
    return Choice.of("day_first", weak, reason, sure=False), said


def _change_to_times(columns: _Columns, name: str, *, day_first: bool) -> None:
    """The column as times, where nearly all of its cells are dates in that order."""
    values = columns.now(name)
    known = {cell: dates.parsed(cell, day_first) for cell in values.dropna().unique().tolist()}
    times = pd.Series([known.get(cell) for cell in values.tolist()], index=values.index, dtype="datetime64[us]")
    lost = times.isna() & values.notna()
    if lost.sum() > (1 - _LEAST_READ) * values.notna().sum():
        columns.notes.append(f'"{name}" holds dates of more than one order of day and month; it was left as written.')
        return
    if lost.any():
        columns.notes.append(f'{counted(int(lost.sum()), "cell")} of "{name}" are no dates and were taken as missing.')
    columns.change(name, times, columns.written.get(name, values))


def _read_amounts(columns: _Columns, probed: Mapping[str, list[str]], names: list[str], options: ReadOptions) -> None:
    found: dict[str, numerals.Numerals] = {}
    open_ones: list[str] = []
    for name, first in probed.items():
        if codes.is_code_name(name) or numerals.read_numerals(first) is None:
            continue
        read = _numerals(columns.now(name), options.decimal or ".", options.thousands)
        if read is not None:
            found[name] = read
            if not read.is_decided:
                open_ones.append(name)
    votes = Counter(read.marks.decimal for read in found.values() if read.is_decided)
    decimal = options.decimal or (votes.most_common(1)[0][0] if votes else ".")
    for name in open_ones:
        again = _numerals(columns.now(name), decimal, options.thousands)
        found.pop(name)
        if again is not None:
            found[name] = again
    if decimal == ",":
        _regroup(columns, names, found)
    _choose_marks(columns, found, decimal, options)
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


def _regroup(columns: _Columns, names: list[str], found: dict[str, numerals.Numerals]) -> None:
    """Where the file has decimal commas, 1.234 and 12.500 are grouped by thousands."""
    for name in names:
        values = columns.now(name)
        if name not in columns.written or not pd.api.types.is_float_dtype(values):
            continue
        written = columns.written[name]
        filled = written[values.notna()].str.strip()
        whole = filled.str.fullmatch(r"-?\d{1,3}")
        if len(filled) and (whole | filled.str.fullmatch(_GROUPED.pattern)).all() and not whole.all():
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


def _choose_marks(
    columns: _Columns, found: Mapping[str, numerals.Numerals], decimal: str, options: ReadOptions
) -> None:
    """The choices of the marks in numbers, for the report."""
    told = next((name for name, read in found.items() if read.is_decided and read.marks.decimal == decimal), None)
    reason = f'the numbers in "{told}" tell' if told else "no number tells otherwise"
    groups = Counter(read.marks.thousands for read in found.values() if read.marks.thousands)
    groups.pop(decimal, None)
    thousands = options.thousands if options.thousands is not None else (groups.most_common(1)[0][0] if groups else "")
    columns.used.append(Choice.of("decimal", decimal, reason, options, others=(".", ",")))
    said = "numbers are grouped by it" if thousands else "no number is grouped"
    columns.used.append(Choice.of("thousands", thousands, said, options, others=("", ",", ".", " ", "'")))
