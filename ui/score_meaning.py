"""What a score means in this data, and the words that a result shares with the query."""

import re

import streamlit as st

from embedcore import jobs
from embedcore.metrics import Metric
from embedcore.scores.calibration import SpaceCalibration
from embedcore.space.space import EmbeddingSpace
from embedcore.words.stop_words import STOP_WORDS
from embedcore.words.text_words import same_word
from ui import cache, progress, session, wording
from ui.markup import literal

_WORD = re.compile(r"\w[\w'’-]*")


def prepare(project: session.Project, space: EmbeddingSpace) -> SpaceCalibration | None:
    """The space's calibration; None while its work goes on, which starts here and shows nothing."""
    known = space.calibrations.get((space.metric, jobs.CALIBRATION_SEED))
    if known is not None or space.n_rows < 2:
        return known
    work = jobs.calibration_jobs(cache.job_queue(), space, session=session.id())
    return jobs.calibration(space, work) if all(job.state == "done" for job in work) else None


def wait(project: session.Project, space: EmbeddingSpace) -> None:
    """Shows how far the calibration is; the page reruns by itself when it is there, be it meanwhile."""
    work = jobs.calibration_jobs(cache.job_queue(), space, session=session.id())
    for job in work:
        progress.show(job, wording.say("calibrating"), key=f"meaning_{job.role}")
    if all(job.state == "done" for job in work):
        st.rerun()


def reference(whole: SpaceCalibration, *, band: bool = True) -> str:
    """What random rows and near-duplicates score here. band: as a line below the histogram, which shows them."""
    side, beyond = ("below", "from") if whole.metric.greater_is_closer else ("above", "down from")
    near, source = "Near-duplicates", f"{whole.n_compared:,} slightly changed texts"
    if not whole.from_changed_texts:
        near, source = "The closest neighbours", f"of {whole.n_compared:,} rows"
    pairs = f"{'Grey band: random' if band else 'Random'} pairs of rows"
    return (
        f"{pairs} ({whole.shown(whole.floor.mean)} on average, 95 % {side} {whole.shown(whole.floor.p95)}; "
        f"{whole.floor.n_pairs:,} {'pair' if whole.floor.n_pairs == 1 else 'pairs'}). {near}: {beyond} "
        f"{whole.shown(whole.near_duplicate)} ({source})."
    )


def decimals(whole: SpaceCalibration | None) -> int:
    """Decimal places that tell scores apart; 2 where nothing is known."""
    return whole.decimals if whole is not None else 2


def shown(score: float, whole: SpaceCalibration | None) -> str:
    """A score with as many digits as tell scores apart."""
    return f"{score:.{decimals(whole)}f}"


def of_score(metric: Metric, score: float, whole: SpaceCalibration | None) -> str:
    """The meaning in this data, and the rule of thumb, where there is one."""
    rule = wording.score_meaning(metric, score)
    thumb = f"rule of thumb: {rule}" if rule else ""
    if whole is None:
        return thumb
    return f"{whole.describe(score)} ({thumb})" if thumb else whole.describe(score)


def shared_words(query: str, text: str) -> set[str]:
    """The words of the text, as written there, that stand in the query too, in this or another form (parcel, parcels).

    Small words don't count, unless the query has no others.
    """
    every = {word.casefold() for word in _WORD.findall(query)}
    asked = {word for word in every if re.sub("['’]", "", word) not in STOP_WORDS} or every
    return {word for word in set(_WORD.findall(text)) if any(_same(word.casefold(), other) for other in asked)}


def _same(word: str, other: str) -> bool:
    """Equal, or long enough to be forms of one word."""
    return word == other or (min(len(word), len(other)) >= 4 and same_word(word, other))


def highlighted(text: str, words: set[str]) -> str:
    """The text to the letter, as Markdown, with those words marked."""
    if not words:
        return literal(text)
    marked = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pieces = re.split(rf"((?<!\w)(?:{marked})(?!\w))", text)
    return "".join(
        f":primary-background[{literal(piece)}]" if piece in words else _with_ends(piece) for piece in pieces
    )


def _with_ends(piece: str) -> str:
    """A piece of a line to the letter, with the space at its ends."""
    inner = piece.strip()
    if not inner:
        return " " * bool(piece)
    return " " * piece[0].isspace() + literal(inner) + " " * piece[-1].isspace()
