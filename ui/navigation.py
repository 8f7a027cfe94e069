"""The menu of every page: where one can go with the data that is open, and what that data is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

import embedcore as ec
from embedcore.phrases import by_number, shortened
from ui import session, wording
from ui.markup import literal

_ASSETS = Path(__file__).parent / "assets"
_keyboard = st.components.v2.component(
    "navigation_keyboard",
    js="\n".join((_ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in ("focus", "announce", "navigation")),
    isolate_styles=False,
)
MAX_NAME = 40


@dataclass(frozen=True)
class Place:
    """A page in the menu. purpose: what one wants there, which is the heading it stands under."""

    path: str
    label: str
    icon: str
    purpose: str


PLACES = (
    Place("pages/map.py", "Map", ":material/scatter_plot:", "Explore"),
    Place("pages/groups.py", "Groups", ":material/category:", "Explore"),
    Place("pages/search.py", "Search", ":material/search:", "Explore"),
    Place("pages/playground.py", "Playground", ":material/science:", "Explore"),
    Place("pages/recommend.py", "Recommend", ":material/recommend:", "Explore"),
    Place("pages/duplicates.py", "Duplicates", ":material/content_copy:", "Clean"),
    Place("pages/trust.py", "Trust", ":material/verified_user:", "Trust"),
    Place("pages/compare.py", "Compare", ":material/compare:", "Trust"),
    Place("app.py", "Home", ":material/home:", "Data"),
    Place("pages/data.py", "Data", ":material/table:", "Data"),
    Place("pages/learn.py", "Learn", ":material/school:", "Learn"),
)
SUMMARY = "Sum up"
PURPOSES = (SUMMARY, *dict.fromkeys(place.purpose for place in PLACES))


_parts: list[Callable[[], None]] = []


def also_in_menu(part: Callable[[], None]) -> None:
    """Has every menu show this below the data's name; for what stands on a folder that needs the menu itself."""
    _parts.append(part)


def menu(page: str) -> None:
    """The button at the upper left with the data's name, and what it opens. page: the label of the present one."""
    project = session.project()
    name = "Embedding Explorer" if project is None else shortened(project.name, MAX_NAME)
    with st.container(key="frame_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        opened = st.popover(literal(name), icon=":material/menu:", type="tertiary")
        with opened, st.container(key="frame_menu", gap="small"):
            _about(project)
            for part in _parts:
                part()
            _links(project)
            st.toggle(
                "Technical wording",
                key=wording.TECHNICAL_KEY,
                persist_state="session",
                help=wording.say("technical_help"),
            )
        if project is not None:
            st.caption(f"{project.dataset.n_rows:,}", width="content")
        _keyboard(key="navigation_keyboard", data={"page": page, "name": name})


def why_not(place: Place, project: session.Project | None) -> str:
    """Why that page shows nothing of the data that is open; empty where it does."""
    if place.label in ("Home", "Learn") or (project is None and place.label == "Playground"):
        return ""
    if project is None:
        return "needs data"
    if place.label == "Data":
        return ""
    if place.label == "Recommend" and not _has_users(project):
        return "needs users and items"
    if place.label == "Playground":
        return "" if project.space is None or not no_phrases(project.space) else "needs a model that reads texts"
    return "" if project.space is not None else "once the data is read"


def ordered(project: session.Project | None) -> list[tuple[str, list[Place]]]:
    """The pages that make sense for that data under what one wants there, the fitting purpose first.

    Users and items begin with what is recommended; without data, data is what one wants. Home is the summary of what is
    read.
    """
    fitting = [place for place in PLACES if not why_not(place, project)]
    if project is not None and project.space is not None:
        fitting = [replace(place, purpose=SUMMARY) if place.label == "Home" else place for place in fitting]
    if project is not None and _has_users(project):
        fitting.sort(key=lambda place: place.label != "Recommend")
    purposes = sorted(PURPOSES, key=lambda purpose: purpose != "Data") if project is None else PURPOSES
    groups = [(purpose, [place for place in fitting if place.purpose == purpose]) for purpose in purposes]
    return [(purpose, places) for purpose, places in groups if places]


def no_phrases(space: ec.EmbeddingSpace) -> str:
    """Why a typed text can't be compared with the rows; empty where it can."""
    if isinstance(space, ec.InteractionSpace):
        return wording.say("learned_from_choices")
    if space.encoder is None:
        return wording.say("came_without_model")
    return "" if space.encoder.card.reads_text else f"{literal(space.encoder.card.name)} reads no texts"


def _has_users(project: session.Project) -> bool:
    return project.kind == "ratings" if project.space is None else isinstance(project.space, ec.InteractionSpace)


def _about(project: session.Project | None) -> None:
    with st.container(gap=None):
        if project is None:
            st.caption("No data loaded")
            return
        st.markdown(f"**{literal(project.name)}**")
        n_rows = project.dataset.n_rows
        if project.space is None:
            # Ratings are no items yet.
            rows = wording.rows(n_rows) if project.kind == "images" else by_number(n_rows, "row", "rows")
            st.caption(f"{n_rows:,} {rows}, not read yet")
        else:
            rows = by_number(n_rows, "row", "rows") if project.kind == "texts" else wording.rows(n_rows)
            model = f"{'preview by ' if project.pending is not None else ''}{literal(project.model)}"
            of_vectors = [said for said in wording.changes(project) if not said.startswith("compared ")]
            st.caption(" · ".join([f"{n_rows:,} {rows}", model, literal(_by(project.metric)), *of_vectors]))


def _by(metric: str) -> str:
    name = wording.metric_name(metric)
    return f"{name[:1].lower()}{name[1:]}"


def _links(project: session.Project | None) -> None:
    for purpose, places in ordered(project):
        with st.container(gap="xsmall", key=f"frame_{purpose.lower()}"):
            st.caption(purpose)
            for place in places:
                st.page_link(place.path, label=place.label, icon=place.icon, width="stretch")
    without = [(place, why) for place in PLACES if (why := why_not(place, project))]
    if not without:
        return
    with st.container(gap="xsmall", key="frame_without"):
        st.caption("Not yet" if project is None or project.space is None else "Not with this data")
        for place, why in without:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.page_link(place.path, label=place.label, icon=place.icon, width="content")
                st.caption(why, width="content")
