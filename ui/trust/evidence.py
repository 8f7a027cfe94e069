"""What shows a finding: texts side by side, words with counts, shares as bars."""

import pandas as pd
import streamlit as st

from embedcore.phrases import share
from embedcore.trust import Evidence
from ui import figures, page_shell
from ui.markup import literal

MOST_BARS = 12
LENGTH = 300


def show(evidence: Evidence, *, key: str) -> None:
    """One thing that shows it: as bars where it is names with shares, else as a table."""
    bars = are_shares(evidence)
    st.markdown(f"**{literal(evidence.title)}**{f' ({literal(evidence.columns[1])})' if bars else ''}")
    if bars:
        rows = evidence.rows[:MOST_BARS]
        names, parts = [_name(evidence, row[0]) for row in rows], [float(row[1]) for row in rows]
        page_shell.chart(figures.shares(names, parts), key=key)
        return
    heads = [literal(column) for column in evidence.columns]
    cells = [
        [_cell(column, value) for column, value in zip(evidence.columns, row, strict=True)] for row in evidence.rows
    ]
    st.table(pd.DataFrame(cells, columns=heads), hide_index=True, border="horizontal")


def are_shares(evidence: Evidence) -> bool:
    """Whether it is names with shares of a whole, which bars show better than figures; of several shares the first."""
    if len(evidence.columns) < 2 or len(evidence.rows) < 2:
        return False
    return all(isinstance(value, float) and 0 <= value <= 1 for row in evidence.rows for value in row[1:])


def _name(evidence: Evidence, value: str | float) -> str:
    return value if isinstance(value, str) else f"{evidence.columns[0]} {value:g}"


def _cell(column: str, value: str | float) -> str:
    """As Markdown that shows it to the letter."""
    if isinstance(value, str):
        return literal(value if len(value) <= LENGTH else f"{value[:LENGTH]} …")
    if isinstance(value, int):
        return literal(f"{value:,}")
    return literal(share(value) if "share" in column.lower() else f"{value:.2f}")
