"""What the cells of a whole table mean, once all of them are there: amounts, dates, codes; each change is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from embedcore.phrases import counted, listed
from embedcore.reading import codes, dates
from embedcore.reading.amounts import read_amounts
from embedcore.reading.changed_columns import Columns
from embedcore.reading.column_names import words_of
from embedcore.reading.garbled import garbled_notes
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import RawTable

_PROBED = 50
_LONGEST = 40  # characters of an amount or a date
_SHOWN = 4
_LEAST_READ = 0.9
_DAY_NAMES = frozenset("date datetime datum fecha дата 日付 日期 날짜 dato tarih".split())
_DAY_NUMBERS = (30_000, 60_000)  # 1982 to 2064
_LEAST_DAYS = 3


def interpret(table: RawTable, options: ReadOptions) -> RawTable:
    """The table with amounts as numbers, dates of one order as times, and codes as they were written.

    Ids and versions stay as written; "NA" among codes of countries is Namibia.
    """
    columns = Columns(table.frame, dict(table.as_written), semicolons=table.delimiter == ";")
    texts = [name for name in map(str, table.frame.columns) if table.roles.get(name) in (None, "time")]
    _keep_codes(columns, texts)
    _read_day_numbers(columns, texts)
    names = [name for name in texts if isinstance(columns.now(name).dtype, pd.StringDtype)]
    probed = {name: filled for name in names if (filled := _probe(columns.now(name)))}
    _read_dates(columns, probed, options)
    read_amounts(columns, {n: cells for n, cells in probed.items() if n not in columns.changed}, texts, options)
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


def _keep_codes(columns: Columns, names: list[str]) -> None:
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


def _keep_na(columns: Columns, name: str, values: pd.Series, written: pd.Series, notes: list[str]) -> None:
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


def _read_day_numbers(columns: Columns, names: list[str]) -> None:
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


def _read_dates(columns: Columns, probed: Mapping[str, list[str]], options: ReadOptions) -> None:
    orders: dict[str, dates.Order] = {}
    cells_of: dict[str, list[str]] = {}
    for name, first in probed.items():
        if not dates.are_dates(first):
            continue
        filled = columns.now(name).dropna().tolist()
        if dates.are_numeric_dates(filled):
            orders[name], cells_of[name] = dates.order_of(filled), filled
        elif dates.are_named_dates(first):
            _change_to_times(columns, name, day_first=True)
    if not orders:
        return
    choice, said = _chosen_order(orders, options, columns.semicolons)
    columns.used.append(choice)
    day_first = bool(choice.value)
    for name, order in orders.items():
        own = day_first
        if order.day_first is not None and (
            options.day_first is None or (order.sure and not _fits(cells_of[name], day_first))
        ):
            own = order.day_first
        _change_to_times(columns, name, day_first=own, told=order.told)
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
        return _decided_order(decided, named)
    reason = "no day above 12 tells day from month"
    if weak:
        reason += "; files with semicolons mostly come from where the day is written first"
    now, other = ("day", "month") if weak else ("month", "day")
    said = (
        f"Dates in {named} could be meant either way: no day above 12 tells. They were read with the {now} first "
        f"(05/03 is {'5 March' if weak else 'May 3'}); the {other} first can be chosen instead."
    )
    return Choice.of("day_first", weak, reason, sure=False), said


def _decided_order(decided: Mapping[str, dates.Order], named: str) -> tuple[Choice, str]:
    """The order that most columns have, those first that are sure of it; unsure where one is that none confirms."""
    firm = {name: order for name, order in decided.items() if order.sure} or decided
    day_first = bool(Counter(order.day_first for order in firm.values()).most_common(1)[0][0])
    sure_ways = {order.day_first for order in decided.values() if order.sure}
    doubtful = {n: order for n, order in decided.items() if not order.sure and order.day_first not in sure_ways}
    told = doubtful or {name: order for name, order in firm.items() if order.day_first == day_first}
    name, order = next(iter(told.items()))
    reason = f'in "{name}" {order.reason}'
    way, other = ("first", "month") if day_first else ("second", "day")
    more = f"; the {other} first can be chosen instead" if doubtful else ""
    said = f"Dates in {named}: the day stands {way} ({reason}){more}."
    return Choice.of("day_first", day_first, reason, sure=not doubtful), said


def _change_to_times(columns: Columns, name: str, *, day_first: bool, told: Mapping[str, bool] | None = None) -> None:
    """The column as times, where nearly all of its cells are dates in that order.

    told: the order of the dates of some signs, whatever that of the others is.
    """
    values, told = columns.now(name), told or {}
    known = {
        cell: dates.parsed(cell, told.get(dates.sign_of(cell), day_first) if told else day_first)
        for cell in values.dropna().unique().tolist()
    }
    times = pd.Series([known.get(cell) for cell in values.tolist()], index=values.index, dtype="datetime64[us]")
    lost = times.isna() & values.notna()
    if lost.sum() > (1 - _LEAST_READ) * values.notna().sum():
        columns.notes.append(f'"{name}" holds dates of more than one order of day and month; it was left as written.')
        return
    if lost.any():
        columns.notes.append(f'{counted(int(lost.sum()), "cell")} of "{name}" are no dates and were taken as missing.')
    columns.change(name, times, columns.written.get(name, values))
