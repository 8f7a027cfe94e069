"""The fields of the playground: up to ten texts, the experiments, and whether the model is ready."""

from collections.abc import Callable
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui import cache, samples, session
from ui.markup import literal, swatch
from ui.playground import phrases
from ui.playground import state as playground
from ui.playground.state import Playground, color

MODEL_AFTER_S = 2.0
"""When the model begins to load: the page and its map come first."""


def model_state(space: ec.EmbeddingSpace) -> None:
    """Whether the model is ready for a new text; looks again each second until it is."""
    encoder = space.encoder
    assert encoder is not None
    if encoder.card.remote:
        st.caption(f":material/cloud_upload: What you type is sent to {literal(encoder.host)}.")
        return
    queue = cache.job_queue()
    jobs.warm(queue, encoder, after_s=MODEL_AFTER_S)
    if queue.is_warm(jobs.ENCODER):
        st.caption(f":material/check_circle: The language model ({literal(encoder.card.name)}) is ready.")
    else:
        _model_loading()


@st.fragment(run_every=1.0)
def _model_loading() -> None:
    if cache.job_queue().is_warm(jobs.ENCODER) and session.in_fragment():
        st.rerun()
    st.caption(
        ":material/hourglass_top: The language model is starting, once, a few seconds. "
        "Type already; your text is placed as soon as it is ready."
    )


def fields(project: session.Project, state: Playground) -> None:
    """A field for each text, and an empty one for the next."""
    numbers = [slot.number for slot in state.slots]
    placeholder = "Type another text" if state.slots else "Type a text"
    if not state.slots and project.sample:
        placeholder = f"Type a text, such as “{samples.find(project.sample).question}”"
    for number in numbers if state.full else [*numbers, state.free_number]:
        _field(number, placeholder, used=number in numbers)
    if state.full:
        st.caption(f"{playground.MOST} texts are the most; take one away to type another.")
    elif not state.slots:
        st.caption("Type a text and press Enter: it lands on the map beside the texts closest to it.")
    else:
        st.caption("Change a word and press Enter to see the text move.")
    if len(state.slots) > 1:
        button("Clear all texts", "clear", ":material/delete_sweep:", Playground.cleared, type="tertiary")


def _field(number: int, placeholder: str, *, used: bool) -> None:
    """The field of that number with its sign, and a button that takes its text away where there is one."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"playground_row_{number}"):
        st.html(swatch(color(number), str(number) if used else "+"), width="content")
        st.text_input(
            f"Text {number}",
            key=playground.text_key(number),
            persist_state="session",
            on_change=playground.typed,
            args=(number,),
            label_visibility="collapsed",
            placeholder=placeholder,
        )
        if used:
            key, said = f"remove_{number}", f"Take text {number} away"
            button("", key, ":material/close:", Playground.without, number, type="tertiary", help=said)


def try_experiments(state: Playground) -> None:
    st.markdown("**One-click experiments**")
    full = state.full and not any(slot.experiment for slot in state.slots)
    with st.container(horizontal=True, gap="small", key="playground_experiments"):
        for experiment in phrases.EXPERIMENTS:
            said = f"“{experiment.before}” becomes “{experiment.after}”"
            if full:
                said = "Ten texts are there: take one away first."
            key, change = f"try_{experiment.name}", Playground.with_experiment
            button(experiment.title, key, experiment.icon, change, experiment, disabled=full, help=said)


def button(label: str, key: str, icon: str, change: Callable[..., Playground], *args: Any, **more: Any) -> None:
    """A button that makes of the playground what the change makes of it and the arguments. more: as for st.button."""
    st.button(label, f"playground_{key}", icon=icon, on_click=playground.do, args=(change, *args), **more)
