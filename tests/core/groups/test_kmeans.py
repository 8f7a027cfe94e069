"""k-means by matrix products: scikit-learn's from the same starts, and what becomes of empty groups and equal rows."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.cluster import KMeans

from embedcore.groups.kmeans import BLOCK_ROWS, from_centres, means, plus_plus


def rows(n_rows: int, seed: int = 0, n_dims: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n_rows, n_dims)) + 3 * rng.integers(0, 2, size=(n_rows, n_dims))).astype(np.float32)


@pytest.mark.parametrize(("n_rows", "k"), [(200, 1), (200, 7), (900, 20), (BLOCK_ROWS + 300, 4)])
def test_the_groups_are_those_of_scikit_learn_from_the_same_start(n_rows: int, k: int) -> None:
    vectors = rows(n_rows)
    start = vectors[np.random.default_rng(1).choice(n_rows, k, replace=False)]
    ours, theirs = from_centres(vectors, start), KMeans(k, init=start, n_init=1).fit(vectors)
    assert (ours.labels == theirs.labels_).mean() > 0.999
    np.testing.assert_allclose(ours.centres, theirs.cluster_centers_, atol=1e-2)
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-4)


def test_each_centre_is_the_mean_of_its_rows_and_each_row_is_with_the_nearest() -> None:
    vectors = rows(400)
    found = from_centres(vectors, vectors[:6])
    distances = ((vectors[:, None] - found.centres) ** 2).sum(axis=2)
    assert np.array_equal(found.labels, distances.argmin(axis=1))
    assert found.inertia == pytest.approx(distances.min(axis=1).sum(), rel=1e-5)
    np.testing.assert_allclose(means(vectors, found.labels), found.centres, atol=2e-2)


def test_few_steps_are_few() -> None:
    vectors = rows(900)
    inertias = [from_centres(vectors, vectors[:20], steps=steps).inertia for steps in (1, 2, 4, 100)]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[0] > inertias[-1]


def test_a_group_without_rows_begins_anew_at_the_farthest_one() -> None:
    vectors = np.array([[0, 0], [0, 1], [10, 0], [10, 1], [50, 50]], dtype=np.float32)
    start = np.array([[0, 0.5], [10, 0.5], [-900, -900]], dtype=np.float32)
    found = from_centres(vectors, start)
    assert found.labels.tolist() == [0, 0, 1, 1, 2]
    assert found.centres.tolist() == [[0, 0.5], [10, 0.5], [50, 50]]


def test_equal_rows_make_fewer_groups_of_which_none_is_empty() -> None:
    vectors = np.repeat(np.array([[0, 0], [1, 1]], dtype=np.float32), 5, axis=0)
    found = from_centres(vectors, np.array([[0, 0], [0.1, 0], [1, 1], [1, 1]], dtype=np.float32))
    assert len(found.centres) == 2
    assert found.labels.tolist() == [0] * 5 + [1] * 5
    assert found.inertia == 0
    assert len(plus_plus(vectors, 4, np.random.default_rng(0))) == 4


def test_starts_lie_apart_and_come_from_the_seed() -> None:
    vectors = np.vstack([rows(50, seed) + 100 * seed for seed in range(6)])
    first, again = (plus_plus(vectors, 6, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)
    assert sorted(round(float(row.mean()) / 100) for row in first) == list(range(6))


def test_starts_are_as_good_as_those_of_scikit_learn() -> None:
    vectors = rows(1_000, n_dims=12)
    ours = [from_centres(vectors, plus_plus(vectors, 12, np.random.default_rng(seed))).inertia for seed in range(12)]
    theirs = [KMeans(12, n_init=1, random_state=seed).fit(vectors).inertia_ for seed in range(12)]
    assert np.mean(ours) < 1.02 * np.mean(theirs)


def test_groups_need_neither_scikit_learn_nor_pandas() -> None:
    code = (
        "import sys, numpy as np, embedcore as ec\n"
        "space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(200, 8)))\n"
        "ec.cluster(space), ec.project(space)\n"
        "assert not {'sklearn', 'pandas', 'torch', 'umap'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
