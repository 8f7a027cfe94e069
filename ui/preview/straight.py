"""A file whose reading leaves no doubt goes straight to its map; the map says how its file was read."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import propose_model
from embedcore.phrases import counted
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal
from ui.preview import preview
from ui.preview.doubt import doubt
from ui.preview.reading_time import seconds_to_read

WAIT_S = 20.0
DATA, MAP = "pages/data.py", "pages/map.py"


def go_straight(project: session.Project) -> str:
    """Takes the vectors of this session's project, or has the proposed model read its texts; the page to go on with."""
    try:
        if doubt(project):
            return DATA
        return _take_vectors(project) if project.kind == "vectors" else _read(project)
    except ec.EmbedcoreError as error:  # no model, or this visitor may ask for no more
        page_shell.say_later(str(error), icon=":material/error:")
        return DATA


def _take_vectors(project: session.Project) -> str:
    """Raises DataError for rows without a usable vector."""
    own = ec.with_vectors(project.dataset)
    used = session.origin(session.OWN_VECTORS, origin=own.origin)
    session.set_project(session.with_space(project, own.space(), used))
    return MAP


def _read(project: session.Project) -> str:
    choice = jobs.ModelChoice(propose_model(project.dataset, "texts").name)
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
    """On the map: how the file was read, with which model and metric, and the way to change it."""
    report = project.table.report
    name = project.model if project.pending is None else f"preview, then {project.pending.card.name}"
    read_as = ["one text per line" if report.format == "text" else report.format.upper()]
    if wording.technical():
        read_as += [report.encoding or "", f"delimiter {report.delimiter!r}" if report.delimiter else ""]
    said = (
        _rows_read(project),
        ", ".join(filter(None, read_as)),
        name,
        wording.metric_name(project.metric),
        f"{counted(len(report.notes), 'note')} on how it was read" if report.notes else "",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="how_read"):
        notes = "\n".join(f"- {literal(note)}" for note in report.notes)
        st.caption(literal(" · ".join(filter(None, said))), width="content", help=notes or None)
        st.page_link(DATA, label="Change", icon=":material/tune:", width="content")


def _rows_read(project: session.Project) -> str:
    """How many rows there are, of what, and how many of the file's were left out."""
    dataset, n_read = project.dataset, project.table.report.n_rows_read
    shown = f"{dataset.n_rows:,} {wording.rows(dataset.n_rows)}"
    if project.kind == "ratings":
        return f"{shown} from {counted(n_read, 'row')}"
    if project.kind == "texts" and dataset.frame.shape[1] > 1:  # a single column needs no name
        shown += f" from the column “{dataset.text_column}”"
    n_out = n_read - dataset.n_rows
    return f"{shown}, {f'{n_out:,} of {n_read:,} rows left out' if n_out else 'all rows kept'}"
