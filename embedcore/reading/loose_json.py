"""What programs print in place of JSON: Python's and JavaScript's literals, comments, MongoDB's shell.

Nothing is evaluated: a call such as ObjectId("...") or np.float64(0.5) stands for its first argument.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from embedcore.reading import cells
from embedcore.reading.extended_json import plain_object

MOST_CHARACTERS = 32 << 20
"""Longer texts are not tried: this reads a megabyte in about a second."""
_MOST_DEPTH = 100

_TOKEN = re.compile(
    r"""
    (?P<space>[\s\ufeff]+|//[^\n]*|/\*(?s:.*?)\*/|\#[^\n]*)
  | (?P<string>[rRuUbB]{0,2}(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`(?:[^`\\]|\\.)*`)
  | (?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[nLjl]?(?![\w$]))
  | (?P<minus>[-+](?=[A-Za-z]))
  | (?P<word>[^\W\d][\w$.]*|\$[\w$.]*)
  | (?P<sign>[\[\]{}():,=;])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: dict[str, object] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None, "undefined": None,
    "NaN": float("nan"), "nan": float("nan"), "inf": float("inf"), "Infinity": float("inf"),
    "numpy.nan": float("nan"), "np.nan": float("nan"), "NaT": None, "NA": None,
}  # fmt: skip
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPED = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "0": "\0",
    "a": "\a",
    "v": "\v",
    "\n": "",
    "\r\n": "",
}


class LooseError(Exception):
    """The text is none of these; the message is ours and fits after 'got'."""


def parse_loose(text: str) -> object:
    """The value of a text that is nearly JSON. Raises LooseError where it is not even that."""
    if len(text) > MOST_CHARACTERS:
        raise LooseError("more than 32 million characters that are no strict JSON")
    reader = _Reader(text)
    value = reader.value(0)
    while reader.kind == "sign" and reader.token == ";":
        reader.step()
    if reader.kind != "end":
        raise LooseError(f"extra data in {reader.place}")
    return value


class _Reader:
    """A text token by token; kind and token are those at hand."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._next = text, 0, 0
        self.kind = self.token = ""
        self.step()

    @property
    def place(self) -> str:
        return f"line {self._text.count(chr(10), 0, self._at) + 1}"

    def step(self) -> None:
        while True:
            self._at = self._next
            if self._at >= len(self._text):
                self.kind, self.token = "end", ""
                return
            found = _TOKEN.match(self._text, self._at)
            if found is None:
                raise LooseError(f"what is no value in {self.place}")
            self._next = found.end()
            if found.lastgroup != "space":
                self.kind, self.token = str(found.lastgroup), found[0]
                return

    def value(self, depth: int) -> object:
        if depth > _MOST_DEPTH:
            raise LooseError("lists or objects nested too deeply")
        kind, token = self.kind, self.token
        if kind == "string":
            return self._string()
        if kind == "number":
            self.step()
            return _number(token)
        if kind == "minus":
            self.step()
            number = self.value(depth + 1)
            return -number if token == "-" and isinstance(number, (int, float)) else number
        if kind == "word":
            self.step()
            return self._called(token, depth) if self.token == "(" else self._word(token)
        if token == "{":
            return self._object(depth)
        if token in ("[", "("):
            return cells.compact_list(self._list(token, depth))
        raise LooseError(f"what is no value in {self.place}")

    def _word(self, token: str) -> object:
        if token not in _WORDS:
            raise LooseError(f'the word "{token[:40]}" outside of a text in {self.place}')
        return _WORDS[token]

    def _string(self) -> str:
        parts = [_unquoted(self.token)]
        self.step()
        while self.kind == "string":  # Python joins what stands side by side
            parts.append(_unquoted(self.token))
            self.step()
        return "".join(parts)

    def _items(self, opening: str) -> Iterator[None]:
        """Stands before each item of a list; the comma behind it may be missing or be one too many."""
        self.step()
        while self.token != _CLOSING[opening] or self.kind == "string":
            if self.kind == "end":
                raise LooseError("a list or object that doesn't end")
            yield
            if self.kind == "sign" and self.token == ",":
                self.step()
            elif self.token != _CLOSING[opening]:
                raise LooseError(f"no comma between two values in {self.place}")
        self.step()

    def _list(self, opening: str, depth: int) -> list[object]:
        return [self.value(depth + 1) for _ in self._items(opening)]

    def _object(self, depth: int) -> object:
        read: dict[str, object] = {}
        for _ in self._items("{"):
            if self.kind == "word":
                key = self.token
                self.step()
            else:
                item = self.value(depth + 1)
                key = item if isinstance(item, str) else cells.as_text(item)
            if self.token != ":":
                raise LooseError(f"a name without a value in {self.place}")
            self.step()
            read[key] = self.value(depth + 1)
        return plain_object(read)

    def _called(self, name: str, depth: int) -> object:
        """A call, as its first argument; dates as a date is written."""
        positional: list[object] = []
        for _ in self._items("("):
            if self.kind == "word":
                word = self.token
                self.step()
                if self.token == "=":
                    self.step()
                    self.value(depth + 1)
                    continue
                positional.append(self._called(word, depth + 1) if self.token == "(" else _WORDS.get(word, word))
            else:
                positional.append(self.value(depth + 1))
        if name.rsplit(".", 1)[-1] in ("datetime", "date", "Timestamp") and isinstance(first_of(positional), int):
            return _date(positional)
        return first_of(positional)


def first_of(values: list[object]) -> object:
    return values[0] if values else None


def _date(parts: list[object]) -> str:
    """datetime.datetime(2024, 3, 1, 10, 0) as "2024-03-01 10:00:00"."""
    numbers = [part for part in parts if isinstance(part, int)]
    year, month, day, hour, minute, second = [*numbers, *[1, 1, 1, 0, 0, 0][len(numbers) :]][:6]
    date = f"{year:04}-{month:02}-{day:02}"
    return f"{date} {hour:02}:{minute:02}:{second:02}" if len(numbers) > 3 else date


def _number(token: str) -> object:
    bare = token.rstrip("nLjl").replace("_", "")
    with suppress(ValueError):
        return int(bare, 0) if bare.lower().lstrip("+-").startswith("0x") else int(bare)
    try:
        return float(bare)
    except ValueError:
        raise LooseError(f'the number "{token[:40]}"') from None


def _unquoted(token: str) -> str:
    start = min(place for sign in "\"'`" if (place := token.find(sign)) >= 0)
    inner = token[start + 1 : -1]
    if "\\" not in inner or "r" in token[:start].lower():
        return inner
    if token[start] == '"':
        with suppress(ValueError):
            return str(json.loads(token[start:], strict=False))
    return _ESCAPE.sub(_escaped, inner).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(found: re.Match[str]) -> str:
    sign = found[1]
    if sign[0] in "uUx" and len(sign) > 1:
        code = int(sign[1:], 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPED.get(sign, sign)
