"""How good the recommendations are on this data, measured where it is asked for."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui import cache, progress, session, wording
from ui.markup import literal, sentence


def quality(space: ec.InteractionSpace) -> None:
    """The hit rate on this data, beside popularity, where it is asked for."""
    with st.expander(wording.say("recommend_quality"), icon=":material/fact_check:", key="recommend_quality"):
        st.caption(
            "Each user's last liked item is hidden, everything is learned anew without it, and it is counted how often "
            "it is among the 10 recommended. Beside it: always recommending what most users have."
        )
        queue = cache.job_queue()
        job = queue.find(jobs.quality_key(space))
        if job is None:
            if st.button("Measure it", key="recommend_measure", icon=":material/play_arrow:"):
                jobs.recommend_quality(queue, space, session=session.id())
                st.rerun()
            return
        progress.show(
            job,
            "Hiding and finding",
            key="recommend_quality_job",
            again=lambda: jobs.recommend_quality(queue, space, session=session.id()),
        )
        if job.state == "done":
            _show_quality(job.result)


def _show_quality(found: ec.RecommendQuality) -> None:
    ours, popular = st.columns(2)
    low, high = found.interval
    ours.metric(f"Found among {found.n_items} recommended", f"{found.hit_rate:.1%}", border=True)
    popular.metric(f"Among the {found.n_items} most popular", f"{found.popularity_hit_rate:.1%}", border=True)
    liked = (
        "every item counts as liked" if found.liked_from is None else f"liked: a rating of {found.liked_from:g} or more"
    )
    st.caption(
        f"{found.hits:,} of {found.n_users:,} users (with 95 % confidence {low:.1%} to {high:.1%}); {liked}. "
        f"{found.coverage:.0%} of all items are recommended to somebody, {found.popularity_coverage:.0%} by popularity."
    )
    for note in found.notes:
        st.caption(f":material/info: {literal(sentence(note))}.")
