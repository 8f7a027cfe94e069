"""Rows in a language that the model does not speak."""

import re
from collections import Counter

import numpy as np

from embedcore.encoders.base import Encoder
from embedcore.phrases import by_number, counted, joined, share, shortened
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.texts import NO_TEXTS
from embedcore.words import language_of

FEW, SOME, MANY = 0.02, 0.1, 0.4
"""Shares of rows in other languages. In the samples, where some customers write in theirs, 6 %."""
N_NAMED, N_SHOWN = 3, 5
_EVERY = re.compile(r"\bany\b|more than|about \d+|multilingual|as the model|those of", re.IGNORECASE)


def languages(seen: Inspected) -> Finding | Unseen:
    """Which languages the texts are in, beside those that the model's card names."""
    texts = seen.texts
    if texts is None:
        return NO_TEXTS
    if not seen.is_of_texts:
        return Unseen("the model does not read texts alone")
    rows = seen.some_texts()
    told = [language_of(texts[row]) for row in rows.tolist()]
    counts = Counter(filter(None, told))
    main = counts.most_common(1)[0][0] if counts else ""
    spoken = _spoken_by(seen.encoder, main)
    other = np.array([bool(one) and not _is_one_of(one, spoken) for one in told])
    foreign = rows[other]
    found = len(foreign) / len(rows)
    knows_model = seen.encoder is not None and spoken is not None
    level: Severity = "ok" if found < FEW else "info"
    if found >= SOME and knows_model:
        level = "serious" if found >= MANY else "warning"
    named = [
        one for one, _ in Counter(one for one, is_other in zip(told, other, strict=True) if is_other).most_common()
    ]
    name = seen.encoder.card.name if seen.encoder is not None else "the model"
    lines = tuple((language, n, share(n / len(rows))) for language, n in counts.most_common())
    said = (
        f"{counted(len(foreign), 'text')} of {len(rows):,} ({share(found)}) {by_number(len(foreign), 'is', 'are')} in "
    )
    languages_said = joined([*named[:N_NAMED], *(["others"] if len(named) > N_NAMED else [])])
    measured = f"{said}{languages_said}." if level != "ok" else f"The texts are {_in(counts)}."
    return Finding(
        name="languages",
        title="Languages",
        severity=level,
        measured=measured,
        meaning=_meaning(level, name, knows_model),
        advice="Choose a model of many languages, or look at each language by itself."
        if level in ("warning", "serious")
        else "Nothing.",
        technical=f"languages by their small words and letters; the model's card: "
        f"{seen.encoder.card.languages if seen.encoder is not None else 'unknown'}",
        rows=foreign,
        figures={"rows": float(len(foreign)), "share": found},
        evidence=(
            Evidence("Languages of the texts", ("language", "texts", "share"), lines),
            Evidence("Some of them", ("text",), tuple((shortened(texts[row]),) for row in foreign[:N_SHOWN].tolist())),
        ) if len(foreign) else (),
    )  # fmt: skip


def _spoken_by(encoder: Encoder | None, main: str) -> list[str] | None:
    """The languages that the model's card names; None where it reads every language alike. Without a model: that of
    most texts."""
    if encoder is None:
        return [main]
    card = encoder.card
    return None if card.learns or _EVERY.search(card.languages) else [card.languages]


def _is_one_of(language: str, spoken: list[str] | None) -> bool:
    """Whether a language is named there: the first word of it, since some are told as "Danish or Norwegian"."""
    if spoken is None:
        return True
    return any(part in one for part in language.split(" or ") for one in spoken)


def _in(counts: Counter[str]) -> str:
    if not counts:
        return "in no language that is told apart here"
    return f"in {joined(one for one, _ in counts.most_common(N_NAMED))}"


def _meaning(level: Severity, name: str, knows_model: bool) -> str:
    if level == "ok":
        return "That is what the model was made for." if knows_model else "No model is needed to tell."
    if level == "info":
        return "So few change little; they may gather in a group of their own."
    return f"{name} was made for other languages: it puts such texts together by their language, not by what they say."
