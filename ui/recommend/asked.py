"""Who is recommended to: a user of the table, somebody who likes an item, or somebody new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore.phrases import counted
from embedcore.recommend import Id
from embedcore.types import Vectors

FOR_USER, FOR_ITEM, FOR_NEW = "A user", "An item", "Somebody new"
OFFERED = 5_000
N_ITEMS = 10


@dataclass(frozen=True, eq=False)
class Asked:
    """Who is recommended to. star: their name on the map. own: rows of what they have. vector: their place."""

    title: str
    star: str
    found: ec.Recommendations
    own: NDArray[np.int64]
    vector: Vectors
    user: Id | None = None


def choose(space: ec.InteractionSpace) -> Asked | None:
    """The choice, with what is recommended; None while nobody is chosen."""
    mode = st.segmented_control(
        "Recommend for",
        [FOR_USER, FOR_ITEM, FOR_NEW],
        default=FOR_USER,
        required=True,
        key="recommend_mode",
        label_visibility="collapsed",
        persist_state="session",
    )
    return {FOR_USER: _for_user, FOR_ITEM: _for_item, FOR_NEW: _for_picked}[mode](space)


def _for_user(space: ec.InteractionSpace) -> Asked | None:
    user = _pick("User", space.users.ids, key="recommend_user", what="users")
    if user is None:
        return None
    position = space.users.position(user)
    own = np.array([space.position(item) for item in space.users.items_of(user)], dtype=np.int64)
    found = ec.recommend(space, user=user, n_items=N_ITEMS)
    title = f"For {user}, who has {counted(len(own), 'item')}"
    return Asked(title, str(user), found, own, space.users.vectors[position], user)


def _for_item(space: ec.InteractionSpace) -> Asked | None:
    item = _pick("Item", space.item_ids, key="recommend_item", what="items", name=space.title)
    if item is None:
        return None
    found = ec.recommend(space, items=[item], n_items=N_ITEMS)
    row = space.position(item)
    name = space.title(item)
    return Asked(f"People who liked “{name}” also liked", name, found, np.array([row]), space.vectors[row])


def _for_picked(space: ec.InteractionSpace) -> Asked | None:
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
    found = ec.recommend(space, items=picked, n_items=N_ITEMS)
    return Asked("For somebody who likes these", "you", found, rows, space.vectors[rows].mean(axis=0))


def _pick(label: str, ids: Sequence[Id], *, key: str, what: str, name: Callable[[Any], str] = str) -> Id | None:
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
        raise ec.DataError(f"{label.lower()} must be one of the {len(ids):,} {what} of the table (got {typed!r})")
    return known
