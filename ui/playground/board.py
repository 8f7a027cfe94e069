"""The playground put together: texts that a person types, where they land, and what follows from it."""

from collections.abc import Callable
from itertools import combinations

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.metrics import pair_scores
from ui import cache, deeds, page_shell, same_in_python, samples, score_meaning, session, wording
from ui.markup import literal
from ui.playground import arithmetic, fields, phrases, results, state, tools, typed_map


def loaded() -> tuple[session.Project, ec.EmbeddingSpace, bool]:
    """The session's project and space, or the everyday phrases, and whether it is these."""
    project = session.project()
    if project is not None and project.space is not None:
        page_shell.require_text_model(project, project.space)
        return project, project.space, False
    space = cache.phrases_space()
    assert space.dataset is not None
    name = samples.PHRASES.file
    file = jobs.KeptFile(name, samples.FOLDER / name, f"sample_data/{name}")
    read = session.Reading(file, text_column=space.dataset.text_column, roles=dict(space.dataset.column_roles))
    return session.Project(samples.PHRASES.title, space.dataset, space=space, reading=read), space, True


def introduction(project: session.Project, built_in: bool) -> None:
    """What this is, and where the points come from."""
    st.caption(wording.say("playground"))
    if not built_in:
        return
    waiting = session.project()
    points = f"the points are {project.dataset.n_rows} everyday phrases"
    said, page, label = f"Nothing is loaded, so {points}", "app.py", "Use your own data"
    if waiting is not None:
        said = f"{literal(waiting.name)} is not read yet; meanwhile {points}"
        page, label = "pages/data.py", "Go on with it"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/info: {said}.", width="content")
        st.page_link(page, label=label, icon=":material/arrow_forward:", width="content")


@st.fragment
@page_shell.errors_explained()
def board(project: session.Project, space: ec.EmbeddingSpace, built_in: bool) -> None:
    """The fields, the map and what follows from them; typing reruns only this part."""
    now = state.current(phrases.PRESET if built_in else ())
    calibration = score_meaning.prepare(space)
    left, right = st.columns([4, 7], gap="large")
    with left:
        fields.model_state(space)
        fields.fields(project, now)
    with right:
        placed = [found for slot in now.slots if (found := state.place(project, space, slot)) is not None]
        _note(placed)
        typed_map.show(project, space, now.change, placed, phrases.TOPIC if built_in else None)
        if calibration is None and space.n_rows >= 2:
            score_meaning.wait(space)
        if said := score_meaning.rule(calibration):
            st.caption(said)
    fields.try_experiments(now)
    results.change_panel(project, space, now.change, placed, calibration)
    tabs = st.tabs(
        [wording.say("similar"), "Compare", "Word arithmetic", "The numbers"], key="playground_tabs", on_change="rerun"
    )
    shown: tuple[Callable[[], None], ...] = (
        lambda: results.closest(project, space, placed, calibration),
        lambda: tools.compare(space, placed, calibration),
        lambda: arithmetic.arithmetic(project, space, built_in),
        lambda: tools.numbers(space, placed),
    )
    for tab, show in zip(tabs, shown, strict=True):
        if tab.open:
            with tab:
                show()
    same_in_python.playground(project, [one.slot.text for one in placed], min(state.N_NEIGHBORS, space.n_rows))


def _note(placed: list[state.Placed]) -> None:
    """What a person has done here, for Learn: the texts that they typed, not those that stood there."""
    own = [one for one in placed if one.slot.experiment is None and one.slot.text not in phrases.PRESET]
    if own:
        deeds.note(deeds.PLAYED)
    pairs = [(a, b) for a, b in combinations(own, 2) if a.slot.text.casefold() != b.slot.text.casefold()]
    if pairs:
        alike = max(float(pair_scores(ec.Metric.COSINE, a.vector, b.vector)[0]) for a, b in pairs)
        deeds.note(deeds.SIMILAR_PAIR, alike)
