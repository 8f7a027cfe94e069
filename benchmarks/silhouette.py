"""How the number of groups was chosen before: where the mean silhouette is best, of 2 to 30 groups."""

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.count import kmeans, silhouette
from embedcore.types import Vectors

CANDIDATES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 25, 28, 30)
NEAR_BEST = 0.96


def best_number(vectors: Vectors, random_state: int) -> int:
    """The best number around the top of the curve, or fewer as long as they are within 4 % of it.

    vectors: (n_rows, n_dims), centred and scaled. k-means as it is now, from a tree or k-means++.
    """
    candidates = [k for k in CANDIDATES if k <= int(np.sqrt(len(vectors)))]
    curve = np.array([silhouette(vectors, kmeans(vectors, k, random_state)[0]) for k in candidates])
    return candidates[_best_place(curve)]


def _best_place(curve: NDArray[np.float64]) -> int:
    ends = np.pad(curve, 1, mode="edge")
    top = int((ends[:-2] + 2 * curve + ends[2:]).argmax())
    place = max(range(max(top - 1, 0), min(top + 2, len(curve))), key=lambda place: (curve[place], -place))
    least = NEAR_BEST * curve[place]
    while place and curve[place - 1] >= least > 0:
        place -= 1
    return place
