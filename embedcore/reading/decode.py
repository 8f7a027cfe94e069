"""From bytes to text: which encoding, and which bytes were none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from embedcore.errors import DataError
from embedcore.reading.source import not_a_table

_SAMPLE = 65_536
# Bytes below the space that ordinary text never holds (NUL included; tab, line ends, form feed,
# escape and the end-of-file mark of old systems are fine).
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
_ESCAPED = re.compile("[\udc80-\udcff]")
_VISIBLE = re.compile(rb"[!-~]")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_END_OF_FILE = 0x1A
_PIECE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, eq=False)
class DecodedText:
    """A text as its bytes, read piece by piece: as one str it can take four times the memory.

    data: bytes in an encoding that has ASCII in it (another one is written anew as UTF-8); the text is
    data[start:end], without byte order mark. codec: how to decode them. encoding: what the file is written in.
    mark: the character that stands for each byte that couldn't be decoded; it occurs nowhere else,
    so the rows that hold one can be named. None where all could be decoded.
    """

    data: bytes
    codec: str
    encoding: str
    start: int = 0
    n_replaced: int = 0
    mark: str | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def end(self) -> int:
        """Where the text ends: old systems put a mark there."""
        end = len(self.data)
        while end > self.start and self.data[end - 1] == _END_OF_FILE:
            end -= 1
        return end

    @property
    def text(self) -> str:
        """The whole text, made anew at each call."""
        return self.piece(self.start, len(self.data))

    def head(self, n_bytes: int) -> str:
        """The text of the first bytes, a character at their end maybe cut off."""
        return self.piece(self.start, min(self.start + n_bytes, self.end))

    def piece(self, start: int, end: int) -> str:
        """The text of data[start:end]."""
        text = self.data[start:end].decode(self.codec, "surrogateescape" if self.mark else "ignore")
        return _ESCAPED.sub(self.mark, text) if self.mark and not text.isascii() else text

    def separator(self) -> str:
        """A character that occurs nowhere in the text: what parts the fields of a text of one column."""
        return absent_character(self.data, but=self.mark)


def decode(data: bytes, name: str) -> DecodedText:
    """The text of a file: by its byte order mark, else UTF-8, else Western European.

    Raises DataError if the bytes are no text, or nothing but white space.
    """
    decoded = _decode_by_mark(data) or _decode_utf16_without_mark(data)
    if decoded is None:
        _refuse_binary(data, name, most=0.1)
        decoded = _decode_eight_bit(data, name)
    if not _VISIBLE.search(decoded.data, decoded.start) and not decoded.text.strip().strip("\0\ufeff\x1a"):
        raise DataError(f"{name} must hold a table (got nothing but white space); choose another")
    return decoded


def _decode_by_mark(data: bytes) -> DecodedText | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return _decode_utf8(data, len(mark), encoding, _count_utf8(data, len(mark))[0])
            return _rewritten(data, encoding)
    return None


def _decode_utf16_without_mark(data: bytes) -> DecodedText | None:
    """UTF-16 of a script with few letters beyond Latin shows a NUL in every second byte."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return _rewritten(data, "utf-16-le")
    if even > 0.4 and odd < 0.05:
        return _rewritten(data, "utf-16-be")
    return None


def _decode_eight_bit(data: bytes, name: str) -> DecodedText:
    n_invalid, n_others = _count_utf8(data, 0)
    if n_others >= n_invalid:
        return _decode_utf8(data, 0, "utf-8", n_invalid)
    _refuse_binary(data, name, most=0.02)
    encoding = "latin-1" if _NOT_IN_CP1252.search(data) else "cp1252"
    note = (
        f"The file isn't UTF-8; it was read as {encoding} (Western European). "
        "If letters look wrong, save it as UTF-8 and load it again."
    )
    return DecodedText(data, encoding, encoding, notes=(note,))


def _decode_utf8(data: bytes, start: int, encoding: str, n_invalid: int) -> DecodedText:
    return DecodedText(data, "utf-8", encoding, start, n_invalid, absent_character(data) if n_invalid else None)


def _count_utf8(data: bytes, start: int) -> tuple[int, int]:
    """How many bytes are no UTF-8, and how many characters beyond ASCII are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_invalid = n_others = 0
    for at in range(start, len(data), _PIECE):
        text = decoder.decode(data[at : at + _PIECE], final=at + _PIECE >= len(data))
        if not text.isascii():
            valid = text.encode("utf-8", "ignore").decode()
            n_invalid += len(text) - len(valid)
            n_others += len(valid) - len(valid.encode("ascii", "ignore"))
    return n_invalid, n_others


def _rewritten(data: bytes, encoding: str) -> DecodedText:
    """Text of an encoding without ASCII in it, as UTF-8."""
    try:
        return DecodedText(data.decode(encoding).encode(), "utf-8", encoding)
    except UnicodeError:  # of decoding, or of a lone surrogate that decoding let through
        text = data.decode(encoding, "replace").encode("utf-8", "replace")
    mark = "\ufffd"
    return DecodedText(text, "utf-8", encoding, 0, text.count(mark.encode()), mark)


def absent_character(data: bytes, *, but: str | None = None) -> str:
    """A character that doesn't occur in a text in UTF-8, from those that no language uses, and isn't `but`."""
    for code in (*range(0xFDD0, 0xFDF0), *range(0xE000, 0xF8FF)):
        character = chr(code)
        if character != but and character.encode() not in data:
            return character
    raise DataError("a text file must be written in letters (got every private character there is); save it as UTF-8")


def _refuse_binary(data: bytes, name: str, *, most: float) -> None:
    sample = data[:_SAMPLE]
    n_controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if n_controls > most * len(sample):
        raise not_a_table(name, "bytes that are not text")
