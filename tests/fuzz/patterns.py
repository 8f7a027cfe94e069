"""Texts that a pattern nearly matches: each of its repetitions in turn done many times, and then a sign that spoils it.

What a pattern can read in many ways costs time without end on such a text, whoever wrote it.
"""

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

MANY = (60, 3_000)
"""Enough for what grows with a power of two, and for what grows with the cube of the length."""
STYLES = 4
SPOILERS = ("", "\0", " ;x!")
LONGEST = 20_000
_REPEATED = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_OF_KIND = {
    kinds.CATEGORY_DIGIT: "24",
    kinds.CATEGORY_SPACE: " \n",
    kinds.CATEGORY_WORD: "a2_",
    kinds.CATEGORY_NOT_DIGIT: "a-",
    kinds.CATEGORY_NOT_SPACE: "a.2",
    kinds.CATEGORY_NOT_WORD: "-. ",
}
_SIGNS = "a2 .,-_(x\t\"'\n"


def patterns(package: ModuleType) -> dict[str, re.Pattern[Any]]:
    """All patterns that stand in the package's modules, by where they stand."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any]]] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else [value]
            for one in held:
                if isinstance(one, re.Pattern):
                    found.setdefault((one.pattern, one.flags), (f"{module.name}.{name}", one))
    return {f"{where} {number}": pattern for number, (where, pattern) in enumerate(found.values())}


def texts(pattern: re.Pattern[Any]) -> Iterator[Any]:
    """Texts, or bytes, for that pattern."""
    is_bytes = isinstance(pattern.pattern, bytes)
    written = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    tree = _parser.parse(written, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags)
    n_repeated = sum(1 for _ in _repetitions(tree))
    seen = set()
    for many, place, style, spoiler in itertools.product(MANY, range(n_repeated), range(STYLES), SPOILERS):
        text = _Text(place, many, style).of(tree)[:LONGEST] + spoiler
        if text not in seen:
            seen.add(text)
            yield text.encode("latin-1", "replace") if is_bytes else text


def _parts(operation: Any, argument: Any) -> list[Any]:
    """The patterns within a part of a pattern."""
    if operation in _REPEATED:
        return [argument[2]]
    if operation is kinds.SUBPATTERN:
        return [argument[-1]]
    if operation is kinds.ATOMIC_GROUP:
        return [argument]
    return list(argument[1]) if operation is kinds.BRANCH else []


def _repetitions(tree: Any) -> Iterator[int]:
    for operation, argument in tree:
        if operation in _REPEATED:
            yield id(argument)
        for part in _parts(operation, argument):
            yield from _repetitions(part)


class _Text:
    """A text in which the repetition at that place is done so many times, and the others as the style says."""

    def __init__(self, place: int, many: int, style: int) -> None:
        self._place, self._many, self._style, self._turn = place, many, style, 0
        self._at = -1

    def of(self, tree: Any) -> str:
        return "".join(self._one(operation, argument) for operation, argument in tree)

    def _one(self, operation: Any, argument: Any) -> str:
        self._turn += 1
        if operation is kinds.LITERAL:
            return chr(argument)
        if operation in (kinds.NOT_LITERAL, kinds.ANY):
            return self._pick([sign for sign in _SIGNS if sign != "\n" and ord(sign) != argument])
        if operation is kinds.IN:
            return self._pick(_signs(argument))
        if operation in _REPEATED:
            return self._repeat(*argument)
        made = [self.of(part) for part in _parts(operation, argument)]
        return self._pick(made) if made else ""

    def _repeat(self, least: int, most: int, part: Any) -> str:
        self._at += 1
        here, begin = self._at == self._place, self._at
        n_times = max(least, min(most, self._many if here else self._style % 2))
        varied = [self.of(part)]
        end = self._at  # the repetitions within are counted once
        for _ in range(min(n_times, 7) - 1):
            self._at = begin
            varied.append(self.of(part))
        self._at = end
        return "".join(itertools.islice(itertools.cycle(varied), n_times))

    def _pick(self, among: list[str]) -> str:
        """The same one again and again, or, in the last styles, one after another."""
        return among[(self._style // 2 + (self._turn if self._style > 1 else 0)) % len(among)]


def _signs(members: list[Any]) -> list[str]:
    signs: list[str] = []
    for operation, argument in members:
        if operation is kinds.LITERAL:
            signs.append(chr(argument))
        elif operation is kinds.RANGE:
            signs += [chr(argument[0]), chr(argument[1])]
        elif operation is kinds.CATEGORY:
            signs += _OF_KIND[argument]
    if members[0][0] is kinds.NEGATE:
        return [sign for sign in _SIGNS if sign not in signs] or ["é"]
    return signs
