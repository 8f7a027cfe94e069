"""How many dimensions are enough for this data: tried, drawn with the knee marked, and taken with one click."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import sentence
from embedcore.trust import DimensionComparison, LabelValues
from ui import cache, figures, page_shell, progress, session, wording
from ui.markup import literal

_ASKED = session.Kept("compare_dimensions_asked", "")
LEAST_ROWS, LEAST_DIMS = 4, 3


def how_many(project: session.Project, space: ec.EmbeddingSpace, labels: LabelValues | None) -> None:
    """The button that starts it, or what was found."""
    st.header(wording.say("n_dims"))
    st.caption(wording.say("dimensions"))
    if space.n_rows < LEAST_ROWS or space.n_dims < LEAST_DIMS:
        st.caption("There are too few rows or numbers to try fewer.")
        return
    key = jobs.dimensions_key(space, labels)
    if _ASKED.now() != space.fingerprint:
        if st.button("Try fewer", key="compare_try_dimensions", icon=":material/play_arrow:"):
            _ASKED.keep(space.fingerprint)
            st.rerun()
        return
    job = jobs.try_dimensions(cache.job_queue(), space, labels, session=session.id())
    assert job.key == key
    progress.show(job, "Trying fewer dimensions", key="compare_dimensions_job")
    if job.state == "done":
        _show(project, space, job.result)


def _show(project: session.Project, space: ec.EmbeddingSpace, found: DimensionComparison) -> None:
    with st.container(border=True, key="compare_dimensions_verdict"):
        st.markdown(literal(found.describe()))
        for note in found.notes:
            st.caption(f":material/info: {literal(sentence(note))}.")
    page_shell.chart(figures.dimension_curve(found), key="compare_dimensions_chart")
    knee = found.best
    if knee.n_dims == space.n_dims or isinstance(space, ec.InteractionSpace) or project.pending is not None:
        return
    if st.button(f"Use {knee.n_dims:,} dimensions", key="compare_use_dimensions", icon=":material/check:"):
        reduced = ec.reduce_dimensions(space, knee.n_dims, way=knee.way)
        session.set_project(session.with_changed_space(project, reduced))
        page_shell.say_later(f"The project now has {knee.n_dims:,} dimensions.", icon=":material/check:")
        st.rerun()
