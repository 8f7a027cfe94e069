"""How the numbers are made: a ready model, one that learns from the data, and reckoning with words."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import STATIC_MODEL
from embedcore.words import plain_words
from ui import cache, session, wording
from ui.learn import shown
from ui.learn.material import Material, material, with_texts
from ui.markup import literal

NEAREST, ANSWERS = 4, 5
LEARNING = ("lsa", "word2vec")
SUMS = ("king - man + woman", "paris - france + germany", "tokyo - japan + italy", "hot - summer + winter")


def body() -> None:
    data = material(with_texts)
    _ready_and_learned(data)
    st.markdown(wording.say("learn_arithmetic"))
    _arithmetic()


def _ready_and_learned(data: Material) -> None:
    """The nearest of a row by the model that read the data, and by one that learns from these texts alone."""
    n_texts = data.space.n_rows
    row = shown.chosen_row(data, key="learn_made_row")
    left, right = st.columns(2, gap="large")
    with left:
        assert data.space.encoder is not None
        st.markdown(f"**Ready**: {literal(data.space.encoder.card.name)}")
        st.markdown(_nearest(data, data.space, row))
    with right:
        name = st.segmented_control(
            f"Learned from these {n_texts:,} {data.rows(n_texts)} alone, by", LEARNING, key="learn_made_model"
        )
        if name is None:
            st.caption("Choose one, and it is learned now.")
            return
        space = _learned(data, str(name))
        if space is not None:
            st.markdown(_nearest(data, space, row))
            n_words = sum(1 for text in data.space.texts or () for _ in plain_words(text))
            st.caption(f"It has seen {n_words:,} words. A ready model has seen billions, but none of yours.")


def _nearest(data: Material, space: ec.EmbeddingSpace, row: int) -> str:
    return shown.nearest(data, ec.search(space, row, n_neighbors=min(NEAREST, space.n_rows - 1)), space.metric)


def _learned(data: Material, name: str) -> ec.EmbeddingSpace | None:
    choice = jobs.ModelChoice(name)
    job = jobs.embed(cache.job_queue(), data.project.dataset, choice, session=session.id())
    made = shown.result(job, "Learning from these texts", key=f"learn_made_job_{name}")
    if made is None:
        return None
    return jobs.space_of(cache.job_queue(), data.project.dataset, made, choice, "cosine")


def _arithmetic() -> None:
    written = st.selectbox(
        "A sum of words", SUMS, accept_new_options=True, key="learn_made_sum",
        help="Choose one or type your own, with a space before and after + and −.",
    )  # fmt: skip
    queue, words = cache.job_queue(), cache.vocabulary(None)
    encoder = jobs.RemoteEncoder(queue, jobs.ModelChoice(STATIC_MODEL))
    job = jobs.embed_words(queue, words, encoder, session=session.id())
    made = shown.result(job, f"Reading the {len(words.words):,} words (once)", key="learn_made_words")
    if made is None or not written:
        return
    space = ec.EmbeddingSpace(made.vectors, texts=words.words, encoder=encoder)
    found = ec.word_arithmetic(space, str(written), n_words=ANSWERS)
    st.markdown(f"### {literal(str(found.expression))} ≈ {literal(found.words[0])}")
    answers = zip(found.words, found.scores.tolist(), strict=True)
    left, right = st.columns(2, gap="large")
    left.markdown(
        "**The nearest of all other words**\n"
        + "\n".join(f"- **{score:.2f}** {literal(word)}" for word, score in answers)
    )
    own = [f"- **{score:.2f}** {literal(word)}" for word, score in found.left_out]
    listed = "\n".join(own) or "- none of them is that near"
    right.markdown(f"**Left out, though as near: the words of the sum**\n{listed}")
    st.caption(f"By {STATIC_MODEL}, among {len(words.words):,} words.")
