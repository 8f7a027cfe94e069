"""Logs of programs: the lines of a stack trace stand in the row of the entry that they belong to."""

from __future__ import annotations

from embedcore.phrases import by_number, counted
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.log_lines import ENTRY, LEAST_ENTRIES, TRACE
from embedcore.reading.raw_table import RawTable, assemble, check_length
from embedcore.reading.records import Records
from embedcore.reading.sniff import Dialect

_SAMPLE = 65_536
_MOST_OTHERS = 0.2


def read_log(decoded: DecodedText, name: str) -> RawTable | None:
    """The entries of a log, a row each, with the lines of a stack trace in the row of the entry above them.

    None where no line is of a stack trace, or where many lines without a time are none: then each line is a row.
    """
    head = [line for line in decoded.head(_SAMPLE).splitlines() if line.strip()]
    first = next((line for line in head if not TRACE.match(line)), "")
    if not ENTRY.match(first) or sum(bool(ENTRY.match(line)) for line in head) < LEAST_ENTRIES:
        return None
    numbers: list[int] = []
    entries: list[list[str]] = []
    n_more = n_traces = n_others = 0
    for number, line in enumerate(Records(decoded, Dialect(None, "\x1f", quoted=False)).lines(), start=1):
        bare = line.rstrip("\r\n")
        if ENTRY.match(bare) or (not entries and bare.strip()):
            numbers.append(number)
            entries.append([bare])
        elif entries:
            entries[-1].append(bare)
            is_trace = bool(TRACE.match(bare))
            n_more += bool(bare.strip())
            n_traces += is_trace
            n_others += bool(bare.strip()) and not is_trace
    if not n_traces or n_others > _MOST_OTHERS * len(entries):
        return None
    check_length(len(entries))
    texts = cells.strings(["\n".join(lines).rstrip() for lines in entries])
    belong = f"{counted(n_more, 'line')} without a time {by_number(n_more, 'belongs', 'belong')} to the entry above"
    notes = [
        *decoded.notes,
        f"The file is a log: each entry is a row, and {belong} (a stack trace, say) and "
        f'{by_number(n_more, "stands", "stand")} in its row; delimiter="" reads every line as a row of its own.',
    ]
    return assemble(
        {"text": cells.type_text(texts)}, numbers=numbers, name=name, kind="text", notes=notes,
        encoding=decoded.encoding, used=decoded.used,
    )  # fmt: skip
