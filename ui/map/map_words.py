"""The words between names of groups and single texts: made when somebody comes near enough to see them."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.groups import SIDES, PlaceWords
from ui import cache, session
from ui.scatter import MapWords

AT_ONCE = 3_000
"""Rows of which the words are found in this process, in a few tenths of a second; those of more are a job."""


def words_at(projection: ec.Projection, request: jobs.MapRequest) -> MapWords | None:
    """The words of a map, or None until they are found; then the page runs again. request: what map was asked for."""
    space = projection.space
    shown = request if request.method == projection.method else jobs.MapRequest(projection.method)
    if space.n_rows <= AT_ONCE:
        return _shown(cache.words_at(str(shown), projection))
    job = jobs.words_at(cache.job_queue(), projection, shown, session=session.id())
    if job.active:
        _wait_for(job)
    return _shown(job.result) if job.state == "done" else None


def _shown(found: PlaceWords) -> MapWords:
    return MapWords(found.texts, found.others, found.at, found.levels, SIDES)


@st.fragment(run_every=0.5)
def _wait_for(job: jobs.Job) -> None:
    if not job.active:
        st.rerun(scope="app")
