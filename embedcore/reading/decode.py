"""From bytes to text: which encoding, and which bytes were none."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

from embedcore.errors import DataError
from embedcore.reading import encodings
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.source import not_a_table

_SAMPLE = 65_536
# Bytes below the space that ordinary text never holds (NUL included; tab, line ends, form feed,
# escape and the end-of-file mark of old systems are fine).
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
_ASCII = bytes(range(128))
_PROBES = (
    bytes(range(128, 256)),
    b"\xc3\xa9",
    b"\xb0\xa1",
    b'\x1b$B$"\x1b(B',
    bytes(range(0x81, 0x9A)) + b"AB",
    b"\x81A\xe0A",
)
"""In any encoding of several bytes, one of these has fewer characters than bytes."""
_ENDS = "\t\r\n\f\x1a"
_FEW_NUL = 0.005
_SURROGATE = re.compile("[\ud800-\udfff\uf8f0-\uf8f3]")  # cp932 makes the last of bytes that are no characters
_ESCAPED = re.compile("[\udc80-\udcff]")
_VISIBLE = re.compile(rb"[!-~]")
_END_OF_FILE = 0x1A
_PIECE = 1 << 20
_MOSTLY = 10
_PLAIN = "it holds plain letters and signs alone (ASCII), which read the same in nearly any"
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
    so the rows that hold one can be named. None where all could be decoded. used: the choice of the encoding.
    """

    data: bytes
    codec: str
    encoding: str
    start: int = 0
    n_replaced: int = 0
    mark: str | None = None
    notes: tuple[str, ...] = ()
    used: tuple[Choice, ...] = ()

    @cached_property
    def end(self) -> int:
        """Where the text ends: old systems put a mark there."""
        end = len(self.data)
        while end > self.start and self.data[end - 1] == _END_OF_FILE:
            end -= 1
        return end

    @cached_property
    def ends_with_newlines(self) -> bool:
        """Whether every line ends in a line feed, none in a carriage return alone."""
        return self.data.count(b"\r") == self.data.count(b"\r\n")

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


def decode(data: bytes, name: str, options: ReadOptions | None = None) -> DecodedText:
    """The text of a file: by the encoding that was given, its byte order mark, UTF-8, or the likeliest other encoding.

    Raises DataError if the bytes are no text, or nothing but white space.
    """
    given = options.encoding if options is not None else None
    decoded = _decode_as(data, given) if given is not None else _decode_guessed(data, name)
    if not _VISIBLE.search(decoded.data, decoded.start) and not decoded.text.strip().strip("\0\ufeff\x1a"):
        raise DataError(f"{name} must hold a table (got nothing but white space); choose another")
    if given is None:
        return decoded
    return replace(decoded, encoding=given, used=(Choice.of("encoding", given, "", options),))


def _decode_guessed(data: bytes, name: str) -> DecodedText:
    by_mark = _decode_by_mark(data)
    if by_mark is not None:
        return _used(by_mark, "the file begins with its byte order mark")
    in_pairs = _decode_utf16_without_mark(data)
    if in_pairs is not None:
        return _used(in_pairs, "the bytes come in pairs, as in UTF-16")
    _refuse_binary(data, name, most=0.1)
    return _decode_eight_bit(data, name)


def _used(decoded: DecodedText, reason: str, others: tuple[str, ...] = (), *, sure: bool = True) -> DecodedText:
    return replace(decoded, used=(Choice.of("encoding", decoded.encoding, reason, others=others, sure=sure),))


def _decode_as(data: bytes, encoding: str) -> DecodedText:
    """The text in the encoding that the caller names, whatever the bytes look like."""
    known = codecs.lookup(encoding).name
    for mark, marked in _BOMS:
        if data.startswith(mark) and known.startswith(marked.removesuffix("-sig")):
            return _decode_by_mark(data) or _rewritten(data, encoding)
    if known in ("utf-8", "utf-8-sig"):
        return _decode_utf8(data, 0, encoding, _count_utf8(data, 0)[0])
    return _decode_legacy(data, encoding)


def _decode_by_mark(data: bytes) -> DecodedText | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return _decode_utf8(data, len(mark), encoding, _count_utf8(data, len(mark))[0])
            return _rewritten(data, encoding)
    return None


