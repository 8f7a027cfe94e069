"""The lines of a program's log: which begin with a time, and which are of a stack trace."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LEVEL = r"(?:<\d{1,3}>|[\[(<]?[A-Za-z]{3,8}[\])>]?[ :|-]{1,3})?"
_DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}|[A-Z][a-z]{2} {1,2}\d{1,2})"
ENTRY = re.compile(
    rf"\s?{_LEVEL}[\[(<]?(?:{_DAY}(?:[T ]|, |:))?\d{{1,2}}:\d\d:\d\d(?P<comma>,\d{{3}}(?:\d{{3}})?(?!\d))?"
)
_AFTER_COMMA = re.compile(r"(?:Z|[+-]\d\d:?\d\d)?[\])>]?[ \t:|-]+(?!->)\S|[\])>]")
TRACE = re.compile(
    r"\s+\S|at \S+\(.*\)|Caused by:|Suppressed:|Traceback \(|During handling of|The above exception|\.{3} \d+ more"
    r"|(?:Exception in thread .*|[\w$]+(?:\.[\w$]+)*(?:Exception|Error|Exit|Interrupt|Warning))(?::.*)?$"
    r"|goroutine \d+|#\d+ |Stack trace:|--- "
)
LEAST_ENTRIES, _LEAST_SHARE = 3, 0.8


def has_comma_times(lines: Sequence[str]) -> bool:
    """Whether most lines begin with a time whose milliseconds stand behind a comma: "12:00:11,123 INFO ...".

    Lines of a stack trace don't count. The comma is no delimiter there, unless others part the
    lines into equal columns.
    """
    plain = [line for line in lines if line.strip() and not TRACE.match(line)]
    found = [(line, match) for line in plain if (match := ENTRY.match(line)) and match["comma"]]
    after = [line[match.end() :] for line, match in found if _AFTER_COMMA.match(line, match.end())]
    if len(after) < max(LEAST_ENTRIES, _LEAST_SHARE * len(plain)) or (found[0][0] != plain[0] and "," in plain[0]):
        return False
    n_commas = {rest.count(",") for rest in after}
    return len(n_commas) > 1 or n_commas == {0} or any(", " in rest for rest in after)
