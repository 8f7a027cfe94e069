"""What solved the rows of a group: its answers by what was done, the most frequent ways with an example each."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore import jobs
from embedcore.groups import AnswerColumn, EditedClustering, Solved, Way, answer_columns
from embedcore.phrases import by_number, counted, share, shortened
from ui import address, cache, progress, session, tables, wording
from ui import map as map_page
from ui.markup import literal

N_SHOWN, N_OTHERS = 3, 6
EXAMPLE_LENGTH, COLUMN_WIDTH = 280, 220
NONE = ""
"""In place of a column: no column holds answers."""
REST = -1
"""In place of a way's number: the rows of all others."""
OPENED = session.Kept[tuple[str, int] | None]("groups_answers_opened", None)
"""Whose rows are listed: the group's name and the number of the way."""


def section(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering, group: int) -> None:
    """The three most frequent ways, what else there is, and the way to the rows; nothing where there are no words."""
    columns = answer_columns(project.dataset)
    if not columns:
        return
    found = cache.answer_column(project.dataset)
    if found is not None:
        _section(project, space, shown, group, columns, found)
        return
    key = _column_key(project)
    with st.expander(wording.say("solved"), expanded=bool(session.value(key)), icon=":material/task_alt:"):
        _section(project, space, shown, group, columns, None)


def column_of(project: session.Project) -> str:
    """The column that says what was done, as it was chosen, or else found; empty for none."""
    found = cache.answer_column(project.dataset)
    return str(session.value(_column_key(project), found.name if found is not None else NONE))


def _column_key(project: session.Project) -> str:
    return f"groups_answers_{project.id}"


def _section(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    group: int,
    columns: tuple[str, ...],
    found: AnswerColumn | None,
) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = f"### {wording.say('solved')}" if found is not None else "Where a column says what was done:"
        st.markdown(said, width="stretch")
        column = st.selectbox(
            "The answers are in",
            [NONE, *columns],
            index=1 + columns.index(found.name) if found is not None else 0,
            format_func=lambda name: literal(name) if name else "no column",
            key=_column_key(project),
            persist_state="session",
            width=COLUMN_WIDTH,
            help=f"The column that says what was done. {literal(found.reason) if found is not None else ''}",
        )
    if not column:
        st.caption("Choose the column that says what was done, and the most frequent ways are counted here.")
        return
    job = jobs.read_answers(cache.job_queue(), project.dataset, column, session=session.id())
    progress.show(job, "Reading the answers", key="groups_answers_job")
    if job.state == "done":
        answers = cache.answers(project.dataset, column, job.result)
        _ways(project, space, shown, group, cache.solved(answers, shown.rows_of(group)), column)


def _ways(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    group: int,
    solved: Solved,
    column: str,
) -> None:
    st.markdown(_counted(solved))
    if not solved.n_answered:
        return
    ways = [way for way in solved.ways[:N_SHOWN] if way.n_rows > 1]
    if not ways:
        st.markdown("No way of solving it stands in more than one of these answers.")
    for place, way in enumerate(ways):
        with st.container(border=True, gap="xsmall", key=f"groups_way_{place}"):
            part = f"{way.n_rows:,} of {solved.n_answered:,} ({share(way.share)})"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{literal(_title(way))}** · {part}", width="stretch")
                _open_button(shown.names[group], place, way.n_rows)
            st.progress(way.share)
            st.markdown(f"“{literal(shortened(way.example, EXAMPLE_LENGTH))}”")
    rest = solved.rest(len(ways))
    if len(rest):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_rest(solved, len(ways), len(rest)), width="stretch")
            _open_button(shown.names[group], REST, len(rest))
    for note in solved.notes:
        st.caption(f"{note[:1].upper()}{note[1:]}.")
    _opened(project, space, shown, group, ways, rest, column)


def _counted(solved: Solved) -> str:
    if not solved.n_answered:
        return f"None of these {wording.rows()} has an answer there."
    without = f"; {solved.n_unanswered:,} without" if solved.n_unanswered else ""
    both = "" if _whole(solved) else " One that says two things counts for both."
    return f"**{counted(solved.n_answered, 'answer')}**{without}, by what they say was done.{both}"


def _whole(solved: Solved) -> bool:
    """Whether no answer is in two ways."""
    return sum(way.n_rows for way in solved.ways) + len(solved.otherwise) == solved.n_answered


def _title(way: Way) -> str:
    name = shortened(way.name, 80)
    return name[:1].upper() + name[1:]


def _rest(solved: Solved, n_shown: int, n_rest: int) -> str:
    others = solved.ways[n_shown:]
    said = [f"The other **{n_rest:,}**:"]
    if others:
        named = "; ".join(f"{literal(shortened(way.name, 40))} {way.n_rows:,}" for way in others[:N_OTHERS])
        more = f"; {counted(len(others) - N_OTHERS, 'other way')}" if len(others) > N_OTHERS else ""
        said.append(f"{named}{more};")
    if n_own := len(solved.otherwise):
        said.append(f"{counted(n_own, 'answer')} in words of {by_number(n_own, 'its', 'their')} own.")
    return " ".join(said)


def _open_button(name: str, place: int, n_rows: int) -> None:
    is_open = OPENED.now() == (name, place)
    key = f"groups_way_rows_{'rest' if place == REST else place}"
    label = (
        "Hide them" if is_open else f"Show {'them' if place == REST else f'these {n_rows:,}' if n_rows > 1 else 'it'}"
    )
    if st.button(label, key=key, icon=":material/table_rows:", type="tertiary"):
        OPENED.keep(None if is_open else (name, place))
        st.rerun(scope="fragment" if session.in_fragment() else "app")


def _opened(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    group: int,
    ways: list[Way],
    rest: NDArray[np.int64],
    column: str,
) -> None:
    """The rows that were asked for, as a table, and the way to them on the map."""
    opened = OPENED.now()
    if opened is None or opened[0] != shown.names[group] or opened[1] >= len(ways):
        return
    rows = rest if opened[1] == REST else ways[opened[1]].rows
    table = tables.table(project, rows)
    text = project.dataset.text_column
    first = [name for name in (column, text) if name is not None]
    st.dataframe(
        table,
        hide_index=True,
        lazy=len(table) > tables.LAZY_ROWS,
        key="groups_way_table",
        column_order=[*first, *(name for name in table.columns if name not in first)],
    )
    with st.container(horizontal=True):
        if st.button("Show them on the map", key="groups_way_on_map", icon=":material/scatter_plot:"):
            way = "otherwise" if opened[1] == REST else f"by “{shortened(ways[opened[1]].name, 80)}”"
            map_page.select_rows(space, rows, f"of “{shown.names[group]}”, solved {way}")
            address.go_to("pages/map.py")
        tables.download("Download them (CSV)", lambda: table, "solved.csv", key="groups_way_download")
