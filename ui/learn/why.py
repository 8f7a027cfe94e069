"""Why numbers at all: two messages, two products, two customers, two rows of one's own data."""

import streamlit as st

from embedcore.metrics import pair_scores
from embedcore.phrases import counted
from embedcore.types import Vectors
from embedcore.words import shared_places
from ui import figures, page_shell, session, wording
from ui.learn import phrases, ratings, shown
from ui.learn.material import material, vectors_of
from ui.markup import literal

FIRST_NUMBERS = 16
KINDS = {"tickets": "Two messages", "products": "Two products", "customers": "Two customers", "own": "Two of your own"}
KIND = "learn_why_kind"


def to_try() -> str:
    """What to find out, of what is compared: the words' key."""
    kind = session.value(KIND)
    return f"learn_why_try_{kind}" if kind in ("customers", "own") else "learn_why_try"


def body() -> None:
    project = session.project()
    has_rows = project is not None and project.space is not None
    offered = [kind for kind in KINDS if kind != "own" or has_rows]
    kind = st.segmented_control(
        "Compare", offered, format_func=KINDS.__getitem__, default="tickets", required=True, key=KIND
    )
    if kind == "customers":
        _customers()
    elif kind == "own":
        _own()
    else:
        _texts(phrases.TICKETS if kind == "tickets" else phrases.PRODUCTS, kind)


def _texts(texts: tuple[str, ...], kind: str) -> None:
    left, right = st.columns(2)
    with left:
        first = shown.typed("First text", texts[0], key=f"learn_why_{kind}_a")
    with right:
        second = shown.typed("Second text", texts[1], key=f"learn_why_{kind}_b")
    vectors = vectors_of((first, second))
    if vectors is None:
        return
    n_shared = len(shared_places(first, second))
    common = f"{counted(n_shared, 'word')} in common" if n_shared else "no word in common"
    _score(shown.cosine(*vectors), f"They have {common} (small words such as “the” and “of” aside).")
    _numbers((literal(first), literal(second)), vectors)


def _customers() -> None:
    space = ratings.learned(ratings.STARS)
    if space is None:
        return
    members = [str(member) for member in space.users.ids]
    left, right = st.columns(2)
    first = left.selectbox("First reader", members, 0, key="learn_why_reader_a")
    second = right.selectbox("Second reader", members, 2, key="learn_why_reader_b")
    vectors = space.users.vectors[[space.users.position(first), space.users.position(second)]]
    both = [str(book) for book in space.users.items_of(first) if book in space.users.items_of(second)]
    said = f"Of the same books both have read {len(both):,}: {', '.join(map(literal, both)) or 'none'}."
    _score(shown.cosine(*vectors), said, is_text=False)
    _numbers((first, second), vectors)


def _own() -> None:
    data = material()
    first = shown.chosen_row(data, key="learn_why_own_a")
    second = shown.chosen_row(data, key="learn_why_own_b", start=1)
    vectors = data.space.vectors[[first, second]]
    score = float(pair_scores(data.space.metric, *vectors)[0])
    st.metric(wording.metric_name(data.space.metric), f"{score:.3f}", border=True)
    _numbers((shown.text(data, first), shown.text(data, second)), vectors)


def _score(score: float, said: str, *, is_text: bool = True) -> None:
    """is_text: whether the rule of thumb, which is one for texts, says something of it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.metric("Similarity", f"{score:.2f}", border=True, width=160)
        st.markdown(f"{f'By the rule of thumb **{shown.meaning(score)}**. ' if is_text else ''}{said}", width="stretch")


def _numbers(names: tuple[str, str], vectors: Vectors) -> None:
    n_shown, n_dims = min(FIRST_NUMBERS, vectors.shape[1]), vectors.shape[1]
    for column, name, vector, side in zip(st.columns(2), names, vectors, "ab", strict=True):
        with column:
            st.caption(name)
            page_shell.chart(
                figures.vector_bars(vector[:n_shown], wording.say("dimension")), key=f"learn_why_bars_{side}"
            )
    few = "All" if n_shown == n_dims else f"The first {n_shown} of"
    st.caption(
        f"{few} {n_dims:,} numbers of each. One alone means nothing; all together they are the place of the thing."
    )
