"""Shows a job while it runs: what it does, how far it is, how long it will take, and a way to stop it."""

import time
from collections.abc import Callable

import streamlit as st

from embedcore import jobs
from embedcore.phrases import counted
from ui import cache, page_shell, session, wording

AGAIN_S = 0.2


def ends_within(job: jobs.Job, seconds: float) -> bool:
    """Waits for short work; whether it is done."""
    end = time.monotonic() + seconds
    while job.active and time.monotonic() < end:
        time.sleep(0.05)
    return job.state == "done"


def show(
    job: jobs.Job,
    title: str,
    *,
    key: str,
    again: Callable[[], object] | None = None,
    above: Callable[[], str] | None = None,
) -> None:
    """The job's progress, refreshed each second; the page reruns by itself when it is over.

    A failed or cancelled job shows why, and a button to run it again: by calling `again`, or by the
    rerun alone where the page submits the job in each run. above: a sentence over a job that runs, as Markdown, which
    says how long it will take, so that nothing else does.
    """
    # The place is taken even by nothing, or what stands below (a zoomed map) would be made anew when a job ends.
    with st.container():
        if job.active:
            _running(job, title, key, above)
        elif job.state in ("failed", "cancelled"):
            _ended(job, title, key, again)


def show_next(*work: tuple[jobs.Job, str, str]) -> bool:
    """Several jobs in one place, each with its title and key: the one that runs, or else the first that waits.

    Those that failed or were cancelled are all shown. Returns whether anything is.
    """
    with st.container(gap=None):
        active = sorted((one for one in work if one[0].active), key=lambda one: one[0].state != "running")[:1]
        shown = [one for one in work if one[0].state in ("failed", "cancelled")] + active
        for job, title, key in shown:
            show(job, title, key=key)
    return bool(shown)


@st.fragment(run_every=AGAIN_S)
def run_again() -> None:
    """The page runs again in a moment, for work that ended since this run looked for it.

    Not at once, since what was clicked further down would then be lost.
    """
    if session.in_fragment():
        st.rerun(scope="app")


@st.fragment(run_every=1.0)
def _running(job: jobs.Job, title: str, key: str, above: Callable[[], str] | None) -> None:
    if not job.active and session.in_fragment():
        st.rerun(scope="app")
    if above is not None:
        st.markdown(above())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.progress_ratio, text=f"**{title}** · {_says(job, timed=above is None)}", width="stretch")
        if st.button("Cancel", key=f"{key}_cancel", icon=":material/close:"):
            if not cache.job_queue().cancel(job, session=session.id()):
                st.toast("Another visitor waits for this too, so it goes on.")
            st.rerun(scope="fragment")


def _says(job: jobs.Job, *, timed: bool = True) -> str:
    if job.state == "queued":
        return _waits(job)
    if not job.total:
        return "starting"
    if job.done >= job.total:
        return f"{job.what}: all {job.total:,} done, going on"
    done = f"{job.what}: {job.done:,} of {job.total:,}"
    left = job.seconds_left if timed else None
    return f"{done} · {wording.time_left(left)} left" if left is not None else done


def _waits(job: jobs.Job) -> str:
    """What a job waits for, in words."""
    queue = cache.job_queue()
    running, others = queue.runs_before(job), queue.place_in_queue(job) - 1
    if running is None:
        return "starting"
    what = running.task.until if session.id() in running.sessions else "the work of another visitor is done"
    more = f", then for {counted(others, 'other job')}" if others > 0 else ""
    return f"waiting until {what}{more}"


def _ended(job: jobs.Job, title: str, key: str, again: Callable[[], object] | None) -> None:
    with st.container(border=True):
        if job.state == "failed":
            page_shell.show_error(job.error)
        else:
            st.write(f"{title}: cancelled. What was finished is kept.")
        if st.button("Run it again", key=f"{key}_again", icon=":material/refresh:"):
            cache.job_queue().forget(job.key)
            if again is not None:
                again()
            st.rerun(scope="app")
