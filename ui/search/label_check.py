"""The threshold checked against a label: which of the results are right, and what is missed."""

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.scores import LabelCheck, check_label, telling_value
from embedcore.types import Indices
from ui import figures, page_shell, score_meaning, session, wording
from ui.markup import literal
from ui.search.query import Query
from ui.search.threshold import use

LABELS_OFFERED = 200
FROM_BEST = 10
"""So many of the best results say which label is proposed."""


def labels(project: session.Project, space: ec.EmbeddingSpace, query: Query, threshold: float) -> None:
    """Precision and recall against a label as the threshold moves."""
    columns = [name for name, role in project.dataset.column_roles.items() if role == "category"]
    if not columns:
        return
    with st.expander(wording.say("labels"), key="search_labels", icon=":material/fact_check:"):
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
    offered = _offered(values, best)
    label = label_side.selectbox("Right are the rows with", offered, key=f"search_label_{column}_{query.text}")
    if len(offered) == LABELS_OFFERED:
        st.caption(f"The {LABELS_OFFERED} most frequent values of {literal(column)} are offered.")
    return values, label


def _offered(values: pd.Series, best: Indices) -> list[object]:
    """The most frequent values of the column, the one that the best results share before all."""
    offered: list[object] = values.value_counts().index[:LABELS_OFFERED].tolist()
    first = telling_value(values, best)[0]
    return [first, *(value for value in offered if value != first)] if first in offered else offered


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