def _decode_utf16_without_mark(data: bytes) -> DecodedText | None:
    """UTF-16 has a NUL beside each ASCII character, and so in every line end and delimiter, in any script."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return _rewritten(data, "utf-16-le")
    if even > 0.4 and odd < 0.05:
        return _rewritten(data, "utf-16-be")
    for encoding, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here > _FEW_NUL and there < here / 20 and _reads_as_pairs(sample[: 2 * half], encoding):
            return _rewritten(data, encoding)
    return None


def _reads_as_pairs(sample: bytes, encoding: str) -> bool:
    """Whether bytes that are no plain text otherwise are lines of assigned characters in UTF-16."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return False
        text = sample[: error.start].decode(encoding)
    if "\n" not in text and "\r" not in text:
        return False
    # As plain text, Cyrillic, Greek and Arabic in pairs are full of controls, and Chinese is no UTF-8.
    bare = sample.replace(b"\0", b"")
    n_controls = len(bare) - len(bare.translate(None, _CONTROLS))
    if n_controls < 0.02 * len(bare) and _count_utf8(bare, 0)[0] < 0.02 * len(bare):
        return False
    odd = sum(
        unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") for character in text if character not in _ENDS
    )
    return odd < 0.01 * len(text)


def _decode_eight_bit(data: bytes, name: str) -> DecodedText:
    n_invalid, n_others = _count_utf8(data, 0)
    if n_others >= n_invalid:
        decoded = _decode_utf8(data, 0, "utf-8", n_invalid)
        if n_invalid:
            return _used(
                decoded,
                f"{n_others:,} of its characters are valid UTF-8",
                encodings.NAMES[:3],
                sure=n_others >= _MOSTLY * n_invalid,
            )
        return _used(decoded, "every byte is valid UTF-8" if n_others else _PLAIN)
    _refuse_binary(data, name, most=0.02)
    guess = encodings.guess(data)
    encoding, what, others = guess.encoding, guess.what, guess.others
    note = f"The file isn't UTF-8; it was read as {encoding} ({what}), in which its words read most like a language."
    if not guess.sure:
        note += f" If letters look wrong, try {' or '.join(others[:3])}."
    decoded = replace(_decode_legacy(data, encoding), notes=(note,))
    reason = f"the file isn't UTF-8, and in {encoding} ({what}) its words read most like a language"
    if not guess.sure:
        reason += ", though too few letters tell it from others"
    return _used(decoded, reason, others, sure=guess.sure)


def _decode_legacy(data: bytes, encoding: str) -> DecodedText:
    """Text of an encoding that isn't UTF-8: as it stands where each byte is a character, else written anew as UTF-8."""
    if not _is_charmap(encoding):
        return _rewritten(data, encoding)
    lost = bytes(byte for byte in range(256) if _is_lost(bytes([byte]), encoding))
    n_lost = len(data) - len(data.translate(None, lost)) if lost else 0
    return DecodedText(data, encoding, encoding, 0, n_lost, absent_character(data) if n_lost else None)


def _is_lost(byte: bytes, encoding: str) -> bool:
    try:
        byte.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def _is_charmap(encoding: str) -> bool:
    """Whether each byte is a character of its own, the first 128 those of ASCII."""
    try:
        lengths = [len(probe.decode(encoding, "replace")) == len(probe) for probe in _PROBES]
        return all(lengths) and _ASCII.decode(encoding, "replace") == _ASCII.decode("ascii")
    except UnicodeError:
        return False


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
    """Text of an encoding without ASCII in it, or of several bytes a character, as UTF-8; piece by piece."""
    mark, written, n_lost = "\ufffd", io.BytesIO(), 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for at in range(0, max(len(data), 1), _PIECE):
        piece = decoder.decode(data[at : at + _PIECE], final=at + _PIECE >= len(data))
        piece = _SURROGATE.sub(mark, piece)
        n_lost += piece.count(mark)
        written.write(piece.encode())
    text = written.getvalue()
    start = len(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8) else 0
    return DecodedText(text, "utf-8", encoding, start, n_lost, mark if n_lost else None)


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
        raise not_a_table(name, "a file of bytes that are not text")
