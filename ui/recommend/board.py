"""Recommend: for a user of the table, for an item, or for somebody who likes a few items; and how good it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from embedcore import jobs
from embedcore.errors import DataError
from embedcore.recommend.quality import RecommendQuality
from embedcore.recommend.space import InteractionSpace
from embedcore.recommend.suggest import Recommendations, recommend, similar_users
from embedcore.recommend.table import Id
from ui import cache, progress, session, wording
from ui.map import colours, current_map
from ui.markup import csv_bytes, field_name, literal, shortened
from ui.scatter import MapLines, MapMarker, MapOverlay, show_map

FOR_USER, FOR_ITEM, FOR_ME = "A user", "An item", "Somebody new"
OFFERED = 5_000
N_SIMILAR = 5


@dataclass(frozen=True, eq=False)
class Asked:
    """Who is recommended to. star: their name on the map. own: rows of what they have. vector: their place."""

    title: str
    star: str
    found: Recommendations
    own: np.ndarray
    vector: np.ndarray
    user: Id | None = None


def board(project: session.Project, space: InteractionSpace) -> None:
    """Who, what for them with the reasons, on the map, and how good it is."""
    mode = st.segmented_control(
        "Recommend for",
        [FOR_USER, FOR_ITEM, FOR_ME],
        default=FOR_USER,
        required=True,
        key="recommend_mode",
        label_visibility="collapsed",
        persist_state="session",
    )
    n_items = 10
    asked = {FOR_USER: _for_user, FOR_ITEM: _for_item, FOR_ME: _for_picked}[mode](space, n_items)
    if asked is not None:
        left, right = st.columns([1, 1], gap="large")
        with left:
            _list(space, asked)
        with right:
            _map(project, space, asked)
            if asked.user is not None:
                _similar(space, asked.user)
    quality(space)


def _for_user(space: InteractionSpace, n_items: int) -> Asked | None:
    user = _pick("User", space.users.ids, key="recommend_user", what="users")
    if user is None:
        return None
    position = space.users.position(user)
    own = np.array([space.position(item) for item in space.users.items_of(user)], dtype=np.int64)
    found = recommend(space, user=user, n_items=n_items)
    has = "1 item" if len(own) == 1 else f"{len(own):,} items"
    return Asked(f"For {user}, who has {has}", str(user), found, own, space.users.vectors[position], user)


def _for_item(space: InteractionSpace, n_items: int) -> Asked | None:
    item = _pick("Item", space.item_ids, key="recommend_item", what="items", name=space.title)
    if item is None:
        return None
    found = recommend(space, items=[item], n_items=n_items)
    row = space.position(item)
    name = space.title(item)
    return Asked(f"People who liked “{name}” also liked", name, found, np.array([row]), space.vectors[row])


def _for_picked(space: InteractionSpace, n_items: int) -> Asked | None:
    st.caption("Pick a few items that you like; nothing else is known of you.")
    most = space.item_ids[:OFFERED]
    picked = st.multiselect(
        "Items",
        most,
        format_func=space.title,
        key="recommend_items",
        placeholder="Type a name",
        persist_state="session",
    )
    if len(space.item_ids) > OFFERED:
        st.caption(f"The first {OFFERED:,} of {len(space.item_ids):,} items are offered.")
    if not picked:
        return None
    rows = np.array([space.position(item) for item in picked], dtype=np.int64)
    found = recommend(space, items=picked, n_items=n_items)
    return Asked("For somebody who likes these", "you", found, rows, space.vectors[rows].mean(axis=0))


def _pick(label: str, ids: tuple[Id, ...], *, key: str, what: str, name: Callable[[Any], str] = str) -> Id | None:
    """One of the ids: from a list that can be searched, or typed where there are too many for one."""
    if len(ids) <= OFFERED:
        chosen: Id | None = st.selectbox(label, list(ids), format_func=name, key=key, persist_state="session")
        return chosen
    asked = f"{label} (one of {len(ids):,} {what}, as it stands in the table)"
    typed = st.text_input(asked, key=f"{key}_typed", persist_state="session").strip()
    if not typed:
        return None
    known = next((one for one in ids if str(one) == typed), None)
    if known is None:
        raise DataError(f"{label.lower()} must be one of the {len(ids):,} {what} of the table (got {typed!r})")
    return known


def _list(space: InteractionSpace, asked: Asked) -> None:
    """Each recommended item with its reason."""
    st.markdown(f"#### {literal(asked.title)}")
    for note in asked.found.notes:
        st.caption(f":material/info: {literal(note)}")
    for place, item in enumerate(asked.found.items):
        with st.container(border=True, key=f"recommended_{place}"):
            st.markdown(
                f"**{place + 1}. {literal(asked.found.titles[item])}**{_fields(space, asked.found.indices[place])}"
            )
            if len(asked.own) > 1:
                st.caption(f":material/recommend: {literal(_sentence(asked.found.explain(place)))}")
            else:
                st.caption(
                    f":material/group: {_shared_users(space, int(asked.own[0]), int(asked.found.indices[place]))}"
                )
    if len(asked.found):
        _download(asked)
    if len(asked.own) > 1:
        _own(space, asked)


def _shared_users(space: InteractionSpace, row: int, other: int) -> str:
    """How many of those who have the one item have the other, too."""
    have = space.factors.weights[:, [row, other]].tocsc() > 0
    n_users, both = int(have[:, [0]].sum()), int(have[:, [0]].multiply(have[:, [1]]).sum())
    return f"{both:,} of the {n_users:,} {'user' if n_users == 1 else 'users'} who have it have this one, too"


def _download(asked: Asked) -> None:
    frame = _table(asked)
    st.download_button(
        "Download (CSV)",
        lambda: csv_bytes(frame),
        "recommendations.csv",
        "text/csv",
        key="recommend_download",
        on_click="ignore",
        icon=":material/download:",
    )


def _own(space: InteractionSpace, asked: Asked) -> None:
    with st.expander(f"What this is based on: {len(asked.own):,} items"):
        st.markdown("\n".join(f"- {literal(shortened(space.title(item)))}" for item in asked.found.because_of[:100]))
        if len(asked.found.because_of) > 100:
            st.caption(f"The first 100 of {len(asked.found.because_of):,}.")


def _fields(space: InteractionSpace, row: int) -> str:
    """What the table says of the item, below its name."""
    dataset = space.dataset
    assert dataset is not None
    values = {
        field_name(name): dataset.frame[name].iloc[row]
        for name in colours.field_columns(dataset)
        if name not in (space.item_column, space.title_column)
    }
    said = [f"{literal(name)}: {literal(_written(value))}" for name, value in values.items() if not pd.isna(value)]
    return f"  \n:small[{' · '.join(said)}]" if said else ""


def _written(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else shortened(str(value), 60)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _table(asked: Asked) -> pd.DataFrame:
    found = asked.found
    return pd.DataFrame(
        {
            "rank": range(1, len(found) + 1),
            "item": list(found.items),
            "title": [found.titles[item] for item in found.items],
            "score": found.scores,
            "reason": [found.explain(place) for place in range(len(found))],
        }
    )


def _map(project: session.Project, space: InteractionSpace, asked: Asked) -> None:
    if space.n_rows < 3:
        return
    projection, revision = current_map.picture(space, key="recommend_map")
    points = cache.map_points(project, revision, projection)
    star = tuple(projection.place(asked.vector).coordinates[0].tolist())
    overlay = MapOverlay(
        focus=np.union1d(asked.found.indices, asked.own),
        selected=asked.found.indices,
        markers=(MapMarker(star, "star", "#D55E00", 20, label=shortened(asked.star, 30)),),
        lines=(MapLines(star, asked.found.indices.tolist()),),
    )
    show_map(
        points,
        current_map.colouring(space, projection, key="recommend_map"),
        overlay,
        key="recommend_map",
        height=460,
        description=f"Map of {space.n_rows} items; {asked.star} is the star, lines lead to what is recommended.",
    )
    among = ", among the items that this is based on, in colour" if len(asked.own) > 1 else ""
    st.caption(f"The star is {literal(asked.star)}{among}; lines lead to what is recommended, in rings.")


def _similar(space: InteractionSpace, user: Id) -> None:
    if len(space.users) < 2:
        return
    st.markdown("#### Users with similar taste")
    found = similar_users(space, user, n_users=min(N_SIMILAR, len(space.users) - 1))
    for other, score, shared, n_shared in zip(found.users, found.scores, found.shared, found.n_shared, strict=True):
        both = ", ".join(space.title(item) for item in shared)
        said = f"both have {literal(both)}" + (
            f" and {n_shared - len(shared):,} more" if n_shared > len(shared) else ""
        )
        st.markdown(f"- **{literal(other)}** ({score:.2f}){f': {said}' if shared else ''}")


def quality(space: InteractionSpace) -> None:
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


def _show_quality(found: RecommendQuality) -> None:
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
        st.caption(f":material/info: {literal(_sentence(note))}.")
