"""All groups in a list, and one of them in full."""

import streamlit as st

import embedcore as ec
from embedcore.groups import EditedClustering, GroupFacts, facts_of, unclear_share
from embedcore.phrases import by_number, counted, share
from ui import map as map_page
from ui import page_shell, same_in_python, session, tables, wording
from ui.groups import detail, editing, offered, solved
from ui.groups.chosen import CHOSEN
from ui.groups.kinds import kinds_in_words
from ui.groups.listed import all_figures, figures_line, order, sorts
from ui.groups.sureness import sureness
from ui.groups.timing import Timing, news
from ui.groups.timing import choose as choose_times
from ui.groups.timing import section as timing_section
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
    facts = facts_of(space, shown)
    with st.container(horizontal=True, vertical_alignment="center", key="groups_head"):
        _summary(space, shown, facts)
        editing.undo_and_redo(project)
        if space.texts is not None:
            offered.names_offered(project, space, shown)
    sureness(shown)
    list_col, detail_col = st.columns([4, 6], gap="large")
    with list_col:
        timing = choose_times(project, shown)
        if timing is not None:
            st.markdown(news(shown, timing.new))
        group = _choose(shown, facts, timing)
        tables.download(
            "Download the groups (CSV)",
            lambda: all_figures(project, shown, facts, timing),
            "groups.csv",
            key="groups_download",
        )
        tables.download(
            "Download all rows with their group (CSV)",
            lambda: tables.table(project, clustering=shown, written=True),
            "rows.csv",
            key="groups_download_rows",
        )
    with detail_col:
        detail.head(project, space, shown, facts, group)
        editing.edit(project, space, shown, facts, group)
        solved.section(project, space, shown, group)
        if timing is not None:
            timing_section(timing, shown, group)
        detail.rows(project, space, shown, facts, group)
    same_in_python.groups(project, map_page.chosen_n_clusters())


def _summary(space: ec.EmbeddingSpace, shown: EditedClustering, facts: tuple[GroupFacts, ...]) -> None:
    """How many there are and of which kinds, how sure they are, and what was made of them by hand."""
    aside = sum(size for size, one in zip(shown.sizes, facts, strict=True) if one.kind.what == "aside")
    n_decided = sum(one is not None for one in shown.decided)
    what = wording.say("groups" if shown.n_clusters != 1 else "group").lower()
    of_kinds = kinds_in_words([one.kind for one in facts], of_texts=space.texts is not None)
    said = [
        f"**{shown.n_clusters} {what}:** {of_kinds}." if of_kinds else f"**{shown.n_clusters} {what}.**",
        f"{share(unclear_share(facts))} of the {wording.rows()} are in no clear group.",
        wording.quality_explained(shown.quality),
    ]
    if n_decided:
        kept = by_number(n_decided, "one, which stays as it is", f"{n_decided}, which stay as they are")
        said.append(f"You changed {kept}, whatever is computed anew.")
    if shown.n_ungrouped:
        said.append(f"{counted(shown.n_ungrouped, wording.rows(1), wording.rows())} in no group.")
    if aside:
        said.append(f"{counted(aside, wording.rows(1), wording.rows())} set aside as no issue.")
    st.markdown(" ".join(said), width="stretch")


def _choose(shown: EditedClustering, facts: tuple[GroupFacts, ...], timing: Timing | None) -> int:
    """The group that is looked at: the one chosen in the list, else the first."""
    sort = st.selectbox(
        "Order",
        sorts(timing),
        key="groups_sort",
        format_func=lambda name: f"By {name}",
        label_visibility="collapsed",
        persist_state="session",
    )
    places = order(sort, shown, facts, timing)
    names = [shown.names[place] for place in places]
    session.keep(RADIO, CHOSEN.now() if CHOSEN.now() in names else names[0])
    with st.container(height=LIST_HEIGHT, key="groups_list"):
        name = st.radio(
            wording.say("groups"),
            names,
            format_func=literal,
            captions=[figures_line(shown, facts, timing, place) for place in places],
            key=RADIO,
            on_change=lambda: CHOSEN.keep(session.value(RADIO)),
            label_visibility="collapsed",
        )
    return shown.names.index(name)
