"""The list that ticks itself: what a visitor has understood, tried and passed."""

from dataclasses import dataclass

import streamlit as st

from embedcore.phrases import counted
from ui import cache, deeds, wording
from ui.learn.sections import SECTIONS


@dataclass(frozen=True)
class Item:
    """said: what is to be done. detail: what of it is done, or how it is done. page, label: where."""

    said: str
    done: bool
    detail: str
    page: str = ""
    label: str = ""


def board() -> None:
    """What is done and what is not, and where to do it."""
    items = _items()
    n_done = sum(one.done for one in items)
    st.progress(n_done / len(items), text=f"**{n_done} of {len(items)} done**")
    with st.container(key="done_list", gap="small"):
        for place, one in enumerate(items):
            _show(one, key=f"done_{place}")
    if n_done == len(items):
        st.success("All of it is done. Well done!", icon=":material/workspace_premium:")
    st.caption(_kept())


def _items() -> list[Item]:
    known = deeds.now().done
    n_read = sum(section.name in deeds.sections_read() for section in SECTIONS)
    best = known.get(deeds.QUIZ)
    seen = [name for deed, name in ((deeds.TSNE, "tsne"), (deeds.UMAP, "umap")) if deed in known]
    said_seen = f"Seen so far: {wording.map_name(seen[0])}." if len(seen) == 1 else "In the settings of the map."
    pair = known.get(deeds.SIMILAR_PAIR)
    return [
        Item(
            wording.say("done_understood"),
            n_read == len(SECTIONS),
            f"{n_read} of {counted(len(SECTIONS), 'section')} of the lesson read.",
        ),
        Item(
            wording.say("done_playground"),
            pair is not None,
            f"The two most alike of your texts have {pair:.2f}." if pair is not None else "Type two texts of your own.",
            "pages/playground.py",
            "Playground",
        ),
        Item(
            wording.say("done_neighbours"),
            deeds.NEIGHBOURS in known,
            "Search, or click a point on the map.",
            "pages/search.py",
            "Search",
        ),
        Item(wording.say("done_maps"), len(seen) == 2, said_seen, "pages/map.py", "Map"),
        Item("Finished the lab", deeds.LAB in known, "The code from its last cell goes into the field on this page."),
        Item(
            "Passed the quiz",
            deeds.PASSED in known,
            f"Best try: {best:.0%}." if best is not None else "Not tried to its end yet.",
        ),
    ]


def _show(one: Item, *, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        icon = ":green[:material/check_circle:]" if one.done else ":material/radio_button_unchecked:"
        said = f"**{one.said}**" if one.done else one.said
        st.markdown(f"{icon} {said}  \n:small[{one.detail}]", width="stretch")
        if one.page and not one.done:
            st.page_link(one.page, label=one.label, icon=":material/arrow_forward:", width="content")


def _kept() -> str:
    limits = cache.shelf().limits
    if not limits.memory or not limits.age_s:
        return "This server keeps nothing: the list is empty again after a reload."
    return (
        f"Kept for this browser in the server's memory, until it was not used for {limits.age} or the "
        "server ends; “Delete everything the server keeps of me” on Home deletes it, too."
    )
