"""The rows whose neighbours changed most, with what is most like them by each side."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embedcore.phrases import shortened
from embedcore.trust import Comparison
from ui import cards, session, wording
from ui.compare.linked import show_row
from ui.markup import literal

SHOWN, LISTED, LENGTH = 3, 5, 110


def changed_rows(project: session.Project, found: Comparison) -> None:
    """The first of them, one under the other."""
    st.header(f"What changed most for single {wording.rows()}")
    changed = [int(row) for row in found.changed[:SHOWN] if found.row_overlap[row] < 1]
    if not changed:
        st.caption(f"Nothing: the {found.n_neighbors} most like each one are the same by both.")
        return
    for row in changed:
        both_lists(project, found, row, key=f"compare_changed_{row}", offer_maps=True)


def both_lists(project: session.Project, found: Comparison, row: int, *, key: str, offer_maps: bool = False) -> None:
    """A row, and beside each other what is most like it by each side."""
    near = found.neighbors_of(row)
    n_same = round(float(found.row_overlap[row]) * found.n_neighbors)
    with st.container(border=True, key=key, gap="small"):
        _row(project, row)
        st.caption(f"{n_same} of the {found.n_neighbors} most like it are the same.")
        if offer_maps:
            st.button(
                "Show on both maps",
                key=f"{key}_show",
                icon=":material/scatter_plot:",
                type="tertiary",
                on_click=show_row,
                args=(row,),
            )
        for number, column in enumerate(st.columns(2, gap="medium")):
            side = (found.a, found.b)[number]
            with column:
                st.markdown(f"Most like it by **{literal(side.name)}**")
                _list(project, near[number], near[1 - number])


def _row(project: session.Project, row: int) -> None:
    if project.dataset.image_column is None:
        st.markdown(f"**{literal(shortened(project.dataset.labels[row], 300))}**")
    else:
        cards.typical(project, [row])


def _list(project: session.Project, near: NDArray[np.int64], elsewhere: NDArray[np.int64]) -> None:
    """The first of them; those that the other side has among its own are marked."""
    first = near[:LISTED].tolist()
    if project.dataset.image_column is not None:
        cards.typical(project, first)
        return
    both = set(elsewhere.tolist())
    lines = [
        f"- {literal(shortened(project.dataset.labels[row], LENGTH))}{' :gray[(by both)]' if row in both else ''}"
        for row in first
    ]
    st.markdown("\n".join(lines))
