"""Asks what goes into the file, says how big it gets and who can read what, and makes it at the click."""

from collections.abc import Callable, Sequence

import streamlit as st

import embedcore as ec
from embedcore.encoders import STATIC_MODEL
from embedcore.phrases import counted
from ui.markup import file_name, literal
from ui.shared_file.columns import SharedColumn, told_of_persons
from ui.shared_file.content import SharedMap, content
from ui.shared_file.size import expected_bytes

ABOUT = (
    "One page that opens anywhere: from disk or from an e-mail, without a network. In it the map works as here, with "
    "groups, names, filters, the time line and what is most similar to each point."
)


def share_form(
    columns: Sequence[SharedColumn],
    make: Callable[[Sequence[str]], SharedMap],
    graph: Callable[[], ec.NeighborGraph],
    *,
    key: str,
) -> None:
    """The form. make: what is shared, with these columns. graph: the closest rows of each, found at the click."""
    st.write(ABOUT)
    chosen = st.multiselect(
        "Columns that go in",
        [column.name for column in columns],
        [column.name for column in columns if column.unasked],
        key=f"{key}_columns",
        help="What each point says, and what the map can be filtered and coloured by",
    )
    shared = make([column.name for column in columns if column.name in chosen])
    _say_left_out(columns, chosen)
    search = shared.text is not None and _asks_for_search(shared, key)
    n_bytes = expected_bytes(shared, search=search)
    st.markdown(f"**About {n_bytes / 1e6:,.1f} MB. Everybody who has the file can {_said_inside(shared)}**.")
    st.download_button(
        "Download the file",
        lambda: content(shared, graph(), search=search),
        file_name(shared.name, ".html"),
        "text/html",
        key=f"{key}_download",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
    )


def _say_left_out(columns: Sequence[SharedColumn], chosen: Sequence[str]) -> None:
    """What would tell of persons: in what goes in, and why a column did not unasked."""
    for column in columns:
        if column.personal and column.name in chosen:
            st.warning(f"{literal(column.name)}: {told_of_persons(column.personal)}.", icon=":material/person:")
    out = [literal(column.name) for column in columns if column.unasked and column.name not in chosen]
    if out:
        st.caption(f"Taken out by you: {', '.join(out)}.")
    left = [f"{literal(one.name)} ({one.why_not})" for one in columns if not one.unasked and one.name not in chosen]
    if left:
        st.caption(f"Not in it unless you choose them: {', '.join(left)}.")
    texts = next((column.name for column in columns if column.is_text), None)
    if texts is not None and texts not in chosen:
        st.caption(f"Without {literal(texts)} no text can be read; names of groups are still made of its words.")


def _said_inside(shared: SharedMap) -> str:
    """What can be read in the file, with what is chosen, as the end of a sentence."""
    rows = counted(shared.n_rows, *shared.nouns)
    n_others = len(shared.columns) - (shared.text is not None)
    names = "and the names of the groups"
    if shared.text is not None:
        others = f", {counted(n_others, 'other column')}" if n_others else ""
        return f"read these {rows}{others} {names}"
    if n_others:
        return f"read {counted(n_others, 'column')} of these {rows} {names}"
    return f"see {counted(shared.n_rows, 'point')} on the map {names}, and read nothing else"


def _asks_for_search(shared: SharedMap, key: str) -> bool:
    there = any(card.name == STATIC_MODEL and card.available for card in ec.list_models())
    other = "" if shared.model == STATIC_MODEL else f" The map stays the one of {literal(shared.model)}."
    return st.toggle(
        "With search by meaning",
        key=f"{key}_search",
        disabled=not there,
        help=f"Adds about 9 MB: the small model, which knows words and not their order.{other} Search by words is in "
        "every file."
        if there
        else "The small model for it is not on this machine.",
    )
