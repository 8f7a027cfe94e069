"""How many numbers: fewer are tried on the data, and the curve says what they keep."""

import streamlit as st

from embedcore import jobs
from embedcore.phrases import share
from embedcore.trust import DimensionComparison
from ui import cache, figures, page_shell, session, wording
from ui.learn import shown
from ui.learn.material import material
from ui.markup import literal

LEAST_DIMS = 3
_ASKED = session.Kept("learn_dimensions_asked", "")
"""The space for which it was asked."""


def body() -> None:
    data = material()
    space = data.space
    st.markdown(
        f"Each of the {space.n_rows:,} {data.rows(space.n_rows)} is **{space.n_dims:,}** numbers, "
        f"**{figures.memory_said(space.vectors.nbytes / 1e6)}** in all."
    )
    if space.n_dims < LEAST_DIMS:
        st.caption("There are too few numbers to try fewer.")
        return
    if _ASKED.now() != space.fingerprint:
        label, icon = "Try fewer numbers", ":material/play_arrow:"
        st.button(label, key="learn_dimensions_try", icon=icon, on_click=_ASKED.keep, args=(space.fingerprint,))
        return
    job = jobs.try_dimensions(cache.job_queue(), space, None, session=session.id())
    found = shown.result(job, "Trying fewer numbers", key="learn_dimensions_job")
    if found is not None:
        _show(found)


def _show(found: DimensionComparison) -> None:
    best, full = found.best, found.full
    if wording.technical():
        st.markdown(literal(found.describe()))
    elif best.n_dims == full.n_dims:
        st.markdown(f"All **{full.n_dims:,}** numbers are worth their room here: fewer lose more than they save.")
    else:
        st.markdown(_bend(found))
    if found.overfits and not wording.technical():
        worst = max(found.tried, key=lambda one: one.kept_seen - one.kept)
        st.markdown(
            f"And the trap is here: with {worst.n_dims:,} numbers, chosen to fit the rows, {share(worst.kept_seen)} of "
            f"the neighbours are kept for rows that were looked at while choosing (the dotted line), and "
            f"{share(worst.kept)} for others (the solid one). Only the second counts. Where the dotted line is not the "
            "higher one, nothing was learned by heart."
        )
    names = (wording.say("learn_way_pca"), wording.say("learn_way_truncate"))
    figure = figures.dimension_curve(found, names=names, mark=wording.say("learn_bend"))
    page_shell.chart(figure, key="learn_dimensions_chart")
    st.caption(wording.say("learn_ways_fewer"))


def _bend(found: DimensionComparison) -> str:
    """Where more begins to add little, what is kept there, and with the next more."""
    best, full = found.best, found.full
    n_bytes = f"{figures.memory_said(best.megabytes)} instead of {figures.memory_said(full.megabytes)}"
    more = next(one for one in found.by(best.way) if one.n_dims > best.n_dims)
    return (
        f"The dashed line marks where the curve bends: up to there each number adds much, from there on little. There "
        f"**{best.n_dims:,}** of {full.n_dims:,} numbers keep {share(best.kept)} of the {found.n_neighbors} most "
        f"similar ones, in {n_bytes}. Whether that is enough is for you to say: {more.n_dims:,} would keep "
        f"{share(more.kept)}."
    )
