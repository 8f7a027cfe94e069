"""The colours of groups, kept as long as the groups mostly stay themselves."""

from dataclasses import dataclass

import numpy as np

import embedcore as ec
from ui.scatter import kept_shades, palette, shades_by_position
from ui.session import state
from ui.session.projects import Project


@dataclass(frozen=True, eq=False)
class _Given:
    """The shades that the groups of a table have. stand_in: by a map that stood in for the one asked for."""

    table: ec.Dataset
    labels: np.ndarray
    shades: tuple[int, ...]
    stand_in: bool


def group_shades(
    project: Project, what: str, labels: np.ndarray, projection: ec.Projection, *, stand_in: bool
) -> list[palette.Shade]:
    """The colour of each group: by its place on the first map of the data, then kept as long as it mostly stays itself.

    what: the column that the groups are values of, or a name for groups that were found. labels: (n_rows,).
    stand_in: whether another map than this one is waited for; the first real one decides anew.
    """
    given: dict[str, _Given] = state.shades_given()
    before = given.get(what)
    of_this = before is not None and before.table is project.table and len(before.labels) == len(labels)
    if before is None or not of_this or (before.stand_in and not stand_in):
        kept: dict[int, int] = {}
    elif before.labels is labels or np.array_equal(before.labels, labels):
        return palette.written(before.shades)
    else:
        kept = kept_shades(before.labels, before.shades, labels)
    shades = shades_by_position(projection.coordinates, labels, kept)
    given[what] = _Given(project.table, labels, shades, stand_in and not kept)
    return palette.written(shades)
