"""The playground's tools: two texts compared, and the numbers behind a text."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.metrics import pair_scores
from embedcore.phrases import shortened
from embedcore.scores import ScoreScale
from embedcore.types import Tokens
from ui import figures, page_shell, score_meaning, session, wording
from ui.markup import literal
from ui.playground.state import Placed

FIRST_DIMENSIONS = 24


def compare(space: ec.EmbeddingSpace, placed: list[Placed], calibration: ScoreScale | None) -> None:
    """Two texts in each metric, and all texts against each other as a heat map."""
    if len(placed) < 2:
        st.caption("Type at least two texts above to compare them.")
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        first = _choose("First text", placed, 0, key="playground_compare_a")
        second = _choose("Second text", placed, 1, key="playground_compare_b")
        for metric in ec.Metric:
            score = float(pair_scores(metric, first.vector, second.vector)[0])
            known = calibration if metric is space.metric else None
            said = score_meaning.of_score(score, known)
            more = "greater is closer" if metric.greater_is_closer else "smaller is closer"
            st.markdown(f"**{wording.metric_name(metric)}: {score:.3f}** · {said or more}")
        if calibration is not None:
            st.caption(score_meaning.reference(calibration, band=False))
    with right:
        names = [f"{one.slot.number} · {shortened(one.slot.text, 28)}" for one in placed]
        vectors = np.array([one.vector for one in placed])
        scores = np.array([pair_scores(space.metric, vectors, vector) for vector in vectors])
        page_shell.chart(
            figures.score_matrix(scores, names, space.metric, wording.score_name(space.metric)), key="playground_matrix"
        )


def numbers(space: ec.EmbeddingSpace, placed: list[Placed]) -> None:
    """What the model saw of a text, and the vector that it made."""
    if not placed:
        st.caption("Type a text above to see its numbers.")
        return
    one = _choose("Text", placed, 0, key="playground_numbers_of")
    left, right = st.columns([1, 1], gap="large")
    with left:
        _tokens(space, one.slot.text)
    with right:
        length = float(np.linalg.norm(one.vector.astype(np.float64)))
        shown = min(FIRST_DIMENSIONS, len(one.vector))
        st.markdown(f"**{wording.say('text_numbers')}:** {len(one.vector):,} numbers, length {length:.3f}")
        page_shell.chart(figures.vector_bars(one.vector[:shown], wording.say("dimension")), key="playground_vector")
        st.caption(f"The first {shown} of them. One alone means nothing; all together are the place of the text.")
        with st.expander("All numbers"):
            st.code(", ".join(f"{value:.6g}" for value in one.vector.tolist()), language=None, wrap_lines=True)


def _tokens(space: ec.EmbeddingSpace, text: str) -> None:
    tokens = space.encoder.tokens(text) if space.encoder is not None else None
    if tokens is None:
        st.caption("This model does not say which pieces of a text it reads.")
        return
    st.markdown(f"**What the model saw:** {_tokens_seen(tokens)}")
    st.markdown(" ".join(f":gray-badge[{literal(piece)}]" for piece in tokens.pieces) or "nothing")
    if tokens.cut_off:
        n_cut = tokens.n_tokens - tokens.max_tokens
        st.warning(
            f"Cut off, not read: {n_cut:,} tokens, “{literal(shortened(tokens.cut_off, 300))}”",
            icon=":material/content_cut:",
        )
    if tokens.unknown:
        listed = ", ".join(f"“{literal(part)}”" for part in tokens.unknown)
        st.warning(f"Unknown to the model, read as “[UNK]”: {listed}", icon=":material/help:")
    if tokens.split_words:
        listed = "; ".join(f"{literal(word)} = {literal(' + '.join(pieces))}" for word, pieces in tokens.split_words)
        st.caption(f"Words that it knows only in pieces: {listed}")


def _tokens_seen(tokens: Tokens) -> str:
    """How many of the text's tokens were read, those for beginning and end included."""
    if tokens.max_tokens and tokens.n_tokens > tokens.max_tokens:
        return f"the first {tokens.max_tokens:,} of {tokens.n_tokens:,} tokens, which is all that it reads"
    limit = f" (it reads up to {tokens.max_tokens:,})" if tokens.max_tokens else ""
    return f"{tokens.n_tokens:,} tokens{limit}"


def _choose(label: str, placed: list[Placed], index: int, *, key: str) -> Placed:
    """One of the texts. A choice of one that was taken away is no choice."""
    by_number = {one.slot.number: one for one in placed}
    if session.value(key) not in by_number:
        session.forget(key)
    names = {number: f"{number} · {shortened(one.slot.text, 60)}" for number, one in by_number.items()}
    return by_number[st.selectbox(label, list(names), index, format_func=names.__getitem__, key=key)]
