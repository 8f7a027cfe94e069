"""Where the rows of a delimited file begin, and what their columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Literal

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.phrases import by_number, counted
from embedcore.reading import cells
from embedcore.reading.column_builder import Header
from embedcore.reading.column_names import is_id_name, is_known_name
from embedcore.reading.decode import DecodedText
from embedcore.reading.first_row import first_is_data, first_may_be_names, looks_odd_as_header
from embedcore.reading.layout import Header as HeaderShape
from embedcore.reading.layout import find_header, joined_names
from embedcore.reading.long_rows import rest_place
from embedcore.reading.missing import number_in
from embedcore.reading.options import ReadOptions
from embedcore.reading.raw_table import check_width, unique_names
from embedcore.reading.records import Records
from embedcore.reading.sniff import PLAIN_ENDINGS, Dialect

_BELOW = 200
_NO_LABELS = "the rows below the names are of the columns' kinds"

ProjectorFile = Literal["vectors", "metadata"]
"""A file of the TensorFlow Embedding Projector: fields between tabs, nothing quoted, no column names above vectors."""


def open_table(
    text: DecodedText, dialect: Dialect, name: str, projector: ProjectorFile | None, options: ReadOptions
) -> tuple[Header, Iterator[list[str]], Records]:
    """The header, and the rows below it (with the first line, where that is data)."""
    records = Records(text, dialect)
    stream = iter(records)
    first = next(stream, None)
    while first is not None and not any(cell.strip() for cell in first):
        # Blank lines above the table are no rows of it: count anew from the header.
        records.restart_count()
        first = next(stream, None)
    if first is None:
        raise DataError(f"{name} must hold a table (got blank cells alone); choose another file")
    first[0] = first[0].lstrip("\ufeff")
    if dialect.hash_header:
        first[0] = first[0].lstrip("#/%;! ")
    check_width(len(first))
    records.width = len(first)
    below = list(islice(stream, _BELOW))
    filled = [record for record in below if record]
    reason = _why_no_header(first, filled, dialect, name, projector, options)
    if reason:
        header = _made_up_names(first, reason)
        rest = None if projector is not None else rest_place(header.names, [first, *filled], dialect)
        may_be_names = projector is None and options.header_rows is None and first_may_be_names(first, filled)
        return replace(header, rest=rest, may_be_names=may_be_names), chain([first], below, stream), records
    if projector is not None:
        return _names_from(first, []), chain(below, stream), records
    shape = _shape(first, below, dialect, options)
    n_more = shape.n_names - 1
    above, below = below[:n_more], below[n_more:]
    width = max(map(len, [first, *above]))
    check_width(width)
    names = joined_names([first, *above], width) if above else first
    records.width = width
    filled = [record for record in below if record]
    header = _names_from(names, [] if records.broken else filled, joined=bool(above))
    if above:
        header.notes.insert(0, f"{counted(shape.n_names, 'row')} of column names joined: {shape.names_reason}.")
    if shape.n_labels:
        said = f"{counted(shape.n_labels, 'row')} below the column names left out: {shape.labels_reason}."
        header.notes.append(said)
    rest = rest_place(header.names, filled, dialect)
    return replace(header, shape=shape, rest=rest), chain(below, stream), records


def _why_no_header(
    first: list[str],
    filled: list[list[str]],
    dialect: Dialect,
    name: str,
    projector: ProjectorFile | None,
    options: ReadOptions,
) -> str:
    """Why the first row is no row of names; empty where it is one."""
    if options.header_rows is not None:
        return "No row of column names was asked for" if options.header_rows == 0 else ""
    if projector == "vectors" and _are_words(first) and filled and not _are_words(filled[0]):
        return ""
    if projector == "vectors" or (projector == "metadata" and len(first) == 1):
        return "The first line of this file is no row of column names"
    if projector is not None:
        return ""
    plain = dialect.delimiter is None and suffix(name) in PLAIN_ENDINGS
    if plain and not is_known_name(first[0]):
        return f"The first line of a {suffix(name)} file is a row like the others"
    return "The first line looks like data, not like column names" if first_is_data(first, filled) else ""


def _are_words(row: list[str]) -> bool:
    return not any(cell.strip() and number_in(cell) is not None for cell in row)


def _shape(first: list[str], below: list[list[str]], dialect: Dialect, options: ReadOptions) -> HeaderShape:
    """How many rows name and describe the columns: what was given, else what the rows look like."""
    found = HeaderShape(1, 0, "the first row holds names", _NO_LABELS)
    if dialect.delimiter is not None and below:
        found = find_header([first, *below[:60]])
    if options.header_rows is not None:
        n_labels = max(found.n_names + found.n_labels - options.header_rows, 0)
        found = replace(found, n_names=options.header_rows, n_labels=n_labels, names_reason="as was asked for")
    return found if options.label_rows is None else replace(found, n_labels=options.label_rows)


def _made_up_names(first: list[str], reason: str) -> Header:
    names = [f"column {place}" for place in range(1, len(first) + 1)]
    if len(first) == 1 and any(character.isalpha() for character in first[0]):
        names = ["text"]
    named = f'column is named "{names[0]}"'
    if len(names) > 1:
        named = f'columns are named "{names[0]}" to "{names[-1]}"'
    note = f"{reason}: it was kept as row 1, and the {named}."
    return Header(names, [note], None)


def _names_from(first: list[str], below: list[list[str]], *, joined: bool = False) -> Header:
    notes = []
    written = list(first)
    widths = Counter(len(row) for row in below)
    if widths and widths.most_common(1)[0][0] == len(first) + 1 > 2 and not is_id_name(first[0]):
        wide = [row for row in below if len(row) == len(first) + 1]
        numbered = all(row[0].strip().isdigit() for row in wide)  # as R writes its row names
        if numbered and len(wide) == len(below) and any(row[-1].strip() for row in wide):
            written = ["", *first]
            notes.append("The rows have one field more than the header: the first has no name.")
    names, name_notes = unique_names([cells.clean_text(cell) for cell in written])
    if not joined and looks_odd_as_header(first):
        shown = first[0].strip()[:60]
        notes.append(
            f'The first line ("{shown}") was taken as the column '
            f"{by_number(len(first), 'name', 'names')}; if it is data, put a line with names above."
        )
    return Header(names, notes + name_notes, written)
