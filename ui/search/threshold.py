"""The threshold: a slider that starts at each query's suggestion, and why."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.scores import first_threshold, nearest_step
from ui import figures, page_shell, score_meaning, session, wording
from ui.search.query import Query

MOVED_FOR = session.Kept("search_moved_for", "")
"""What was searched for, in which space, when the threshold was moved by hand: all else starts at its suggestion."""


@dataclass(frozen=True)
class Threshold:
    """What the slider is set to, the suggestion with its reason, and the slider's ends.

    was_moved: whether it was moved by hand for this query. nothing_matches: whether nothing here is about it; then no
    row passes the suggestion.
    """

    set_to: float
    suggested: float
    reason: str
    ends: tuple[float, float]
    was_moved: bool
    nothing_matches: bool


def threshold(space: ec.EmbeddingSpace, query: Query) -> Threshold:
    """Where the slider stands for this query, before it is drawn."""
    calibration, metric = query.calibration, space.metric
    decimals = score_meaning.decimals(calibration)
    scores, nothing_matches = query.ranking.scores, query.nothing_matches
    if calibration is None:
        cut, reason = first_threshold(scores, metric), ""
    else:
        cut, reason = calibration.cut(scores) if query.is_sum else calibration.threshold(scores)
    wanted = nearest_step(cut, scores, metric, decimals)
    ends = figures.score_range(np.append(scores, wanted) if nothing_matches else scores, decimals)
    suggested = float(np.clip(wanted, *ends))
    was_moved = MOVED_FOR.now() == _asked(space, query)
    set_to = _set_slider(space, suggested, ends, was_moved=was_moved)
    return Threshold(set_to, suggested, reason, ends, was_moved, nothing_matches)


def distribution(space: ec.EmbeddingSpace, query: Query, limit: Threshold) -> None:
    """Shows the distribution of scores with the slider."""
    calibration, metric = query.calibration, space.metric
    decimals = score_meaning.decimals(calibration)
    st.markdown(f"**{wording.say(f'histogram_{metric.unit}')}**")
    page_shell.chart(
        figures.score_histogram(
            query.ranking.scores,
            limit.set_to,
            metric,
            wording.score_name(metric),
            suggested=limit.suggested,
            calibration=calibration,
            ends=limit.ends,
        ),
        key="search_histogram",
    )
    st.slider(
        wording.say(f"threshold_{metric.unit}"),
        *limit.ends,
        step=1 / 10**decimals,
        format=f"%.{decimals}f",
        key=_key(space),
        persist_state="session",
        on_change=MOVED_FOR.keep,
        args=(_asked(space, query),),
        help="Starts where the scores split best into near and far.",
    )


def meaning(space: ec.EmbeddingSpace, query: Query, limit: Threshold) -> None:
    """Why the threshold is suggested and what scores mean here, or how far the measuring is, in a place of one size."""
    calibration = query.calibration
    with st.container(key="search_meaning", gap="xsmall"):
        _explain(space, query, limit)
        if limit.was_moved and abs(limit.set_to - limit.suggested) > 0.4 / 10 ** score_meaning.decimals(calibration):
            st.button(
                f"Back to the suggested {score_meaning.shown(limit.suggested, calibration)}",
                key="search_suggested",
                on_click=MOVED_FOR.keep,
                args=("",),
                icon=":material/undo:",
            )


def use(space: ec.EmbeddingSpace, query: Query, value: float) -> None:
    """Sets the slider, as if it had been moved by hand."""
    session.keep(_key(space), value)
    MOVED_FOR.keep(_asked(space, query))


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


def _explain(space: ec.EmbeddingSpace, query: Query, limit: Threshold) -> None:
    calibration = query.calibration
    if calibration is None:
        if query.waiting:
            # What is being read stays where it is when the suggestion comes.
            MOVED_FOR.keep(_asked(space, query))
            score_meaning.wait(space)
            st.caption("Then each result says what its score means in this data. Results stay where they are.")
        return
    reason = "nothing here is about it, so no row passes" if limit.nothing_matches else limit.reason
    st.caption(f":material/lightbulb: Suggested {score_meaning.shown(limit.suggested, calibration)}: {reason}.")
    floor_passes = space.metric.passes(np.array([calibration.floor.p95]), limit.suggested)[0]
    if floor_passes and not limit.nothing_matches:
        st.caption(
            ":material/warning: The suggestion lies where random rows score, too: read the last results with care."
        )
    st.caption(score_meaning.reference(calibration))


def _asked(space: ec.EmbeddingSpace, query: Query) -> str:
    return f"{space.fingerprint} {query.text}"


def _key(space: ec.EmbeddingSpace) -> str:
    return f"search_threshold_{space.metric}"
