"""From text to values: JSON, JSON Lines, and what is nearly one of them; nothing is executed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from itertools import islice

from embedcore.files import suffix
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.extended_json import plain_object
from embedcore.reading.loose_json import LooseError, parse_loose

LINE_ENDINGS = (".jsonl", ".ndjson", ".jsonlines", ".ldjson")
_ENDINGS = (".json", ".geojson", ".json5", ".jsonc", *LINE_ENDINGS)
_LINES_TRIED = 20
_DECODER = json.JSONDecoder(strict=False, object_hook=plain_object)
_HOPELESS = ("lists or objects nested", "a number with too many")
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
# No two ways to read the same signs, and few where white space may be read in two: a text that is nearly a script must
# not cost more than its length.
_COMMENTS = r"(?:\s*(?>/\*(?s:.{0,5000}?)\*/|//[^\n]{0,5000}\n))*+"
_GUARD = r"(?>\)\]\}'?,?\s*\n|for\s*\(;;\)\s*;|while\s*\(1\)\s*;|throw 1;|/\*\*/)?+"
_SPACE = r"\s{0,99}"
# "window.YTD.tweets.part0 = ", "export default ", "callback(": what stands before the values of a script.
_STATEMENT = re.compile(
    rf"{_GUARD}{_COMMENTS}{_SPACE}(?:(?:var|let|const|export(?:\s+default|\s+const)?)\s{{1,99}})?"
    rf"(?P<name>[\w$.]{{0,200}}(?:\[[\"'\w]{{1,100}}\]){{0,3}}){_SPACE}(?::\s*\w+(?:\[\])?{_SPACE})?"
    rf"(?P<by>=|\(|(?<=default\s)|(?<=\n)|(?<=;)|(?<=/)){_COMMENTS}\s*+(?=[\[{{])"
)
_STATEMENT_END = re.compile(
    r"\s*+\)?+\s*+;?+\s*+"
    r"(?:export\s+default\s+[\w$]{1,200}+\s*+;?+\s*+|module\.exports\s*=\s*[\w$]{1,200}+\s*+;?+\s*+)?+"
)


class BrokenError(Exception):
    """The text is no JSON; the message is ours, short, and fits after 'got'."""


def is_json(decoded: DecodedText, name: str) -> bool:
    """Whether the text is to be read as JSON or JSON Lines: by its name or by its first signs."""
    named = suffix(name) in _ENDINGS
    start = decoded.head(4096).lstrip("\ufeff \t\r\n\x1e")
    if not start.startswith(("{", "[")):
        return (named or bool(_STATEMENT.match(start))) and _is_value_or_lines(decoded)
    if named:
        return True
    following = start[1:].lstrip()[:1]
    if following in ('"', "}") if start[0] == "{" else following in ("{", '"', "]", "["):
        return True
    # "[0.1, 0.2]" in every line may be JSON Lines, "[sic] she said" is a text like any other.
    return _is_value_or_lines(decoded)


def _is_value_or_lines(decoded: DecodedText) -> bool:
    if has_json_line(decoded):
        return True
    text = decoded.text.strip("\ufeff\x1a").strip()
    with contextlib.suppress(BrokenError):
        try:
            parse(text)
        except BrokenError as broken:
            parse_otherwise(text, broken)
        return True
    return False


def marked(text: str, decoded: DecodedText) -> str:
    """The text with a lone surrogate for each byte that was none: all of these are replaced, and their rows named."""
    return text.replace(decoded.mark, "\ud800") if decoded.mark else text


def parse(text: str) -> object:
    """The value of a JSON text.

    Raises BrokenError, also for what the parser can't hold: too deep, or a number of too many digits.
    """
    try:
        return cells.compact_list(json.loads(text, strict=False, object_hook=plain_object))
    except json.JSONDecodeError as error:
        raise BrokenError(f"{error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BrokenError("lists or objects nested too deeply") from None
    except ValueError:
        raise BrokenError("a number with too many digits") from None


def parse_otherwise(text: str, problem: BrokenError) -> tuple[object, str]:
    """The value of a text that is nearly JSON, and a note that says what it is. problem: why it is no strict JSON.

    Raises the problem where it is not even that.
    """
    if str(problem).startswith(_HOPELESS):
        raise problem
    with contextlib.suppress(ValueError, RecursionError):
        if text[:1] in ("{", "[", "\x1e"):
            return _one_after_another(text), "The values stand one after another; each was taken as a row."
    with contextlib.suppress(ValueError, RecursionError, LooseError):
        if text[:1] not in ("{", "["):
            return _statements(text), "The file is a script; only the values in it were read, and nothing was run."
    with contextlib.suppress(LooseError, RecursionError):
        return parse_loose(text), (
            "The file is no strict JSON, but written as a program writes its values; it was read as that."
        )
    raise problem


def parse_line(text: str) -> object:
    """The value of a line. Raises BrokenError with what strict JSON has against it."""
    try:
        return parse(text)
    except BrokenError as broken:
        if text[:1] not in ("{", "[", "("):
            raise
        with contextlib.suppress(LooseError, RecursionError):
            return parse_loose(text.rstrip(","))
        raise broken from None


def _one_after_another(text: str) -> list[object]:
    """Values without anything between them, or with commas; lists are joined. Raises ValueError."""
    values: list[object] = []
    at = _end_of(_BETWEEN, text, 0)
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        if not isinstance(value, (dict, list)):
            raise ValueError("a value by itself")
        values.append(value)
        at = _end_of(_BETWEEN, text, at)
    if all(isinstance(value, list) and not cells.is_vector(value) for value in values):
        return [item for value in values if isinstance(value, list) for item in value]
    return values


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _statements(text: str) -> object:
    """The value of a script's only statement, or an object of several. Raises ValueError or LooseError."""
    values: dict[str, object] = {}
    at = 0
    while at < len(text):
        found = _STATEMENT.match(text, at)
        if found is None:
            raise ValueError("something else than values")
        try:
            value, at = _DECODER.raw_decode(text, found.end())
        except json.JSONDecodeError:
            if values:
                raise
            rest = text[found.end() :].rstrip().rstrip(";").rstrip()
            return parse_loose(rest[:-1] if found["by"] == "(" and rest.endswith(")") else rest)
        name = found["name"] or "values"
        values[name if name not in values else f"{name} {len(values) + 1}"] = value
        at = _end_of(_STATEMENT_END, text, at)
    return next(iter(values.values())) if len(values) == 1 else values


