"""The playground put together: texts that a person types, where they land, and what follows from it."""

import streamlit as st

import embedcore as ec
from ui import cache, page_shell, samples, score_meaning, session, wording
from ui.markup import literal
from ui.playground import arithmetic, fields, phrases, results, state, tools, typed_map
from ui.playground.placing import place


def loaded() -> tuple[session.Project, ec.EmbeddingSpace, bool]:
    """The session's project and space, or the everyday phrases, and whether it is these."""
    project = session.project()
    if project is not None and project.space is not None:
        page_shell.require_text_model(project, project.space, what="The playground")
        return project, project.space, False
    space = cache.phrases_space()
    assert space.dataset is not None
    return session.Project(samples.PHRASES.title, space.dataset, space=space), space, True


def introduction(project: session.Project, built_in: bool) -> None:
    """What this is, and where the points come from."""
    st.caption(wording.say("playground"))
    if not built_in:
        return
    waiting = session.project()
    points = f"the points are {project.dataset.n_rows} everyday phrases"
    with st.container(horizontal=True, vertical_alignment="center"):
        if waiting is None:
            st.caption(f":material/info: Nothing is loaded, so {points}.", width="content")
            st.page_link("app.py", label="Use your own data", icon=":material/arrow_forward:", width="content")
        else:
            said = f"{literal(waiting.name)} is not read yet; meanwhile {points}"
            st.caption(f":material/info: {said}.", width="content")
            st.page_link("pages/data.py", label="Go on with it", icon=":material/arrow_forward:", width="content")


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
        placed = [found for slot in now.slots if (found := place(project, space, slot)) is not None]
        typed_map.show(project, space, now.change, placed, phrases.TOPIC if built_in else None)
        if calibration is None and space.n_rows >= 2:
            score_meaning.wait(space)
    fields.try_experiments(now)
    results.change_panel(project, space, now.change, placed, calibration)
    closest, compare, sums, numbers = st.tabs(
        [wording.say("similar"), "Compare", "Word arithmetic", "The numbers"], key="playground_tabs", on_change="rerun"
    )
    with closest:
        if closest.open:
            results.closest(project, space, placed, calibration)
    with compare:
        if compare.open:
            tools.compare(space, placed, calibration)
    with sums:
        if sums.open:
            arithmetic.arithmetic(project, space, built_in)
    with numbers:
        if numbers.open:
            tools.numbers(space, placed)
