"""The playground's tools: two texts compared, arithmetic with words, and the numbers behind a text."""

import numpy as np
import pandas as pd
import streamlit as st

from embedcore.arithmetic import Arithmetic, word_arithmetic
from embedcore.calibration import SpaceCalibration
from embedcore.encoders import Tokens
from embedcore.metrics import Metric, pair_scores
from embedcore.space import EmbeddingSpace
from embedcore.vocabulary import Vocabulary
from ui import cache, figures, meaning, progress, session, wording, work
from ui.markup import literal, shortened
from ui.models import RemoteEncoder
from ui.playground.state import Placed

FIRST_DIMENSIONS = 24
ARITHMETIC_KEY = "playground_arithmetic"
EXAMPLES = (
    ("king - man + woman", "queen"),
    ("paris - france + germany", "berlin"),
    ("walking - walk + swim", "swimming"),
    ("tokyo - japan + italy", "rome"),
    ("hot - summer + winter", "cold"),
)
"""Each with the answer that a person expects; the page shows whether it comes first."""


def compare(space: EmbeddingSpace, placed: list[Placed], calibration: SpaceCalibration | None) -> None:
    """Two texts in each metric, and all texts against each other as a heat map."""
    if len(placed) < 2:
        st.caption("Type at least two texts above to compare them.")
        return
    by_number = {one.slot.number: one for one in placed}
    left, right = st.columns([1, 1], gap="large")
    with left:
        numbers = list(by_number)

        def shown(number: int) -> str:
            return f"{number} · {shortened(by_number[number].slot.text, 60)}"

        _forget_gone("playground_compare_a", "playground_compare_b", allowed=numbers)
        first = by_number[st.selectbox("First text", numbers, 0, format_func=shown, key="playground_compare_a")]
        second = by_number[st.selectbox("Second text", numbers, 1, format_func=shown, key="playground_compare_b")]
        for metric in Metric:
            score = float(pair_scores(metric, first.vector, second.vector)[0])
            known = calibration if metric is space.metric else None
            said = meaning.of_score(metric, score, known)
            more = "greater is closer" if metric.greater_is_closer else "smaller is closer"
            st.markdown(f"**{wording.metric_name(metric)}: {score:.3f}** · {said or more}")
        if calibration is not None:
            st.caption(meaning.reference(calibration, band=False))
    with right:
        names = [f"{one.slot.number} · {shortened(one.slot.text, 28)}" for one in placed]
        vectors = np.array([one.vector for one in placed])
        scores = np.array([pair_scores(space.metric, vectors, vector) for vector in vectors])
        st.plotly_chart(
            figures.score_matrix(scores, names, space.metric, wording.score_name(space.metric)),
            key="playground_matrix",
            config={"displayModeBar": False},
            width="stretch",
        )


def arithmetic(project: session.Project, space: EmbeddingSpace, built_in: bool) -> None:
    """Words added and subtracted, over common English words and the words of the data."""
    st.caption(wording.say("arithmetic"))
    with st.container(horizontal=True, gap="small", key="playground_examples"):
        for text, _ in EXAMPLES:
            st.button(
                text, key=f"playground_example_{text.split()[0]}", on_click=session.keep, args=(ARITHMETIC_KEY, text)
            )
    written = st.text_input(
        "Words to add and subtract",
        key=ARITHMETIC_KEY,
        persist_state="session",
        placeholder="king - man + woman",
        help="Put a space before and after + and −. A hyphen inside a word is part of the word.",
    ).strip()
    words = cache.vocabulary(None if built_in else project.dataset)
    st.caption(_says_words(words))
    if not written:
        return
    assert isinstance(space.encoder, RemoteEncoder)
    if space.encoder.card.remote and not _may_send(words, space.encoder):
        return
    job = work.embed_words(cache.job_queue(), words, space.encoder, session=session.id())
    progress.show(job, f"Reading the {len(words.words):,} words (once)", key="playground_words")
    if job.state != "done":
        return
    found = word_arithmetic(work.space_of_words(words, job.result, space.encoder), written)
    _verdict(found, dict(EXAMPLES).get(written))
    st.dataframe(
        pd.DataFrame({"rank": range(1, len(found.words) + 1), "word": found.words, "similarity": found.scores}),
        hide_index=True,
        key="playground_answers",
        column_config={"similarity": st.column_config.ProgressColumn(format="%.3f", min_value=0, max_value=1)},
    )
    _left_out(found)


