"""Whether the data can be trusted: the answer in three sentences, then what was found, the most severe first."""

import streamlit as st

import embedcore as ec
from embedcore.phrases import counted, sentence
from embedcore.trust import Finding, HealthReport
from ui import adapting, deeds, page_shell, same_in_python, session, wording
from ui import map as map_page
from ui.markup import literal
from ui.trust import fixing
from ui.trust.finding import card, line
from ui.trust.health import report_of
from ui.trust.verdict import note_said, sentences

NAMED = 6
"""Of what is fine, so many are named in the line itself."""


def page() -> None:
    """The whole page; without data, what it will tell."""
    project = session.project()
    if project is None:
        _empty()
    project, space = page_shell.require_space()
    with page_shell.errors_explained():
        _board(project, space)


def _board(project: session.Project, space: ec.EmbeddingSpace) -> None:
    st.caption(wording.say("trust"))
    fixing.changed(project)
    report = report_of(space)
    if report is None:
        return
    deeds.note(deeds.TRUST)
    _verdict(report, space.n_rows)
    _of_map(project)
    for finding in report.faults:
        card(project, space, finding, report)
    for finding in report.findings:
        if finding.severity == "info":
            line(project, space, finding, report)
    _fine([finding for finding in report.findings if finding.severity == "ok"])
    for note in report.notes:
        st.caption(f":material/info: {literal(sentence(note_said(note)))}")
    adapting.show(project)
    same_in_python.trust(project)


def _verdict(report: HealthReport, n_rows: int) -> None:
    """What was measured, what it means and what to do, before any figure."""
    with st.container(border=True, key="trust_verdict"):
        st.markdown("## Can you trust it?")
        heads = ("What was looked at", "What it means", "What to do")
        said = sentences(report, counted(n_rows, wording.rows(1), wording.rows()))
        for column, head, one in zip(st.columns(3, gap="medium"), heads, said, strict=True):
            with column, st.container(gap=None):
                st.caption(head)
                st.markdown(literal(one))


def _of_map(project: session.Project) -> None:
    """How far the map can be trusted, once one was drawn."""
    said = map_page.overall_sentence(project)
    if said is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="trust_map"):
        st.markdown(f"**The map.** {said}", width="stretch")
        st.page_link("pages/map.py", label="See where, point by point", icon=":material/scatter_plot:", width="content")


def _fine(findings: list[Finding]) -> None:
    """What was looked for and not found, in one line that opens."""
    if not findings:
        return
    titles = [literal(finding.title) for finding in findings]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    label = f"{counted(len(titles), 'thing is', 'things are')} fine: {'; '.join(titles[:NAMED])}{more}"
    with st.expander(label, icon=":material/check_circle:", key="trust_fine"):
        for finding in findings:
            st.markdown(f"**{literal(finding.title)}.** {literal(finding.measured)}")
            if wording.technical() and finding.technical:
                st.caption(literal(finding.technical))


def _empty() -> None:
    page_shell.does_not_fit(
        "Can you trust it? Nothing is loaded yet",
        "With data, this page says by itself what may mislead you: rows compared in an unsuitable way, words that the "
        "model does not know, rows that repeat, are empty or were cut, numbers that drown all others. Each comes with "
        "what shows it, its rows and what to do; where one click mends it, you see before and after first.",
        ("app.py", "Open a sample, or your own data", ":material/arrow_forward:"),
    )
