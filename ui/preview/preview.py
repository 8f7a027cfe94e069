"""The preview: offered before a long reading, marked on every page, and replaced when the exact vectors are there.

Everything works on it. What was chosen, clicked or typed stays when it is replaced, and groups keep their colours.
"""

import time
from dataclasses import replace

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import STATIC_MODEL
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal

QUICK = jobs.ModelChoice(STATIC_MODEL)
FROM_S = 4.0
"""A reading that takes longer than this is worth a preview."""
WAIT_S = 60.0
COMPARED_ROWS, COMPARED_NEIGHBORS = 200, 10


def offer(project: session.Project, choice: jobs.ModelChoice, seconds: float) -> bool:
    """Lets a person have a preview where it helps; whether it is wanted. seconds: what the chosen model will take."""
    card = choice.card
    can = project.kind == "texts" and QUICK.card.available and card.available and not (card.remote or card.learns)
    if not can or choice.name == QUICK.name or seconds < FROM_S:
        return False
    return st.checkbox(
        "Show a first map at once",
        value=True,
        key="data_preview",
        help="A quicker, less exact model gives a preview in a few seconds. The chosen model reads on meanwhile, and "
        "its map takes over by itself.",
    )


def begin(project: session.Project, choice: jobs.ModelChoice, metric: str) -> None:
    """Shows the preview on the Map page, while the chosen model, which has begun, reads on.

    Raises DataError where the quick model fails.
    """
    queue = cache.job_queue()
    job = jobs.embed(queue, project.dataset, QUICK, session=session.id())
    with st.spinner("Making a first map …"):
        end = time.monotonic() + WAIT_S
        while job.active and time.monotonic() < end:
            time.sleep(0.05)
    if job.state != "done":
        return  # the page shows how far the chosen model is, as without a preview
    space = jobs.space_of(queue, project.dataset, job.result, QUICK, metric)
    session.set_project(replace(session.with_space(project, space, QUICK), pending=choice))
    st.switch_page("pages/map.py")


def follow() -> None:
    """On every page: says that what is shown is a preview, and replaces it when the exact vectors are there."""
    project = session.project()
    if project is None or project.pending is None:
        return
    job = jobs.embed(cache.job_queue(), project.dataset, project.pending, session=session.id())
    if job.state == "done":
        _take_over(project, project.pending, job)
        st.rerun()
    with st.container(border=True, key="preview"):
        st.markdown(
            f":material/bolt: **Preview** by a quicker model. {literal(project.pending.card.name)} is reading all "
            f"{wording.rows()} and takes over by itself; everything works meanwhile."
        )
        progress.show(job, wording.say("embedding"), key="preview_job")


def _take_over(project: session.Project, choice: jobs.ModelChoice, job: jobs.Job) -> None:
    assert project.space is not None
    space = jobs.space_of(cache.job_queue(), project.dataset, job.result, choice, project.metric)
    session.set_project(replace(session.with_space(project, space, choice), pending=None))
    page_shell.say_later(_what_changed(project.space, space), icon=":material/check_circle:")


def _what_changed(preview: ec.EmbeddingSpace, exact: ec.EmbeddingSpace) -> str:
    """How many of a row's neighbours stay, on average over some rows."""
    n = min(COMPARED_NEIGHBORS, exact.n_rows - 1)
    said = f"The preview is replaced: {exact.model_name} has read everything."
    if n < 1:
        return said
    rows = np.sort(np.random.default_rng(0).permutation(exact.n_rows)[:COMPARED_ROWS])
    before, after = (space.scorer.closest(space.vectors[rows], n + 1)[0] for space in (preview, exact))
    pairs = zip(before.tolist(), after.tolist(), rows.tolist(), strict=True)
    kept = np.mean([len((set(one) & set(other)) - {row}) for one, other, row in pairs])
    return f"{said} Of the {n} closest {wording.rows()} of one, {kept:.1f} on average are those of the preview."
