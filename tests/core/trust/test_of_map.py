"""MapTrust against scikit-learn, a slow reference and by hand."""

from dataclasses import replace

import numpy as np
import pytest

import embedcore as ec
from embedcore.trust import map_trust, ranks


def space_and_map(
    n_rows: int = 240, metric: str = "cosine", *, seed: int = 0
) -> tuple[ec.EmbeddingSpace, ec.Projection]:
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(6, 20)) * 2
    vectors = middles[rng.integers(6, size=n_rows)] + rng.normal(size=(n_rows, 20))
    space = ec.EmbeddingSpace(vectors.astype(np.float32), metric=metric)
    return space, ec.project(space, method="pca")


def distances(space: ec.EmbeddingSpace) -> np.ndarray:
    vectors = space.vectors.astype(np.float64)
    if space.metric == "cosine":
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    if space.metric == "euclidean":
        return np.asarray(np.linalg.norm(vectors[:, None] - vectors[None], axis=2))
    return -(vectors @ vectors.T)


@pytest.mark.parametrize("n_neighbors", [1, 5, 15])
@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_trustworthiness_is_scikit_learns(metric: str, n_neighbors: int) -> None:
    from sklearn.manifold import trustworthiness

    space, picture = space_and_map(metric=metric)
    found = map_trust(space, picture, n_neighbors=n_neighbors)
    vectors, map_ = space.vectors.astype(np.float64), picture.coordinates.astype(np.float64)
    theirs = trustworthiness(vectors, map_, n_neighbors=n_neighbors, metric=metric)
    assert found.trustworthiness == pytest.approx(theirs, abs=1e-6)
    if metric == "euclidean":  # continuity is the same with both sides changed over
        theirs = trustworthiness(map_, vectors, n_neighbors=n_neighbors)
        assert found.continuity == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_scores_and_neighbours_are_those_of_a_slow_reference(metric: str) -> None:
    space, picture = space_and_map(90, metric)
    found = map_trust(space, picture, n_neighbors=7)
    true, drawn = distances(space), np.linalg.norm(picture.coordinates[:, None] - picture.coordinates[None], axis=2)
    np.fill_diagonal(true, -np.inf)
    np.fill_diagonal(drawn, -np.inf)
    for row in range(90):
        in_truth, on_map = np.argsort(true[row])[1:8], np.argsort(drawn[row])[1:8]
        kept = len(set(in_truth) & set(on_map)) / 7
        assert found.row_scores[row] == pytest.approx((kept - 7 / 89) / (1 - 7 / 89))
        assert found.false_neighbors(row).tolist() == [other for other in on_map if other not in in_truth]
        assert found.missing_neighbors(row).tolist() == [other for other in in_truth if other not in on_map]
    assert found.overall == pytest.approx(found.row_scores.mean())


def test_by_hand() -> None:
    """Five rows on a line; on the map the last one lies beside the first."""
    space = ec.EmbeddingSpace(np.array([[0.0], [1.0], [2.1], [3.3], [4.6]], dtype=np.float32), metric="euclidean")
    picture = replace(
        ec.project(space, method="pca"),
        coordinates=np.array([[0, 0], [1, 0], [2.1, 0], [3.3, 0], [0.4, 0]], np.float32),
    )
    found = map_trust(space, picture, n_neighbors=1)
    # Nearest in truth: 1, 0, 1, 2, 3; on the map: 4, 4, 1, 2, 0. True ranks of these: 4, 4, 1, 1, 4.
    assert found.false_neighbors(0).tolist() == [4]
    assert found.missing_neighbors(4).tolist() == [3]
    assert found.trustworthiness == pytest.approx(1 - (3 + 3 + 3) * 2 / (5 * 1 * (10 - 3 - 1)))
    # Ranks on the map of the true ones: 2, 2, 1, 1, 4.
    assert found.continuity == pytest.approx(1 - (1 + 1 + 3) * 2 / (5 * (10 - 3 - 1)))


