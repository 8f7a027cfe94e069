"""The threshold: a slider that starts at each query's suggestion, and its check against a label."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.scores import LabelCheck, check_label, first_threshold, nearest_step, telling_value
from ui import figures, page_shell, score_meaning, session, wording
from ui.markup import literal
from ui.search.query import Query

LABELS_OFFERED = 200
FROM_BEST = 10
"""So many of the best results say which label is proposed."""
MOVED_FOR = session.Kept("search_moved_for", "")
"""What was searched for, in which space, when the threshold was moved by hand: all else starts at its suggestion."""


@dataclass(frozen=True)
class Threshold:
    """What the slider is set to, the suggestion with its reason, and the slider's ends.

    was_moved: whether it was moved by hand for this query.
    """

    set_to: float
    suggested: float
    reason: str
    ends: tuple[float, float]
    was_moved: bool


def threshold(space: ec.EmbeddingSpace, query: Query) -> Threshold:
    """Where the slider stands for this query, before it is drawn."""
    calibration, metric = query.calibration, space.metric
    decimals = score_meaning.decimals(calibration)
    ends = figures.score_range(query.ranking.scores, decimals)
    if calibration is not None:
        cut, reason = calibration.threshold(query.ranking.scores)
    else:
        cut, reason = first_threshold(query.ranking.scores, metric), ""
    suggested = float(np.clip(nearest_step(cut, query.ranking.scores, metric, decimals), *ends))
    was_moved = MOVED_FOR.now() == _asked(space, query)
    set_to = _set_slider(space, suggested, ends, was_moved=was_moved)
    return Threshold(set_to, suggested, reason, ends, was_moved)


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
        _explain(space, query, limit.suggested, limit.reason)
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


def _explain(space: ec.EmbeddingSpace, query: Query, suggested: float, reason: str) -> None:
    calibration = query.calibration
    if calibration is None:
        if query.waiting:
            # What is being read stays where it is when the suggestion comes.
            MOVED_FOR.keep(_asked(space, query))
            score_meaning.wait(space)
            st.caption("Then each result says what its score means in this data. Results stay where they are.")
        return
    st.caption(f":material/lightbulb: Suggested {score_meaning.shown(suggested, calibration)}: {reason}.")
    floor_passes = space.metric.passes(np.array([calibration.floor.p95]), suggested)[0]
    if floor_passes and not calibration.is_chance(float(query.ranking.scores[0])):
        st.caption(
            ":material/warning: The suggestion lies where random rows score, too: read the last results with care."
        )
    st.caption(score_meaning.reference(calibration))


def _asked(space: ec.EmbeddingSpace, query: Query) -> str:
    return f"{space.fingerprint} {query.text}"


def _key(space: ec.EmbeddingSpace) -> str:
    return f"search_threshold_{space.metric}"


def labels(project: session.Project, space: ec.EmbeddingSpace, query: Query, threshold: float) -> None:
    """Precision and recall against a label as the threshold moves."""
    columns = [name for name, role in project.dataset.column_roles.items() if role == "category"]
    if not columns:
        return
    box = st.expander(wording.say("labels"), key="search_labels", icon=":material/fact_check:", on_change="rerun")
    if not box.open:  # else every search would send a long curve that nobody sees
        return
    with box:
        values, label = _choice(project, query, columns)
        right = (values == label).to_numpy(dtype=bool)
        found = check_label(query.ranking, right, space.metric, threshold)
        hits = "no result"
        if found.n_found:
            hits = f"**{found.n_hits:,}** of {found.n_found:,} results are right (precision {found.precision:.0%})"
        at = score_meaning.shown(threshold, query.calibration)
        st.markdown(f"At {at}: {hits}, out of {found.curve.n_right:,} that are (recall {found.recall:.0%}).")
        decimals = score_meaning.decimals(query.calibration)
        page_shell.chart(
            figures.label_curve(found.curve, threshold, wording.score_name(space.metric), decimals=decimals),
            key="search_label_curve",
        )
        _best(found, space, query)


def _choice(project: session.Project, query: Query, columns: list[str]) -> tuple[pd.Series, object]:
    """The values of the column that is chosen, and the one that is right; those that tell most come first."""
    column_side, label_side = st.columns(2)
    best, table = query.ranking.indices[:FROM_BEST], project.dataset.frame
    columns.sort(key=lambda name: -telling_value(table.loc[:, name], best)[1])
    column = column_side.selectbox("Label column", columns, key="search_label_column")
    values = table[column].astype(object)
    offered: list[object] = values.value_counts().index[:LABELS_OFFERED].tolist()
    first = telling_value(values, best)[0]
    offered.sort(key=lambda value: value != first)  # what the best results share, then the most frequent
    label = label_side.selectbox("Right are the rows with", offered, key=f"search_label_{column}_{query.text}")
    if len(offered) == LABELS_OFFERED:
        st.caption(f"The {LABELS_OFFERED} most frequent values of {literal(column)} are offered.")
    return values, label


def _best(found: LabelCheck, space: ec.EmbeddingSpace, query: Query) -> None:
    curve, decimals = found.curve, score_meaning.decimals(query.calibration)
    best, position = curve.best_rounded(space.metric, decimals)
    shown = score_meaning.shown(best, query.calibration)
    st.caption(
        f"The best balance (F1 {curve.f1[position]:.2f}: precision {curve.precision[position]:.0%}, recall "
        f"{curve.recall[position]:.0%}) is at {shown}. A stricter threshold gives purer results, a laxer one finds "
        "more of what there is."
    )
    st.button(f"Use {shown}", key="search_use_best", on_click=use, args=(space, query, best))