def begins_with_json_line(decoded: DecodedText) -> bool:
    """Whether the first line is a whole value, as in JSON Lines."""
    return any(_is_value(line, bare_lists=True) for _, line in islice(numbered_lines(decoded), 1))


def has_json_line(decoded: DecodedText) -> bool:
    """Whether one of the first lines is a whole object or text, as in JSON Lines."""
    lines = (line for _, line in islice(numbered_lines(decoded), _LINES_TRIED))
    return begins_with_json_line(decoded) or any(_is_value(line, bare_lists=False) for line in lines)


def _is_value(line: str, *, bare_lists: bool) -> bool:
    with contextlib.suppress(BrokenError):
        value = parse_line(line)
        return isinstance(value, (dict, str, list) if bare_lists else (dict, str)) or cells.is_vector(value)
    return False


def numbered_lines(decoded: DecodedText) -> Iterator[tuple[int, str]]:
    """The lines that aren't blank, with their numbers; never all of them at once."""
    data, at, last, number = decoded.data, decoded.start, decoded.end, 0
    while at < last:
        end = data.find(b"\n", at, last)
        end = last if end < 0 else end
        number += 1
        if line := decoded.piece(at, end).strip().strip("\ufeff \t\r\n\x1a\x1e"):
            yield number, line
        at = end + 1
