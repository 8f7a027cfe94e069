"""The inner loop of t-SNE (van der Maaten and Hinton 2008): springs between neighbours, and all rows push each other.

The push is the slope of one field, the sum of 1 / (1 + d^2) over all rows, since the derivative of that is
-2 d / (1 + d^2)^2. The field comes from a grid by fast Fourier transforms, after an idea of Linderman et al. 2019
(FIt-SNE); rows are spread onto the grid and read from it by B-splines of sixth order, whose slope is exact, as in
smooth particle mesh Ewald (Essmann et al. 1995). So two transforms do for each move, where FIt-SNE takes eight.

It is compiled by numba, which keeps the compiled code beside this file (or in its own cache folder where that can't be
written to).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

ORDER = 6
SPLINE_AT_NODES = np.array([66, 26, 1]) / 120
"""The B-spline at 0, 1 and 2 steps from its middle."""
FINEST, COARSEST, FINE_NODES = 0.25, 0.5, 160
"""Steps of the grid where the map is small and where it is large, and nodes along its longest side between them."""
ROOM = 1.15
"""The grid is larger than the map needs, so that it serves while the map grows."""


class Field:
    """The sum of 1 / (1 + d^2) over all rows, on a grid around them."""

    def __init__(self, n_threads: int) -> None:
        self.n_threads = n_threads
        self.step = np.float32(0)
        self.corner = np.zeros(2, dtype=np.float32)
        self._room = np.zeros(2, dtype=int)
        self._sizes: list[int] = []
        self._kernel = np.zeros(0, dtype=np.float32)

    def at(self, positions: NDArray[np.float32]) -> NDArray[np.float32]:
        """The field at the nodes, of which the first lies at `corner`: (n, m) float32. positions: (n_rows, 2)."""
        from scipy import fft

        low, high = positions.min(axis=0), positions.max(axis=0)
        self._fit(high - low)
        self.corner = low - self.step / 2
        grid = np.zeros(self._sizes, dtype=np.float32)
        spread(positions, self.corner, self.step, grid)
        waves = fft.rfft2(grid, workers=self.n_threads)
        waves *= self._kernel
        field = fft.irfft2(waves, s=self._sizes, workers=self.n_threads, overwrite_x=True)
        return np.asarray(field, dtype=np.float32)

    def _fit(self, extent: NDArray[np.float32]) -> None:
        """A grid with room for a map of this extent: twice as many nodes on each side, so that nothing comes round."""
        from scipy import fft

        step = np.float32(np.clip(0.05 * np.ceil(extent.max() / FINE_NODES / 0.05), FINEST, COARSEST))
        needed = np.ceil(extent / step).astype(int) + ORDER + 1
        if step == self.step and (needed <= self._room).all():
            return
        self.step = step
        self._room = np.ceil(needed * ROOM).astype(int)
        self._sizes = [fft.next_fast_len(2 * int(n), real=True) for n in self._room]
        squares, splines = [], []
        for size in self._sizes:
            along = np.arange(size)
            squares.append((np.minimum(along, size - along) * step).astype(np.float32) ** 2)
            turns = 2 * np.pi * along / size
            splines.append(SPLINE_AT_NODES @ [np.ones(size), 2 * np.cos(turns), 2 * np.cos(2 * turns)])
        waves = fft.rfft2(1 / (1 + np.add.outer(*squares)), workers=self.n_threads).real
        # Once for spreading, once for reading.
        self._kernel = (waves / np.multiply.outer(*splines)[:, : waves.shape[1]] ** 2).astype(np.float32)


@njit(cache=True)
def _splines(place, values, slopes):  # type: ignore[no-untyped-def]
    """The node before a row, and the B-spline and its slope at the six nodes from there on.

    place: of the row, in steps. By raising the order (de Boor 1978): of order n, the spline of node j is
    (t + n - 1 - j) / (n - 1) times that of node j - 1 of order n - 1, and (1 - t + j) / (n - 1) times that of node j of
    order n - 1, where t is how far the row lies beyond its node.
    """
    node = int(place)
    t = np.float32(place - node)
    one = np.float32(1)
    values[:] = 0
    values[0], values[1] = one - t, t
    for order in range(3, ORDER + 1):
        if order == ORDER:
            slopes[0] = -values[0]
            for j in range(1, ORDER):
                slopes[j] = values[j - 1] - values[j]
        share = one / np.float32(order - 1)
        for j in range(order - 1, 0, -1):
            values[j] = share * (
                (t + np.float32(order - 1 - j)) * values[j - 1] + (one - t + np.float32(j)) * values[j]
            )
        values[0] *= share * (one - t)
    return node


@njit(cache=True)
def _four():  # type: ignore[no-untyped-def]
    return (
        np.zeros(ORDER, dtype=np.float32),
        np.zeros(ORDER, dtype=np.float32),
        np.zeros(ORDER, dtype=np.float32),
        np.zeros(ORDER, dtype=np.float32),
    )


@njit(cache=True, nogil=True)
def spread(positions, corner, step, grid):  # type: ignore[no-untyped-def]
    """Adds each row to the nodes of the grid around it: shares that sum to 1."""
    across, along, slopes, _ = _four()
    for row in range(len(positions)):
        first = _splines((positions[row, 0] - corner[0]) / step, across, slopes)
        second = _splines((positions[row, 1] - corner[1]) / step, along, slopes)
        for i in range(ORDER):
            for j in range(ORDER):
                grid[first + i, second + j] += across[i] * along[j]


@njit(cache=True, nogil=True, fastmath=True)
def forces(begin, end, positions, starts, others, weights, field, corner, step, pull, push):  # type: ignore[no-untyped-def]
    """Pull and push of the rows from begin to end, in place, and the sum of the field at them.

    positions, pull, push: (n_rows, 2) float32. starts (n_rows + 1,), others, weights (n_edges,): the neighbours as
    rows of a CSR matrix. pull: the sum of weight * d / (1 + d^2) over the neighbours; push: that of d / (1 + d^2)^2
    over all rows.
    """
    across, along, across_slopes, along_slopes = _four()
    scale = np.float32(-0.5) / step
    total = 0.0
    for row in range(begin, end):
        x, y = positions[row, 0], positions[row, 1]
        pull_x, pull_y = np.float32(0), np.float32(0)
        for edge in range(starts[row], starts[row + 1]):
            dx, dy = x - positions[others[edge], 0], y - positions[others[edge], 1]
            weight = weights[edge] / (np.float32(1) + dx * dx + dy * dy)
            pull_x += weight * dx
            pull_y += weight * dy
        pull[row, 0], pull[row, 1] = pull_x, pull_y
        first = _splines((x - corner[0]) / step, across, across_slopes)
        second = _splines((y - corner[1]) / step, along, along_slopes)
        push_x, push_y = np.float32(0), np.float32(0)
        for i in range(ORDER):
            for j in range(ORDER):
                node = field[first + i, second + j]
                total += across[i] * along[j] * node
                push_x += across_slopes[i] * along[j] * node
                push_y += across[i] * along_slopes[j] * node
        push[row, 0], push[row, 1] = scale * push_x, scale * push_y
    return total