def test_a_map_that_keeps_everything_is_trusted_wholly() -> None:
    rng = np.random.default_rng(3)
    space = ec.EmbeddingSpace(rng.normal(size=(60, 2)).astype(np.float32), metric="euclidean")
    picture = replace(ec.project(space, method="pca"), coordinates=space.vectors)
    found = map_trust(space, picture)
    assert (found.overall, found.trustworthiness, found.continuity) == (1, 1, 1)
    assert found.far == pytest.approx(1)
    assert not any(len(found.false_neighbors(row)) for row in range(60))
    assert "100% are among the 15 nearest" in found.describe()


def test_a_map_by_chance_is_not_trusted() -> None:
    space, picture = space_and_map()
    rng = np.random.default_rng(1)
    found = map_trust(space, replace(picture, coordinates=rng.normal(size=(240, 2)).astype(np.float32)))
    assert abs(found.overall) < 0.02
    assert 0.4 < found.trustworthiness < 0.6
    assert abs(found.far) < 0.05
    assert "often not alike" in found.describe()


def test_many_rows_are_looked_at_by_a_sample_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    space, picture = space_and_map(600)
    whole = map_trust(space, picture)
    monkeypatch.setattr("embedcore.trust.of_map.MOST_EXACT", 500)
    monkeypatch.setattr("embedcore.trust.of_map.SAMPLED", 200)
    found = map_trust(space, picture)
    assert len(found.rows) == 200
    assert found.notes == ("measured on 200 of 600 rows, drawn at random, each beside all others",)
    np.testing.assert_array_equal(found.row_scores[found.rows], whole.row_scores[found.rows])
    assert np.isnan(np.delete(found.row_scores, found.rows)).all()
    assert found.trustworthiness == pytest.approx(whole.trustworthiness, abs=0.02)
    other = int(np.setdiff1d(np.arange(600), found.rows)[0])
    with pytest.raises(ec.ParameterError, match="one of the 200 rows that were looked at"):
        found.false_neighbors(other)


def test_blocks_and_single_precision_change_nothing_that_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    space, picture = space_and_map()
    whole = map_trust(space, picture)
    monkeypatch.setattr("embedcore.trust.of_map.BLOCK_NUMBERS", 1_000)
    monkeypatch.setattr(ranks, "EXACT_ROWS", 0)
    found = map_trust(space, picture)
    assert found.trustworthiness == pytest.approx(whole.trustworthiness, abs=1e-6)
    np.testing.assert_allclose(found.row_scores, whole.row_scores, atol=1e-9)


def test_few_rows_have_fewer_neighbours_and_it_is_said() -> None:
    space, picture = space_and_map(10)
    found = map_trust(space, picture)
    assert found.n_neighbors == 4
    assert found.notes == ("4 neighbours instead of 15, because there are only 10 rows",)


def test_rows_that_are_all_equal_have_an_answer() -> None:
    space = ec.EmbeddingSpace(np.ones((12, 3), dtype=np.float32))
    found = map_trust(space, ec.project(space, method="pca"))
    assert np.isfinite(found.row_scores).all()
    assert 0 <= found.trustworthiness <= 1


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"n_neighbors": 120}, r"n_neighbors must be in 1\.\.119 .*less than half of the 240 rows"),
        ({"n_neighbors": 0}, r"n_neighbors must be in 1\.\.119"),
        ({"random_state": -1}, "random_state"),
    ],
)
def test_what_can_not_be_measured_is_refused(options: dict[str, int], why: str) -> None:
    with pytest.raises(ec.ParameterError, match=why):
        map_trust(*space_and_map(), **options)


def test_a_map_of_other_rows_is_refused() -> None:
    space, _ = space_and_map()
    _, picture = space_and_map(100)
    with pytest.raises(ec.ParameterError, match=r"a map of this space \(got 100 for 240 rows\)"):
        map_trust(space, picture)
    with pytest.raises(ec.ParameterError, match=r"at least 4 rows to be judged \(got 3\)"):
        map_trust(*space_and_map(3))
