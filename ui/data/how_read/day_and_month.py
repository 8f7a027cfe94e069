"""The question that a file's dates leave open: which number is the day?"""

from dataclasses import replace

import streamlit as st

from ui import page_shell, session
from ui.data.how_read import draft as drafts
from ui.data.how_read.taking import take
from ui.markup import literal


def ask_day_first(project: session.Project) -> bool:
    """Asks where nothing in the file tells; the answer reads it anew. Whether there is a question."""
    choice = project.table.report.choice("day_first")
    if project.reading.file is None or choice is None or choice.sure:
        return False
    draft = drafts.as_it_is(project)
    date = drafts.look(project, draft).date
    if date is None or date.day_first is None or date.month_first is None or date.day_first == date.month_first:
        return False
    with st.container(border=True, key="data_day_first"):
        st.markdown(f":material/event: **Which day is {literal(date.written)}?** Nothing in the file tells.")
        with st.container(horizontal=True), page_shell.errors_explained():
            for day_first, day in ((True, date.day_first), (False, date.month_first)):
                said = f"{day.day} {day:%B %Y}"
                if st.button(said, key=f"data_day_first_{day_first}"):
                    tried = replace(draft, options=replace(draft.options, day_first=day_first))
                    take(project, tried, drafts.look(project, tried))
                    st.rerun()
        now = date.day_first if choice.value else date.month_first
        st.caption(f"Until you say, it is taken as {now.day} {now:%B %Y}; all dates of the file follow.")
    return True
