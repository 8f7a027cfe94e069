"""What must be known to read the map, over its upper left corner."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import sentence
from ui import wording
from ui.markup import literal


def found_by_words(n_found: int, n_rows: int, words: str) -> str:
    """How many rows the filter leaves."""
    return f"{n_found:,} of {n_rows:,} {wording.rows()} have “{words}” in some column"


def notes(projection: ec.Projection, of_groups: tuple[str, ...], note: str, found: str) -> None:
    """Often nothing. of_groups: how the groups were made, where they are shown; note: what is not told apart by
    colour; found: see found_by_words."""
    if found:
        st.caption(f"{literal(found)}; the others are grey.")
    if said := tuple(dict.fromkeys((*projection.notes, *of_groups))):
        st.caption(f":material/info: {literal(sentence('; '.join(said)))}.")
    if note:
        st.caption(f":material/info: {literal(note)}")
    if (ratio := projection.explained_variance_ratio) is not None:
        view = "flat view" if len(ratio) == 2 else "view in space"
        st.caption(f"This {view} shows {sum(ratio):.0%} of the differences between the {wording.rows()}.")
