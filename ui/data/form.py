"""The form that fits the kind of data."""

import streamlit as st

from ui import session, wording
from ui.data import numbers, ratings, texts, vectors


def form(project: session.Project) -> None:
    """Model, options and metric, the estimate and the button; then progress; then the way on."""
    title = {"texts": wording.say("embed"), "ratings": wording.say("learn_ratings"), "vectors": "Use your vectors"}
    st.markdown(f"#### {title.get(project.kind, wording.say('embed_rows'))}")
    forms = {
        "texts": texts.form,
        "images": texts.form,
        "vectors": vectors.form,
        "numbers": numbers.form,
        "ratings": ratings.form,
    }
    forms[project.kind](project)
