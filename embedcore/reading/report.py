"""What became of a file's rows."""

from dataclasses import dataclass

from embedcore.reading.options import Choice, python_line


@dataclass(frozen=True, slots=True, order=True)
class LeftOutRow:
    """A row of the file that isn't in the dataset, and why, in plain words; in order of the rows."""

    row_number: int
    reason: str


@dataclass(frozen=True)
class ReadReport:
    """What became of a file's rows: n_rows_read = n_rows_kept + len(left_out), always. Read rows_read and rows_left_out
    as n_rows_read and left_out.

    left_out: every row that is not in the dataset, in the file's order, with its reason.
    encoding, delimiter: None where the format has none. notes: whatever else a person must know.
    used: how the file was read, an item for each option of read_table that fits its format.
    """

    n_rows_read: int
    n_rows_kept: int
    left_out: tuple[LeftOutRow, ...] = ()
    format: str = "table"
    encoding: str | None = None
    delimiter: str | None = None
    text_column_reason: str = ""
    notes: tuple[str, ...] = ()
    used: tuple[Choice, ...] = ()

    def choice(self, name: str) -> Choice | None:
        """How this option was taken; None where it does not fit the format."""
        return next((one for one in self.used if one.name == name), None)

    def python(self, filename: str, text_column: str | None = None, markup: str | None = None) -> str:
        """The line of Python that reads the file in the same way: what was given, and every guess that isn't usual.

        text_column, markup: as read_table takes them, where they are not what it would find or do by itself.
        """
        return python_line(self.used, filename, text_column, markup)

    @property
    def unsure(self) -> tuple[Choice, ...]:
        """The guesses that a person should look at: another value is about as likely."""
        return tuple(choice for choice in self.used if not choice.sure)

    @property
    def rows_read(self) -> int:
        return self.n_rows_read

    @property
    def rows_left_out(self) -> tuple[LeftOutRow, ...]:
        return self.left_out
