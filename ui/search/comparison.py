"""Below the search results: what a keyword search finds, and what the threshold finds and misses of a label."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from embedcore.metrics import Metric
from embedcore.scores.threshold_curve import threshold_curve
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices
from embedcore.words.purposes import searched_words
from ui import cache, figures, score_meaning, session, wording
from ui.map import colours, panels
from ui.markup import literal, shortened
from ui.search.query import Query

KEYWORD_CARDS = 5
LABELS_OFFERED = 200
LABEL_FROM_BEST = 10


def keywords(project: session.Project, space: EmbeddingSpace, query: Query, n_matches: int) -> None:
    """A search by words beside the search by meaning, where it is by meaning and asked for."""
    if not project.has_meanings:
        return
    ranking = query.ranking
    if not st.toggle(
        wording.say("keywords"),
        key="search_keywords",
        persist_state="session",
        help="BM25: ranks the texts that contain words of your search, the rare words first.",
    ):
        return
    with st.spinner("Indexing the words …"):
        found, _ = cache.keyword_index(project.dataset).search(query.words)
    found = found[found != query.row] if query.row is not None else found
    rank = np.empty(space.n_rows, dtype=np.int64)
    rank[ranking.indices] = np.arange(len(ranking.indices))
    both = int((rank[found] < n_matches).sum())
    words = list(dict.fromkeys(word.shown for word in searched_words(query.words)))
    listed = ", ".join(f"“{literal(word)}”" for word in words[:12]) + (" …" if len(words) > 12 else "")
    if not words:
        st.caption("Your search has only small words, such as “the”, which a search by words leaves out.")
        return
    st.markdown(
        f"**{len(found):,}** {_texts(len(found))} one of these words: {listed} (small words don't count, and "
        f"forms such as plurals are other words). **{both:,}** of your {n_matches:,} matches are among them; "
        f"**{n_matches - both:,}** have none of these words and were found only by meaning."
    )
    if len(found) == 0:
        st.caption("A keyword search would have found nothing.")
    for place, row in enumerate(found[:KEYWORD_CARDS].tolist(), start=1):
        score = float(ranking.scores[rank[row]])
        where = f"number {rank[row] + 1:,} by meaning" if rank[row] < n_matches else "not a match by meaning"
        name = wording.score_name(space.metric).lower()
        st.caption(f"**{place} by keywords** · {where} ({name} {score_meaning.shown(score, query.calibration)})")
        panels.card(project, row, query=query.words, length=300)
    if len(found) > KEYWORD_CARDS:
        st.caption(f"The first {KEYWORD_CARDS} of {len(found):,} keyword results.")


def metrics(project: session.Project, space: EmbeddingSpace, query: Query) -> None:
    """Which ranks the best results have under the other metrics, and why they differ."""
    if not st.toggle(wording.say("metrics"), key="search_metrics", persist_state="session"):
        return
    rankings = {metric: query.ranking_in(space.with_metric(metric)) for metric in Metric}
    ranks = colours.ranks(space, rankings)
    moved = {
        metric: int((ranks[metric] != ranks[space.metric]).sum()) for metric in Metric if metric is not space.metric
    }
    for metric, n_moved in moved.items():
        name = wording.metric_name(metric)
        st.markdown(f"**{literal(name)}**: {n_moved} of the {len(ranks)} best results have another rank.")
    st.caption(why_ranks_differ(space))
    labels = [shortened(project.dataset.labels[row], 90) for row in ranks.index]
    shown = ranks.rename(columns={metric: wording.metric_name(metric) for metric in Metric})
    st.dataframe(shown.assign(**{wording.rows(1): labels}), hide_index=True, key="search_metrics_table")


def why_ranks_differ(space: EmbeddingSpace) -> str:
    """Whether the lengths of the vectors can change an order, in a sentence."""
    lengths = np.sqrt(np.einsum("ij,ij->i", space.vectors, space.vectors, dtype=np.float64))
    shortest, longest = float(lengths.min()), float(lengths.max())
    if longest - shortest <= 1e-3 * longest:
        return (
            f"All vectors here have the length {longest:.3g}. Then all three metrics order the rows in the same way "
            "(but for rounding); only their numbers differ."
        )
    return (
        f"The vectors' lengths run from {shortest:.3g} to {longest:.3g}. Cosine ignores them; the dot product "
        "prefers long vectors; the straight-line distance prefers vectors about as long as the query's."
    )


def labels(
    project: session.Project,
    space: EmbeddingSpace,
    query: Query,
    threshold: float,
    *,
    use: Callable[[float], None],
) -> None:
    """Precision and recall against a label as the threshold moves. use: sets the threshold."""
    ranking, whole = query.ranking, query.calibration
    columns = [name for name, role in project.dataset.column_roles.items() if role == "category"]
    if not columns:
        return
    with st.expander(wording.say("labels"), key="search_labels", icon=":material/fact_check:"):
        column_side, label_side = st.columns(2)
        best_rows = ranking.indices[:LABEL_FROM_BEST]
        frame = project.dataset.frame
        columns.sort(key=lambda name: -_most_telling(frame.loc[:, name], best_rows)[1])
        column = column_side.selectbox("Label column", columns, key="search_label_column")
        values = frame[column].astype(object)
        offered = _labels(values, best_rows)
        label = label_side.selectbox("Right are the rows with", offered, key=f"search_label_{column}_{query.text}")
        if len(offered) == LABELS_OFFERED:
            st.caption(f"The {LABELS_OFFERED} most frequent values of {literal(column)} are offered.")
        n_found = int(space.metric.passes(ranking.scores, threshold).sum())
        right = (values == label).to_numpy(dtype=bool)
        curve = threshold_curve(ranking, right)
        hits = int(right[ranking.indices[:n_found]].sum())
        found = (
            f"**{hits:,}** of {n_found:,} results are right (precision {hits / n_found:.0%})"
            if n_found
            else "no result"
        )
        st.markdown(
            f"At {score_meaning.shown(threshold, whole)}: {found}, out of {curve.n_right:,} that are "
            f"(recall {hits / curve.n_right:.0%})."
        )
        st.plotly_chart(
            figures.label_curve(
                curve, threshold, space.metric, wording.score_name(space.metric), decimals=score_meaning.decimals(whole)
            ),
            key="search_label_curve",
            config={"displayModeBar": False},
            width="stretch",
        )
        best, place = curve.best_rounded(space.metric, score_meaning.decimals(whole))
        st.caption(
            f"The best balance (F1 {curve.f1[place]:.2f}: precision {curve.precision[place]:.0%}, recall "
            f"{curve.recall[place]:.0%}) is at {score_meaning.shown(best, whole)}. A stricter threshold gives purer "
            "results, a laxer one finds more of what there is."
        )
        st.button(f"Use {score_meaning.shown(best, whole)}", key="search_use_best", on_click=use, args=(best,))


def _labels(values: pd.Series, best: Indices) -> list[object]:
    """The most frequent values of the column, the one that the best results share before all."""
    offered: list[object] = values.value_counts().index[:LABELS_OFFERED].tolist()
    first = _most_telling(values, best)[0]
    return [first, *(value for value in offered if value != first)] if first in offered else offered


def _most_telling(values: pd.Series, best: Indices) -> tuple[object, float]:
    """The value that is more frequent among the best rows than among all, and by how much (in shares)."""
    overall = values.value_counts(normalize=True)
    near = values.iloc[best].dropna().tolist()
    # In the order of the results, so that of equals the closest row's value comes first.
    more = {value: near.count(value) / len(near) - float(overall[value]) for value in dict.fromkeys(near)}
    top = max(more, key=lambda value: more[value], default=None)
    return top, more.get(top, -1.0)


def _texts(n: int) -> str:
    return "text contains" if n == 1 else "texts contain"
