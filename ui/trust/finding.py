"""A finding as a card: how severe, what was measured, what it means, what to do, what shows it, its rows, its fix."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import counted
from embedcore.trust import Finding, HealthReport
from ui import address, session, tables, wording
from ui import map as map_page
from ui.markup import literal
from ui.trust import evidence, fixing
from ui.trust.verdict import ICONS, SAID

LEADS = {
    "exact_copies": ("pages/duplicates.py", "Decide which ones stay", ":material/content_copy:"),
    "near_copies": ("pages/duplicates.py", "Decide which ones stay", ":material/content_copy:"),
    "out_of_domain": ("pages/data.py", "Choose another model", ":material/table:"),
    "languages": ("pages/data.py", "Choose another model", ":material/table:"),
    "cut_texts": ("pages/data.py", "Choose another model", ":material/table:"),
    "mixed_models": ("pages/data.py", "Read all of it with one model", ":material/table:"),
    "other_query_model": ("pages/data.py", "Choose another model", ":material/table:"),
    "empty_texts": ("pages/data.py", "See what was read", ":material/table:"),
    "placeholder_texts": ("pages/data.py", "See what was read", ":material/table:"),
    "markup": ("pages/data.py", "See what was read", ":material/table:"),
    "zero_vectors": ("pages/data.py", "See what was read", ":material/table:"),
}
"""The page that mends what this one has no fix for, by the finding."""


def card(project: session.Project, space: ec.EmbeddingSpace, finding: Finding, report: HealthReport) -> None:
    """All of it, with what shows it open; the fix with before and after below, where it is tried."""
    with st.container(border=True, key=f"trust_{finding.name}", gap="small"):
        st.markdown(f"### {ICONS[finding.severity]} {SAID[finding.severity]}: {literal(finding.title)}")
        st.markdown(f"{literal(finding.measured)} {literal(finding.meaning)}")
        st.markdown(f"**What to do:** {literal(finding.advice)}")
        _more(project, space, finding, report)
        if finding.evidence:
            with st.expander(
                "What shows it", icon=":material/visibility:", expanded=True, key=f"trust_{finding.name}_shows"
            ):
                _evidence(finding)
        if len(finding.rows):
            _rows(project, finding)


def line(project: session.Project, space: ec.EmbeddingSpace, finding: Finding, report: HealthReport) -> None:
    """What is worth knowing and does no harm: one line, with all of it once it is opened."""
    label = f"{SAID[finding.severity]}: {literal(finding.title)}. {literal(finding.measured)}"
    place = st.expander(label, icon=ICONS[finding.severity], key=f"trust_{finding.name}", on_change="rerun")
    if not place.open:
        return
    with place:
        st.markdown(f"{literal(finding.meaning)} **What to do:** {literal(finding.advice)}")
        _more(project, space, finding, report)
        _evidence(finding)
        if len(finding.rows):
            _table(project, finding)


def _more(project: session.Project, space: ec.EmbeddingSpace, finding: Finding, report: HealthReport) -> None:
    """The terms of the field, what one can do, and the trial of its fix."""
    if wording.technical() and finding.technical:
        st.caption(literal(finding.technical))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        fixing.offer(project, space, finding)
        if finding.name in LEADS and finding in report.faults:
            path, label, icon = LEADS[finding.name]
            st.page_link(path, label=label, icon=icon, width="content")
        if 0 < len(finding.rows) < space.n_rows:
            _on_map(space, finding)
    fixing.trial(project, space, finding, report)


def _evidence(finding: Finding) -> None:
    for number, one in enumerate(finding.evidence):
        evidence.show(one, key=f"trust_{finding.name}_evidence_{number}")


def _on_map(space: ec.EmbeddingSpace, finding: Finding) -> None:
    label = f"Show {counted(len(finding.rows), wording.rows(1), wording.rows())} on the map"
    if st.button(label, key=f"trust_{finding.name}_map", icon=":material/scatter_plot:", type="tertiary"):
        map_page.show_rows(space, np.sort(finding.rows), f"of the page Trust: “{finding.title}”")
        address.go_to("pages/map.py")


def _rows(project: session.Project, finding: Finding) -> None:
    """Made only where it is opened."""
    label = f"The {counted(len(finding.rows), wording.rows(1), wording.rows())} it is about"
    place = st.expander(label, icon=":material/table_rows:", key=f"trust_{finding.name}_rows", on_change="rerun")
    if place.open:
        with place:
            _table(project, finding)


def _table(project: session.Project, finding: Finding) -> None:
    shown = tables.table(project, finding.rows)
    height = min(280, 38 + 35 * len(shown))
    st.dataframe(
        shown, hide_index=True, lazy=len(shown) > tables.LAZY_ROWS, key=f"trust_{finding.name}_table", height=height
    )
    tables.download(
        "Download these rows (CSV)", lambda: shown, f"{finding.name}.csv", key=f"trust_{finding.name}_download"
    )
