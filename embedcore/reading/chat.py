"""Chats that were saved as text: a line "12.03.24, 10:12 - Anna: hello" becomes time, sender and message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from embedcore.phrases import counted
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.raw_table import RawTable, assemble, check_length
from embedcore.reading.records import Records
from embedcore.reading.sniff import Dialect

_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f\u00a0]?[AaPp]\.?[\s\u00a0]?[Mm]\.?)?"
_TIME = rf"{_DAY}(?:,| um| à| às| kl\.?| г\.)?[\s\u202f\u00a0]{{1,2}}{_CLOCK}"
_MARKS = "[\u200e\u200f\ufeff\u202a\u202c]*"
_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_MARKS}\[(?P<time>{_TIME})\] {_MARKS}(?:(?P<sender>[^:\n]{{1,60}}?): )?(?P<message>.*)",
        rf"{_MARKS}(?P<time>{_TIME}) [-–] {_MARKS}(?:(?P<sender>[^:\n]{{1,60}}?): )?(?P<message>.*)",
        rf"\[?(?P<time>(?:{_DAY}[ T,]+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)\]? <[ @%~&]?(?P<sender>[^>\n]{{1,40}})>"
        r" (?P<message>.*)",
        r"(?P<time>\d{2}:\d{2}:\d{2})[ \t]{1,4}From[ \t]{1,4}(?P<sender>\S.{0,60}?)"
        r"(?:[ \t]{1,4}to .{1,60}?)?[ \t]{0,2}:"
        r"\s?(?P<message>.*)",
    )
)
# Logs are written like this too, with a level or a program where a chat has a person.
_LEVEL = re.compile(
    r"\b(error|warn(ing)?|info|debug|trace|fatal|critical|notice|severe)\b| - |[/\\\[\]{}=]", re.IGNORECASE
)
_LINES_TRIED, _LEAST_SHARE, _LEAST_MESSAGES = 200, 0.5, 3


def read_chat(decoded: DecodedText, name: str) -> RawTable | None:
    """The messages of a chat, a row each; None where the text is something else.

    A line that begins with no time goes on with the message before it. What the program itself says has no sender.
    """
    line_form = _form(decoded)
    if line_form is None:
        return None
    numbers: list[int] = []
    times: list[str | None] = []
    senders: list[str | None] = []
    messages: list[str | None] = []
    n_more = 0
    for number, line in enumerate(_lines(decoded), start=1):
        found = line_form.fullmatch(line)
        if found is None:
            if messages:
                messages[-1] = f"{messages[-1]}\n{line}"
                n_more += bool(line.strip())
            continue
        numbers.append(number)
        times.append(re.sub(r"[\u202f\u00a0]", " ", found["time"]))
        senders.append(found["sender"])
        messages.append(found["message"])
    check_length(len(numbers))
    kept = [message.strip().strip("\u200e\u200f") if message else None for message in messages]
    columns = {
        "time": cells.type_text(cells.strings(times)),
        "sender": cells.type_text(cells.strings(senders)),
        "message": cells.type_text(cells.strings(kept)),
    }
    notes = [*decoded.notes, "The file is a saved chat: its lines were taken apart into time, sender and message."]
    if n_more:
        notes.append(f"{counted(n_more, 'line')} without a time of their own go on with the message before.")
    return assemble(
        columns, numbers=numbers, name=name, kind="text", notes=notes, encoding=decoded.encoding,
        roles={"sender": "category"}, used=decoded.used,
    )  # fmt: skip


def _lines(decoded: DecodedText) -> Iterator[str]:
    for line in Records(decoded, Dialect(None, "\x1f", quoted=False)).lines():
        yield line.rstrip("\r\n")


def _form(decoded: DecodedText) -> re.Pattern[str] | None:
    """The form of line that most of the first lines have, with people as senders."""
    first = [line for line in islice(_lines(decoded), _LINES_TRIED) if line.strip()]
    for form in _LINES:
        found = [match for line in first if (match := form.fullmatch(line))]
        senders = [match["sender"] for match in found if match["sender"]]
        if len(found) < max(_LEAST_SHARE * len(first), 1) or len(senders) < min(_LEAST_MESSAGES, len(first)):
            continue
        n_programs = sum(bool(_LEVEL.search(sender)) for sender in senders)
        if n_programs <= 0.2 * len(senders) and len(set(senders)) <= max(3, 0.7 * len(senders)):
            return form
    return None
