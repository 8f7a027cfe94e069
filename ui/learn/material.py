"""What the experiments work with: the data that is open where it can be used, else the phrases of the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import by_number, counted
from embedcore.types import Vectors
from ui import cache, navigation, samples, session, wording
from ui.learn import phrases
from ui.markup import literal
from ui.playground import known_vectors, model_state

LEAST_ROWS = 5
"""Fewer show nothing of who is most like whom."""


@dataclass(frozen=True, eq=False)
class Material:
    """project, space: as of the pages. built_in: whether it is the program's own phrases. why: then why, in words."""

    project: session.Project
    space: ec.EmbeddingSpace
    built_in: bool
    why: str = ""

    @property
    def labels(self) -> list[str]:
        return self.project.dataset.labels

    def rows(self, n: int) -> str:
        """What its rows are."""
        return by_number(n, "phrase", "phrases") if self.built_in else wording.rows(n)


def with_texts(space: ec.EmbeddingSpace) -> str:
    """Why there are no texts in it that a model of this program reads; empty where there are."""
    if space.texts is None or space.encoder is None or isinstance(space, ec.InteractionSpace):
        return "has no texts that were read by a model"
    return ""


def reads_what_is_typed(space: ec.EmbeddingSpace) -> str:
    """Why a typed text can't be looked for in it; empty where it can."""
    why = navigation.no_phrases(space)
    if not why and space.encoder is not None and space.encoder.card.remote:
        return "is read by a model on another server, which this lesson does not ask"
    return f"can't be compared with what you type: {why}" if why else ""


def material(why_not: Callable[[ec.EmbeddingSpace], str] = lambda _: "") -> Material:
    """The data that is open, or the everyday phrases; it is said which. why_not: empty for a space that can be used."""
    found = _found(why_not)
    n_rows = found.space.n_rows
    if found.built_in:
        built_in(found.why, f"{n_rows:,} everyday phrases")
    else:
        counted_rows = f"{n_rows:,} {found.rows(n_rows)}"
        st.caption(f":material/table: With the data that is open: **{literal(found.project.name)}**, {counted_rows}.")
    return found


def built_in(why: str, with_what: str, *, samples_named: str = "a sample") -> None:
    """Says why an experiment is done with what the program brings along, and how one's own data gets in."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="learn_built_in"):
        st.caption(f":material/info: {why}, so this is done with {with_what}.", width="content")
        if session.project() is None:
            label = f"Open {samples_named} or your own data"
            st.page_link("app.py", label=label, icon=":material/folder_open:", width="content")


def _found(why_not: Callable[[ec.EmbeddingSpace], str]) -> Material:
    project = session.project()
    if project is None:
        return everyday("Nothing is loaded")
    name = literal(project.name)
    if project.space is None:
        return everyday(f"{name} is not read yet")
    if project.space.n_rows < LEAST_ROWS:
        return everyday(f"{name} has only {counted(project.space.n_rows, 'row')}")
    if why := why_not(project.space):
        return everyday(f"{name} {why}")
    return Material(project, project.space, built_in=False)


def everyday(why: str) -> Material:
    space = cache.phrases_space()
    assert space.dataset is not None
    return Material(session.Project(samples.PHRASES.title, space.dataset, space=space), space, built_in=True, why=why)


def vectors_of(texts: Sequence[str]) -> Vectors | None:
    """The vectors of texts by the model that came with the program, (n_texts, n_dims): those of the lesson are known.

    None, and it is said, where one is empty, or while the model starts.
    """
    if not all(texts):
        st.caption(by_number(len(texts), "Type a text into the field.", "Type a text into each field."))
        return None
    space = cache.phrases_space()
    found = [_vector(space, text) for text in texts]
    if any(one is None for one in found):
        model_state(space)
        return None
    return np.array(found)


def _vector(space: ec.EmbeddingSpace, text: str) -> Vectors | None:
    known = {**known_vectors(), **phrases.known_vectors()}.get(text)
    if known is None:
        known = cache.known_text_vector(text, space)
    if known is None and cache.job_queue().is_warm(jobs.ENCODER):
        known = cache.text_vector(text, space)
    return known
