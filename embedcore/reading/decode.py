"""From bytes to text: which encoding, and which bytes were none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from embedcore.errors import DataError
from embedcore.reading.source import not_a_table

_SAMPLE = 65_536
# Bytes below the space that ordinary text never holds (NUL included; tab, line ends, form feed,
# escape and the end-of-file mark of old systems are fine).
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
_ESCAPED = re.compile("[\udc80-\udcff]")
_NON_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class DecodedText:
    """Text without its byte order mark.

    mark: the character that stands for each byte that couldn't be decoded; it occurs nowhere else,
    so the rows that hold one can be named. None where all could be decoded.
    """

    text: str
    encoding: str
    n_replaced: int = 0
    mark: str | None = None
    note: str | None = None


def decode(data: bytes, name: str) -> DecodedText:
    """The text of a file: by its byte order mark, else UTF-8, else Western European.

    Raises DataError if the bytes are no text, or nothing but white space.
    """
    decoded = _decode_by_mark(data)
    if decoded is None:
        decoded = _decode_utf16_without_mark(data)
    if decoded is None:
        _refuse_binary(data, name, most=0.1)
        decoded = _decode_eight_bit(data, name)
    if not decoded.text.strip().strip("\0\ufeff\x1a"):
        raise DataError(f"{name} must hold a table (got nothing but white space); choose another")
    return decoded


def _decode_by_mark(data: bytes) -> DecodedText | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return _with_marks(data[len(mark) :], encoding)
            return _with_replacement(data, encoding)
    return None


def _decode_utf16_without_mark(data: bytes) -> DecodedText | None:
    """UTF-16 of a script with few letters beyond Latin shows a NUL in every second byte."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return _with_replacement(data, "utf-16-le")
    if even > 0.4 and odd < 0.05:
        return _with_replacement(data, "utf-16-be")
    return None


def _decode_eight_bit(data: bytes, name: str) -> DecodedText:
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        escaped = data.decode("utf-8", "surrogateescape")
    n_invalid = len(_ESCAPED.findall(escaped))
    if len(_NON_ASCII.findall(escaped)) >= n_invalid:
        return _with_marks(data, "utf-8")
    _refuse_binary(data, name, most=0.02)
    try:
        text, encoding = data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    note = (
        f"The file isn't UTF-8; it was read as {encoding} (Western European). "
        "If letters look wrong, save it as UTF-8 and load it again."
    )
    return DecodedText(text, encoding, note=note)


def _with_marks(data: bytes, encoding: str) -> DecodedText:
    escaped = data.decode("utf-8", "surrogateescape")
    n_invalid = len(_ESCAPED.findall(escaped))
    if n_invalid == 0:
        return DecodedText(escaped, encoding)
    mark = absent_character(escaped)
    return DecodedText(_ESCAPED.sub(mark, escaped), encoding, n_invalid, mark)


def _with_replacement(data: bytes, encoding: str) -> DecodedText:
    try:
        return DecodedText(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    return DecodedText(text, encoding, text.count("\ufffd"), "\ufffd")


def absent_character(text: str) -> str:
    """A character that doesn't occur in the text, from those that no language uses."""
    reserved = (chr(code) for code in (*range(0xFDD0, 0xFDF0), *range(0xE000, 0xF8FF)))
    for character in reserved:
        if character not in text:
            return character
    raise DataError("a text file must be written in letters (got every private character there is); save it as UTF-8")


def _refuse_binary(data: bytes, name: str, *, most: float) -> None:
    sample = data[:_SAMPLE]
    n_controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if n_controls > most * len(sample):
        raise not_a_table(name, "bytes that are not text")
