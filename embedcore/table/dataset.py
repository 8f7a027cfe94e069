"""read_table and Dataset: what was read, what was left out, and why.

Importing this imports no pandas: the workers handle vectors and texts alone, and stay 80 MB smaller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from embedcore.errors import DataError, ParameterError
from embedcore.memory import release_freed
from embedcore.phrases import did_you_mean, quoted, row_list
from embedcore.reading.report import ReadReport
from embedcore.table.data_kind import DataKind, propose_kind
from embedcore.table.row_labels import row_labels
from embedcore.types import ROLES, Indices
from embedcore.words.plain_text import plain_text

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.reading.raw_table import RawTable

_LOOKED_AT = 20


@dataclass(frozen=True, eq=False)
class Dataset:
    """The rows of one table that can be used, and which column is the text.

    frame: (n_rows, n_columns), index 0..n_rows-1; the text column holds str, never missing. Columns of lists of
    numbers, and of bytes, may lie in Arrow's memory: tolist() gives Python's lists, to_csv writes NumPy's form of them.
    column_roles: column -> one of text, category, number, time, id, vector, image, user, item,
    rating. row_numbers: (n_rows,) int64, the place of each row in the file, 1 = first below the
    header. raw: everything that was read, from which with_text_column chooses anew. markup: whether texts are read
    with HTML's tags and entities or without them; the cells of the frame are as in the file.
    """

    frame: pd.DataFrame
    text_column: str | None
    column_roles: Mapping[str, str]
    row_numbers: np.ndarray
    name: str
    report: ReadReport
    raw: RawTable | None = field(default=None, repr=False)
    markup: str = "keep"

    @property
    def n_rows(self) -> int:
        return len(self.frame)

    @cached_property
    def texts(self) -> list[str]:
        """The texts, (n_rows,), as they stand in the file; where markup is "strip", without HTML's tags and entities.

        Raises DataError if the table has no text column.
        """
        if self.text_column is None:
            raise DataError(
                f"a text column is needed (got none among {quoted(self.frame.columns)}); "
                "choose one with with_text_column"
            )
        return [self.in_words(text) for text in self.frame[self.text_column].tolist()]

    def in_words(self, cell: object) -> str:
        """A cell as it is read and shown: where markup is "strip", without HTML's tags and entities."""
        written = str(cell)
        return plain_text(written) or written if self.markup == "strip" else written

    @cached_property
    def labels(self) -> list[str]:
        """A short name for each row, (n_rows,): its text where there is one; see embedcore.table.row_labels."""
        return row_labels(self)

    @cached_property
    def image_column(self) -> str | None:
        """The first column of role image that holds encoded pictures (bytes); None where there is none."""
        for name in map(str, self.frame.columns):
            if self.column_roles.get(name) == "image" and any(
                isinstance(cell, bytes) for cell in self.frame[name].dropna().iloc[:_LOOKED_AT].tolist()
            ):
                return name
        return None

    @property
    def images(self) -> list[bytes]:
        """The pictures, (n_rows,), as they were encoded in the file; made anew at each call where they lie in Arrow.

        Raises DataError if the table has no column of pictures, or a row has none.
        """
        column = self.image_column
        if column is None:
            raise DataError(
                f"a column of images is needed (got none among {quoted(self.frame.columns)}); "
                "load a folder or a ZIP of images, or a table that holds them"
            )
        empty = np.flatnonzero(self.frame[column].isna().to_numpy(dtype=bool))
        if len(empty):
            raise DataError(
                f'every row must have an image (got none in "{column}" in {row_list(self.row_numbers[empty])}); '
                "leave these rows out of the file"
            )
        return list(self.frame[column].tolist())

    @cached_property
    def kind(self) -> DataKind:
        """What this data looks like (texts, images, vectors, numbers or ratings) and why, from the columns' roles."""
        return propose_kind(self)

    @cached_property
    def numbers_read(self) -> Indices:
        """The numbers of all rows that were read, ascending, (n_rows_read,): those that were left out, too."""
        left_out = [row.row_number for row in self.report.left_out]
        return np.union1d(self.row_numbers, np.asarray(left_out, dtype=np.int64)).astype(np.int64)

    @classmethod
    def from_texts(cls, texts: Sequence[str], *, name: str = "texts") -> Dataset:
        """A dataset of one column "text"; empty texts are left out and reported.

        Raises DataError if texts is one str, is empty, or holds anything but str.
        """
        from embedcore.reading import cells
        from embedcore.reading.raw_table import assemble
        from embedcore.table.selection import select

        if isinstance(texts, (str, bytes, Mapping)) or not isinstance(texts, Iterable):
            raise DataError(
                f"texts must be a list of str (got one {type(texts).__name__}); put a single text in a list"
            )
        items = list(texts)
        for position, item in enumerate(items):
            if not isinstance(item, str):
                raise DataError(
                    f"every text must be a str (got {type(item).__name__} at position "
                    f"{position}); turn it into text or leave it out"
                )
        if not items:
            raise DataError("texts must hold at least one text (got an empty list); add some")
        column = cells.type_objects([str(item) for item in items])
        # A program that passes "NA" means the word; only a file's cell stands for nothing.
        written = column.values if column.as_written is None else column.as_written
        raw = assemble({"text": replace(column, values=written, as_written=None)}, name=name, kind="list", notes=())
        reason = '"text" is the text because the texts were given as a list.'
        return select(raw, "text", {"text": "text"}, reason, placeholders=False)

    @classmethod
    def from_raw(cls, raw: RawTable, text_column: str | None = None, *, markup: str = "strip") -> Dataset:
        """The dataset of a table as it was read, under a text column; None finds it. markup: as in read_table."""
        from embedcore.reading.roles import detect
        from embedcore.table.selection import readable_column, select

        chosen = None if text_column is None else readable_column(raw, text_column)
        roles, found, reason = detect(raw)
        if chosen is None:
            return select(raw, found, roles, reason, markup=markup)
        return select(raw, chosen, {**roles, chosen: "text"}, f'"{chosen}" was chosen as the text.', markup=markup)

    def without_rows(self, reasons: Mapping[int, str]) -> Dataset:
        """The dataset without the rows of these numbers, which its report then lists with their reasons.

        They stay left out when another text column is chosen.
        Raises DataError if no row is left.
        """
        from embedcore.table.selection import left_out_too, raw_without_rows

        if not reasons:
            return self
        keep = ~np.isin(self.row_numbers, list(reasons))
        if not keep.any():
            first = next(iter(reasons.values()))
            raise DataError(
                f"{self.name} must keep at least one row (got none: {first}, and so on); choose another file"
            )
        left_out = left_out_too(self.report.left_out, self.row_numbers[~keep], reasons)
        return replace(
            self,
            frame=self.frame[keep].reset_index(drop=True),
            row_numbers=self.row_numbers[keep],
            report=replace(self.report, n_rows_kept=int(keep.sum()), left_out=left_out),
            raw=raw_without_rows(self.raw, reasons) if self.raw is not None else None,
        )

    def with_text_column(self, column: str | None) -> Dataset:
        """The same table with another text column; which rows are left out is decided anew.

        None: no text column, so every row with anything in it is kept.
        Raises ParameterError if there is no such column or it holds images, DataError if it holds no text at all.
        """
        from embedcore.table.selection import readable_column, select

        raw = self._raw()
        if column is None:
            return select(raw, None, self.column_roles, "No column was chosen as the text.", markup=self.markup)
        checked = readable_column(raw, column)
        roles = {**self.column_roles, checked: "text"}
        return select(raw, checked, roles, f'"{checked}" was chosen as the text.', markup=self.markup)

    def with_markup(self, markup: str) -> Dataset:
        """The same table with its texts read without HTML's tags and entities ("strip"), or with them ("keep").

        Raises ParameterError for anything else.
        """
        from embedcore.table.selection import select

        checked_markup(markup)
        if markup == self.markup:
            return self
        return select(self._raw(), self.text_column, self.column_roles, self.report.text_column_reason, markup=markup)

    def with_role(self, column: str, role: str) -> Dataset:
        """The same table with another role for a column.

        The role "text" makes it the text column; another role for the text column leaves the
        table without one.
        Raises ParameterError if there is no such column or role.
        """
        checked = checked_column(self._raw().frame, column)
        if role not in ROLES:
            raise ParameterError(f"role must be one of {', '.join(ROLES)} (got {role!r}); choose one")
        if role == "text":
            return self if checked == self.text_column else self.with_text_column(checked)
        changed = replace(self, column_roles={**self.column_roles, checked: role})
        return changed.with_text_column(None) if checked == self.text_column else changed

    def _raw(self) -> RawTable:
        """What was read; a dataset that was put together from its parts has only its frame."""
        from embedcore.reading.raw_table import RawTable

        if self.raw is not None:
            return self.raw
        report = self.report
        return RawTable(
            self.frame, self.row_numbers, self.name, report.format, left_out=report.left_out,
            encoding=report.encoding, delimiter=report.delimiter, notes=report.notes, used=report.used,
        )  # fmt: skip


