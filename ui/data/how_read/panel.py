"""The panel: what was found out about the file, the controls, what comes of them, and the button that takes it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

import embedcore as ec
from embedcore.phrases import counted
from embedcore.reading import ReadOptions
from ui import page_shell, session, wording
from ui.data.how_read import draft as drafts
from ui.data.how_read.controls import controls
from ui.data.how_read.day_and_month import asks_day_first
from ui.data.how_read.draft import Draft, Seen
from ui.data.how_read.facts import facts
from ui.data.how_read.taking import keeps_what_was_made, take
from ui.data.shared import way_on
from ui.markup import literal
from ui.same_in_python import python_line

if TYPE_CHECKING:
    import pandas as pd

TITLE = "How this file was read"
TRIED = "Another way to read this file is tried above."
_DECIDED = session.Kept[Draft | None]("data_read_decided", None)
"""What was tried when the way on, or the decision in its place, was drawn."""


def how_read(project: session.Project) -> None:
    """Open by itself as long as a guess is unsure and nothing was made of the table yet.

    What is asked above it (day and month) does not open it, too.
    """
    unsure = {choice.name for choice in project.table.report.unsure}
    if asks_day_first(project):
        unsure.discard("day_first")
    doubtful = project.reading.file is not None and bool(unsure) and project.space is None
    label = f"{TITLE}: {literal(facts(project.table))}"
    with st.expander(label, expanded=doubtful, icon=":material/frame_inspect:", key="data_how_read"):
        if project.reading.file is None:
            _without_file(project)
        else:
            _with_file()


def _without_file(project: session.Project) -> None:
    """How it was read, and what to do to have it read otherwise."""
    report = project.table.report
    for choice in report.used:
        st.markdown(f"**{wording.say(f'read_{choice.name}')}**: {literal(choice.written)} ({literal(choice.reason)})")
    st.caption(
        "The file itself is not here: this is a saved project, or the server had no room to keep the file. To have it "
        "read in another way, open the file anew under “Use another file” above."
    )


@st.fragment
def _with_file() -> None:
    """Runs alone while one tries."""
    project = session.project()
    if project is None or project.reading.file is None:
        return
    draft = drafts.draft_of(project)
    if session.in_fragment() and draft != _DECIDED.now():
        st.rerun()  # the way on becomes the decision on what is tried now, or is the way on again
    with st.spinner("Reading the file …", show_time=True):
        seen = drafts.look(project, draft)
    shown = seen if not seen.error else drafts.look(project, drafts.as_it_is(project))
    controls(draft, shown)
    is_new = draft != drafts.as_it_is(project)
    _preview(draft, seen, is_new=is_new)
    if is_new:
        return
    with page_shell.errors_explained():
        _back(project)
    st.caption("To read it like this in Python, after `import embedcore as ec`:")
    st.code(python_line(project), language="python", wrap_lines=True)


def _preview(draft: Draft, seen: Seen, *, is_new: bool) -> None:
    """The first rows, or in their place why there are none."""
    if draft.refused or seen.error:
        page_shell.show_error(draft.refused or seen.error)
        return
    assert seen.first is not None
    read = "Read this way" if is_new else "As it is read now"
    st.markdown(f"**{read}**: {literal(seen.said)}")
    days: Any = {str(name): _day_column(seen.first[name]) for name in seen.first.select_dtypes("datetime").columns}
    st.dataframe(seen.first, key="data_read_first", height="content", column_config=days)
    if seen.part:
        st.caption(
            f"Tried on {seen.part}, whose rows are read as in the whole; how many rows there are, and what only all of "
            "them tell (the order of day and month, which columns are numbers), is found when you take it."
        )


def _day_column(times: "pd.Series") -> Any:
    """Shows times with the month in words, so that nobody takes the day for it."""
    known = times.dropna()
    has_clock = bool((known.dt.normalize() != known).any())
    return st.column_config.DatetimeColumn(format="D MMMM YYYY, HH:mm" if has_clock else "D MMMM YYYY")


def decide(project: session.Project) -> bool:
    """In place of the way on, as long as another way of reading is tried: to take it, or to leave it.

    Returns whether it is.
    """
    if project.reading.file is None:
        return False
    draft = drafts.draft_of(project)
    _DECIDED.keep(draft)
    if draft == drafts.as_it_is(project):
        return False
    seen = drafts.look(project, draft)
    fits = not (seen.error or draft.refused)
    with way_on():
        if fits and st.button("Read it this way", key="data_read_take", type="primary", icon=":material/check:"):
            with page_shell.errors_explained():
                _take(project, draft, seen)
        st.button("Leave it as it is", key="data_read_leave", on_click=drafts.forget)
        said = _what_goes(project, seen.dataset) if fits else "The file can't be read like this: see above."
        st.caption(f"{TRIED} {said}", width="stretch")
    return True


def _back(project: session.Project) -> None:
    """The way back to what was found."""
    was_given = bool(project.reading.options.given) or project.table.markup == "keep"
    if was_given and st.button("As it was found", key="data_read_back", icon=":material/undo:"):
        found = Draft(project.reading, ReadOptions(), "strip")
        _take(project, found, drafts.look(project, found))


def _take(project: session.Project, draft: Draft, seen: Seen) -> None:
    with st.spinner("Reading the file …", show_time=True):
        take(project, draft, seen)
    after = session.project()
    assert after is not None
    said = f"{after.name} was read anew: {counted(after.table.n_rows, 'row')}."
    page_shell.say_later(said, icon=":material/check_circle:")
    st.rerun()


def _what_goes(project: session.Project, dataset: ec.Dataset | None) -> str:
    """What taking it means for what is there already."""
    if project.space is None and not project.tags:
        return ""
    if dataset is not None and keeps_what_was_made(project, dataset):
        return "The texts stay the same, so the map and all that was made of it stay."
    may = "" if dataset is not None else " may"
    return (
        f":material/warning: The rows or their texts{may or ' become'}{' be' if may else ''} others, so what was made "
        "of them goes: the map, the groups with your names for them, selections that you kept, and decisions."
    )
