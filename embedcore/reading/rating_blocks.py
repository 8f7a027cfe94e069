"""Ratings as Netflix passed them on: a film's number and a colon in a line, below it user, rating and date."""

from __future__ import annotations

import re
from dataclasses import replace

from embedcore.reading.decode import DecodedText

_TITLE = re.compile(rb"(?m)^[ \t]*(\d{1,12}):[ \t]*\r?$")
_SAMPLE = 4096
_NAMES = ("movie", "user", "rating", "date")


def unblocked(text: DecodedText) -> tuple[DecodedText, str] | None:
    """The text with the film in every line and column names above, and a note; None where it is another text."""
    head = text.data[text.start : text.start + _SAMPLE]
    first, _, rest = head.lstrip().partition(b"\n")
    below = rest.split(b"\n")[0].strip()
    if not _TITLE.fullmatch(first) or not re.fullmatch(rb"\d+(,[\w.:/-]+){0,2}", below):
        return None
    width = below.count(b",") + 1
    blocks = _TITLE.split(text.data[text.start : text.end])
    if blocks[0].strip():
        return None
    lines = [",".join(_NAMES[: width + 1]).encode()]
    for film, block in zip(blocks[1::2], blocks[2::2], strict=True):
        lines += [b"%s,%s" % (film, line) for line in block.split(b"\n") if line.strip()]
    note = 'A number and a colon stand above each block of rows; it was taken as the rows\' "movie".'
    return replace(text, data=b"\n".join(lines), start=0), note
