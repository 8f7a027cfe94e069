"""What repeats in the data that is open, as the summary has it: looked for by itself where that is quick."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.duplicates import lowest_of_interest
from ui import cache, duplicates, progress, score_meaning, session, wording
from ui.markup import literal

QUICK_S = 20.0
"""What takes longer is begun on the Duplicates page."""


def what_repeats(space: ec.EmbeddingSpace) -> ec.DuplicateReport | None:
    """At the threshold that was set on the Duplicates page, or the measured level; None until it is there."""
    if not _is_quick(space):
        return None
    scale = score_meaning.prepare(space)
    if scale is None:
        return None
    job = jobs.find_duplicates(cache.job_queue(), space, lowest_of_interest(scale), session=session.id())
    if job.state != "done":
        return None
    base: ec.DuplicateReport = job.result
    wanted = duplicates.threshold_set(space)
    level = scale.near_duplicate if wanted is None else wanted
    if not base.metric.passes(np.array([level]), base.threshold)[0]:
        return base
    return cache.duplicates(space.fingerprint, base.threshold, level, base.linkage, base)


def is_set(space: ec.EmbeddingSpace) -> bool:
    """Whether a person has set the threshold."""
    return duplicates.threshold_set(space) is not None


def is_looked_for(space: ec.EmbeddingSpace) -> bool:
    """Whether they are being looked for."""
    if not _is_quick(space):
        return False
    scale = score_meaning.prepare(space)
    if scale is None:
        return True
    return jobs.find_duplicates(cache.job_queue(), space, lowest_of_interest(scale), session=session.id()).active


def show_progress(space: ec.EmbeddingSpace) -> None:
    """How far the search is; the page runs again when it is over. Where it takes long, the way to it."""
    if space.n_rows < 2:
        return
    if not _is_quick(space):
        seconds = wording.duration(jobs.seconds_to_compare(space))
        st.page_link(
            "pages/duplicates.py",
            label=literal(f"Look for them on Duplicates, which takes {seconds}"),
            icon=":material/content_copy:",
        )
        return
    scale = score_meaning.prepare(space)
    if scale is None:
        score_meaning.wait(space)
        return
    job = jobs.find_duplicates(cache.job_queue(), space, lowest_of_interest(scale), session=session.id())
    if not progress.show_next((job, wording.say("finding_duplicates"), "home_duplicates_job")):
        progress.run_again()  # it ended since this page looked for it


def _is_quick(space: ec.EmbeddingSpace) -> bool:
    return space.n_rows > 1 and jobs.seconds_to_compare(space) <= QUICK_S
