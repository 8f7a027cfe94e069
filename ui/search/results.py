"""The results of a search: the matches as list and table; beside them the threshold, all rows' scores and the map."""

from zlib import crc32

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.phrases import by_number, counted, sentence
from embedcore.table import free_name
from embedcore.types import Indices, Scores
from embedcore.words import shared_places
from ui import cards, deeds, page_shell, same_in_python, score_meaning, session, tables, wording
from ui.duplicates import reported_line
from ui.map import current_map
from ui.markup import literal
from ui.scatter import MapLines, MapMarker, MapOverlay
from ui.search import comparison, judging
from ui.search.label_check import label_check
from ui.search.query import Query
from ui.search.threshold import Threshold, distribution, meaning, threshold

CARDS, CLOSEST_ALL_THE_SAME = 50, 3
LINES = 10
N_RESULTS, FIRST_RESULTS = "search_n_results", 10


@st.fragment
@page_shell.errors_explained()
def results(project: session.Project, space: ec.EmbeddingSpace, query: Query) -> None:
    """Everything that moves with the threshold; only this part reruns.

    The list goes to the browser first, since charts and map keep it busy.
    """
    reported_line(query.ranking, query.calibration)
    limit = threshold(space, query)
    n_matches = int(space.metric.passes(query.ranking.scores, limit.set_to).sum())
    _note(project, space, query, limit, n_matches)
    list_col, why_col = st.columns([4, 3], gap="medium")
    with list_col:
        if n_matches:
            _matches(project, space, query, n_matches, min(session.value(N_RESULTS, FIRST_RESULTS), n_matches))
        elif limit.nothing_matches and not limit.was_moved:
            _nothing(project, space, query, limit)
        else:
            _no_match(space, query, limit.set_to)
    with why_col:
        distribution(space, query, limit)
        _count(space, query, limit.set_to, n_matches)
        meaning(space, query, limit)
        st.select_slider(
            "Number of results",
            [5, 10, 20, 50, 100, 200, 500],
            FIRST_RESULTS,
            key=N_RESULTS,
            persist_state="session",
        )
        _map(project, space, query, query.ranking.indices[:n_matches])
        label_check(project, space, query, limit.set_to)
    comparison.keywords(project, space, query, n_matches)
    comparison.metrics(project, space, query)
    same_in_python.search(project, query.like, query.unlike, query.row, limit.set_to)


def _note(project: session.Project, space: ec.EmbeddingSpace, query: Query, limit: Threshold, n_matches: int) -> None:
    """What a person has done here, for Learn."""
    if limit.was_moved:
        deeds.note(deeds.THRESHOLD_MOVED)
    if not n_matches or query.nothing_matches:
        return
    if space.metric is ec.Metric.COSINE:
        deeds.note(deeds.NEIGHBOURS)
    first = project.dataset.labels[int(query.ranking.indices[0])]
    if query.row is None and project.has_meanings and not shared_places(query.words, first):
        deeds.note(deeds.OTHER_WORDS)


def _count(space: ec.EmbeddingSpace, query: Query, limit: float, n_matches: int) -> None:
    side = "at least" if space.metric.greater_is_closer else "at most"
    score_name = wording.score_name(space.metric).lower()
    n_rows = f"{len(query.ranking):,} {wording.rows()}"
    shown = score_meaning.shown(limit, query.calibration)
    st.markdown(
        f"**{n_matches:,}** of {n_rows} {by_number(n_matches, 'has', 'have')} a {score_name} of {side} {shown}."
    )
    for note in query.ranking.notes:
        st.caption(literal(note))


def _no_match(space: ec.EmbeddingSpace, query: Query, limit: float) -> None:
    best = float(query.ranking.scores[0])
    # So few digits may round up to the threshold that the best does not pass.
    decimals = score_meaning.decimals(query.calibration)
    hidden = round(best, decimals) == round(limit, decimals)
    said = f"{best:.{decimals + 2 if hidden else decimals}f}"
    where = "above" if space.metric.greater_is_closer else "below"
    st.warning(f"No result {where} the threshold; the best is {said}.", icon=":material/search_off:")


