"""Rows of the data as a table, with what was found of them beside it, and its download."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

import embedcore as ec
from embedcore.table import free_name
from ui import session
from ui.markup import csv_bytes

LAZY_ROWS = 1_000
"""A longer table is sent to the browser piece by piece."""


def table(
    project: session.Project,
    rows: NDArray[np.int64] | None = None,
    *,
    clustering: ec.Clustering | None = None,
    projection: ec.Projection | None = None,
) -> pd.DataFrame:
    """The rows as uploaded, with row_number, cluster, cluster_name, tags and x, y(, z) beside them.

    Cells of the group are empty for a row in none. Without pictures and lists of numbers, which nobody reads here.
    """
    dataset = project.dataset
    chosen = np.arange(dataset.n_rows) if rows is None else rows
    unreadable = [name for name, role in dataset.column_roles.items() if role in ("image", "vector")]
    made = dataset.frame.drop(columns=unreadable).iloc[chosen].reset_index(drop=True)
    added: dict[str, NDArray[np.generic] | ExtensionArray | list[str]] = {}
    if clustering is not None:
        labels = clustering.labels[chosen]
        number = pd.Series(labels + 1, dtype="Int64")
        added["cluster"] = number.mask(labels < 0).array if (labels < 0).any() else labels + 1
        added["cluster_name"] = [clustering.names[label] if label >= 0 else "" for label in labels]
    if projection is not None:
        added |= dict(zip("xyz", projection.coordinates[chosen].T, strict=False))
    if project.tags:
        added["tags"] = _tags(project, dataset.row_numbers[chosen])
    for name, values in added.items():
        made[free_name(name, made.columns)] = values
    made.insert(0, free_name("row_number", made.columns), dataset.row_numbers[chosen])
    return made


def _tags(project: session.Project, row_numbers: NDArray[np.int64]) -> list[str]:
    """The names under which each row was kept."""
    inside = [(tag.name, np.isin(row_numbers, tag.row_numbers)) for tag in project.tags]
    return ["; ".join(name for name, rows in inside if rows[place]) for place in range(len(row_numbers))]


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
