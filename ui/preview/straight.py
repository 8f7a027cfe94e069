"""A file whose reading leaves no doubt goes straight to its map, which says how it was read."""

from dataclasses import replace

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import propose_model
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal
from ui.preview import preview
from ui.preview.doubt import doubt
from ui.preview.reading_time import seconds_to_read

WAIT_S = 20.0
DATA, MAP = "pages/data.py", "pages/map.py"


def go_straight(project: session.Project) -> str:
    """Lets the proposed model read the texts of this session's project; the page to go on with."""
    try:
        return _read(project)
    except ec.EmbedcoreError as error:  # no model, or this visitor may ask for no more
        page_shell.say_later(str(error), icon=":material/error:")
        return DATA


def _read(project: session.Project) -> str:
    proposal = propose_model(project.dataset, "texts")
    if doubt(project.dataset, proposal):
        return DATA
    choice = jobs.ModelChoice(proposal.name)
    project = replace(project, straight=True)
    metric = choice.card.default_metric
    if preview.can_help(project, choice, seconds_to_read(project, choice)):
        preview.begin(project, choice, metric)  # goes to the map
    queue = cache.job_queue()
    session.STARTED.keep(jobs.embed_key(project.dataset, choice))
    job = jobs.embed(queue, project.dataset, choice, session=session.id())
    with st.spinner("Reading the texts …"):
        if not progress.ends_within(job, WAIT_S):
            return DATA  # which shows how far it is
    session.STARTED.keep("")
    space = jobs.space_of(queue, project.dataset, job.result, choice, metric)
    session.set_project(session.with_space(project, space, choice))
    return MAP


def how_read(project: session.Project) -> None:
    """On the map of a file that went there straight: how it was read, and the way to change it."""
    if not project.straight:
        return
    dataset, report, model = project.dataset, project.dataset.report, project.pending or project.origin
    name = model.card.name if project.pending is None else f"preview by {project.model}, then {model.card.name}"
    read_as = [report.format.upper()]
    if wording.technical():
        read_as += [report.encoding or "", f"delimiter {report.delimiter!r}" if report.delimiter else ""]
    said = (
        f"{dataset.n_rows:,} {wording.rows()} from the column “{dataset.text_column}”, all rows kept",
        ", ".join(filter(None, read_as)),
        name,
        wording.metric_name(project.metric),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="how_read"):
        st.caption(literal(" · ".join(said)), width="content")
        st.page_link(DATA, label="Change", icon=":material/tune:", width="content")
