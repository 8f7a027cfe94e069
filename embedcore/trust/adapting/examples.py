"""Examples to learn from, checked: rows with a label, and pairs that were judged; and parts to measure on."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.phrases import counted
from embedcore.types import Indices

LEAST_LABELLED, LEAST_OF_A_KIND = 20, 3
LEAST_PAIRS, LEAST_OF_A_JUDGEMENT = 20, 5
UNLABELLED = -1
Pair = tuple[int | str, int | str, bool]


def label_codes(labels: Iterable[Any], n_rows: int) -> NDArray[np.int64]:
    """(n_rows,) the number of each row's label; -1 for None, NaN, NaT, an empty text, and a label of a single row.

    Raises ParameterError for another number of labels, DataError for too few: at least 20 rows and two labels of three
    rows each.
    """
    given = list(labels)
    if len(given) != n_rows:
        raise ParameterError(
            f"labels must be one for each row (got {len(given)} for {n_rows} rows); give None for rows without one"
        )
    texts = np.array(["" if _is_missing(one) else str(one).strip() for one in given], dtype=object)
    names, codes, sizes = np.unique(texts, return_inverse=True, return_counts=True)
    usable = (names != "") & (sizes > 1)
    new = np.where(usable, np.cumsum(usable) - 1, UNLABELLED)
    found = np.asarray(new[codes.ravel()], dtype=np.int64)
    n_labelled, n_kinds = int((found >= 0).sum()), int((usable & (sizes >= LEAST_OF_A_KIND)).sum())
    if n_labelled < LEAST_LABELLED or n_kinds < 2:
        raise DataError(
            f"labels must be of at least {LEAST_LABELLED} rows, with two labels of {LEAST_OF_A_KIND} rows or more (got "
            f"{counted(n_labelled, 'row')} that {'shares' if n_labelled == 1 else 'share'} a label with another, "
            f"{counted(n_kinds, 'label')} of {LEAST_OF_A_KIND} rows); label more rows or choose another column"
        )
    return found


def _is_missing(value: Any) -> bool:
    """None, NaN, NaT and pandas' NA, which is not even equal to itself."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))


def checked_pairs(pairs: object, n_rows: int) -> list[Pair]:
    """Each a row or a text, another one, and whether they are alike.

    Raises ParameterError for anything else, and for fewer than are needed.
    """
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        raise ParameterError(f"pairs must be a list of (row, row, alike) (got {type(pairs).__name__}); pass a list")
    for place, pair in enumerate(pairs):
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 3:
            raise ParameterError(f"pairs must be (row, row, alike) each (got {pair!r:.60} at position {place})")
        *sides, alike = pair
        if not isinstance(alike, (bool, np.bool_)) or not all(_is_side(side, n_rows) for side in sides):
            raise ParameterError(
                f"a pair must be two of a row in 0..{n_rows - 1} or a text, and True for alike or False (got "
                f"{pair!r:.60} at position {place})"
            )
    made: list[Pair] = [(left, right, bool(alike)) for left, right, alike in pairs]
    check_enough(np.array([alike for *_, alike in made], dtype=bool))
    return made


def check_enough(alike: NDArray[np.bool_]) -> None:
    """Raises ParameterError for fewer pairs than can be learned from and measured."""
    n_alike = int(alike.sum())
    n_not = len(alike) - n_alike
    if len(alike) < LEAST_PAIRS or min(n_alike, n_not) < LEAST_OF_A_JUDGEMENT:
        raise ParameterError(
            f"pairs must be at least {LEAST_PAIRS}, {LEAST_OF_A_JUDGEMENT} alike and {LEAST_OF_A_JUDGEMENT} not (got "
            f"{n_alike} alike and {n_not} not, those of equal vectors left out); judge more"
        )


def _is_side(side: object, n_rows: int) -> bool:
    if isinstance(side, str):
        return bool(side.strip())
    return isinstance(side, (int, np.integer)) and not isinstance(side, bool) and bool(0 <= side < n_rows)


def class_folds(codes: NDArray[np.int64], n_folds: int, rng: np.random.Generator) -> Indices:
    """(n,) the part 0..n_folds-1 of each row; each class is spread evenly over them."""
    order = rng.permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    folds = np.empty(len(codes), dtype=np.int64)
    folds[order] = np.arange(len(codes)) % n_folds
    return folds


def pair_folds(ends: Indices, alike: NDArray[np.bool_], n_folds: int, rng: np.random.Generator) -> Indices:
    """(n,) the part of each pair; pairs that share a row are in one part, so that none was seen.

    ends: (n, 2) what the pairs are of, by number. Where few would be left to spread, or one of more than half of the
    pairs (all results of one search share its phrase), each pair is spread by itself instead.
    """
    group = _connected(ends)
    sizes = np.bincount(group)
    if len(sizes) < 2 * n_folds or sizes.max() > len(ends) / 2:
        return class_folds(alike.astype(np.int64), n_folds, rng)
    fold_of, filled = np.zeros(len(sizes), dtype=np.int64), np.zeros(n_folds)
    order = rng.permutation(len(sizes))
    for one in order[np.argsort(-sizes[order], kind="stable")].tolist():
        fold_of[one] = int(filled.argmin())
        filled[fold_of[one]] += sizes[one]
    return fold_of[group]


def _connected(ends: Indices) -> Indices:
    """(n,) the connected component of each pair, from 0 without gaps."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    _, ends_from_0 = np.unique(ends, return_inverse=True)
    left, right = ends_from_0.reshape(ends.shape).T
    n = int(ends_from_0.max()) + 1
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(n, n))
    _, component = connected_components(graph, directed=False)
    _, found = np.unique(component[left], return_inverse=True)
    return np.asarray(found.ravel(), dtype=np.int64)
