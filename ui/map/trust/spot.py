"""Whether the place of one point can be trusted: its missing and its false neighbours, as lines and in words."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import counted
from ui import cards, session, wording
from ui.scatter import MapLines, MapPoints

MISSING, FALSE = "#1F83C4", "#D55E00"
"""Colours of lines, told apart on a light and on a dark background, and with any colour vision."""
N_SHOWN = 3
_ALIKE = f':color[**━━**]{{foreground="{MISSING}"}} Alike, but not near on this map'
_NEAR = f':color[**╍╍**]{{foreground="{FALSE}"}} Near on this map, but less alike'


def lines(points: MapPoints, trust: ec.MapTrust | None, row: int) -> tuple[MapLines, ...]:
    """From a row to those that are alike and lie far, and to those that lie near and are not alike (dashed)."""
    if trust is None or np.isnan(trust.row_scores[row]):
        return ()
    at = points.coordinates[row].tolist()
    return (
        MapLines(at, trust.missing_neighbors(row).tolist(), MISSING),
        MapLines(at, trust.false_neighbors(row).tolist(), FALSE, dashed=True),
    )


def explain_lines(trust: ec.MapTrust, row: int) -> None:
    """What the lines at the clicked row are, over the map."""
    if np.isnan(trust.row_scores[row]):
        return
    many = len(trust.missing_neighbors(row))  # as many as there are false ones
    if many:
        st.caption(f"{_ALIKE}: {many}")
        st.caption(f"{_NEAR}: {many}")


def explain_spot(project: session.Project, trust: ec.MapTrust | None, row: int) -> None:
    """What these lines are, and the rows at their ends; nothing until it is known."""
    if trust is None:
        return
    rows, one = wording.rows(), wording.rows(1)
    st.markdown("## Can you trust this spot?")
    if np.isnan(trust.row_scores[row]):
        st.caption(f"This {one} is not among the {counted(len(trust.rows), one, rows)} that were looked at.")
        return
    missing, false = trust.missing_neighbors(row), trust.false_neighbors(row)
    k = trust.n_neighbors
    st.markdown(f"{k - len(missing)} of the {k} {rows} most like it are among the {k} nearest to it on this map.")
    _listed(project, missing, _ALIKE)
    _listed(project, false, _NEAR)


def _listed(project: session.Project, found: Sequence[int] | np.ndarray, title: str) -> None:
    if not len(found):
        return
    st.markdown(f"{title}: {len(found)}")
    cards.typical(project, [int(row) for row in found[:N_SHOWN]])
    if len(found) > N_SHOWN:
        st.caption(f"and {len(found) - N_SHOWN} more")
