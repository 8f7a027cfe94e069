"""Words added and subtracted, in the playground."""

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import changed_alike
from embedcore.space import parse_expression
from ui import cache, progress, session, wording
from ui.markup import literal

ARITHMETIC_KEY = "playground_arithmetic"
EXAMPLES = (
    ("king - man + woman", "queen"),
    ("paris - france + germany", "berlin"),
    ("walking - walk + swim", "swimming"),
    ("tokyo - japan + italy", "rome"),
    ("hot - summer + winter", "cold"),
)
"""Each with the answer that a person expects; the page shows whether it comes first."""


_SENDING = session.Kept[frozenset[tuple[str, int]]]("playground_sending", frozenset())
"""Models elsewhere, and the number of words that a person said may be sent to each."""


def arithmetic(project: session.Project, space: ec.EmbeddingSpace, built_in: bool) -> None:
    """Words added and subtracted: over the words of the model where it has its own, else over common English words
    and those of the data.
    """
    st.caption(wording.say("arithmetic"))
    encoder = jobs.remote_of(space.encoder)
    assert encoder is not None
    if encoder.card.own_words:
        job = jobs.model_words(cache.job_queue(), encoder, session=session.id())
        progress.show(job, "Fetching the words of the model (once)", key="playground_words")
        if job.state == "done":
            own, made = job.result
            vectors = changed_alike(space.encoder, made)
            if written := _expression(own):
                _answers(ec.EmbeddingSpace(vectors, texts=own.words, encoder=space.encoder), written)
        return
    words = cache.vocabulary(None if built_in else project.dataset)
    written = _expression(words)
    if written and (not encoder.card.remote or _may_send(words, encoder)):
        job = jobs.embed_words(cache.job_queue(), words, encoder, session=session.id())
        progress.show(job, f"Reading the {len(words.words):,} words (once)", key="playground_words")
        if job.state == "done":
            vectors = changed_alike(space.encoder, job.result.vectors)
            _answers(ec.EmbeddingSpace(vectors, texts=words.words, encoder=space.encoder), written)


def _may_send(words: ec.Vocabulary, encoder: jobs.RemoteEncoder) -> bool:
    """Whether the words may go to a model elsewhere: it costs, so a person says so once."""
    asked, allowed = (encoder.cache_key, len(words.words)), _SENDING.now()
    if asked in allowed:
        return True
    st.caption(wording.say("words_sent"))
    label = f"Send {len(words.words):,} words to {encoder.choice.host}"
    st.button(
        label, key="playground_send", icon=":material/play_arrow:", on_click=_SENDING.keep, args=(allowed | {asked},)
    )
    return False


def _expression(words: ec.Vocabulary) -> str:
    """What is to be added and subtracted, with examples over these words to click."""
    known = set(words.words)
    examples = [text for text, _ in EXAMPLES if known.issuperset(parse_expression(text).terms)]
    if examples:
        with st.container(horizontal=True, gap="small", key="playground_examples"):
            for text in examples:
                key = f"playground_example_{text.split()[0]}"
                st.button(text, key=key, on_click=session.keep, args=(ARITHMETIC_KEY, text))
    written = st.text_input(
        "Words to add and subtract",
        key=ARITHMETIC_KEY,
        persist_state="session",
        placeholder="king - man + woman",
        help="Put a space before and after + and −. A hyphen inside a word is part of the word.",
    ).strip()
    st.caption(_says_words(words))
    return written


def _says_words(words: ec.Vocabulary) -> str:
    if not words.n_common:
        said = f"Answers come from the {len(words.words):,} words that the model knows, such as "
        said += ", ".join(f"“{literal(word)}”" for word in words.words[:8])
        return f"{said}; {words.n_left_out:,} rarer ones are left out." if words.n_left_out else f"{said}."
    said = f"Answers come from {words.n_common:,} common English words (the whole words of the model's own vocabulary)"
    if words.n_from_texts:
        said += f" and {words.n_from_texts:,} more words of your data"
    if words.n_left_out:
        said += f"; {words.n_left_out:,} rarer words of your data are left out"
    return f"{said}."


def _answers(words: ec.EmbeddingSpace, written: str) -> None:
    found = ec.word_arithmetic(words, written)
    _verdict(found, dict(EXAMPLES).get(written))
    st.dataframe(
        pd.DataFrame({"rank": range(1, len(found.words) + 1), "word": found.words, "similarity": found.scores}),
        hide_index=True,
        key="playground_answers",
        column_config={"similarity": st.column_config.ProgressColumn(format="%.3f", min_value=0, max_value=1)},
    )
    _left_out(found)


def _verdict(found: ec.Arithmetic, expected: str | None) -> None:
    st.markdown(f"## {literal(str(found.expression))} ≈ {literal(found.words[0]) if found.words else '?'}")
    if expected is None:
        return
    rank = found.rank(expected)
    if rank == 1:
        st.success(f"As expected: **{expected}** comes first.", icon=":material/check_circle:")
    else:
        where = f"is number {rank:,}" if rank is not None else "is not among the words"
        st.warning(
            f"One expects **{expected}**, which {where}. Word arithmetic fails here: {wording.say('arithmetic_fails')}",
            icon=":material/sentiment_dissatisfied:",
        )


def _left_out(found: ec.Arithmetic) -> None:
    """The words of the sum are never answers; how close they would be shows how far the sum moved."""
    if found.unknown:
        listed = ", ".join(f"“{literal(term)}”" for term in found.unknown)
        st.caption(f"{listed}: not one of the words, so the model read it as a text.")
    said = "The words you wrote are left out of the answers, as is usual."
    first = [(word, score) for word, score in found.left_out if found.words and score > found.scores[0]]
    if first:
        listed = ", ".join(f"“{literal(word)}” ({score:.2f})" for word, score in first)
        said += (
            f" Without that rule, {listed} would come before “{literal(found.words[0])}” ({found.scores[0]:.2f}): the "
            "sum has hardly moved away from there."
        )
    st.caption(said)
