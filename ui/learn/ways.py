"""Three ways to think of it: a map, a summary of fixed length, features that nobody had to think up."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore.recommend import InteractionParams
from ui import cache, figures, page_shell
from ui.learn import shown
from ui.learn.material import Material, material, with_texts
from ui.scatter import palette

NEAREST = 4
MOST_DRAWN = 2_000
FEATURES = ("characters", "words", "letters a word", "capital letters", "digits", "question marks")


def body() -> None:
    data = material(with_texts)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**A map**")
        _map(data)
    with right:
        st.markdown("**A summary of fixed length**")
        _lengths(data)
    st.markdown("**Features that nobody had to think up**")
    row = shown.chosen_row(data, key="learn_ways_row")
    _by_hand_and_learned(data, row)


def _map(data: Material) -> None:
    coordinates = cache.pca(data.space.fingerprint, 2, data.space).coordinates
    step = -(-len(coordinates) // MOST_DRAWN)
    colour = palette.ONE_COLOR[1 if st.context.theme.type == "dark" else 0]
    drawn = coordinates[::step]
    page_shell.chart(figures.small_map(drawn, [colour] * len(drawn)), key="learn_ways_map")
    every = "Each" if step == 1 else f"Each {step}th"
    n_rows = data.space.n_rows
    st.caption(f"{every} of the {n_rows:,} {data.rows(n_rows)} as a point; what means the same lies near.")


def _lengths(data: Material) -> None:
    """What goes in, and how many numbers come out, by the models that there are."""
    cards = {card.name: card for card in ec.list_models()}
    pictures = max((card for card in cards.values() if card.modality == "image"), key=lambda card: card.n_dims)
    lengths = np.array([len(text) for text in data.space.texts or ()])
    people = InteractionParams(user="user", item="item").n_dims
    shown.table(
        ("what", "goes in", "comes out"),
        (
            ("a text here", f"{lengths.min():,} to {lengths.max():,} characters", f"{data.space.n_dims:,} numbers"),
            ("a picture", f"thousands of dots ({pictures.name})", f"{pictures.n_dims:,} numbers"),
            ("a user", "all that they chose", f"up to {people:,} numbers"),
        ),
    )


def _by_hand_and_learned(data: Material, row: int) -> None:
    texts = data.space.texts or []
    by_hand = ec.EmbeddingSpace(surface_features(texts), metric="euclidean")
    n_neighbors = min(NEAREST, data.space.n_rows - 1)
    left, right = st.columns(2, gap="large")
    left.markdown(f"Most like it by what is easily counted ({', '.join(FEATURES)}):")
    near = ec.search(by_hand, row, n_neighbors=n_neighbors).indices.tolist()
    left.markdown("\n".join(f"- {shown.text(data, other)}" for other in near))
    right.markdown("Most like it by what the model has learned:")
    right.markdown(shown.nearest(data, ec.search(data.space, row, n_neighbors=n_neighbors), data.space.metric))


def surface_features(texts: Sequence[str]) -> NDArray[np.float32]:
    """(n_texts, 6) what can be counted without understanding anything, each with mean 0 and deviation 1."""
    counted = np.array([_counted(text) for text in texts], dtype=np.float64)
    spread = counted.std(axis=0)
    return np.asarray((counted - counted.mean(axis=0)) / np.where(spread > 0, spread, 1), dtype=np.float32)


def _counted(text: str) -> tuple[float, ...]:
    words = text.split()
    return (
        len(text),
        len(words),
        sum(map(len, words)) / max(len(words), 1),
        sum(map(str.isupper, text)),
        sum(map(str.isdigit, text)),
        text.count("?"),
    )