def _may_send(words: Vocabulary, encoder: RemoteEncoder) -> bool:
    """Whether the words may go to a model elsewhere: it costs, so a person says so once."""
    sent = f"playground_send_{encoder.cache_key}_{len(words.words)}"
    if session.value(sent):
        return True
    st.caption("Word arithmetic needs the vectors of all these words, and this model is not on this machine.")
    label = f"Send {len(words.words):,} words to {encoder.choice.host}"
    st.button(label, key="playground_send", icon=":material/play_arrow:", on_click=session.keep, args=(sent, True))
    return False


def _says_words(words: Vocabulary) -> str:
    said = f"Answers come from {words.n_common:,} common English words (the whole words of the model's own vocabulary)"
    if words.n_from_texts:
        said += f" and {words.n_from_texts:,} more words of your data"
    if words.n_left_out:
        said += f"; {words.n_left_out:,} rarer words of your data are left out"
    return f"{said}."


def _verdict(found: Arithmetic, expected: str | None) -> None:
    st.markdown(f"#### {literal(str(found.expression))} ≈ {literal(found.words[0]) if found.words else '?'}")
    if expected is None:
        return
    rank = found.rank(expected)
    if rank == 1:
        st.success(f"As expected: **{expected}** comes first.", icon=":material/check_circle:")
    else:
        where = f"is number {rank:,}" if rank is not None else "is not among the words"
        st.warning(
            f"One expects **{expected}**, which {where}. Word arithmetic fails here: the vectors hold much more than "
            "the one difference that is added and subtracted.",
            icon=":material/sentiment_dissatisfied:",
        )


def _left_out(found: Arithmetic) -> None:
    """The words of the sum are never answers; how close they would be shows how far the sum moved."""
    if found.unknown:
        listed = ", ".join(f"“{literal(term)}”" for term in found.unknown)
        st.caption(f"{listed}: not one of the words, so the model read it as a text.")
    said = "The words you wrote are left out of the answers, as is usual."
    first = [(word, score) for word, score in found.left_out if not len(found.scores) or score > found.scores[0]]
    if first:
        listed = ", ".join(f"“{literal(word)}” ({score:.2f})" for word, score in first)
        said += (
            f" Without that rule, {listed} would come before “{literal(found.words[0])}” ({found.scores[0]:.2f}): the "
            "sum has hardly moved away from there."
            if found.words
            else f" Without that rule, {listed} would come first."
        )
    st.caption(said)


def numbers(space: EmbeddingSpace, placed: list[Placed]) -> None:
    """What the model saw of a text, and the vector that it made."""
    if not placed:
        st.caption("Type a text above to see its numbers.")
        return
    by_number = {one.slot.number: one for one in placed}
    _forget_gone("playground_numbers_of", allowed=list(by_number))
    number = st.selectbox(
        "Text",
        list(by_number),
        format_func=lambda n: f"{n} · {shortened(by_number[n].slot.text, 80)}",
        key="playground_numbers_of",
    )
    one = by_number[number]
    left, right = st.columns([1, 1], gap="large")
    with left:
        _tokens(space, one.slot.text)
    with right:
        length = float(np.linalg.norm(one.vector.astype(np.float64)))
        shown = min(FIRST_DIMENSIONS, len(one.vector))
        st.markdown(f"**The vector:** {len(one.vector):,} numbers, length {length:.3f}")
        st.plotly_chart(
            figures.vector_bars(one.vector[:shown]),
            key="playground_vector",
            config={"displayModeBar": False},
            width="stretch",
        )
        st.caption(f"The first {shown} of them. One alone means nothing; all together are the place of the text.")
        with st.expander("All numbers"):
            st.code(", ".join(f"{value:.6g}" for value in one.vector.tolist()), language=None, wrap_lines=True)


def _tokens(space: EmbeddingSpace, text: str) -> None:
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


def _forget_gone(*keys: str, allowed: list[int]) -> None:
    """A choice of a text that was taken away is no choice."""
    for key in keys:
        if session.value(key) not in allowed:
            session.forget(key)
