"""Rows with equal vectors are one spot, whatever the map is made by, and take no room from the others."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.projection import METHODS
from embedcore.projection import base as projection_base
from embedcore.projection import tsne as tsne_module
from embedcore.trust import map_trust
from tests.core.projection.test_projection import blobs

OURS = [name for name in METHODS if name != "umap-learn"]
N_COPIES = 40


@pytest.fixture(autouse=True)
def few_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsne_module, "EARLY_ITERATIONS", 60)
    monkeypatch.setattr(tsne_module, "ITERATIONS", 120)


@pytest.fixture(params=OURS)
def method(request: pytest.FixtureRequest) -> str:
    return request.param


def crowded() -> tuple[np.ndarray, np.ndarray]:
    """Sixty rows and forty copies of the fourth of them, mixed; and the row among the sixty that each one is."""
    of = np.random.default_rng(5).permutation(np.concatenate([np.arange(60), np.full(N_COPIES, 3)]))
    return blobs()[of], of


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
@pytest.mark.parametrize("n_components", [2, 3])
def test_equal_rows_have_one_place_each(method: str, n_components: int, metric: str) -> None:
    vectors, of = crowded()
    made = ec.project(ec.EmbeddingSpace(vectors, metric=metric), method=method, n_components=n_components)
    spots = {row: {tuple(at) for at in made.coordinates[of == row].tolist()} for row in range(60)}
    assert {len(found) for found in spots.values()} == {1}
    assert len(set.union(*spots.values())) == 60
    assert made.notes[0] == "40 rows equal others and share their spots"
    assert made.fitted_rows is None


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_the_map_is_the_one_of_each_row_once(method: str) -> None:
    vectors, of = crowded()
    firsts = np.sort(np.unique(of, return_index=True)[1])
    made = ec.project(ec.EmbeddingSpace(vectors), method=method)
    alone = ec.project(ec.EmbeddingSpace(vectors[firsts]), method=method)
    assert np.array_equal(made.coordinates[firsts], alone.coordinates)
    assert made.params == alone.params
    start = np.random.default_rng(0).normal(size=(100, 2))
    begun = ec.project(ec.EmbeddingSpace(vectors), method=method, init=start)
    assert not np.array_equal(begun.coordinates, made.coordinates)
    assert len(np.unique(begun.coordinates, axis=0)) == 60


def test_minus_zero_is_zero(method: str) -> None:
    vectors = np.vstack([blobs(), np.zeros((1, 8)), np.full((1, 8), -0.0)]).astype(np.float32)
    made = ec.project(ec.EmbeddingSpace(vectors, metric="euclidean"), method=method)
    assert np.array_equal(made.coordinates[60], made.coordinates[61])
    assert made.notes[0] == "1 row equals another one and shares its spot"


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize("n_different", [2, 3, 4, 5])
def test_few_different_rows_are_so_many_spots(method: str, n_different: int, n_components: int) -> None:
    vectors = blobs()[np.arange(50) % n_different]
    made = ec.project(ec.EmbeddingSpace(vectors), method=method, n_components=n_components)
    assert np.isfinite(made.coordinates).all()
    assert len(np.unique(made.coordinates, axis=0)) == n_different
    assert len(np.unique(made.coordinates[::n_different], axis=0)) == 1
    assert made.notes[0] == f"{50 - n_different} rows equal others and share their spots"
    if n_different == 2:
        assert made.notes[1] == "only 2 of the 50 rows differ"
    elif method != "pca":
        assert f"because only {n_different} of the 50 rows differ" in made.notes[1]


def test_given_values_are_lowered_where_few_rows_differ_and_it_is_said() -> None:
    space = ec.EmbeddingSpace(np.eye(8, dtype=np.float32)[np.arange(50) % 8])
    tsne = ec.project(space, method="tsne", perplexity=20)
    assert (tsne.params.perplexity, tsne.notes[1]) == (
        7, "perplexity 7 instead of 20, because only 8 of the 50 rows differ",
    )  # fmt: skip
    umap = ec.project(space, method="umap", n_neighbors=30)
    assert (umap.params.n_neighbors, umap.notes[1]) == (
        7, "7 neighbours instead of 30, because only 8 of the 50 rows differ",
    )  # fmt: skip
    kept = ec.project(space, method="umap", n_neighbors=5)
    assert (kept.params.n_neighbors, len(kept.notes)) == (5, 1)
    with pytest.raises(ec.ParameterError, match=r"n_neighbors must be < n_rows \(got 50 for 50 rows\)"):
        ec.project(space, method="umap", n_neighbors=50)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_copies_leave_room_for_other_neighbours_of_what_is_placed(method: str, metric: str) -> None:
    vectors, of = crowded()
    made = ec.project(ec.EmbeddingSpace(vectors, metric=metric), method=method)
    row = int(np.flatnonzero(of == 3)[0])
    there = made.place(np.vstack([vectors[row], vectors[row] + 0.1]))
    assert there.coordinates[0] == pytest.approx(made.coordinates[row], abs=1e-6)
    assert there.radius[0] == 0
    assert there.radius[1] > 0
    assert there.neighbor_indices.shape == (2, 10)
    for near in there.neighbor_indices:
        assert near[0] == row
        assert len(set(of[near])) == 10


def test_where_the_whole_map_has_few_spots_there_are_as_few_neighbours() -> None:
    space = ec.EmbeddingSpace(blobs()[np.arange(50) % 4])
    found = ec.project(space, method="pca").place(blobs()[:2])
    assert found.neighbor_indices.shape == (2, 4)
    assert found.neighbor_indices[:, 0].tolist() == [0, 1]


@pytest.mark.parametrize("metric", ["cosine", "dot"])
def test_of_very_many_rows_different_ones_are_drawn(method: str, metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection_base, "MOST_FITTED", 50)
    monkeypatch.setattr(projection_base, "SAMPLED", 30)
    monkeypatch.setattr(projection_base, "SAMPLED_BY_DOT", 30)
    vectors, of = crowded()
    made = ec.project(ec.EmbeddingSpace(vectors, metric=metric), method=method)
    assert {len(np.unique(made.coordinates[of == row], axis=0)) for row in range(60)} == {1}
    if method == "pca":
        return
    assert made.fitted_rows is not None
    assert len(set(of[made.fitted_rows])) == len(made.fitted_rows) == 30
    assert made.notes[-1].startswith("the map was made from 30 of the 60 different rows, drawn at random; the other 30")


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_progress_counts_the_different_rows(method: str) -> None:
    seen: list[tuple[int, int, str]] = []
    ec.project(ec.EmbeddingSpace(crowded()[0]), method=method, on_progress=lambda *report: seen.append(report))
    assert [(done, total) for done, total, what in seen if what == "comparing rows"] == [(60, 60)]
    assert seen[-1][0] == seen[-1][1]


def test_copies_are_no_reason_to_distrust_a_map() -> None:
    vectors, of = crowded()
    trust = map_trust(space := ec.EmbeddingSpace(vectors), ec.project(space, method="tsne"))
    assert trust.row_scores[of == 3].min() == 1
