"""What one sees on the map, to and from the address."""

from typing import TypeGuard

import numpy as np
import streamlit as st

from ui import address, cache, session
from ui.map import colours
from ui.map.controls import NUMBER, Wanted, groupings, most_groups
from ui.map.current import LINKED, SETTINGS
from ui.markup import literal
from ui.scatter import ALL_SHOWN, MapGroups, MapValues

_GROUPS_ASKED = session.Kept("map_groups_asked", False)
"""Whether an address hides groups that are not found yet, so that it is not known whether it can mean these."""


def show(wanted: Wanted, colouring: MapGroups | MapValues) -> None:
    """Writes it into the address; says so where something is too long for that."""
    now = SETTINGS.now()
    address.changed(
        method=now.method,
        dims=now.n_dims,
        color="" if wanted.color_by == colours.BY_GROUP else wanted.color_by,
        words=wanted.words,
        n_groups=0 if now.n_clusters == "auto" else now.n_clusters,
        selected=tuple(now.selected.tolist()) if now.selected is not None else (),
        clicked=now.clicked,
        filters=now.filters,
        hidden=now.hidden if _GROUPS_ASKED.now() or _are_of(colouring, now.hidden[0]) else ALL_SHOWN,
    )
    if said := address.note():
        st.caption(f":material/link_off: {literal(said)}")
    address.show("Map", key="map_address")


def take_groups(colouring: MapGroups | MapValues, *, there: bool) -> None:
    """Hides the groups that the address hides, or says that these are others. there: whether the groups are found."""
    if not there or not _GROUPS_ASKED.now():
        return
    _GROUPS_ASKED.keep(False)
    labels, groups = SETTINGS.now().hidden
    if not _are_of(colouring, labels) or groups[-1] >= len(colouring.names):
        SETTINGS.change(hidden=ALL_SHOWN)
        st.toast(
            "The groups are others than those that this address shows, so all of them are shown.",
            icon=":material/link_off:",
        )


def _are_of(colouring: MapGroups | MapValues, labels: str) -> TypeGuard[MapGroups]:
    return isinstance(colouring, MapGroups) and colouring.labels_digest == labels


def put_view(project: session.Project, view: address.View) -> tuple[str, ...]:
    """Makes the map what the view says; what this data does not have, in words of ours."""
    n_rows = project.dataset.n_rows
    facets = cache.map_facets(project.dataset)
    filters = facets.known(view.filters)
    missing = {
        "the colour": bool(view.color)
        and view.color not in (colours.BY_TRUST, *colours.colour_columns(project.dataset)),
        "the selection": bool(view.selected) and view.selected[-1] >= n_rows,
        "the clicked point": view.clicked is not None and view.clicked >= n_rows,
        "the filters by column": filters != view.filters,
        "the number of groups": not _can_be_grouped(view.n_groups, n_rows),
    }
    session.keep("map_filter", view.words)
    session.keep("map_color", colours.BY_GROUP if missing["the colour"] or not view.color else view.color)
    session.keep("map_dims", view.dims)
    n_groups = 0 if missing["the number of groups"] else view.n_groups
    session.keep("map_how_many", NUMBER if isinstance(n_groups, int) and n_groups else n_groups or "auto")
    if isinstance(n_groups, int) and n_groups:
        session.keep("map_n_groups", n_groups)
    _GROUPS_ASKED.keep(bool(view.hidden[1]))
    session.SUMMED_UP.keep(view.summed_up)
    rows = None if missing["the selection"] or not view.selected else np.array(view.selected, dtype=np.int64)
    SETTINGS.change(
        method=view.method,
        n_dims=view.dims,
        n_clusters=n_groups or "auto",
        clicked=None if missing["the clicked point"] else view.clicked,
        filters=filters,
        filters_of=facets.digest,
        hidden=view.hidden,
        selected=rows,
        how=LINKED,
        carried=None,
        n_cleared=SETTINGS.now().n_cleared + 1,  # what was outlined on a map of this session is no longer meant
        picture=("from the address", id(project.table)),
    )
    return tuple(said for said, is_missing in missing.items() if is_missing)


def _can_be_grouped(asked: int | str, n_rows: int) -> bool:
    return asked in groupings(n_rows) if isinstance(asked, str) else asked <= most_groups(n_rows)
