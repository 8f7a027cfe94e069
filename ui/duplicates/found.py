"""What repeats in the data that is open: all pairs from one search, and the threshold that is set."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.duplicates import COMPLETE, SINGLE, TEXTBOOK, lowest_of_interest
from embedcore.scores import ScoreScale
from ui import cache, progress, score_meaning, session, wording
from ui.markup import literal

STEPS = 150
QUICK_S, ASKED_S = 1.0, 120.0
"""What takes longer than the second is begun at a click, not by a look at the page."""
ASKED = session.Kept("duplicates_asked", "")
"""The space for which the long search was asked."""


@dataclass(frozen=True, eq=False)
class Found:
    """base: all pairs from the slider's lax end on. report: at the threshold that is set."""

    base: ec.DuplicateReport
    report: ec.DuplicateReport
    scale: ScoreScale


def all_pairs(space: ec.EmbeddingSpace) -> tuple[ec.DuplicateReport, ScoreScale] | None:
    """The search from the slider's lax end on, and what scores mean here; None while either is being made, which is
    shown."""
    scale = score_meaning.prepare(space)
    if scale is None:
        score_meaning.wait(space)
        return None
    if not _is_asked(space):
        return None
    job = jobs.find_duplicates(cache.job_queue(), space, lowest_of_interest(scale), session=session.id())
    if not progress.ends_within(job, QUICK_S):
        progress.show(job, wording.say("finding_duplicates"), key="duplicates_job")
        return None
    return job.result, scale


def controls(space: ec.EmbeddingSpace, base: ec.DuplicateReport, scale: ScoreScale) -> Found:
    """The threshold, from the lax end to the strict one, and how groups are made."""
    choices = steps(base)
    near = set_to(choices, scale.near_duplicate, base.metric)
    key = _key(space)
    if session.value(key) not in choices:
        session.keep(key, near)
    places = _decimals(choices)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="duplicates_controls"):
        chosen = st.select_slider(
            wording.say(f"duplicate_{base.metric.unit}"),
            choices,
            key=key,
            persist_state="session",
            format_func=lambda value: f"{value:.{places}f}",
        )
        complete = st.toggle(
            wording.say("complete_linkage"),
            key="duplicates_set_complete",
            persist_state="session",
            help=wording.say("complete_linkage_help"),
        )
    _levels(key, near, choices, scale, places)
    for note in base.notes:
        st.caption(f":material/info: {literal(note)}")
    linkage = COMPLETE if complete else SINGLE
    report = cache.duplicates(space.fingerprint, base.threshold, float(chosen), linkage, base)
    return Found(base, report, scale)


def _is_asked(space: ec.EmbeddingSpace) -> bool:
    """Whether the search may begin; shows a button with the time that it takes where that is long."""
    seconds = jobs.seconds_to_compare(space)
    if seconds <= ASKED_S or ASKED.now() == space.fingerprint:
        return True
    n_pairs = space.n_rows * (space.n_rows - 1) // 2
    st.write(f"All {n_pairs:,} pairs of {wording.rows()} are compared, which takes {wording.duration(seconds)}.")
    st.button(
        wording.say("find_duplicates"),
        key="duplicates_begin",
        type="primary",
        on_click=ASKED.keep,
        args=(space.fingerprint,),
    )
    return False


def threshold_set(space: ec.EmbeddingSpace) -> float | None:
    """The threshold that a person has set for this space."""
    found = session.value(_key(space))
    return float(found) if isinstance(found, (int, float)) else None


def steps(base: ec.DuplicateReport) -> list[float]:
    """The thresholds to choose from, lax to strict, in steps that are read easily."""
    lax = base.threshold
    strict = {ec.Metric.COSINE: 1.0, ec.Metric.EUCLIDEAN: 0.0}.get(base.metric)
    if strict is None:
        strict = float(base.scores[0]) if len(base.scores) else lax
    width = abs(strict - lax) / STEPS
    step = 10.0 ** np.floor(np.log10(width)) if width > 0 else 1.0
    step *= next(times for times in (1, 2, 5, 10) if times * step >= width) if width > 0 else 1
    low, high = sorted((lax, strict))
    numbers = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    found = [round(float(number), decimals) for number in numbers]
    # Rounded, an end may lie a little beyond what was searched for.
    inside = [one for one in found if base.metric.passes(np.array([one]), lax)[0]]
    ordered = inside if base.metric.greater_is_closer else inside[::-1]
    return ordered if len(ordered) > 1 else [lax, strict] if lax != strict else [lax]


def set_to(choices: list[float], wanted: float, metric: ec.Metric) -> float:
    """The strictest choice that lets pass what the wanted threshold does; the lax end where it is beyond that."""
    passing = [one for one in choices if metric.passes(np.array([wanted]), one)[0]]
    return passing[-1] if passing else choices[0]


def _levels(key: str, near: float, choices: list[float], scale: ScoreScale, places: int) -> None:
    """What is measured here, and the textbook's constant, each a click away."""
    textbook = TEXTBOOK if scale.metric is ec.Metric.COSINE and TEXTBOOK in choices else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = wording.say("duplicate_levels" if textbook is not None else "duplicate_level")
        st.caption(said.replace("{near}", f"{near:.{places}f}"))
        for name, value in (("Measured", near), ("Textbook", textbook)):
            if value is not None and session.value(key) != value:
                st.button(
                    f"{name} {value:.{places}f}",
                    key=f"duplicates_level_{name.lower()}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=session.keep,
                    args=(key, value),
                )


def _decimals(choices: list[float]) -> int:
    return max(len(f"{one:.10g}".partition(".")[2]) for one in choices)


def _key(space: ec.EmbeddingSpace) -> str:
    return f"duplicates_set_{space.fingerprint[:12]}"
