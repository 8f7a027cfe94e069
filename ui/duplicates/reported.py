"""On the Search page: whether what is typed has been said before."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import counted
from embedcore.scores import ScoreScale
from ui import wording


def reported_line(ranking: ec.Neighbors, calibration: ScoreScale | None) -> None:
    """One line where the best results are as close as near-duplicates; nothing where none is, or it is not known yet.

    ranking: every row, closest first.
    """
    if calibration is None:
        return
    n_same = int(ranking.metric.passes(ranking.scores, calibration.near_duplicate).sum())
    if not n_same:
        return
    one, many = f"{wording.rows(1)} says", f"{wording.rows()} say"
    level = calibration.shown(calibration.near_duplicate)
    side = "at least" if ranking.metric.greater_is_closer else "at most"
    why = f"{wording.score_name(ranking.metric).lower()} {side} {level}, as near-duplicates have here"
    st.info(f"Said before: {counted(n_same, one, many)} nearly the same ({why}).", icon=":material/content_copy:")
