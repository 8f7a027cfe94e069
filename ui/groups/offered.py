"""Names that a language model offers, where one is set up: what is sent is shown before, and no name is taken alone."""

import os
from collections.abc import Callable

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.groups import EditedClustering, question, read_names
from embedcore.net import private_use
from ui import cache, progress, session
from ui.data import KEY_NAME, OPTIONAL_KEY_LABEL, typed_key
from ui.groups import editing
from ui.groups.chosen import CHOSEN
from ui.markup import literal

ASKED: session.Kept[tuple[str, str] | None] = session.Kept("groups_names_asked", None)
"""The key of the job that asked last, and the model that was asked."""


def names_offered(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering) -> None:
    """Opens where a model is asked, and where what it offers is looked at and taken."""
    with st.popover("Names by a model", icon=":material/auto_awesome:", key="groups_offered", width="content"):
        st.caption(
            "A language model with OpenAI's interface can offer names. What is sent stands below; nothing is sent "
            "before you ask, and no name is taken before you take it."
        )
        wanted = question(space, shown)
        choice = _choice()
        with st.expander("What is sent", icon=":material/visibility:"):
            st.code(wanted, language=None, wrap_lines=True, height=280)
        if st.button("Ask for names", key="groups_offered_ask", icon=":material/send:", disabled=choice is None):
            _ask(choice, wanted)
        _answer(project, shown, again=lambda: _ask(choice, wanted))


def _ask(choice: jobs.ModelChoice | None, wanted: str) -> None:
    if choice is None:
        return
    queue = cache.job_queue()
    if (asked := ASKED.now()) is not None:  # the same question again is a new one
        queue.forget(asked[0])
    job = jobs.ask_language_model(queue, choice, wanted, session=session.id())
    ASKED.keep((job.key, choice.name))


def _choice() -> jobs.ModelChoice | None:
    """The model that is asked; None where it is not named yet."""
    address = st.text_input(
        "Address",
        key="groups_offered_url",
        placeholder="https://api.openai.com/v1",
        help="Empty: OpenAI's, or the server that this machine is set up for",
        persist_state="session",
    ).strip()
    model = st.text_input(
        "Language model", key="groups_offered_model", placeholder="as the server calls it", persist_state="session"
    ).strip()
    if private_use() and not address and os.environ.get(KEY_NAME, "").strip():
        st.caption(f":material/key: The key in the environment ({KEY_NAME}) is used.")
        key = ""
    else:
        key = typed_key(OPTIONAL_KEY_LABEL)
    if not model:
        return None
    return jobs.ModelChoice(model, (("base_url", address),) if address else (), key)


def _answer(project: session.Project, shown: EditedClustering, again: Callable[[], None]) -> None:
    asked = ASKED.now()
    job = cache.job_queue().find(asked[0]) if asked is not None else None
    if asked is None or job is None:
        return
    if job.state != "done":
        progress.show(job, f"{asked[1]} thinks of names", key="groups_offered_job", again=again)
        return
    names = read_names(job.result, shown)
    table = {"Now": [shown.names[group] for group in names], "Offered": list(names.values())}
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", key="groups_offered_names")
    st.caption(f"By {literal(asked[1])}. A model can be wrong: read a few rows of each group. “Undo” takes them back.")
    if st.button("Use these names", key="groups_offered_take", icon=":material/check:", type="primary"):
        ASKED.keep(None)
        looked_at = next((group for group, name in enumerate(shown.names) if name == CHOSEN.now()), 0)
        editing.take_names(project, shown, names, asked[1], names.get(looked_at, shown.names[looked_at]))
