"""What texts and tables of stars say: the four phrases, and the reading circle."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.metrics import pair_scores
from embedcore.phrases import shortened
from embedcore.types import Vectors
from ui import figures, page_shell
from ui.learn import phrases, ratings, shown
from ui.learn.material import vectors_of
from ui.markup import literal

NAME_LENGTH = 24


def texts() -> None:
    """Four phrases, each against each."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        written = tuple(
            shown.typed(f"Phrase {number}", text, key=f"learn_capture_{number}")
            for number, text in enumerate(phrases.FOUR, start=1)
        )
    with right:
        vectors = vectors_of(written)
        if vectors is not None:
            _matrix(vectors, list(written), "learn_capture")
    if vectors is not None:
        _extremes(vectors, written)


def _extremes(vectors: Vectors, names: tuple[str, ...]) -> None:
    pairs = {pair: shown.cosine(vectors[pair[0]], vectors[pair[1]]) for pair in combinations(range(len(names)), 2)}
    for said, (first, second) in (
        ("Most", max(pairs, key=pairs.__getitem__)),
        ("Least", min(pairs, key=pairs.__getitem__)),
    ):
        score = pairs[first, second]
        st.markdown(f"{said} alike: “{literal(names[first])}” and “{literal(names[second])}”, **{score:.2f}**.")


def _matrix(vectors: Vectors, names: list[str], key: str) -> None:
    scores = np.array([pair_scores(ec.Metric.COSINE, vectors, vector) for vector in vectors])
    short = [shortened(name, NAME_LENGTH) for name in names]
    page_shell.chart(
        figures.score_matrix(scores, short, ec.Metric.COSINE, "Similarity", numbered=True), key=f"{key}_matrix"
    )


def people() -> None:
    """The stars of the reading circle, to be changed, and how alike books and readers are by them."""
    start = pd.DataFrame(ratings.STARS, index=list(ratings.BOOKS), dtype="float64")
    st.caption("Stars from 1 to 5; change or empty any cell.")
    stars = st.column_config.NumberColumn(min_value=1, max_value=5, step=1, width="small")
    columns: dict[str, Any] = {"_index": "book", **dict.fromkeys(ratings.STARS, stars)}
    changed = st.data_editor(start, key="learn_people_stars", placeholder="–", column_config=columns)
    space = ratings.learned(_stars(changed))
    if space is None:
        return
    _matrix(space.vectors, [str(book) for book in space.item_ids], "learn_people")
    for name, names, vectors in (
        ("books", space.item_ids, space.vectors),
        ("readers", space.users.ids, space.users.vectors),
    ):
        (first, second), score = _closest(vectors)
        pair = f"{literal(names[first])} and {literal(names[second])}"
        st.markdown(f"The two {name} most alike: **{pair}**, {score:.2f}.")


def _stars(table: pd.DataFrame) -> ratings.Stars:
    return {
        str(reader): tuple(None if pd.isna(given) else float(given) for given in table[reader].tolist())
        for reader in table.columns
    }


def _closest(vectors: Vectors) -> tuple[tuple[int, int], float]:
    pairs = {pair: shown.cosine(vectors[pair[0]], vectors[pair[1]]) for pair in combinations(range(len(vectors)), 2)}
    best = max(pairs, key=pairs.__getitem__)
    return best, pairs[best]