def _map(project: session.Project, space: ec.EmbeddingSpace, query: Query, matches: Indices) -> None:
    by_row = query.row is not None
    name = query.text if by_row else "your phrase"

    def overlay(projection: ec.Projection) -> MapOverlay:
        placed = projection.coordinates[query.row] if by_row else projection.place(query.vector).coordinates[0]
        star = tuple(placed.tolist())
        return MapOverlay(
            focus=matches,
            markers=(MapMarker(star, "star", "#D55E00", 20, label=name),),
            lines=(MapLines(star, matches[:LINES].tolist()),),
            selection_id=crc32(query.text.encode()),  # a click belongs to its query
        )

    events = current_map(
        project,
        space,
        overlay,
        key="search_map",
        height=440,
        description=f"Map with {name} as a star and its {len(matches)} matches in colour.",
    )
    if events is None:
        return
    placed = "is the star" if by_row else "is the star, placed among the texts closest to it"
    st.caption(
        f"{literal(sentence(name))} {placed}; matches keep their colour. Click a point to see its {wording.rows(1)}."
    )
    if events.clicked_row is not None and events.clicked_row != query.row:
        cards.card(project, events.clicked_row, length=220, more_like=space, key="clicked")


def _matches(project: session.Project, space: ec.EmbeddingSpace, query: Query, n_matches: int, n_shown: int) -> None:
    rows, scores = query.ranking.indices[:n_shown], query.ranking.scores[:n_shown]
    heading = f"The {n_shown:,} closest of {n_matches:,} {wording.rows() if query.nothing_matches else 'matches'}"
    if n_shown == n_matches:
        heading = counted(n_matches, "result")
    st.markdown(f"## {heading}, {wording.closest(space.metric)}")
    listed, tabled = st.tabs(["List", "Table"])
    with listed:
        _cards(project, space, query, min(CARDS, n_shown))
        if n_shown > CARDS:
            st.caption(f"The list shows the first {CARDS} of {n_shown} results; the table shows all.")
    with tabled:
        st.dataframe(_table(project, space, query, rows, scores), hide_index=True, key="search_table")
    tables.download(
        "Download all matches (CSV)",
        lambda: _all_matches(project, query, n_matches),
        "matches.csv",
        key="search_download",
    )


def _nothing(project: session.Project, space: ec.EmbeddingSpace, query: Query, limit: Threshold) -> None:
    """Says that nothing here is about the query, why, and what is closest all the same."""
    st.warning(
        f"**No match.** {sentence(limit.reason)}. Try other words, or lower the threshold by hand.",
        icon=":material/search_off:",
    )
    n_shown = min(CLOSEST_ALL_THE_SAME, len(query.ranking))
    st.markdown(f"## The {n_shown} closest all the same")
    _cards(project, space, query, n_shown)


def _cards(project: session.Project, space: ec.EmbeddingSpace, query: Query, n_shown: int) -> None:
    ranking, judge = query.ranking, judging.of(query)
    for row, score in zip(ranking.indices[:n_shown].tolist(), ranking.scores[:n_shown].tolist(), strict=True):
        written = score_meaning.written(space.metric, score, query.calibration, waiting=query.waiting)
        cards.card(project, row, score=written, query=query.words, more_like=space, judge=judge)


def _table(
    project: session.Project, space: ec.EmbeddingSpace, query: Query, rows: Indices, scores: Scores
) -> pd.DataFrame:
    table = tables.table(project, rows)
    table.insert(0, free_name(wording.score_name(space.metric).lower(), table.columns), scores)
    meanings = [score_meaning.of_score(score, query.calibration) for score in scores]
    return table.assign(**{free_name("meaning", table.columns): meanings})


def _all_matches(project: session.Project, query: Query, n_matches: int) -> pd.DataFrame:
    table = tables.table(project, query.ranking.indices[:n_matches], written=True)
    table.insert(0, free_name("score", table.columns), query.ranking.scores[:n_matches])
    table.insert(0, free_name("query", table.columns), query.text)
    return table
