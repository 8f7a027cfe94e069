"""Groups that a map tears apart or pushes together, though in truth they are one, or apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import ParameterError
from embedcore.projection import Projection
from embedcore.trust.of_map import MapTrust
from embedcore.types import Indices

LINKED, LEAST_ROWS, LEAST_SHARE = 10, 10, 0.1
"""Rows of a group lie in one place where nearest ones link them; a place has so many rows, and such a share of them."""
TIED = 0.25
"""How many ties must go from place to place, of as many as there would be if the rows were mixed without regard to it:
fewer, and the group has parts in truth, too."""
PUSHED, MIXED = 0.2, 0.3
"""How much larger the share of a group's neighbours that another one has must be on the map than in truth; and how much
smaller the share that is its own."""


@dataclass(frozen=True, eq=False)
class TornGroup:
    """A group that lies in several places of the map, though rows of one place are truly alike to rows of the others.

    parts: the rows of each place, the largest first. tied: the share (0 to 1) of the true neighbours within the group
    that lie in another place of the map.
    """

    group: int
    parts: tuple[Indices, ...]
    tied: float


@dataclass(frozen=True)
class PushedTogether:
    """Two groups that lie together on the map.

    Of the neighbours that rows of `group` have, so large a share (0 to 1) is of `other`: on the map, and in truth.
    """

    group: int
    other: int
    on_map: float
    in_truth: float


@dataclass(frozen=True)
class MixedGroup:
    """A group that lies among many others: so small a share (0 to 1) of its rows' neighbours is its own, on the map,
    and in truth."""

    group: int
    on_map: float
    in_truth: float


@dataclass(frozen=True, eq=False)
class Distortion:
    """What a map does to groups, the worst first."""

    torn: tuple[TornGroup, ...] = ()
    together: tuple[PushedTogether, ...] = ()
    mixed: tuple[MixedGroup, ...] = ()


def map_distortion(trust: MapTrust, projection: Projection, labels: ArrayLike) -> Distortion:
    """Which groups this map tears apart, and which it pushes together.

    labels: (n_rows,) a number for each row, from 0; -1 for a row in no group. trust: of this map.
    A group is torn where it lies in places of at least 10 rows and a tenth of it, at least a quarter as many true
    neighbours go from place to place as if there were no places, and most of these lie farther away on the map than as
    many rows as the group has. Two are pushed together where the share of the neighbours of one that are of the other
    is at least 0.2 larger on the map than in truth; each two are named once, from the side where it is larger. A group
    that is in none of these pairs is mixed with many others where the share of its own is at least 0.3 smaller.
    Raises ParameterError for another number of labels.
    """
    found = np.asarray(labels)
    n_rows = len(projection.coordinates)
    if found.shape != (n_rows,) or found.dtype.kind not in "iu" or len(trust.row_scores) != n_rows:
        raise ParameterError(
            f"labels must be {n_rows} whole numbers, one per row of the map (got shape {found.shape}, {found.dtype})"
        )
    groups = [group for group in np.unique(found).tolist() if group >= 0]
    torn = [_torn(trust, projection, found, group) for group in groups]
    on_map, in_truth = _shares(trust, found, groups)
    together = _together(groups, on_map, in_truth)
    return Distortion(
        torn=tuple(sorted((one for one in torn if one is not None), key=lambda one: -one.tied)),
        together=together,
        mixed=_mixed(groups, on_map, in_truth, {group for one in together for group in (one.group, one.other)}),
    )


def _torn(trust: MapTrust, projection: Projection, labels: NDArray[np.integer], group: int) -> TornGroup | None:
    members = np.flatnonzero(labels == group)
    part_of = _places(projection.coordinates[members])
    sizes = np.bincount(part_of) if len(part_of) else np.zeros(1, np.int64)
    kept = [part for part in np.argsort(-sizes) if sizes[part] >= max(LEAST_ROWS, LEAST_SHARE * len(members))]
    if len(kept) < 2:
        return None
    place = np.full(len(labels), -1)
    for number, part in enumerate(kept):
        place[members[part_of == part]] = number
    own = np.repeat(place[trust.rows], trust.n_neighbors)
    theirs, ranks = place[trust.near_in_truth].ravel(), trust.ranks_on_map.ravel()
    tie = (own >= 0) & (theirs >= 0)
    crosses = tie & (own != theirs)
    if not crosses.any() or np.median(ranks[crosses]) <= len(members):
        return None
    tied = float(crosses.sum() / tie.sum())
    shares = np.bincount(place[place >= 0]) / (place >= 0).sum()
    if tied < TIED * (1 - (shares**2).sum()):
        return None
    return TornGroup(group, tuple(np.flatnonzero(place == number) for number in range(len(kept))), tied)


def _places(at: NDArray[np.floating]) -> Indices:
    """Which of the places that some rows lie in each of them is in: those that nearest ones link are in one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    n_rows = len(at)
    if n_rows < 2 * LEAST_ROWS:
        return np.zeros(n_rows, np.int64)
    # Rows on one spot would link to each other alone.
    spots, spot_of = np.unique(at, axis=0, return_inverse=True)
    near = cKDTree(spots).query(spots, k=min(LINKED + 1, len(spots)))[1].reshape(len(spots), -1)
    links = np.repeat(np.arange(len(spots)), near.shape[1]), near.ravel()
    linked = coo_array((np.ones(near.size, np.int8), links), shape=(len(spots), len(spots)))
    place_of: Indices = connected_components(linked, directed=False)[1][spot_of.ravel()]
    return place_of


def _together(
    groups: list[int], on_map: NDArray[np.float64], in_truth: NDArray[np.float64]
) -> tuple[PushedTogether, ...]:
    more = on_map - in_truth
    np.fill_diagonal(more, 0)
    found = [
        PushedTogether(groups[a], groups[b], float(on_map[a, b]), float(in_truth[a, b]))
        for a, b in np.argwhere(more >= PUSHED).tolist()
        if more[a, b] > more[b, a] or (more[a, b] == more[b, a] and a < b)
    ]
    return tuple(sorted(found, key=lambda one: one.in_truth - one.on_map))


def _mixed(
    groups: list[int], on_map: NDArray[np.float64], in_truth: NDArray[np.float64], named: set[int]
) -> tuple[MixedGroup, ...]:
    own = zip(groups, on_map.diagonal().tolist(), in_truth.diagonal().tolist(), strict=True)
    found = [MixedGroup(group, map_, true) for group, map_, true in own if group not in named and true - map_ >= MIXED]
    return tuple(sorted(found, key=lambda one: one.on_map - one.in_truth))


def _shares(
    trust: MapTrust, labels: NDArray[np.integer], groups: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n_groups, n_groups) each, on the map and in truth: each group's share of the neighbours of each group's rows."""
    n_groups = len(groups)
    number = np.searchsorted(groups, labels)
    number[labels < 0] = n_groups
    own = np.repeat(number[trust.rows], trust.n_neighbors) * (n_groups + 1)

    def shares(near: Indices) -> NDArray[np.float64]:
        counts = np.bincount(own + number[near].ravel(), minlength=(n_groups + 1) ** 2)
        counts = counts.reshape(n_groups + 1, n_groups + 1)[:n_groups]
        return np.asarray((counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))[:, :n_groups])

    return shares(trust.near_on_map), shares(trust.near_in_truth)
