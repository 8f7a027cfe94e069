"""From results to what the map and its panels show. Pure: no widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embedcore.groups.clustering import Clustering
from embedcore.groups.naming import Keyword, name_groups, terms_of
from embedcore.metrics import Metric
from embedcore.projection import Projection
from embedcore.space.neighbors import Neighbors
from embedcore.space.space import EmbeddingSpace
from embedcore.table.dataset import Dataset
from embedcore.table.row_labels import name_column
from ui import palette
from ui.scatter import MapGroups, MapLabel, MapValues

MAX_CATEGORIES = palette.N_STYLES
OTHER_COLOR = "#9AA3AD"
BY_GROUP = "group"
MAX_LABEL = 34


@dataclass(frozen=True)
class Selection:
    """What is typical for some rows: words they have and others lack, and the rows nearest to their middle."""

    rows: NDArray[np.int64]
    keywords: tuple[Keyword, ...]
    typical: tuple[int, ...]


def group_colouring(
    clustering: Clustering, styles: Sequence[int], coordinates: NDArray[np.float32], *, labels: bool
) -> MapGroups:
    """Points coloured by group, with the names on the map."""
    chosen = [palette.style(number) for number in styles]
    return MapGroups(
        labels=clustering.labels,
        names=clustering.names,
        colors=[color for color, _ in chosen],
        symbols=[symbol for _, symbol in chosen],
        labels_on_map=labels_at(clustering.names, clustering.labels, coordinates) if labels else (),
    )


def labels_at(
    names: Sequence[str], labels: NDArray[np.integer], coordinates: NDArray[np.float32]
) -> tuple[MapLabel, ...]:
    """Names of groups at their centres (component-wise medians). labels: (n_rows,), an index into names."""
    return tuple(
        MapLabel(_short(name), tuple(np.median(coordinates[labels == group], axis=0).tolist()), group)
        for group, name in enumerate(names)
    )


def column_colouring(dataset: Dataset, column: str) -> tuple[MapGroups | MapValues, str]:
    """Points coloured by a column, and a sentence on what is not told apart (or an empty text).

    Numbers and dates get a scale; other columns a colour a value, the most frequent ones first.
    """
    values = dataset.frame[column]
    role = dataset.column_roles.get(column)
    if role == "time":
        dates = pd.to_datetime(values, errors="coerce", utc=True, format="mixed").dt.tz_localize(None)
        if dates.notna().any():
            return MapValues(dates.to_numpy(dtype="datetime64[ms]"), title=column), _missing(dates)
    numbers = pd.to_numeric(values, errors="coerce")
    if role in ("number", "rating") and numbers.notna().any() and numbers.nunique() > 12:
        return MapValues(numbers.to_numpy(dtype=np.float64, na_value=np.nan), title=column), _missing(numbers)
    texts = pd.Series([_short(str(value)) for value in values.tolist()]).where(values.notna().to_numpy(), "(empty)")
    counts = texts.value_counts()
    kept = counts.index[:MAX_CATEGORIES].tolist()
    code = {name: number for number, name in enumerate(kept)}
    labels = np.array([code.get(text, -1) for text in texts.tolist()], dtype=np.int64)
    chosen = [palette.style(number) for number in range(len(kept))]
    note = ""
    if len(counts) > len(kept):
        n_left = int(counts.iloc[len(kept) :].sum())
        note = (
            f"{column} has {len(counts):,} different values; the {len(kept)} most frequent have a colour, "
            f"the other {n_left:,} rows are grey."
        )
    return MapGroups(labels=labels, names=kept, colors=[c for c, _ in chosen], symbols=[s for _, s in chosen]), note


def colour_columns(dataset: Dataset) -> list[str]:
    """Columns that make sense as a colour."""
    useful = ("category", "number", "time", "rating")
    return [str(column) for column in dataset.frame.columns if dataset.column_roles.get(column) in useful]


def field_columns(dataset: Dataset) -> tuple[str, ...]:
    """Columns shown beside a row's text or name: everything short."""
    shown, name = ("id", "category", "number", "time", "rating", "user", "item"), name_column(dataset)
    roles = {str(column): dataset.column_roles.get(str(column)) for column in dataset.frame.columns}
    return tuple(column for column, role in roles.items() if role in shown and column != name)


def rows_with_text(dataset: Dataset, wanted: str) -> NDArray[np.int64]:
    """Rows in whose text the words stand, one beside the other, whatever their case."""
    needle = wanted.casefold()
    return np.array([row for row, text in enumerate(dataset.labels) if needle in text.casefold()], dtype=np.int64)


def describe(space: EmbeddingSpace, rows: NDArray[np.int64]) -> Selection:
    """What sets these rows apart from the others."""
    labels = np.ones(space.n_rows, dtype=np.int64)
    labels[rows] = 0
    keywords: tuple[Keyword, ...] = ()
    if len(rows) < space.n_rows:
        keywords = name_groups(terms_of(space), labels, 2)[1][0]
    middle = space.vectors[rows].mean(axis=0)
    nearest = np.argsort(np.linalg.norm(space.vectors[rows] - middle, axis=1), kind="stable")[:3]
    return Selection(rows, keywords, tuple(int(row) for row in rows[nearest]))


def ranks(space: EmbeddingSpace, rankings: Mapping[Metric, Neighbors], n_best: int = 10) -> pd.DataFrame:
    """The rank (from 1) of the space's best results under each metric; the index holds the rows."""
    best = rankings[space.metric].indices[:n_best]
    found = {}
    for metric, ranking in rankings.items():
        rank = np.zeros(space.n_rows, dtype=np.int64)
        rank[ranking.indices] = np.arange(1, len(ranking.indices) + 1)
        found[metric] = rank[best]
    return pd.DataFrame(found, index=best)


def table(
    dataset: Dataset,
    rows: NDArray[np.int64] | None = None,
    *,
    clustering: Clustering | None = None,
    projection: Projection | None = None,
) -> pd.DataFrame:
    """The rows as uploaded, with row_number, cluster, cluster_name and x, y(, z) beside them.

    Without pictures and lists of numbers, which nobody reads in a table.
    """
    chosen = np.arange(dataset.n_rows) if rows is None else rows
    unreadable = [name for name, role in dataset.column_roles.items() if role in ("image", "vector")]
    frame = dataset.frame.drop(columns=unreadable).iloc[chosen].reset_index(drop=True)
    added: dict[str, NDArray[np.generic] | list[str]] = {}
    if clustering is not None:
        labels = clustering.labels[chosen]
        added["cluster"] = labels + 1
        added["cluster_name"] = [clustering.names[label] for label in labels]
    if projection is not None:
        added |= dict(zip("xyz", projection.coordinates[chosen].T, strict=False))
    for name, values in added.items():
        frame[free_name(frame, name)] = values
    frame.insert(0, free_name(frame, "row_number"), dataset.row_numbers[chosen])
    return frame


def free_name(frame: pd.DataFrame, name: str) -> str:
    """That name for a new column, or the next one that the table does not have already."""
    while name in frame.columns:
        name = f"{name}_"
    return name


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1].rstrip(" ,") + "…"


def _missing(values: pd.Series) -> str:
    empty = int(values.isna().sum())
    if empty == 1:
        return "1 row has no value here and is grey."
    return f"{empty:,} rows have no value here and are grey." if empty else ""