def checked_markup(markup: object) -> None:
    """Raises ParameterError unless markup is "strip" or "keep"."""
    if markup not in ("strip", "keep"):
        raise ParameterError(f'markup must be "strip" or "keep" (got {markup!r}); choose one')


def free_name(name: str, taken: Collection[object]) -> str:
    """The name, with low lines behind it where it is taken."""
    while name in taken:
        name += "_"
    return name


def checked_column(frame: pd.DataFrame, column: object) -> str:
    """The name, if the table has a column of it. Raises ParameterError where it has none."""
    columns = [str(name) for name in frame.columns]
    if isinstance(column, str) and column in columns:
        return column
    hint = did_you_mean(column, columns) or "; choose one of these"
    raise ParameterError(f"column must be one of {quoted(columns)} (got {column!r}){hint}")


def read_table(
    source: object,
    *,
    filename: str | None = None,
    text_column: str | None = None,
    array: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    skip_rows: int | None = None,
    header_rows: int | None = None,
    label_rows: int | None = None,
    footer_rows: int | None = None,
    sheet: str | Sequence[str] | None = None,
    records: str | None = None,
    member: str | None = None,
    day_first: bool | None = None,
    markup: str = "strip",
) -> Dataset:
    """A table from a file, or from a folder of images, told by its content.

    CSV, TSV and other delimited text, text (a line a row), saved chats, JSON and JSON Lines, each also as gzip;
    Parquet, Arrow and Feather; workbooks; NPY and NPZ, whose rows become a column "vector"; a ZIP or a folder of
    images; a ZIP of tables, of which `member` is read.

    source: a path, an https address, bytes, or a file opened in binary mode (an upload). filename names
    bytes and uploads. text_column: the column to take as the text; None chooses the one that reads most
    like text, or none where no column does. array: the array of an NPZ file that holds the vectors, where it has
    several that could.
    markup: "strip" reads texts without HTML's tags and entities, "keep" with them; cells are as in the file either way.
    All others say how the file is to be read (see ReadOptions); what is None is guessed, and `.report.used` says what
    was used and why, `.report.python(filename)` the call that repeats it.
    Rows whose text is empty, or only a stand-in such as "NA" or "null", are left out and reported;
    without a text column, rows with nothing in any cell.
    Raises ParameterError for a source, column, array or option that can't be one or does not fit the file, DataError
    for a file without a usable table.
    """
    from embedcore.reading.options import ReadOptions
    from embedcore.reading.read_file import read_raw

    for option, value, remedy in (("text_column", text_column, "name a column"), ("array", array, "name an array")):
        if value is not None and not isinstance(value, str):
            raise ParameterError(f"{option} must be a str or None (got {type(value).__name__}); {remedy}")
    options = ReadOptions(
        encoding=encoding, delimiter=delimiter, quote=quote, decimal=decimal, thousands=thousands, skip_rows=skip_rows,
        header_rows=header_rows, label_rows=label_rows, footer_rows=footer_rows, sheet=sheet, records=records,
        member=member, day_first=day_first,
    )  # fmt: skip
    checked_markup(markup)
    dataset = Dataset.from_raw(read_raw(source, filename, array=array, options=options), text_column, markup=markup)
    release_freed()
    return dataset
