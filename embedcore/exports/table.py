"""The rows with what was found of them beside: group, tags, decision, place on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embedcore.duplicates import Decisions
from embedcore.groups import Clustering
from embedcore.projection import Projection
from embedcore.table import Dataset, free_name
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd

LEFT_OUT = ("image", "vector")
"""The roles of columns that nobody reads in a table."""
AS_READ = ("number", "rating")
"""The roles of columns whose cells are numbers in every format that has numbers."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """What was found of the rows of a table.

    clustering: cells of the group are empty for a row in none. tags: rows by their numbers in the file, under each
    name. decisions: on rows that repeat others; without any, no column.
    """

    clustering: Clustering | None = None
    projection: Projection | None = None
    tags: Mapping[str, Indices] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)

    def columns(self, rows: Indices, row_numbers: Indices) -> dict[str, Any]:
        """cluster, cluster_name, x, y(, z), tags and decision of these rows, which have these numbers in the file."""
        import pandas as pd

        made: dict[str, Any] = {}
        if self.clustering is not None:
            labels = self.clustering.labels[rows]
            number = pd.Series(labels + 1, dtype="Int64")
            made["cluster"] = number.mask(labels < 0).array if (labels < 0).any() else labels + 1
            made["cluster_name"] = [self.clustering.names[label] if label >= 0 else "" for label in labels]
        if self.projection is not None:
            made |= dict(zip("xyz", self.projection.coordinates[rows].T, strict=False))
        if self.tags:
            made["tags"] = _tags(self.tags, row_numbers)
        if self.decisions.rows:
            made["decision"] = [self.decisions.of(number) for number in row_numbers.tolist()]
        return made


NOTHING = Beside()


def rows_table(
    dataset: Dataset, rows: Indices | None = None, *, beside: Beside = NOTHING, written: Sequence[str] = ()
) -> pd.DataFrame:
    """The rows with row_number before them, and what was found of them behind.

    rows: which, in which order; None: all. written: the columns that are to have the file's own characters. Pictures
    and lists of numbers are left out.
    """
    chosen = np.arange(dataset.n_rows) if rows is None else np.asarray(rows, dtype=np.int64)
    numbers = dataset.row_numbers[chosen]
    own = dataset.frame.drop(columns=left_out(dataset))
    made = own.iloc[chosen].reset_index(drop=True)
    for name in written:
        if name in made and (cells := as_written(dataset, name)) is not None:
            made[name] = cells.iloc[chosen].reset_index(drop=True)
    for name, values in beside.columns(chosen, numbers).items():
        made[free_name(name, made.columns)] = values
    made.insert(0, free_name("row_number", made.columns), numbers)
    return made


def left_out(dataset: Dataset) -> list[str]:
    """The columns of pictures and lists of numbers."""
    return [name for name, role in dataset.column_roles.items() if role in LEFT_OUT and name in dataset.frame]


def as_written(dataset: Dataset, name: str) -> pd.Series | None:
    """The cells of a column as they stood in the file, (n_rows,); None where those of the frame are just so."""
    raw = dataset.raw
    if raw is None or name not in raw.as_written:
        return None
    places = np.searchsorted(raw.row_numbers, dataset.row_numbers)
    if not np.array_equal(raw.row_numbers[np.minimum(places, len(raw.row_numbers) - 1)], dataset.row_numbers):
        return None
    return raw.as_written[name].iloc[places].reset_index(drop=True)


def _tags(tags: Mapping[str, Indices], numbers: NDArray[np.int64]) -> list[str]:
    """The names under which each row was kept."""
    inside = [(name, np.isin(numbers, tagged)) for name, tagged in tags.items()]
    return ["; ".join(name for name, rows in inside if rows[place]) for place in range(len(numbers))]
