"""Keeps requests for parts of a page that was left away from the page that is open.

A part that looks again by itself (`st.fragment(run_every=...)`) asks from the browser. Where the browser has not yet
heard that another page is open, since the machine or the network is slow, it asks with the page that was left, and
Streamlit 1.67 would run the part as one of that page: the browser then empties the page, puts the part where nothing is
("Bad delta path index"), and shows nothing any more.
"""

from collections.abc import Callable
from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_Run = Callable[[ScriptRunner, RerunData], None]


def keep_away() -> None:
    """From now on, in all sessions of this process."""
    if not hasattr(ScriptRunner._run_script, "__wrapped__"):
        setattr(ScriptRunner, "_run_script", without_left_pages(ScriptRunner._run_script))  # noqa: B010  # it has no door


def without_left_pages(run: _Run) -> _Run:
    """run, but for parts of a page that is not the session's any more."""

    @wraps(run)
    def checked(runner: ScriptRunner, asked: RerunData) -> None:
        here = runner._get_script_run_ctx().page_script_hash
        if not (asked.fragment_id_queue and asked.page_script_hash and asked.page_script_hash != here):
            run(runner, asked)

    return checked
