"""The results of a search: the threshold on the distribution of scores, the matches as list, table and map."""

from functools import partial
from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st

from embedcore.phrases import by_number, counted
from embedcore.scores.calibration import rounded, split_scores
from embedcore.space.space import EmbeddingSpace
from ui import cache, figures, page_shell, score_meaning, session, wording
from ui.map import colours, current_map, panels
from ui.markup import csv_bytes, literal
from ui.scatter import MapLines, MapMarker, MapOverlay, show_map
from ui.search import comparison
from ui.search.query import Query
from ui.search.row_query import search_with_row

TOUCHED_KEY, THRESHOLD_KEY = "search_threshold_of", "search_threshold"
"""TOUCHED_KEY holds the phrase for which the slider was moved by hand: another phrase starts at its suggestion."""
CARDS = 50
LINES = 10


@st.fragment
def results(project: session.Project, space: EmbeddingSpace, query: Query) -> None:
    """Everything that moves with the threshold; only this part reruns."""
    with page_shell.errors_explained():
        _results(project, space, query)


def _results(project: session.Project, space: EmbeddingSpace, query: Query) -> None:
    controls_col, map_col = st.columns([1, 1], gap="large")
    with controls_col:
        threshold = _threshold(space, query)
        passing = space.metric.passes(query.ranking.scores, threshold)
        n_matches = int(passing.sum())
        _count(space, query, threshold, n_matches)
        n_shown = st.select_slider(
            "Number of results", [5, 10, 20, 50, 100, 200, 500], 10, key="search_n_results", persist_state="session"
        )
    matches = query.ranking.indices[:n_matches]
    scores = query.ranking.scores[:n_matches]
    with map_col:
        _map(project, space, query, matches)
    comparison.labels(project, space, query, threshold, use=partial(_use, space, query))
    if n_matches:
        _matches(project, space, query, matches[:n_shown], scores[:n_shown], n_matches)
    comparison.keywords(project, space, query, n_matches)
    comparison.metrics(project, space, query)


def _threshold(space: EmbeddingSpace, query: Query) -> float:
    """The slider under the distribution of scores; starts at each phrase's suggestion."""
    scores, metric = query.ranking.scores, space.metric
    whole = query.calibration
    decimals = score_meaning.decimals(whole)
    low, high = figures.score_range(scores, decimals)
    cut, reason = whole.threshold(scores) if whole is not None else (split_scores(scores, metric), "")
    suggested = float(np.clip(rounded(cut, scores, metric, decimals), low, high))
    key = _threshold_key(space)
    now: float | None = session.value(key)
    touched = session.value(TOUCHED_KEY, "") == query.text
    if not touched:
        session.forget(TOUCHED_KEY)
    wanted = float(np.clip(now, low, high)) if touched and now is not None else suggested
    # Set only where it differs: setting it in every run would undo what is being dragged or typed meanwhile.
    if now is None or abs(now - wanted) > 1e-9:
        session.keep(key, wanted)
    st.markdown(f"**{wording.say(f'histogram_{metric.unit}')}**")
    st.plotly_chart(
        figures.score_histogram(
            scores, session.value(key), metric, wording.score_name(metric), suggested=suggested, whole=whole
        ),
        key="search_histogram",
        config={"displayModeBar": False},
        width="stretch",
    )
    threshold: float = st.slider(
        wording.say(f"threshold_{metric.unit}"),
        low,
        high,
        step=1 / 10**decimals,
        format=f"%.{decimals}f",
        key=key,
        persist_state="session",
        on_change=session.keep,
        args=(TOUCHED_KEY, query.text),
        help=f"Starts at {score_meaning.shown(suggested, whole)}, where the scores split best into near and far.",
    )
    if reason:
        st.caption(f":material/lightbulb: Suggested {score_meaning.shown(suggested, whole)}: {reason}.")
    if whole is not None:
        if not whole.at_the_floor(float(scores[0])) and metric.passes(np.array([whole.floor.p95]), suggested)[0]:
            st.caption(
                ":material/warning: The suggestion lies where random rows score, too: read the last results with care."
            )
        st.caption(score_meaning.reference(whole))
    if touched and abs(threshold - suggested) > 0.4 / 10**decimals:
        st.button(
            f"Back to the suggested {score_meaning.shown(suggested, whole)}",
            key="search_suggested",
            on_click=session.forget,
            args=(TOUCHED_KEY,),
            icon=":material/undo:",
        )
    return threshold


def _more_like(space: EmbeddingSpace, row: int) -> None:
    """Searches with that row; the whole page runs again."""
    search_with_row(space, row)
    st.toast("Now searching with this row", icon=":material/manage_search:")
    st.rerun()


def _use(space: EmbeddingSpace, query: Query, threshold: float) -> None:
    """Sets the slider, as if it had been moved by hand."""
    session.keep(_threshold_key(space), threshold)
    session.keep(TOUCHED_KEY, query.text)


