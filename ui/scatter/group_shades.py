"""Which shade each group has: by its place on the map, unlike those of the groups it touches, and then kept."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ui.scatter import palette

Labels = NDArray[np.integer]
"""(n_rows,) the group of each row, -1 for none."""

TOLD_APART = 0.085
"""The distance in OKLab, in every sight, that is aimed at for groups that touch; 0.02 is just seen side by side."""
LEAST_APART = 0.08
"""What comes of it at the least, on the samples' maps and on random ones (tests/ui/scatter/test_group_shades.py)."""
_FAR_APART = 0.05  # for groups that don't touch, in normal sight
_TOUCHING, _ALL, _SAME = 20.0, 2.0, 50.0  # what falling short costs; a hue 120 degrees off costs 4
_SWEEPS = 20
_CELLS = {2: 64, 3: 16}  # a side
_SHARED = 0.1
_NEAREST = 2


def shades_by_position(
    coordinates: NDArray[np.floating], labels: Labels, kept: Mapping[int, int] | None = None
) -> tuple[int, ...]:
    """The number of a shade for each group: its hue by the direction of its middle, so that related groups look alike.

    Lightness and strength vary so that groups that touch differ by about TOLD_APART, also to those who see fewer
    colours. No two groups share one, up to a few hundred.
    coordinates: (n_rows, 2 or 3). kept: shades that groups have already.
    """
    n_groups = int(labels.max(initial=-1)) + 1
    if n_groups == 0:
        return ()
    wanted, touch = _hues(coordinates, labels, n_groups), touching(coordinates, labels)
    table = palette.shades()
    off = np.abs((table.hues - wanted[:, None] + 180) % 360 - 180) / 60
    own_cost = off**2 + 0.5 * table.strangeness
    near_cost = _TOUCHING * np.clip(1 - table.apart / TOLD_APART, 0, None)
    far_cost = _ALL * np.clip(1 - table.apart_normally / _FAR_APART, 0, None) + _SAME * (table.apart_normally < 0.01)
    chosen = np.full(n_groups, -1)
    for group, shade in (kept or {}).items():
        chosen[group] = shade
    free = [group for group in np.argsort(-touch.sum(axis=1), kind="stable").tolist() if chosen[group] < 0]
    for _ in range(_SWEEPS):
        before = chosen.copy()
        for group in free:
            others = chosen >= 0
            others[group] = False
            near, far = chosen[others & touch[group]], chosen[others]
            chosen[group] = int((own_cost[group] + near_cost[near].sum(axis=0) + far_cost[far].sum(axis=0)).argmin())
        if (before == chosen).all():
            break
    return tuple(chosen.tolist())


def kept_shades(before: Labels, shades_before: tuple[int, ...], after: Labels) -> dict[int, int]:
    """The shades that groups made anew keep, of those they mostly were, by group.

    A pair belongs together if it shares more than half of the rows of one of the two; those that share most go first.
    before, after: of the same rows.
    """
    n_after = int(after.max(initial=-1)) + 1
    known = (before >= 0) & (after >= 0)
    shared = np.zeros((len(shades_before), n_after), dtype=np.int64)
    np.add.at(shared, (before[known], after[known]), 1)
    least = np.minimum(shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True)) / 2
    shared[shared <= least] = 0
    kept = {}
    while shared.any():
        old, new = np.unravel_index(shared.argmax(), shared.shape)
        kept[int(new)] = shades_before[old]
        shared[old], shared[:, new] = 0, 0
    return kept


def touching(coordinates: NDArray[np.floating], labels: Labels) -> NDArray[np.bool_]:
    """(n_groups, n_groups) whether two groups touch on the map.

    They do if a tenth of the smaller one's rows lie beside rows of the other, in the same or the next of 64 x 64
    cells (in space 16 x 16 x 16), or if no other groups' middles but one are nearer.
    """
    n_groups, n_dims = int(labels.max(initial=-1)) + 1, coordinates.shape[1]
    own = _counts(coordinates, labels, n_groups)
    beside = own
    for axis in range(1, n_dims + 1):
        wide = np.pad(beside, [(1, 1) if at == axis else (0, 0) for at in range(n_dims + 1)])
        beside = sum(np.take(wide, range(step, step + own.shape[axis]), axis=axis) for step in range(3))  # type: ignore[assignment]
    own, beside = own.reshape(n_groups, -1), beside.reshape(n_groups, -1)
    shared = np.array([np.minimum(own, one).sum(axis=1) for one in beside]).reshape(n_groups, n_groups)
    sizes = np.maximum(own.sum(axis=1), 1)
    touch: NDArray[np.bool_] = np.maximum(shared, shared.T) >= _SHARED * np.minimum(sizes[:, None], sizes)
    middles = _middles(coordinates, labels, n_groups)
    far = np.linalg.norm(middles[:, None] - middles, axis=-1)
    np.fill_diagonal(far, np.inf)
    for group, nearest in enumerate(far.argsort(axis=1, kind="stable")[:, :_NEAREST]):
        touch[group, nearest] = touch[nearest, group] = True
    np.fill_diagonal(touch, False)
    return touch


def _counts(coordinates: NDArray[np.floating], labels: Labels, n_groups: int) -> NDArray[np.int32]:
    """(n_groups, cells, cells[, cells]) rows of each group in each cell of a grid over the map."""
    n_dims = coordinates.shape[1]
    side = _CELLS[n_dims]
    low = coordinates.min(axis=0)
    extent = np.ptp(coordinates, axis=0)
    places = np.minimum((coordinates - low) * (side / np.where(extent > 0, extent, 1)), side - 1).astype(np.int64)
    cells = np.ravel_multi_index(tuple(places.T), (side,) * n_dims)
    grouped = labels >= 0
    found = np.bincount(labels[grouped] * side**n_dims + cells[grouped], minlength=n_groups * side**n_dims)
    return found.reshape(n_groups, *(side,) * n_dims).astype(np.int32)


def _middles(coordinates: NDArray[np.floating], labels: Labels, n_groups: int) -> NDArray[np.float64]:
    grouped = labels >= 0
    sizes = np.maximum(np.bincount(labels[grouped], minlength=n_groups), 1)
    sums = [np.bincount(labels[grouped], axis[grouped], n_groups) for axis in coordinates.T]
    return (np.array(sums) / sizes).T


def _hues(coordinates: NDArray[np.floating], labels: Labels, n_groups: int) -> NDArray[np.float64]:
    """(n_groups,) degrees: halfway between the direction of each middle and one by its rank, which uses all colours."""
    across, up = (_middles(coordinates, labels, n_groups) - coordinates.mean(axis=0, dtype=np.float64)).T[:2]
    directions = np.degrees(np.arctan2(up, across))
    even = directions.argsort(kind="stable").argsort() * (360 / max(n_groups, 1))
    begin = np.degrees(np.angle(np.exp(1j * np.radians(directions - even)).sum()))
    evener = (even + begin - directions + 180) % 360 - 180
    hues: NDArray[np.float64] = (directions + evener / 2) % 360
    return hues
