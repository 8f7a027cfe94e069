"""Rows of the data as a table, with what was found of them beside it, and its download."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore.exports import Beside, rows_table
from embedcore.spreadsheets import csv_bytes
from ui import session

LAZY_ROWS = 1_000
"""A longer table is sent to the browser piece by piece."""


def table(
    project: session.Project,
    rows: NDArray[np.int64] | None = None,
    *,
    clustering: ec.Clustering | None = None,
    projection: ec.Projection | None = None,
    written: bool = False,
) -> pd.DataFrame:
    """The rows as uploaded, with row_number, cluster, cluster_name, tags and x, y(, z) beside them.

    Cells of the group are empty for a row in none. Without pictures and lists of numbers, which nobody reads here.
    written: with the file's own characters in each cell, as for a CSV.
    """
    return rows_table(
        project.dataset,
        rows,
        beside=Beside(
            clustering=clustering,
            projection=projection,
            tags={tag.name: tag.row_numbers for tag in project.tags},
        ),
        written=list(map(str, project.dataset.frame.columns)) if written else (),
    )


def download(
    label: str,
    make: Callable[[], pd.DataFrame],
    file: str,
    *,
    key: str,
    type: Literal["primary", "secondary"] = "secondary",
) -> None:
    """A button that downloads a table as CSV. make: makes it, at the click."""
    st.download_button(
        label,
        lambda: csv_bytes(make()),
        file,
        "text/csv",
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type=type,
    )
