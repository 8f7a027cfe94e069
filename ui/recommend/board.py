"""Recommend: what somebody would like next with the reasons, on the map, and how good it is."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted, in_ten, sentence, shortened
from embedcore.recommend import Id, shared_users
from embedcore.table import field_columns
from ui import cache, progress, same_in_python, session, tables, wording
from ui.map import current_map
from ui.markup import field_name, literal
from ui.recommend.asked import N_ITEMS, Asked, choose
from ui.scatter import MapLines, MapMarker, MapOverlay

N_SIMILAR = 5
OWN_LISTED = 100


def board(project: session.Project, space: ec.InteractionSpace) -> None:
    """Who, what for them with the reasons, on the map, and how good it is."""
    asked = choose(space)
    if asked is not None:
        left, right = st.columns([1, 1], gap="large")
        with left:
            _list(space, asked)
        with right:
            _map(project, space, asked)
            if asked.user is not None:
                _similar(space, asked.user)
    _quality(space)
    if asked is not None:
        items = [space.item_ids[row] for row in asked.own.tolist()]
        n_users = min(N_SIMILAR, len(space.users) - 1)
        same_in_python.recommend(project, asked.user, items, N_ITEMS, n_users)


def _list(space: ec.InteractionSpace, asked: Asked) -> None:
    found = asked.found
    st.markdown(f"## {literal(asked.title)}")
    for note in found.notes:
        st.caption(f":material/info: {literal(note)}")
    for position, item in enumerate(found.items):
        with st.container(border=True, key=f"recommended_{position}"):
            st.markdown(f"**{position + 1}. {literal(found.titles[item])}**{_fields(space, found.indices[position])}")
            st.caption(_reason(space, asked, position))
    if len(found):
        tables.download("Download (CSV)", lambda: _table(asked), "recommendations.csv", key="recommend_download")
    if len(asked.own) > 1:
        with st.expander(f"What this is based on: {len(asked.own):,} items"):
            own = found.because_of[:OWN_LISTED]
            st.markdown("\n".join(f"- {literal(shortened(space.title(item)))}" for item in own))
            if len(found.because_of) > OWN_LISTED:
                st.caption(f"The first {OWN_LISTED} of {len(found.because_of):,}.")


def _reason(space: ec.InteractionSpace, asked: Asked, position: int) -> str:
    """Which of their own items speak for it; for a single item, how many of those who have it have both."""
    if len(asked.own) > 1:
        return f":material/recommend: {literal(sentence(asked.found.explain(position)))}"
    both, n_users = shared_users(space, int(asked.own[0]), int(asked.found.indices[position]))
    return f":material/group: {both:,} of the {counted(n_users, 'user')} who have it have this one, too"


def _fields(space: ec.InteractionSpace, row: int) -> str:
    """What the table says of the item, below its name."""
    dataset = space.dataset
    assert dataset is not None
    values = {
        field_name(name): dataset.frame[name].iloc[row]
        for name in field_columns(dataset)
        if name not in (space.item_column, space.title_column)
    }
    written = {
        name: f"{value:.2f}" if isinstance(value, float) else shortened(dataset.in_words(value), 60)
        for name, value in values.items()
        if not pd.isna(value)
    }
    said = [f"{literal(name)}: {literal(value)}" for name, value in written.items()]
    return f"  \n:small[{' · '.join(said)}]" if said else ""


def _table(asked: Asked) -> pd.DataFrame:
    found = asked.found
    return pd.DataFrame(
        {
            "rank": range(1, len(found) + 1),
            "item": list(found.items),
            "title": [found.titles[item] for item in found.items],
            "score": found.scores,
            "reason": [found.explain(position) for position in range(len(found))],
        }
    )


def _map(project: session.Project, space: ec.InteractionSpace, asked: Asked) -> None:
    def overlay(projection: ec.Projection) -> MapOverlay:
        star = tuple(projection.place(asked.vector).coordinates[0].tolist())
        return MapOverlay(
            focus=np.union1d(asked.found.indices, asked.own),
            selected=asked.found.indices,
            markers=(MapMarker(star, "star", "#D55E00", 20, label=shortened(asked.star, 30)),),
            lines=(MapLines(star, asked.found.indices.tolist()),),
        )

    said = f"Map of {space.n_rows} items; {asked.star} is the star, lines lead to what is recommended."
    if current_map(project, space, overlay, key="recommend_map", height=460, description=said) is None:
        return
    among = ", among the items that this is based on, in colour" if len(asked.own) > 1 else ""
    st.caption(f"The star is {literal(asked.star)}{among}; lines lead to what is recommended, in rings.")


def _similar(space: ec.InteractionSpace, user: Id) -> None:
    if len(space.users) < 2:
        return
    st.markdown("## Users with similar taste")
    found = ec.similar_users(space, user, n_users=min(N_SIMILAR, len(space.users) - 1))
    for other, score, shared, n_shared in zip(found.users, found.scores, found.shared, found.n_shared, strict=True):
        both = ", ".join(space.title(item) for item in shared)
        said = f"both have {literal(both)}" + (
            f" and {n_shared - len(shared):,} more" if n_shared > len(shared) else ""
        )
        st.markdown(f"- **{literal(other)}** ({score:.2f}){f': {said}' if shared else ''}")


def _quality(space: ec.InteractionSpace) -> None:
    """The hit rate on this data, beside popularity, where it is asked for."""
    with st.expander(wording.say("recommend_quality"), icon=":material/fact_check:", key="recommend_quality"):
        st.caption(
            "Each user's last liked item is hidden, everything is learned anew without it, and it is counted how often "
            "it is among the 10 recommended. Beside it: always recommending what most users have."
        )
        queue = cache.job_queue()
        measure = partial(jobs.recommend_quality, queue, space, session=session.id())
        job = queue.find(jobs.quality_key(space))
        if job is None:
            if st.button("Measure it", key="recommend_measure", icon=":material/play_arrow:"):
                measure()
                st.rerun()
            return
        progress.show(job, "Hiding and finding", key="recommend_quality_job", again=measure)
        if job.state == "done":
            _show_quality(job.result)


MEANS = {
    "better": ("that is better than always recommending what is popular", "Use these recommendations."),
    "as good": (
        "that is no clear difference from always recommending what is popular",
        "Recommend what is popular, which is simpler, until there are more ratings.",
    ),
    "worse": (
        "that is worse than always recommending what is popular",
        "Recommend what is popular instead.",
    ),
}


def _show_quality(found: ec.RecommendQuality) -> None:
    """What was measured, what it means and what to do; then the figures."""
    means, advice = MEANS[found.against_popularity]
    st.markdown(
        f"The item that each of {found.n_users:,} users liked last was hidden. It is found among {found.n_items} "
        f"recommended for {in_ten(found.hit_rate)} of the users, and among the {found.n_items} most popular for "
        f"{in_ten(found.popularity_hit_rate)}: {means}. **{advice}**"
    )
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