def _threshold_key(space: EmbeddingSpace) -> str:
    return f"{THRESHOLD_KEY}_{space.metric}"


def _count(space: EmbeddingSpace, query: Query, threshold: float, n_matches: int) -> None:
    best = float(query.ranking.scores[0])
    side = "at least" if space.metric.greater_is_closer else "at most"
    if n_matches:
        score_name = wording.score_name(space.metric).lower()
        n_rows = f"{len(query.ranking):,} {wording.rows()}"
        limit = score_meaning.shown(threshold, query.calibration)
        have = by_number(n_matches, "has", "have")
        st.markdown(f"**{n_matches:,}** of {n_rows} {have} a {score_name} of {side} {limit}.")
    else:
        # So few digits may round up to the threshold that the best does not pass.
        decimals = score_meaning.decimals(query.calibration)
        hidden = space.metric.passes(np.round([best], decimals), threshold)[0]
        said = f"{best:.{decimals + 2 if hidden else decimals}f}"
        where = "above" if space.metric.greater_is_closer else "below"
        st.warning(f"No result {where} the threshold; the best is {said}.", icon=":material/search_off:")
    for note in query.ranking.notes:
        st.caption(literal(note))


def _map(project: session.Project, space: EmbeddingSpace, query: Query, matches: np.ndarray) -> None:
    if space.n_rows < 3:
        st.caption("A map needs at least 3 rows.")
        return
    projection, revision = current_map.picture(space, key="search_map")
    points = cache.map_points(project, revision, projection)
    spot = projection.coordinates[query.row] if query.row is not None else projection.place(query.vector).coordinates[0]
    star = tuple(spot.tolist())
    name = query.text if query.row is not None else "your phrase"
    overlay = MapOverlay(
        focus=matches,
        markers=(MapMarker(star, "star", "#D55E00", 20, label=name),),
        lines=(MapLines(star, matches[:LINES].tolist()),),
        selection_id=crc32(query.text.encode()),  # a click belongs to its query
    )
    events = show_map(
        points,
        current_map.colouring(space, projection, key="search_map"),
        overlay,
        key="search_map",
        height=440,
        description=f"Map with {name} as a star and its {len(matches)} matches in colour.",
    )
    placed = "is the star" if query.row is not None else "is the star, placed among the texts closest to it"
    begun = literal(name[:1].upper() + name[1:])
    st.caption(f"{begun} {placed}; matches keep their colour. Click a point to see its {wording.rows(1)}.")
    if events.clicked_row is not None and events.clicked_row != query.row:
        panels.card(project, events.clicked_row, length=220, more_like=partial(_more_like, space), key="clicked")


def _matches(
    project: session.Project, space: EmbeddingSpace, query: Query, rows: np.ndarray, scores: np.ndarray, n_matches: int
) -> None:
    whole = query.calibration
    none_stands_out = whole is not None and whole.at_the_floor(float(query.ranking.scores[0]))
    said = f"The {len(rows):,} closest of {n_matches:,} {wording.rows() if none_stands_out else 'matches'}"
    if len(rows) == n_matches:
        said = counted(n_matches, "result")
    st.markdown(f"#### {said}, {wording.closest(space.metric)}")
    listed, tabled = st.tabs(["List", "Table"])
    frame = colours.table(project.dataset, rows)
    frame.insert(0, colours.free_name(frame, wording.score_name(space.metric).lower()), scores)
    whole = query.calibration
    meanings = [score_meaning.of_score(space.metric, score, whole) for score in scores]
    frame[colours.free_name(frame, "meaning")] = meanings
    with listed:
        for row, score in list(zip(rows.tolist(), scores.tolist(), strict=True))[:CARDS]:
            panels.card(
                project,
                row,
                metric=space.metric,
                score=score,
                whole=whole,
                query=query.words,
                more_like=partial(_more_like, space),
            )
        if len(rows) > CARDS:
            st.caption(f"The list shows the first {CARDS} of {len(rows)} results; the table shows all.")
    with tabled:
        st.dataframe(frame, hide_index=True, key="search_table")
    st.download_button(
        "Download all matches (CSV)",
        lambda: csv_bytes(_all_matches(project, query, n_matches, frame)),
        "matches.csv",
        "text/csv",
        key="search_download",
        on_click="ignore",
        icon=":material/download:",
    )


def _all_matches(project: session.Project, query: Query, n_matches: int, shown: pd.DataFrame) -> pd.DataFrame:
    frame = colours.table(project.dataset, query.ranking.indices[:n_matches])
    frame.insert(0, colours.free_name(frame, "score"), query.ranking.scores[:n_matches])
    frame.insert(0, colours.free_name(frame, "query"), query.text)
    return frame
