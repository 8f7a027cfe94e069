"""Below the search results: what a search by words finds, and how other metrics rank the best results."""

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.phrases import by_number, shortened
from embedcore.scores import MetricRanks, metric_ranks
from embedcore.words import searched_words
from ui import cache, cards, score_meaning, session, wording
from ui.markup import literal
from ui.search.query import Query

KEYWORD_CARDS = 5


def keywords(project: session.Project, space: ec.EmbeddingSpace, query: Query, n_matches: int) -> None:
    """A search by words beside the search by meaning, where it is by meaning and asked for."""
    if not project.has_meanings or not st.toggle(
        wording.say("keywords"),
        key="search_keywords",
        persist_state="session",
        help=wording.say("keywords_help"),
    ):
        return
    with st.spinner("Indexing the words …"):
        found, _ = cache.keyword_index(project.dataset).search(query.words)
    found = found[found != query.row] if query.row is not None else found
    words = list(dict.fromkeys(word.shown for word in searched_words(query.words)))
    if not words:
        st.caption("Your search has only small words, such as “the”, which a search by words leaves out.")
        return
    ranks = query.ranking.ranks(space.n_rows)
    both = int((ranks[found] <= n_matches).sum())
    listed = ", ".join(f"“{literal(word)}”" for word in words[:12]) + (" …" if len(words) > 12 else "")
    st.markdown(
        f"**{len(found):,}** {by_number(len(found), 'text contains', 'texts contain')} one of these words: {listed} "
        f"(small words don't count, and forms such as plurals are other words). **{both:,}** of your {n_matches:,} "
        f"matches are among them; **{n_matches - both:,}** have none of these words and were found only by meaning."
    )
    if len(found) == 0:
        st.caption("A keyword search would have found nothing.")
    name = wording.score_name(space.metric).lower()
    for position, row in enumerate(found[:KEYWORD_CARDS].tolist(), start=1):
        rank = int(ranks[row])
        where = f"number {rank:,} by meaning" if rank <= n_matches else "not a match by meaning"
        score = score_meaning.shown(float(query.ranking.scores[rank - 1]), query.calibration)
        st.caption(f"**{position} by keywords** · {where} ({name} {score})")
        cards.card(project, row, query=query.words, length=300)
    if len(found) > KEYWORD_CARDS:
        st.caption(f"The first {KEYWORD_CARDS} of {len(found):,} keyword results.")


def metrics(project: session.Project, space: ec.EmbeddingSpace, query: Query) -> None:
    """Which ranks the best results have under the other metrics, and why they differ."""
    if not st.toggle(wording.say("metrics"), key="search_metrics", persist_state="session"):
        return
    found = metric_ranks(space, {metric: query.ranking_in(space.with_metric(metric)) for metric in ec.Metric})
    for metric, n_moved in found.moved.items():
        name = literal(wording.metric_name(metric))
        st.markdown(f"**{name}**: {n_moved} of the {len(found.rows)} best results have another rank.")
    st.caption(why_ranks_differ(found))
    table = pd.DataFrame({wording.metric_name(metric): ranks for metric, ranks in found.ranks.items()})
    table[wording.rows(1)] = [shortened(project.dataset.labels[row], 90) for row in found.rows.tolist()]
    st.dataframe(table, hide_index=True, key="search_metrics_table")


def why_ranks_differ(found: MetricRanks) -> str:
    """Whether the lengths of the vectors can change an order, in a sentence."""
    if not wording.technical():
        same = (
            "Here all ways order the {rows} in the same way (but for rounding): only their numbers differ, since no "
            "{row} is stronger than another."
        )
        differ = (
            "The {rows} are of different strength. The first way ignores it, the one by strength prefers what is "
            "strong, and the straight-line distance prefers what is about as strong as what is searched for."
        )
        said = same if found.same_length else differ
        return said.replace("{rows}", wording.rows()).replace("{row}", wording.rows(1))
    if found.same_length:
        return (
            f"All vectors here have the length {found.longest:.3g}. Then all three metrics order the rows in the same "
            "way (but for rounding); only their numbers differ."
        )
    return (
        f"The vectors' lengths run from {found.shortest:.3g} to {found.longest:.3g}. Cosine ignores them; the dot "
        "product prefers long vectors; the straight-line distance prefers vectors about as long as the query's."
    )
