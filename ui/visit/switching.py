"""From one table to another that this browser has open, on every page: each is as it was left."""

from typing import NoReturn

import streamlit as st

from embedcore.phrases import counted, shortened
from ui import address, cache, session
from ui.markup import literal
from ui.visit import visitor
from ui.visit.coming_back import put
from ui.visit.opened import Opened, give_back, shelf_id

MAX_NAME = 32


def switch(place: str) -> None:
    """A button for each other table that is kept, the last used first; nothing where there is none.

    place: where the buttons stand, the beginning of their keys.
    """
    project = session.project()
    now = shelf_id(project) if project is not None else ""
    kept = [one for one in cache.shelf().items(visitor.key()) if isinstance(one.content, Opened) and one.id != now]
    if not kept:
        return
    with st.container(gap=None, key=f"{place}_switch"):
        st.caption("Go back to" if project is not None else "Go on with")
        for one in kept:
            rows = counted(one.content.project.dataset.n_rows, "row")
            name = literal(shortened(one.name, MAX_NAME))
            if st.button(f"{name} · {rows}", key=f"{place}_open_{one.id}", icon=":material/history:", type="tertiary"):
                go_on_with(one.content)


def go_on_with(kept: Opened) -> NoReturn:
    """Makes it this session's, as it was left, and goes to a page that shows it."""
    give_back(kept)
    project = kept.project
    put(project, kept.view)
    page = "pages/map.py" if project.space is not None else "pages/data.py"
    # The same page again would keep in the browser what stood in its fields.
    if project.kind == "ratings" and project.space is not None and not address.is_at("pages/recommend.py"):
        page = "pages/recommend.py"
    address.go_to(page)
