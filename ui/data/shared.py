"""What the forms have in common: the metric, the job with its progress, and the way on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted
from ui import cache, preview, progress, session, wording
from ui.data import model_picker
from ui.markup import literal

USED = {"base_url": "Address", "n_dims": "Dimensions", "origin": "Taken from", "path": "File"}
"""What the options of a choice are called, where it is not their name."""


def metric(project: session.Project, default: str = "cosine") -> str:
    """How similarity is measured, with the explanation. default: what suits the vectors."""
    names = [str(one) for one in ec.Metric]
    now = project.metric if project.space is not None else default
    shown = {name: wording.metric_choice(name) for name in names}
    chosen: str = st.radio(
        wording.say("metric"),
        names,
        index=names.index(now),
        format_func=shown.__getitem__,
        key=f"data_metric_{default}_{project.kind}_{project.id}",
    )
    st.caption(wording.metric_explained(chosen))
    return chosen


def begin(project: session.Project, default: str = "cosine") -> tuple[DeltaGenerator, str] | None:
    """Where the form goes, and the metric that is chosen beside it; None, with the way on, where vectors are there."""
    left, right = st.columns(2, gap="large")
    with right:
        chosen = metric(project, default)
    if project.space is not None:
        _finished(project, chosen, left)
        return None
    return left, chosen


def way_on() -> DeltaGenerator:
    """Where the step that this page is for stands: in sight, however long the page is."""
    return st.container(horizontal=True, vertical_alignment="center", key="data_way_on")


def run(
    key: str,
    start: Callable[[], jobs.Job],
    *,
    button: str,
    note: str,
    title: str,
    done: Callable[[jobs.Job], None],
    before: Callable[[], None] = lambda: None,
) -> None:
    """The button that starts the job, its progress, and what is done with its result.

    key: of the job; the same one may be there already from another visitor, but the page waits for the button.
    before: what else the button does, before the job begins; it may go to another page.
    """
    queue = cache.job_queue()

    def begin() -> jobs.Job:
        session.STARTED.keep(key)
        return start()

    job = queue.find(key)
    if job is None or session.STARTED.now() != key:
        with way_on():
            pressed = st.button(button, type="primary", key="data_embed", icon=":material/play_arrow:")
            st.caption(note, width="stretch")
        if pressed:
            before()
            begin()
            st.rerun()
        return
    progress.show(job, title, key="data_job", again=begin)
    if job.state == "done":
        session.STARTED.keep("")
        done(job)


def _finished(project: session.Project, chosen_metric: str, left: DeltaGenerator) -> None:
    """What there is now, and the way on. left: where the form was, for what it was made of."""
    assert project.space is not None
    with left:
        _used(project)
    if chosen_metric != project.metric:
        session.set_project(session.with_metric(project, chosen_metric))
        st.rerun()
    n_rows, n_dims = project.space.vectors.shape
    if project.pending is not None:
        st.info(f"{wording.say('preview_vectors')} ({n_dims} numbers each).", icon=":material/bolt:")
    else:
        st.success(
            f"All {n_rows:,} {wording.rows(n_rows)} are read ({n_dims} numbers each).", icon=":material/check_circle:"
        )
    for note in project.space.notes:
        st.caption(f":material/info: {literal(note)}")
    if n_zero := project.space.n_zero_rows:
        have = counted(n_zero, "row has zeros alone: it is", "rows have zeros alone: they are")
        st.caption(f"{have} similar to nothing.")
    with way_on():
        st.page_link("pages/map.py", label="Open the map", icon=":material/scatter_plot:", width="content")
        if project.kind == "ratings":
            st.page_link("pages/recommend.py", label="Recommend", icon=":material/recommend:", width="content")
        if st.button("Change the model or the columns", key="data_again", icon=":material/refresh:"):
            if project.pending is not None:
                preview.leave(project)
            model_picker.USED.keep(project.model)
            session.set_project(replace(project, dataset=project.table, source=None, space=None))
            st.rerun()


def _used(project: session.Project) -> None:
    st.markdown(f"**{wording.say('model')}**: {literal(project.model)}")
    for name, value in project.origin.options:
        st.markdown(
            f"**{USED.get(name, name.capitalize())}**: {literal(Path(value).name if name == 'path' else value)}"
        )
    encoder = project.space.encoder if project.space is not None else None
    if encoder is not None:
        st.caption(model_picker.described(encoder.card))
