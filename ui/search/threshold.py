"""The threshold: a slider under the distribution of scores, which starts at each query's suggestion."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.scores import nearest_step, otsu_cut
from ui import figures, page_shell, score_meaning, session, wording
from ui.search.query import Query

MOVED_FOR = session.Kept("search_moved_for", "")
"""What was searched for when the threshold was moved by hand: anything else starts at its suggestion."""


def threshold(space: ec.EmbeddingSpace, query: Query) -> float:
    """Shows the distribution of scores with the slider; gives what it is set to."""
    calibration, metric = query.calibration, space.metric
    decimals = score_meaning.decimals(calibration)
    ends = figures.score_range(query.ranking.scores, decimals)
    cut, reason = otsu_cut(query.ranking.scores, metric), ""
    if calibration is not None:
        cut, reason = calibration.threshold(query.ranking.scores)
    suggested = float(np.clip(nearest_step(cut, query.ranking.scores, metric, decimals), *ends))
    was_moved = MOVED_FOR.now() == query.text
    set_to = _set_slider(space, suggested, ends, was_moved=was_moved)
    st.markdown(f"**{wording.say(f'histogram_{metric.unit}')}**")
    page_shell.chart(
        figures.score_histogram(
            query.ranking.scores,
            set_to,
            metric,
            wording.score_name(metric),
            suggested=suggested,
            calibration=calibration,
        ),
        key="search_histogram",
    )
    shown = score_meaning.shown(suggested, calibration)
    now: float = st.slider(
        wording.say(f"threshold_{metric.unit}"),
        *ends,
        step=1 / 10**decimals,
        format=f"%.{decimals}f",
        key=_key(space),
        persist_state="session",
        on_change=MOVED_FOR.keep,
        args=(query.text,),
        help=f"Starts at {shown}, where the scores split best into near and far.",
    )
    _explain(space, query, suggested, reason)
    if was_moved and abs(now - suggested) > 0.4 / 10**decimals:
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


def _set_slider(space: ec.EmbeddingSpace, suggested: float, ends: tuple[float, float], *, was_moved: bool) -> float:
    """Where the slider stands: where it was moved to for this query, else at the suggestion."""
    now: float | None = session.value(_key(space))
    if not was_moved:
        MOVED_FOR.keep("")
    wanted = float(np.clip(now, *ends)) if was_moved and now is not None else suggested
    # Set only where it differs: setting it in every run would undo what is being dragged or typed meanwhile.
    if now is None or abs(now - wanted) > 1e-9:
        session.keep(_key(space), wanted)
        return wanted
    return now


def _explain(space: ec.EmbeddingSpace, query: Query, suggested: float, reason: str) -> None:
    calibration = query.calibration
    if reason:
        st.caption(f":material/lightbulb: Suggested {score_meaning.shown(suggested, calibration)}: {reason}.")
    if calibration is None:
        return
    floor_passes = space.metric.passes(np.array([calibration.floor.p95]), suggested)[0]
    if floor_passes and not calibration.is_chance(float(query.ranking.scores[0])):
        st.caption(
            ":material/warning: The suggestion lies where random rows score, too: read the last results with care."
        )
    st.caption(score_meaning.reference(calibration))


def _key(space: ec.EmbeddingSpace) -> str:
    return f"search_threshold_{space.metric}"
