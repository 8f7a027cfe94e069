"""One figure in the map's corner, which leads to the colouring by trust."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui.map import colours, controls
from ui.map.trust.measuring import is_long, job_of, measured
from ui.map.trust.spot import explain_lines
from ui.map.trust.words import kept_sentence


def show_figure(projection: ec.Projection, request: jobs.MapRequest, *, leads: bool, clicked: int | None) -> None:
    """How far the map can be trusted, once it is known, and what the lines at the clicked row are.

    leads: whether a click colours the map by it, or by group again.
    """
    found = measured(projection, request)
    if found is not None:
        st.button(
            kept_sentence(found),
            key="map_trust",
            icon=":material/fact_check:",
            type="tertiary",
            help="Shows where this map can be trusted, and where not" if leads else "Back to the colours of the groups",
            on_click=controls.color_by,
            args=(colours.BY_TRUST if leads else colours.BY_GROUP,),
        )
        if clicked is not None:
            explain_lines(found, clicked)
    elif request.method == projection.method and is_long(projection.space):
        job = job_of(projection, request)
        if job.active:
            _wait_for(job)


@st.fragment(run_every=1.0)
def _wait_for(job: jobs.Job) -> None:
    if not job.active:
        st.rerun(scope="app")
