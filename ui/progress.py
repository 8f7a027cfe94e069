"""Shows a job while it runs: what it does, how far it is, how long it will take, and a way to stop it."""

import time
from collections.abc import Callable

import streamlit as st

from embedcore import jobs
from embedcore.phrases import counted
from ui import cache, page_shell, session, wording


def ends_within(job: jobs.Job, seconds: float) -> bool:
    """Waits for short work; whether it is done."""
    end = time.monotonic() + seconds
    while job.active and time.monotonic() < end:
        time.sleep(0.05)
    return job.state == "done"


def show(job: jobs.Job, title: str, *, key: str, again: Callable[[], object] | None = None) -> None:
    """The job's progress, refreshed each second; the page reruns by itself when it is over.

    A failed or cancelled job shows why, and a button to run it again: by calling `again`, or by the
    rerun alone where the page submits the job in each run.
    """
    # The place is taken even by nothing, or what stands below (a zoomed map) would be made anew when a job ends.
    with st.container():
        if job.active:
            _running(job, title, key)
        elif job.state in ("failed", "cancelled"):
            _ended(job, title, key, again)


@st.fragment(run_every=1.0)
def _running(job: jobs.Job, title: str, key: str) -> None:
    if not job.active:
        st.rerun(scope="app")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.progress_ratio, text=f"**{title}** · {_says(job)}", width="stretch")
        if st.button("Cancel", key=f"{key}_cancel", icon=":material/close:"):
            if not cache.job_queue().cancel(job, session=session.id()):
                st.toast("Another visitor waits for this too, so it goes on.")
            st.rerun(scope="fragment")


def _says(job: jobs.Job) -> str:
    if job.state == "queued":
        before = cache.job_queue().place_in_queue(job)
        return f"waiting; {counted(before, 'job')} before it"
    if not job.total:
        return "starting"
    done = f"{job.what}: {job.done:,} of {job.total:,}"
    left = job.seconds_left
    return f"{done} · {wording.duration(left)} left" if left is not None and job.done < job.total else done


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
