"""How a file is to be read, as far as the caller says, and how it was read: each choice with its reason."""

from __future__ import annotations

import ast
import codecs
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from embedcore.errors import ParameterError
from embedcore.parameters import whole_number
from embedcore.phrases import joined

_AROUND = ("skip_rows", "header_rows", "label_rows", "footer_rows")
VALUES = ("decimal", "thousands", "day_first")
"""The options for every format that holds text in cells."""
TEXT = ("encoding", "delimiter", "quote", *_AROUND, *VALUES)
WORKBOOK = ("sheet", *_AROUND, *VALUES)
JSON = ("encoding", "records", *VALUES)

_USUAL: dict[str, object] = {
    "encoding": "utf-8", "delimiter": ",", "quote": '"', "decimal": ".", "thousands": "",
    "skip_rows": 0, "header_rows": 1, "label_rows": 0, "footer_rows": 0, "records": "",
}  # fmt: skip
_MARKS = {"decimal": (".", ","), "thousands": ("", ",", ".", " ", "'")}
_MOST_HEADER_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What the caller says of a file; None where it is to be found out.

    encoding: a name that Python knows. delimiter: what stands between fields, "" for one column. quote: the character
    around fields, "" for none. decimal, thousands: the marks in numbers. skip_rows: lines (of a workbook: rows) above
    the header. header_rows: how many rows name the columns, several joined by " / ", 0 for none. label_rows: rows below
    the header that describe the columns; footer_rows: rows at the end that are no data; both are left out and reported.
    sheet: the name of a sheet of a workbook, several names, or "all"; several are joined, with a column "sheet" that
    says which. records: the path of the list of rows in a JSON, such as "hits.hits". member: the table in a ZIP.
    day_first: whether 05.03.2026 is the 5th of March.
    Raises ParameterError for a value that can't be one.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    skip_rows: int | None = None
    header_rows: int | None = None
    label_rows: int | None = None
    footer_rows: int | None = None
    sheet: str | Sequence[str] | None = None
    records: str | None = None
    member: str | None = None
    day_first: bool | None = None

    def __post_init__(self) -> None:
        for name in ("encoding", "delimiter", "quote", "decimal", "thousands", "records", "member"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise ParameterError(f"{name} must be a str or None (got {value!r}); leave it out to have it found")
        for name in _AROUND:
            if (count := getattr(self, name)) is not None:
                high = _MOST_HEADER_ROWS if name == "header_rows" else None
                whole_number(name, count, low=0, high=high, advice="leave it out to have it found")
        if self.day_first is not None and not isinstance(self.day_first, bool):
            raise ParameterError(f"day_first must be True, False or None (got {self.day_first!r}); say which it is")
        self._check_marks()
        self._check_sheet()

    def _check_marks(self) -> None:
        if self.encoding is not None and not _is_text_encoding(self.encoding):
            raise ParameterError(
                f"encoding must be one that Python knows (got {self.encoding!r}); try utf-8, cp1252, cp1251 or gb18030"
            )
        if self.delimiter is not None and (set(self.delimiter) & set("\r\n\0")):
            raise ParameterError(
                f"delimiter must not hold a line end (got {self.delimiter!r}); give the sign in a line"
            )
        if self.quote is not None and (len(self.quote) > 1 or self.quote in ("\r", "\n", "\0")):
            raise ParameterError(f'quote must be one character, or "" for none (got {self.quote!r}); give one')
        for name, allowed in _MARKS.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise ParameterError(f"{name} must be one of {joined(map(repr, allowed))} (got {value!r}); choose one")
        if self.decimal is not None and self.decimal == self.thousands:
            raise ParameterError(f"decimal and thousands must differ (got {self.decimal!r} for both); change one")

    def _check_sheet(self) -> None:
        if self.sheet is None or isinstance(self.sheet, str):
            return
        names = list(self.sheet) if isinstance(self.sheet, Sequence) else [None]
        if not names or not all(isinstance(name, str) for name in names):
            raise ParameterError(f'sheet must be a name, a list of names or "all" (got {self.sheet!r}); name sheets')
        object.__setattr__(self, "sheet", tuple(names))

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the options that the caller gave."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is not None)

    def with_option(self, name: str, value: Any) -> ReadOptions:
        """The same with another value for the option of that name; None: left to be found out.

        Raises ParameterError for a value that can't be one.
        """
        return replace(self, **{name: value})

    def without(self, *names: str) -> ReadOptions:
        """The same with these left to be found out."""
        return replace(self, **dict.fromkeys(names))

    def check(self, takes: Collection[str], what: str) -> None:
        """Raises ParameterError where an option was given that a file of this kind does not take."""
        odd = [name for name in self.given if name not in takes]
        if odd:
            known = f"takes {joined(takes)}" if takes else "takes no such options"
            got = ", ".join(f"{name}={getattr(self, name)!r}" for name in odd)
            raise ParameterError(f"options must fit the file: {what} {known} (got {got}); leave out {joined(odd)}")


def _is_text_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return False


@dataclass(frozen=True)
class Choice:
    """How one thing about a file was taken: an option of read_table, and the value that repeats it.

    written: the value as Python writes it. given: whether the caller gave it; else it was guessed. reason: why, in
    words. others: the alternatives that are known, as they are written in the file (sheets, tables, lists). sizes: how
    large each of these is, in words, where it is known. sure: whether the file tells; else another value is about as
    likely, and a person should look.
    """

    name: str
    written: str
    given: bool
    reason: str
    others: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    sure: bool = True

    @classmethod
    def of(
        cls,
        name: str,
        value: object,
        reason: str,
        options: ReadOptions | None = None,
        *,
        others: Sequence[str] = (),
        sizes: Sequence[str] = (),
        sure: bool = True,
    ) -> Choice:
        """The choice of a value; where options has one for it, it was given."""
        given = options is not None and getattr(options, name) is not None
        written = repr(list(value) if isinstance(value, tuple) else value)
        why = "given by the caller" if given else reason
        return cls(name, written, given, why, tuple(others), tuple(sizes), sure or given)

    @property
    def value(self) -> object:
        """The value itself: a str, an int, a bool, or a list of str."""
        return ast.literal_eval(self.written)

    @property
    def is_usual(self) -> bool:
        """Whether it is what a plain file has: then a script need not say it."""
        if self.name in ("sheet", "member"):
            return isinstance(self.value, str) and set(self.others) <= {self.value}
        return self.name in _USUAL and self.value == _USUAL[self.name]


def python_line(
    used: Sequence[Choice], filename: str, text_column: str | None = None, markup: str | None = None
) -> str:
    """The line of Python that reads the file in the same way again. text_column, markup: None leaves them out."""
    said = [_quoted(filename)]
    said += [
        f"{one.name}={_quoted(one.value) if isinstance(one.value, str) else _listed(one)}"
        for one in used
        if one.given or not one.is_usual
    ]
    if text_column is not None:
        said.append(f"text_column={_quoted(text_column)}")
    if markup is not None:
        said.append(f"markup={_quoted(markup)}")
    return f"ec.read_table({', '.join(said)})"


def _listed(choice: Choice) -> str:
    value = choice.value
    return f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) else choice.written


def _quoted(text: object) -> str:
    """The text as Python source, in double quotes where that needs no escapes."""
    written = repr(text)
    return written if '"' in written or "\\" in written or written[0] == '"' else f'"{written[1:-1]}"'
