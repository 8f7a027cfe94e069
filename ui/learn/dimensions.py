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
        f"**{space.vectors.nbytes / 1e6:,.1f} MB** in all."
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
        st.markdown(
            f"**{best.n_dims:,}** of {full.n_dims:,} numbers keep {share(best.kept)} of the {found.n_neighbors} most "
            f"similar ones, in {best.megabytes:,.1f} MB instead of {full.megabytes:,.1f}."
        )
    if found.overfits and not wording.technical():
        worst = max(found.tried, key=lambda one: one.kept_seen - one.kept)
        st.markdown(
            f"And the trap is here: with {worst.n_dims:,} numbers, chosen to fit the rows, {share(worst.kept_seen)} of "
            f"the neighbours are kept for rows that were looked at, and {share(worst.kept)} for others."
        )
    names = (wording.say("way_pca"), wording.say("way_truncate"))
    page_shell.chart(figures.dimension_curve(found, names=names), key="learn_dimensions_chart")
