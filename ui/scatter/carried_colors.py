"""Which colour a group has when the groups are made anew."""

import numpy as np
from numpy.typing import NDArray


def carry_colors(
    before: NDArray[np.int64], colors_before: tuple[int, ...], after: NDArray[np.int64], n_colors: int
) -> tuple[int, ...]:
    """A colour number for each new group, so that a group keeps the colour of the group it mostly was.

    The pairs that share most rows are matched first (assignment problem, Kuhn 1955); groups without a
    match take the colours used least. before, after: (n_rows,) labels of the same rows.
    """
    from scipy.optimize import linear_sum_assignment

    n_after = int(after.max()) + 1
    shared = np.zeros((len(colors_before), n_after), dtype=np.int64)
    np.add.at(shared, (before, after), 1)
    olds, news = linear_sum_assignment(-shared)
    matched = {int(new): colors_before[old] % n_colors for old, new in zip(olds, news, strict=True) if shared[old, new]}
    used = np.bincount(list(matched.values()), minlength=n_colors)
    colors = []
    for group in range(n_after):
        if group not in matched:
            matched[group] = int(used.argmin())
            used[matched[group]] += 1
        colors.append(matched[group])
    return tuple(colors)
