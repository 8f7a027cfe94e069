"""All groups in a list, and one of them in full."""

import streamlit as st

import embedcore as ec
from embedcore.facets import Growth
from embedcore.groups import EditedClustering, GroupFacts
from embedcore.phrases import by_number, counted
from ui import cache, page_shell, session, tables, wording
from ui import map as map_page
from ui.groups import detail, editing
from ui.groups.chosen import CHOSEN
from ui.groups.listed import GROWTH, SORTS, all_figures, figures_line, order
from ui.groups.sureness import sureness
from ui.markup import literal

RADIO = "groups_radio"
LIST_HEIGHT = 640


def page(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """The groups as they are on the map; until they are found, how far that is."""
    st.caption(wording.say("groups_page"))
    map_page.groups_progress(space)
    shown = map_page.clustering(space)
    if shown is not None:
        _list_and_detail(project, space, shown)


@st.fragment
@page_shell.errors_explained()
def _list_and_detail(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering) -> None:
    facts = cache.group_facts(space, shown)
    growth = map_page.growth_of(
        map_page.clock(cache.map_facets(project.dataset).facets), shown.labels, shown.n_clusters
    )
    with st.container(horizontal=True, vertical_alignment="center", key="groups_head"):
        _summary(shown)
        editing.undo_and_redo(project)
    sureness(shown)
    list_col, detail_col = st.columns([4, 6], gap="large")
    with list_col:
        group = _choose(shown, facts, growth)
        tables.download(
            "Download the groups (CSV)",
            lambda: all_figures(project, shown, facts, growth),
            "groups.csv",
            key="groups_download",
        )
        tables.download(
            "Download all rows with their group (CSV)",
            lambda: tables.table(project, clustering=shown),
            "rows.csv",
            key="groups_download_rows",
        )
    with detail_col:
        detail.head(space, shown, facts, growth, group)
        editing.edit(project, space, shown, facts, group)
        detail.rows(project, space, shown, facts[group], group)


def _summary(shown: EditedClustering) -> None:
    """How many there are, how sure they are, and what was made of them by hand."""
    aside = sum(size for size, issue in zip(shown.sizes, shown.is_issue, strict=True) if not issue)
    n_decided = sum(one is not None for one in shown.decided)
    what = wording.say("groups" if shown.n_clusters != 1 else "group").lower()
    said = [f"**{shown.n_clusters} {what}.** {wording.quality_explained(shown.quality)}"]
    if n_decided:
        kept = by_number(n_decided, "one, which stays as it is", f"{n_decided}, which stay as they are")
        said.append(f"You changed {kept}, whatever is computed anew.")
    if shown.n_ungrouped:
        said.append(f"{counted(shown.n_ungrouped, wording.rows(1), wording.rows())} in no group.")
    if aside:
        said.append(f"{counted(aside, wording.rows(1), wording.rows())} set aside as no issue.")
    st.markdown(" ".join(said), width="stretch")


def _choose(shown: EditedClustering, facts: tuple[GroupFacts, ...], growth: Growth | None) -> int:
    """The group that is looked at: the one chosen in the list, else the first."""
    sort = st.selectbox(
        "Order",
        [name for name in SORTS if growth is not None or name != GROWTH],
        key="groups_sort",
        format_func=lambda name: f"By {name}",
        label_visibility="collapsed",
        persist_state="session",
    )
    places = order(sort, shown, facts, growth)
    names = [shown.names[place] for place in places]
    session.keep(RADIO, CHOSEN.now() if CHOSEN.now() in names else names[0])
    with st.container(height=LIST_HEIGHT, key="groups_list"):
        name = st.radio(
            wording.say("groups"),
            names,
            format_func=literal,
            captions=[figures_line(shown, growth, place) for place in places],
            key=RADIO,
            on_change=lambda: CHOSEN.keep(session.value(RADIO)),
            label_visibility="collapsed",
        )
    return shown.names.index(name)
