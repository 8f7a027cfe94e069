"""Groups that are held together by a language that is not the one of most rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.phrases import joined, listed

MOSTLY, TOLD, NAMED = 0.6, 0.5, 0.08
MOST_NAMED = 3
OF_ITS_OWN = 3
"""A language that so many groups are mostly in has issues of its own, as in a company with two languages."""


@dataclass(frozen=True)
class GroupLanguage:
    """name: the language of a group, or several ("German and French"). usual: the language of most rows.

    share, share_elsewhere: of the rows whose language is told (0 to 1), those in another language than the usual ones,
    in the group and outside.
    """

    name: str
    usual: str
    share: float
    share_elsewhere: float


def group_languages(languages: Sequence[Sequence[str]], sizes: NDArray[np.int64]) -> list[GroupLanguage | None]:
    """One a group, None where its texts are in a usual language or nothing tells.

    languages: those of some or all texts of each group, empty where nothing tells one. sizes: (n_groups,) how many rows
    each group has in all.
    """
    told = [Counter(filter(None, of_group)) for of_group in languages]
    looked_at = np.array([len(of_group) for of_group in languages])
    scale = sizes / np.maximum(looked_at, 1)
    usual = _usual(told, scale)
    if not usual:
        return [None] * len(told)
    other = np.array([sum(n for language, n in of_group.items() if language not in usual) for of_group in told])
    known = np.array([of_group.total() for of_group in told])
    result: list[GroupLanguage | None] = []
    for group, of_group in enumerate(told):
        if known[group] < TOLD * looked_at[group] or other[group] < MOSTLY * max(known[group], 1):
            result.append(None)
            continue
        names = [one for one, n in of_group.most_common() if one not in usual and n >= NAMED * other[group]]
        outside = np.arange(len(told)) != group
        elsewhere = (other * scale)[outside].sum() / max((known * scale)[outside].sum(), 1)
        result.append(GroupLanguage(_names(names), joined(usual), other[group] / known[group], float(elsewhere)))
    return result


def _names(languages: Sequence[str]) -> str:
    if len(languages) <= MOST_NAMED:
        return joined(languages) or "several languages"
    return listed(languages, most=MOST_NAMED - 1)


def _usual(told: list[Counter[str]], scale: NDArray[np.float64]) -> list[str]:
    """The language of most rows, and each that has issues of its own; empty where no row's language is told.

    scale: (n_groups,) how many rows of the group each text stands for.
    """
    rows: dict[str, float] = {}
    groups: Counter[str] = Counter()
    for of_group, stands_for in zip(told, scale.tolist(), strict=True):
        for language, n in of_group.items():
            rows[language] = rows.get(language, 0.0) + n * stands_for
            groups[language] += n >= MOSTLY * of_group.total()
    most = sorted(rows, key=lambda language: -rows[language])[:1]
    return most + [one for one, n in groups.most_common() if n >= OF_ITS_OWN and one not in most]
