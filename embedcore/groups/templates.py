"""Groups whose texts are largely the same words: a form, an automatic message, or one message again and again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.words import running_words

RUN = 4
"""So many words in a row are compared."""
NUMBER = "#"
Forms = tuple[str, ...]
IN_MOST, ALIKE, MOSTLY = 0.5, 0.4, 0.6
LEAST_ROWS, LEAST_WORDS = 5, 8
LONGEST = 160


@dataclass(frozen=True)
class Template:
    """text: what the texts have in common, with "…" for what differs, of up to 160 characters.

    share, share_elsewhere: the share of the texts (0 to 1) that say it, inside and outside the group: of which most
    words stand in runs of words that are common in the group, or, where repeated, those that are this one text.
    """

    text: str
    share: float
    share_elsewhere: float
    repeated: bool


def compared_words(text: str) -> Forms:
    """The words of a text as they are compared: without case, all those with digits equal."""
    return tuple(NUMBER if word.has_digits else word.normal for word in running_words(text))


def templates(texts: Sequence[Sequence[str]], words: Sequence[Sequence[Forms]]) -> list[Template | None]:
    """One a group, None where its texts are not alike. texts: some or all of each group; words: their compared_words.

    Words are compared without regard to case, and all words with digits are equal. A run of four words is common where
    half of the group's texts have it, twice as often as other texts. A template covers two fifths of the words of its
    texts on average.
    """
    runs = [[_runs(forms) for forms in of_group] for of_group in words]
    of_group = [Counter(run for found in group for run in found) for group in runs]
    everywhere: Counter[Forms] = Counter()
    for counts in of_group:
        everywhere.update({run: n for run, n in counts.items() if n > 1})
    n_texts = sum(map(len, texts))
    result: list[Template | None] = []
    for group, (counts, rows) in enumerate(zip(of_group, texts, strict=True)):
        found = _repeated(words, rows, group) if len(rows) >= LEAST_ROWS else None
        if found is None and len(rows) >= LEAST_ROWS:
            n_others = max(n_texts - len(rows), 1)
            common = {
                run
                for run, n in counts.items()
                if n >= IN_MOST * len(rows) and (everywhere[run] - n) / n_others <= 0.5 * n / len(rows)
            }
            found = _template(words, rows, group, common) if common else None
        result.append(found)
    return result


def _repeated(words: Sequence[Sequence[Forms]], rows: Sequence[str], group: int) -> Template | None:
    """Where most texts are one and the same, but for case, spaces and numbers."""
    message, n = Counter(words[group]).most_common(1)[0]
    if n < MOSTLY * len(rows) or not message or not _says_something(message):
        return None
    others = [forms == message for place, of_group in enumerate(words) if place != group for forms in of_group]
    text = " ".join(rows[words[group].index(message)].split())
    return Template(_cut(text), n / len(rows), float(np.mean(others)) if others else 0.0, repeated=True)


def _template(words: Sequence[Sequence[Forms]], rows: Sequence[str], group: int, common: set[Forms]) -> Template | None:
    covered = [_covered(forms, common) for forms in words[group]]
    shares = np.array([places.mean() if len(places) else 0.0 for places in covered])
    if shares.mean() < ALIKE:
        return None
    best = max(range(len(rows)), key=lambda row: (int(covered[row].sum()), -len(covered[row])))
    if covered[best].sum() < LEAST_WORDS:
        return None
    others = [_covered(forms, common) for place, of_group in enumerate(words) if place != group for forms in of_group]
    elsewhere = np.mean([len(places) > 0 and places.mean() >= ALIKE for places in others]) if others else 0.0
    is_word = np.array([form != NUMBER for form in words[group][best]])
    text = _common_text(rows[best], covered[best] & is_word)
    return Template(text, float((shares >= ALIKE).mean()), float(elsewhere), repeated=False)


def _says_something(forms: Forms) -> bool:
    return 2 * forms.count(NUMBER) <= len(forms)


def _runs(forms: Forms) -> set[Forms]:
    """Every four words in a row, but those that are mostly numbers."""
    found = {forms[start : start + RUN] for start in range(len(forms) - RUN + 1)}
    return {run for run in found if _says_something(run)}


def _covered(forms: Forms, common: set[Forms]) -> NDArray[np.bool_]:
    """(n_words,) whether each word stands in a common run."""
    places = np.zeros(len(forms), dtype=bool)
    for start in range(len(forms) - RUN + 1):
        if forms[start : start + RUN] in common:
            places[start : start + RUN] = True
    return places


def _common_text(text: str, covered: NDArray[np.bool_]) -> str:
    """The words that are common, as they stand in the text, with "…" between."""
    words = running_words(text)
    edges = np.flatnonzero(np.diff(np.r_[0, covered.astype(np.int8), 0])).reshape(-1, 2)
    parts = [" ".join(text[words[start].start : words[end - 1].end].split()) for start, end in edges.tolist()]
    begins, ends = ("" if covered[0] else "… "), ("" if covered[-1] else " …")
    return _cut(begins + " … ".join(parts) + ends)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip()} …"
