"""How the points of the map are coloured: by group or by a column. Pure: no widgets."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import embedcore as ec
from embedcore.facets import FEW_VALUES, number_values, time_values
from embedcore.phrases import counted
from ui.scatter import MapGroups, MapLabel, MapValues, palette

BY_GROUP, BY_TRUST = "group", ":trust"
"""What colours the points beside the columns."""
_CELLS = 12
"""Of the map's longer side; a group's middle is found in three by three of them."""
MAX_LABEL = 34
MOST_VALUES = 60
"""So many groups have colours that are told apart (tests/ui/scatter/test_group_shades.py)."""


def group_colouring(
    clustering: ec.Clustering, shades: Sequence[palette.Shade], coordinates: NDArray[np.float32], *, labels: bool
) -> MapGroups:
    """Points coloured by group, with the names on the map."""
    return MapGroups(
        labels=clustering.labels,
        names=clustering.names,
        colors=shades,
        labels_on_map=labels_at(clustering.names, clustering.labels, coordinates) if labels else (),
    )


def labels_at(
    names: Sequence[str], labels: NDArray[np.integer], coordinates: NDArray[np.float32]
) -> tuple[MapLabel, ...]:
    """Names of groups at their middles. labels: (n_rows,), an index into names."""
    low, length = coordinates.min(axis=0), float(np.ptp(coordinates, axis=0).max()) or 1.0
    return tuple(
        MapLabel(_short_list(name), tuple(_middle(coordinates[labels == group], low, length)), group)
        for group, name in enumerate(names)
    )


def _middle(own: NDArray[np.float32], low: NDArray[np.float32], length: float) -> list[float]:
    """The middle of the part of the map where most of a group's points are, on one of these points.

    The median of all of them may lie where the group has no point. own: (n_points, n_dims) the points. low, length:
    where the map begins, and how long it is, in their units.
    """
    cells = 1 + np.minimum(((own - low) / length * _CELLS).astype(np.int64), _CELLS - 1)
    counts = np.zeros((_CELLS + 2,) * own.shape[1])
    np.add.at(counts, tuple(cells.T), 1)
    for axis in range(own.shape[1]):
        counts = counts + np.roll(counts, 1, axis) + np.roll(counts, -1, axis)
    most = np.array(np.unravel_index(counts.argmax(), counts.shape))
    near = own[(np.abs(cells - most) <= 1).all(axis=1)]
    nearest = near[((near - np.median(near, axis=0)) ** 2).sum(axis=1).argmin()]
    place: list[float] = nearest.tolist()
    return place


def column_colouring(
    dataset: ec.Dataset, column: str, shades_of: Callable[[NDArray[np.int64]], Sequence[palette.Shade]]
) -> tuple[MapGroups | MapValues, str]:
    """Points coloured by a column, and a sentence on what is not told apart (or an empty text).

    Numbers and dates get a scale; other columns a colour a value, the most frequent ones first.
    shades_of: a colour for each of the values that labels (n_rows,) count from 0; -1 is none of them.
    """
    values = dataset.frame[column]
    role = dataset.column_roles.get(column)
    if role == "time":
        dates = time_values(values)
        if not np.isnat(dates).all():
            return MapValues(dates, title=column), _missing(np.isnat(dates))
    elif role in ("number", "rating"):
        numbers = number_values(values)
        if len(np.unique(numbers[~np.isnan(numbers)])) > FEW_VALUES:
            return MapValues(numbers, title=column), _missing(np.isnan(numbers))
    texts = pd.Series([_short(str(value)) for value in values.tolist()]).where(values.notna().to_numpy(), "(empty)")
    counts = texts.value_counts()
    kept = counts.index[:MOST_VALUES].tolist()
    code = {name: number for number, name in enumerate(kept)}
    labels = np.array([code.get(text, -1) for text in texts.tolist()], dtype=np.int64)
    note = ""
    if len(counts) > len(kept):
        n_left = int(counts.iloc[len(kept) :].sum())
        note = (
            f"{column} has {len(counts):,} different values; the {len(kept)} most frequent have a colour, "
            f"the other {n_left:,} rows are grey."
        )
    return MapGroups(labels=labels, names=kept, colors=shades_of(labels), title=column), note


def colour_columns(dataset: ec.Dataset) -> list[str]:
    """Columns that make sense as a colour."""
    useful = ("category", "number", "time", "rating")
    return [str(column) for column in dataset.frame.columns if dataset.column_roles.get(column) in useful]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1].rstrip(" ,") + "…"


def _short_list(name: str) -> str:
    """A group's name on the map: as many of its keywords as have room, each of them whole."""
    fits = " ".join(name.split())[: MAX_LABEL - 1].rpartition(", ")[0]
    return f"{fits} …" if fits and len(name) > MAX_LABEL else _short(name)


def _missing(without: NDArray[np.bool_]) -> str:
    empty = int(without.sum())
    said = counted(empty, "row has no value here and is grey.", "rows have no value here and are grey.")
    return said if empty else ""
