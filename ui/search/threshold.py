"""The threshold: a slider under the distribution of scores, which starts at each query's suggestion."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.scores import nearest_step, otsu_cut
from ui import figures, page_shell, score_meaning, session, wording
from ui.search.query import Query

MOVED_FOR = session.Kept("search_moved_for", "")
"""What was searched for when the threshold was moved by hand: anything else starts at its suggestion."""


@dataclass(frozen=True)
class Suggestion:
    """value: between low and high, the ends of the slider. reason: why there; empty where nothing is to be said."""

    value: float
    low: float
    high: float
    reason: str


def threshold(space: ec.EmbeddingSpace, query: Query) -> float:
    """Shows the distribution of scores with the slider; gives what it is set to."""
    calibration, metric = query.calibration, space.metric
    decimals = score_meaning.decimals(calibration)
    suggested = _suggestion(space, query, decimals)
    was_moved = MOVED_FOR.now() == query.text
    set_to = _set_slider(space, suggested, was_moved=was_moved)
    st.markdown(f"**{wording.say(f'histogram_{metric.unit}')}**")
    page_shell.chart(
        figures.score_histogram(
            query.ranking.scores,
            set_to,
            metric,
            wording.score_name(metric),
            suggested=suggested.value,
            calibration=calibration,
        ),
        key="search_histogram",
    )
    shown = score_meaning.shown(suggested.value, calibration)
    now: float = st.slider(
        wording.say(f"threshold_{metric.unit}"),
        suggested.low,
        suggested.high,
        step=1 / 10**decimals,
        format=f"%.{decimals}f",
        key=_key(space),
        persist_state="session",
        on_change=MOVED_FOR.keep,
        args=(query.text,),
        help=f"Starts at {shown}, where the scores split best into near and far.",
    )
    _explain(space, query, suggested)
    if was_moved and abs(now - suggested.value) > 0.4 / 10**decimals:
        st.button(
            f"Back to the suggested {shown}",
            key="search_suggested",
            on_click=MOVED_FOR.keep,
            args=("",),
            icon=":material/undo:",
        )
    return now


def use(space: ec.EmbeddingSpace, query: Query, value: float) -> None:
    """Sets the slider, as if it had been moved by hand."""
    session.keep(_key(space), value)
    MOVED_FOR.keep(query.text)


def _suggestion(space: ec.EmbeddingSpace, query: Query, decimals: int) -> Suggestion:
    scores, metric = query.ranking.scores, space.metric
    low, high = figures.score_range(scores, decimals)
    cut, reason = otsu_cut(scores, metric), ""
    if query.calibration is not None:
        cut, reason = query.calibration.threshold(scores)
    return Suggestion(float(np.clip(nearest_step(cut, scores, metric, decimals), low, high)), low, high, reason)


def _set_slider(space: ec.EmbeddingSpace, suggested: Suggestion, *, was_moved: bool) -> float:
    """Where the slider stands: where it was moved to for this query, else at the suggestion."""
    now: float | None = session.value(_key(space))
    if not was_moved:
        MOVED_FOR.keep("")
    wanted = float(np.clip(now, suggested.low, suggested.high)) if was_moved and now is not None else suggested.value
    # Set only where it differs: setting it in every run would undo what is being dragged or typed meanwhile.
    if now is None or abs(now - wanted) > 1e-9:
        session.keep(_key(space), wanted)
        return wanted
    return now


def _explain(space: ec.EmbeddingSpace, query: Query, suggested: Suggestion) -> None:
    calibration = query.calibration
    if suggested.reason:
        st.caption(
            f":material/lightbulb: Suggested {score_meaning.shown(suggested.value, calibration)}: {suggested.reason}."
        )
    if calibration is None:
        return
    floor_passes = space.metric.passes(np.array([calibration.floor.p95]), suggested.value)[0]
    if floor_passes and not calibration.is_chance(float(query.ranking.scores[0])):
        st.caption(
            ":material/warning: The suggestion lies where random rows score, too: read the last results with care."
        )
    st.caption(score_meaning.reference(calibration))


def _key(space: ec.EmbeddingSpace) -> str:
    return f"search_threshold_{space.metric}"
