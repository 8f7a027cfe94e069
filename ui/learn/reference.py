"""For reference: the models with their numbers, what a similarity means, and whether that holds for one's own data."""

from itertools import pairwise

import streamlit as st

import embedcore as ec
from embedcore.scores import CUTS, verdict
from ui import score_meaning, session, wording
from ui.learn import shown
from ui.markup import literal


def body() -> None:
    st.markdown("**Models**")
    _models()
    st.markdown("**What a similarity means** (a rule of thumb for texts)")
    _similarities()
    _own()


def _models() -> None:
    lines = []
    for card in ec.list_models():
        n_dims = f"{card.n_dims:,}" if card.n_dims else "depends on your data"
        where = "here" if card.available else "another server" if card.remote else "to be fetched"
        line = [f"`{card.name}`", n_dims, "pictures" if card.modality == "image" else f"{card.modality}s", where]
        lines.append([*line, literal(card.description)] if wording.technical() else line)
    heads = ["model", "numbers", "for", "where"]
    shown.table([*heads, "description"] if wording.technical() else heads, lines)


def _similarities() -> None:
    """By the cuts of the rule, the most alike first."""
    *_, near = CUTS
    ranges = [f"from {near:g} on", *(f"{low:g} to {high:g}" for low, high in pairwise(CUTS)), f"below {CUTS[0]:g}"]
    lines = list(
        zip([ranges[0], *ranges[-2:0:-1], ranges[-1]], [verdict(at, near) for at in (*CUTS[::-1], -1.0)], strict=True)
    )
    shown.table(("similarity", "two texts are"), lines)


def _own() -> None:
    """What was measured of scores in the data that is open."""
    project = session.project()
    if project is None or project.space is None or project.space.n_rows < 2:
        st.caption("Open your own data, and it is measured there what a similarity means.")
        return
    calibration = score_meaning.prepare(project.space)
    if calibration is None:
        score_meaning.wait(project.space)
        return
    st.markdown(f"**Measured in {literal(project.name)}:** {score_meaning.reference(calibration, band=False)}")
