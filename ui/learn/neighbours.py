"""The nearest ones of a row, and a search by meaning beside one by words."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import by_number
from embedcore.types import Vectors
from embedcore.words import shared_places
from ui import cache, score_meaning, wording
from ui.learn import phrases, shown
from ui.learn.material import Material, material, reads_what_is_typed, vectors_of
from ui.markup import literal

MOST, START = 15, 5


def nearest() -> None:
    data = material()
    space = data.space
    row = shown.chosen_row(data, key="learn_nearest_row")
    most = min(MOST, space.n_rows - 1)
    n_neighbors = st.slider("How many", 1, most, min(START, most), key=f"learn_nearest_k_{most}")
    found = ec.search(space, row, n_neighbors=n_neighbors)
    st.markdown(shown.nearest(data, found, space.metric))
    unit = space.metric.unit
    st.caption(
        f"{wording.metric_name(space.metric)}; compared with {space.n_rows - 1:,} others. The last one shown "
        f"has a {unit} of {found.scores[-1]:.3f}."
    )


def search() -> None:
    data = material(reads_what_is_typed)
    query = shown.typed("What are you looking for?", phrases.QUESTION, key="learn_search_query")
    vector = _query_vector(data, query)
    if vector is None:
        return
    found = ec.search(data.space, vector, n_neighbors=min(START, data.space.n_rows))
    texts = data.labels
    by_words, _ = cache.keyword_index(data.project.dataset).search(query) if data.space.texts else ((), ())
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**By meaning**")
        n_without = 0
        for row, score in zip(found.indices.tolist(), found.scores.tolist(), strict=True):
            places = shared_places(query, texts[row])
            n_without += not places
            st.markdown(f"- **{score:.2f}** {score_meaning.highlighted(texts[row], places)}")
        if not data.space.metric.greater_is_closer:
            st.caption(shown.closer(data.space.metric))
        st.caption(
            f"{n_without} of these {len(found.indices)} {by_number(n_without, 'shares', 'share')} no word with "
            f"“{literal(query)}” (small words such as “the” and “of” aside)."
        )
    with right:
        st.markdown("**By words**")
        n_found = len(by_words)
        st.markdown("\n".join(f"- {shown.text(data, int(row))}" for row in by_words[:START]) or "- nothing")
        more = f"; the first {START} are shown" if n_found > START else ""
        st.caption(f"{n_found:,} {by_number(n_found, 'text has', 'texts have')} one of the words{more}.")


def _query_vector(data: Material, query: str) -> Vectors | None:
    """As the pages embed what is searched for; the phrases' model knows the lesson's own question."""
    if not query:
        st.caption("Type what you are looking for.")
        return None
    if data.built_in:
        found = vectors_of((query,))
        return None if found is None else found[0]
    return cache.query_vector(query, data.space)
