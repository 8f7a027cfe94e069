"""The sentences, each with a way to its rows, and the three files to take away."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import shortened
from embedcore.summary import Section, Sentence, Summary
from ui import address, same_in_python, session, wording
from ui import map as map_page
from ui.markup import literal
from ui.summary import repeated, scoped, solved, trusted

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "summary"


def page(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """The summary; until the groups are found, how far that is."""
    map_page.groups_progress(space)
    shown = map_page.clustering(space)
    if shown is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="home_summary_head"):
        scope = scoped.choose(project, space, shown)
    report, answers, health = repeated.what_repeats(space), solved.answers(project), trusted.health(project)
    made = ec.summarize(
        space,
        shown,
        scope=scope,
        duplicates=report,
        answers=answers,
        health=health,
        noun=(wording.rows(1), wording.rows()),
    )
    awaited = repeated.is_looked_for(space) or solved.is_read(project) or trusted.is_checked(project)
    _take_away(made, is_whole=not awaited)
    for section in made.sections:
        st.markdown(f"### {section.heading}")
        if section.key == "repeats" and report is None:
            repeated.show_progress(space)
        else:
            _sentences(space, section)
        if section.key == "repeats" and answers is None:
            solved.show_progress(project)
        if section.key == "trust":
            trusted.show_progress(project, is_known=health is not None)
    threshold = report.threshold if report is not None and repeated.is_set(space) else None
    noun = (wording.rows(1), wording.rows())
    rows = None if scope.rows is None else np.asarray(scope.rows, dtype=np.int64)
    same_in_python.summary(project, map_page.chosen_n_clusters(), rows, threshold, noun)


def _take_away(made: Summary, *, is_whole: bool) -> None:
    """What is downloaded is made at the click. is_whole: whether nothing is awaited that it shall have."""
    files = (
        ("Page to send or print (HTML)", "html", "text/html", ":material/draft:", made.to_html),
        ("Workbook (Excel)", "xlsx", EXCEL, ":material/table_view:", made.to_workbook),
        ("Text for a mail", "txt", "text/plain", ":material/mail:", made.to_text),
    )
    with st.container(horizontal=True, gap="small", key="home_summary_files"):
        for label, ending, kind, icon, make in files:
            st.download_button(
                label,
                make,
                f"{FILE}.{ending}",
                kind,
                key=f"home_summary_{ending}",
                on_click="ignore",
                icon=icon,
                disabled=not is_whole,
            )
        if not is_whole:
            st.caption("Ready when all of it is known.")


def _sentences(space: ec.EmbeddingSpace, section: Section) -> None:
    with st.container(gap="small", key=f"home_summary_{section.key}"):
        for place, sentence in enumerate(section.sentences):
            _sentence(space, sentence, key=f"{section.key}_{place}")


def _sentence(space: ec.EmbeddingSpace, sentence: Sentence, *, key: str) -> None:
    """With a button to its rows."""
    lead = f"**{literal(sentence.lead)}**" if sentence.lead else ""
    example = f"  \n:gray[{literal(sentence.example)}]" if sentence.example else ""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"home_line_{key}"):
        gap = " " if sentence.told.startswith(" ") else ""  # literal() takes it away
        st.markdown(f"{lead}{gap}{literal(sentence.told)}{example}", width="stretch")
        n_rows = len(sentence.rows)
        if n_rows and st.button(
            f"{n_rows:,} {wording.rows(n_rows)}",
            key=f"home_rows_{key}",
            type="tertiary",
            icon=":material/scatter_plot:",
            help="Show them on the map",
        ):
            map_page.show_rows(space, sentence.rows, f"of the summary: “{shortened(sentence, 80)}”")
            address.go_to("pages/map.py")
