"""Which model made the vectors that somebody brought, so that phrases can be searched among them."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui import cache, session
from ui.data import choose_reader


def is_unknown(space: ec.EmbeddingSpace) -> bool:
    """Whether these are vectors that somebody brought without their model."""
    return space.encoder is None and not isinstance(space, ec.InteractionSpace)


def ask(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """Lets a person name the model; then the page has a field for a phrase.

    Raises DataError for a model whose vectors have another length.
    """
    with st.expander("Search with a phrase: which model made these vectors?", icon=":material/search:"):
        st.caption(
            f"Only the model that made them can turn a phrase into a vector that can be compared with these: they have "
            f"{space.n_dims:,} numbers each. Another model of the same length would give wrong results without a sign."
        )
        choice = choose_reader()
        if choice is not None and st.button("Search with this model", key="search_model_use", type="primary"):
            encoder = jobs.RemoteEncoder(cache.job_queue(), choice)
            session.set_project(session.with_reader(project, encoder))
            st.rerun()
