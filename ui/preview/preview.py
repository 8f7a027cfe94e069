"""The preview: offered before a long reading, marked on every page, and replaced when the exact map is there.

Everything works on it. What was chosen, clicked, selected or typed stays when it is replaced; groups keep colours.
The quick model's map goes first, then the chosen model reads, then its map is drawn from where the preview's rows lie.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import STATIC_MODEL
from ui import address, cache, progress, session, wording
from ui import map as map_page
from ui.markup import literal
from ui.preview.reading_time import seconds_to_read

QUICK = jobs.ModelChoice(STATIC_MODEL)
FROM_S = 4.0
"""A reading that takes longer than this is worth a preview."""
WAIT_S = 60.0
FIRST = "Drawing the preview"
READING_S = session.Kept("preview_reading_s", 0.0)
"""How long the chosen model was expected to read, before it began."""
COMPARED_ROWS, COMPARED_NEIGHBORS = 200, 10


def can_help(project: session.Project, choice: jobs.ModelChoice, seconds: float) -> bool:
    """Whether a quick model can show something while the chosen one reads. seconds: what that will take."""
    card = choice.card
    can = project.kind == "texts" and QUICK.card.available and card.available and not (card.remote or card.learns)
    return can and choice.name != QUICK.name and seconds >= FROM_S


def offer(project: session.Project, choice: jobs.ModelChoice, seconds: float) -> bool:
    """Lets a person have a preview where it helps; whether it is wanted. seconds: what the chosen model will take."""
    return can_help(project, choice, seconds) and st.checkbox(
        "Show a first map at once",
        value=True,
        key="data_preview",
        help="A quicker, less exact model gives a preview in a few seconds. The chosen model reads on meanwhile, and "
        "its map takes over by itself.",
    )


def begin(project: session.Project, choice: jobs.ModelChoice, metric: str) -> None:
    """Goes to the Map page with the preview, where the quick model reads the texts in time.

    Raises DataError where this visitor may ask for no more.
    """
    queue = cache.job_queue()
    job = jobs.embed(queue, project.dataset, QUICK, session=session.id())
    with st.spinner("Making a first map …"):
        if not progress.ends_within(job, WAIT_S):
            return  # the page shows how far the chosen model is, as without a preview
    space = jobs.space_of(queue, project.dataset, job.result, QUICK, metric)
    READING_S.keep(seconds_to_read(project, choice))
    session.set_project(replace(session.with_space(project, space, QUICK), pending=choice))
    address.go_to("pages/map.py")


def follow(*, on_map: bool = False) -> None:
    """On every page: says that what is shown is a preview, and replaces it when the exact map is there.

    What stands below does not move by itself: in the same place it is then said how much has changed, until a person
    closes that.
    on_map: whether the page shows the map, with its own progress.
    """
    place = st.container()  # taken even by nothing, or the map below would be made anew when the preview ends
    project = session.project()
    if project is None:
        return
    if project.pending is None:
        if project.changed:
            with place:
                _replaced(project)
        return
    under_way = _next_step(project, project.pending)
    if under_way is None:
        _take_over()
        st.rerun()
    title, job = under_way
    said = partial(_gained, project, project.pending, title, job)
    with place, st.container(border=True, key="preview" if job.active else "preview_ended"):
        if not job.active or (on_map and title == FIRST):  # which the map itself shows
            st.markdown(said())
        if on_map and title == FIRST:
            st.caption("First its own map is drawn; then all texts are read.")
        else:
            progress.show(job, title, key="preview_job", above=said)


def _gained(project: session.Project, choice: jobs.ModelChoice, title: str, job: jobs.Job) -> str:
    """What can be done now, and what one gains when, as Markdown."""
    n_rows = project.dataset.n_rows
    drawing_s, left = jobs.seconds_to_map(n_rows, map_page.chosen_request(n_rows)), job.seconds_left
    if title == FIRST:
        left = READING_S.now() + drawing_s
    elif title == wording.say("embedding"):
        left = drawing_s + (left if left is not None else READING_S.now() * (1 - job.progress_ratio))
    when = wording.time_left(left if left is not None else drawing_s)
    if job.state == "queued":
        when += " once the work before it is done"
    said = wording.say("preview").replace("{model}", literal(choice.card.name)).replace("{when}", when)
    return f":material/bolt: {said}"


def _replaced(project: session.Project) -> None:
    with st.container(border=True, gap="xsmall", key="preview_replaced"):
        st.markdown(f":material/check_circle: {literal(project.changed)}")
        st.button("Close", key="preview_close", on_click=_close, icon=":material/close:", type="tertiary")


def _close() -> None:
    project = session.project()
    if project is not None:
        session.set_project(replace(project, changed=""))


def leave(project: session.Project) -> None:
    """Ends what would replace the preview."""
    assert project.pending is not None
    queue = cache.job_queue()
    if (job := queue.find(jobs.embed_key(project.dataset, project.pending))) is not None:
        queue.cancel(job, session=session.id(), leave=True)


def _next_step(project: session.Project, choice: jobs.ModelChoice) -> tuple[str, jobs.Job] | None:
    """What runs now, or has failed; None when everything is there."""
    assert project.space is not None
    queue = cache.job_queue()
    if queue.find(jobs.embed_key(project.dataset, choice)) is None:
        # Both at once would keep the first map waiting, on a machine with two cores by half.
        for job in map_page.drawing(project.space):
            if job.active:
                return FIRST, job
    job = jobs.embed(queue, project.dataset, choice, session=session.id())
    if job.state != "done":
        return wording.say("embedding"), job
    if project.exact is None:
        project = replace(project, exact=jobs.space_of(queue, project.dataset, job.result, choice, project.metric))
        session.set_project(project)
    assert project.exact is not None
    exact = project.exact.with_metric(project.metric)
    for job in map_page.drawing(exact, like=project.space):
        if job.active:
            return f"Drawing the map of {choice.card.name}", job
    return None


def _take_over() -> None:
    project = session.project()
    assert project is not None and project.pending is not None
    assert project.space is not None and project.exact is not None
    exact = project.exact.with_metric(project.metric)
    changed = _what_changed(project.space, exact)
    session.set_project(replace(session.with_space(project, exact, project.pending), pending=None, changed=changed))


def _what_changed(preview: ec.EmbeddingSpace, exact: ec.EmbeddingSpace) -> str:
    """How many groups there are now, and how many of a row's neighbours stay, on average over some rows."""
    n = min(COMPARED_NEIGHBORS, exact.n_rows - 1)
    said = f"{exact.model_name} has replaced the preview"
    if n < 1:
        return f"{said}."
    rows = np.sort(np.random.default_rng(0).permutation(exact.n_rows)[:COMPARED_ROWS])
    before, after = (space.scorer.closest(space.vectors[rows], n + 1)[0] for space in (preview, exact))
    pairs = zip(before.tolist(), after.tolist(), rows.tolist(), strict=True)
    kept = np.mean([len((set(one) & set(other)) - {row}) for one, other, row in pairs])
    n_before, n_after = map(_n_groups, (preview, exact))
    groups = f"{n_after} groups in place of {n_before}; " if n_before and n_after and n_before != n_after else ""
    return (
        f"{said}: {groups}of the {n} {wording.rows()} closest to any one, {kept:.1f} on average are the same. "
        "Your selection and your search stay."
    )


def _n_groups(space: ec.EmbeddingSpace) -> int:
    """0 where they are not there, such as after a cancelled job."""
    return sum(len(job.result.names) for job in map_page.drawing(space)[-1:] if job.state == "done")
