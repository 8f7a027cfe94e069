"""What is taken away: the cleaned table, and the audit of what went and why."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.duplicates import audit, kept_rows
from embedcore.phrases import share
from embedcore.table import free_name
from ui import session, tables, wording
from ui.duplicates.found import Found


def downloads(project: session.Project, space: ec.EmbeddingSpace, found: Found) -> None:
    """Both tables, and what is saved."""
    n_rows = project.dataset.n_rows
    kept = kept_rows(project.decisions, project.dataset.row_numbers)
    n_dropped = n_rows - len(kept)
    if n_dropped:
        st.markdown(
            f"**{n_dropped:,} of {n_rows:,} {wording.rows()} go, {share(n_dropped / n_rows)}**: "
            f"{len(kept):,} are left in the cleaned table. The project keeps all of them."
        )
    else:
        st.caption("Nothing is dropped yet, so the cleaned table has every row. Undecided rows stay.")
    with st.container(horizontal=True, gap="small"):
        tables.download(
            f"Cleaned table, {len(kept):,} rows (CSV)",
            lambda: tables.table(project, kept, written=True),
            "cleaned.csv",
            key="duplicates_cleaned",
            type="primary" if n_dropped else "secondary",
        )
        tables.download(
            "Audit: every repeated row, what was decided and why (CSV)",
            lambda: audit_table(project, space, found.report),
            "audit.csv",
            key="duplicates_audit",
        )


def audit_table(project: session.Project, space: ec.EmbeddingSpace, report: ec.DuplicateReport) -> pd.DataFrame:
    """A line for each row of each group: group, decision, score, rule, who stays, then the row itself."""
    made = audit(space, report, project.decisions, project.dataset.row_numbers)
    table = tables.table(project, made.rows, written=True)
    columns: dict[str, Any] = {
        "group": made.group,
        "decision": made.decision,
        wording.score_name(space.metric).lower(): made.score,
        "rule": made.rule,
        "row_that_stays": np.where(made.stays > 0, made.stays, np.nan),
    }
    for place, (name, values) in enumerate(columns.items()):
        table.insert(place, free_name(name, table.columns), values)
    return table
