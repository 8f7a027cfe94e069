"""A threshold checked against a label: what it lets through, what that means, and the better one."""

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.phrases import by_number, in_ten
from embedcore.scores import LabelCheck, check_label, telling_value
from ui import figures, page_shell, score_meaning, session, wording
from ui.markup import literal
from ui.search.query import Query
from ui.search.threshold import use

LABELS_OFFERED = 200
FROM_BEST = 10
"""So many of the best results say which label is proposed."""
AS_GOOD = 0.005
"""Of F1: a threshold that is better by less is not offered."""


def label_check(project: session.Project, space: ec.EmbeddingSpace, query: Query, threshold: float) -> None:
    """How good the threshold is, in words before any figure, as it moves."""
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
        st.markdown(_exact(found, query, threshold) if wording.technical() else _plain(found, query, threshold))
        _best(found, space, query)
        page_shell.chart(
            figures.label_curve(
                found.curve,
                threshold,
                wording.score_name(space.metric),
                names=(wording.say("label_right"), wording.say("label_found"), wording.say("label_best")),
                decimals=score_meaning.decimals(query.calibration),
            ),
            key="search_label_curve",
        )


def _plain(found: LabelCheck, query: Query, threshold: float) -> str:
    """What was measured, and what it means."""
    at, n_right = score_meaning.shown(threshold, query.calibration), found.curve.n_right
    wanted = f"{n_right:,} {wording.rows(n_right)} {by_number(n_right, 'is', 'are')} right"
    if not found.n_found:
        return f"At {at} nothing passes, though {wanted}. The threshold is too strict for this."
    passing = f"{found.n_found:,} {wording.rows(found.n_found)} {by_number(found.n_found, 'passes', 'pass')}"
    return (
        f"At {at}, {passing} and {found.n_hits:,} of them {by_number(found.n_hits, 'is', 'are')} right, out of "
        f"{n_right:,} that are. Of those it lets through, **{in_ten(found.precision)}** are right; of those that are "
        f"right, it finds **{in_ten(found.recall)}**."
    )


def _exact(found: LabelCheck, query: Query, threshold: float) -> str:
    at = score_meaning.shown(threshold, query.calibration)
    hits = "no result"
    if found.n_found:
        hits = f"**{found.n_hits:,}** of {found.n_found:,} results are right (precision {found.precision:.0%})"
    return f"At {at}: {hits}, out of {found.curve.n_right:,} that are (recall {found.recall:.0%}, F1 {found.f1:.2f})."


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
    """What to do: the threshold with the best balance, as a button, where it is better than the one that is set."""
    curve, decimals = found.curve, score_meaning.decimals(query.calibration)
    best, position = curve.best_rounded(space.metric, decimals)
    shown = score_meaning.shown(best, query.calibration)
    precision, recall, f1 = (float(values[position]) for values in (curve.precision, curve.recall, curve.f1))
    if f1 - found.f1 < AS_GOOD:
        st.markdown("No other threshold has a better balance of the two: keep it.")
        return
    better = f"of those that pass, {in_ten(precision)} are right; of those that are right, it finds {in_ten(recall)}"
    if wording.technical():
        better = f"F1 {f1:.2f}, precision {precision:.0%}, recall {recall:.0%}"
    st.markdown(f"**Better: {shown}.** There the balance is best: {better}.")
    st.button(f"Use {shown}", key="search_use_best", icon=":material/check:", on_click=use, args=(space, query, best))
