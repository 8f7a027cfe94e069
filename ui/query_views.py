"""What is searched for: a phrase, and phrases to add and to take away."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedcore.calibration import SpaceCalibration
from embedcore.errors import ParameterError
from embedcore.metrics import Vectors
from embedcore.neighbors import Neighbors
from embedcore.space import EmbeddingSpace
from ui import cache, meaning, samples, session, wording
from ui.jobs import ENCODER
from ui.markup import literal

QUERY_KEY, LIKE_KEY, UNLIKE_KEY = "search_query", "search_like", "search_unlike"


@dataclass(frozen=True, eq=False)
class Query:
    """What was typed, its vector, every row's score against it, closest first, and what scores mean here.

    text: the phrases as a sum, such as "a + b − c". words: all phrases that are looked for.
    """

    text: str
    words: str
    vector: Vectors
    ranking: Neighbors
    calibration: SpaceCalibration | None


def query_box(project: session.Project, space: EmbeddingSpace) -> Query | None:
    """The search field. None, with a hint and examples, while nothing is typed."""
    st.caption(wording.say("search"))
    text = st.text_input(
        wording.say("query"),
        key=QUERY_KEY,
        persist_state="session",
        icon=":material/search:",
        placeholder="Type a phrase in your own words and press Enter",
    ).strip()
    queue = cache.job_queue()
    queue.warm(ENCODER, model=project.model)
    calibration = meaning.prepare(project, space)
    if not text:
        _examples(project)
        return None
    like, unlike = _more_phrases(text)
    waking = "Comparing …" if queue.is_warm(ENCODER) else "The language model is starting (once, about 10 seconds) …"
    with st.spinner(waking):
        vector = combined(
            [cache.query_vector(project.model, phrase, space) for phrase in like],
            [cache.query_vector(project.model, phrase, space) for phrase in unlike],
        )
    if calibration is None and space.n_rows >= 2:
        meaning.wait(project, space)
        return None
    said = as_sum(like, unlike)
    return Query(said, " ".join(like), vector, cache.ranking(space.fingerprint, said, space, vector), calibration)


def combined(like: list[Vectors], unlike: list[Vectors]) -> Vectors:
    """The sum of the vectors that are looked for minus the sum of the others, as long as the first one.

    One phrase alone is left as it is. Raises ParameterError where they cancel each other out.
    """
    if len(like) == 1 and not unlike:
        return like[0]
    total = np.sum(like, axis=0, dtype=np.float64) - np.sum(unlike, axis=0, dtype=np.float64)
    length, wanted = float(np.linalg.norm(total)), float(np.linalg.norm(like[0]))
    if length < 1e-4 * max(wanted, 1e-30):
        raise ParameterError("the phrases to add and to take away must differ (they cancel each other out); change one")
    return np.asarray(total * (wanted / length), dtype=np.float32)


def as_sum(like: list[str], unlike: list[str]) -> str:
    """The arithmetic as it is written: one phrase as it is, several as "a + b − c"."""
    return " + ".join(like) + "".join(f" − {phrase}" for phrase in unlike)


def _more_phrases(text: str) -> tuple[list[str], list[str]]:
    """All phrases to look for, the typed one first, and those to stay away from."""
    with st.popover("Like these, not like those", icon=":material/exposure:"):
        st.caption(
            "Add phrases to look for several things at once, and phrases to stay away from: their vectors are added "
            "and subtracted, and the result is searched for."
        )
        like = _phrases("Also like (one phrase a line)", LIKE_KEY)
        unlike = _phrases("Not like (one phrase a line)", UNLIKE_KEY)
    like = [text, *(phrase for phrase in like if phrase != text)]
    if len(like) + len(unlike) > 1:
        terms = [f"**{literal(phrase)}**" for phrase in like]
        st.markdown(
            f"Searching for {' + '.join(terms)}{''.join(f' − **{literal(phrase)}**' for phrase in unlike)}"
            ", the vectors added and subtracted, then brought back to the length of the first."
        )
    return like, unlike


def _phrases(label: str, key: str) -> list[str]:
    written = st.text_area(label, key=key, persist_state="session", height=90)
    return list(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))


def _examples(project: session.Project) -> None:
    sample = samples.find(project.sample) if project.sample else None
    with st.container(border=True, key="search_empty"):
        st.markdown(
            "**Type what you look for, as you would say it.** Texts are found by meaning: other words are fine."
        )
        if sample is not None:
            st.button(
                f"Try “{sample.question}”",
                key="search_example",
                icon=":material/lightbulb:",
                on_click=session.keep,
                args=(QUERY_KEY, sample.question),
            )
