"""Whether the data that is open can be trusted, as the summary has it: checked by itself where that is quick."""

import streamlit as st

from embedcore import jobs
from embedcore.trust import HealthReport
from ui import cache, progress, session, wording

MOST_ROWS = 20_000
"""With more, the check is begun on the Trust page."""


def health(project: session.Project) -> HealthReport | None:
    """What the check found; None until it is there."""
    job = _job(project)
    if job is None or job.state != "done":
        return None
    found: HealthReport = job.result
    return found


def is_checked(project: session.Project) -> bool:
    """Whether the check goes on."""
    job = _job(project)
    return job is not None and job.active


def show_progress(project: session.Project, *, is_known: bool) -> None:
    """How far the check is, and the way to all that it finds; the page runs again when it is over. is_known: whether
    what it found stands above."""
    job = _job(project)
    work = [(job, wording.say("checking_health"), "home_health_job")] if job is not None and not is_known else []
    if work and not progress.show_next(*work):
        st.rerun()  # it ended since this page looked for it
    with st.container(key="home_summary_trust_link"):
        st.page_link(
            "pages/trust.py",
            label="All that was checked" if job is not None else "Check it on the Trust page",
            icon=":material/verified_user:",
            width="content",
        )


def _job(project: session.Project) -> jobs.Job | None:
    """The check of these vectors; none of a preview, which others will replace, and none that would take long."""
    space = project.space
    if space is None or project.pending is not None or space.n_rows > MOST_ROWS:
        return None
    return jobs.check_health(cache.job_queue(), space, session=session.id())
