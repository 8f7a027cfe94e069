"""Maps of more rows than are fitted, at a size that is small here."""

import re

import numpy as np
import pytest

import embedcore as ec
from embedcore import metrics
from embedcore.projection import base, placing
from embedcore.projection import tsne as tsne_module
from embedcore.space.space import EmbeddingSpace
from tests.core.projection.test_projection import blobs

METRICS = ["cosine", "euclidean", "dot"]
N_ROWS, N_FITTED = 600, 200


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MOST_FITTED", 300)
    monkeypatch.setattr(base, "SAMPLED", N_FITTED)
    monkeypatch.setattr(base, "SAMPLED_BY_DOT", N_FITTED)
    monkeypatch.setattr(placing, "_PLACED_AT_ONCE", 64)
    monkeypatch.setattr(tsne_module, "EARLY_ITERATIONS", 60)
    monkeypatch.setattr(tsne_module, "ITERATIONS", 120)


@pytest.fixture
def vectors() -> np.ndarray:
    return blobs(size=N_ROWS // 3)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("method", ["umap", "tsne"])
def test_a_sample_is_fitted_and_named_and_the_others_stand_where_place_puts_them(
    method: str, metric: str, vectors: np.ndarray
) -> None:
    space = EmbeddingSpace(vectors, metric=metric)
    whole = ec.project(space, method=method, random_state=3)
    rows = whole.fitted_rows
    assert rows is not None
    assert len(rows) == N_FITTED
    assert (np.diff(rows) > 0).all()
    assert whole.coordinates.shape == (N_ROWS, 2)
    part = EmbeddingSpace(vectors[rows], metric=metric)
    alone = ec.Projection(whole.coordinates[rows], method, whole.params, part)
    assert np.array_equal(ec.project(part, method=method, random_state=3).coordinates, alone.coordinates)
    rest = np.setdiff1d(np.arange(N_ROWS), rows)
    there = alone.place(vectors[rest]).coordinates
    equal = np.isclose(whole.coordinates[rest], there, atol=1e-4).all(axis=1)
    assert equal.mean() >= (1 if metric == "dot" else 0.9)
    said = re.fullmatch(
        r"the map was made from 200 of the 600 rows, drawn at random; the other 400 stand where their 10 nearest "
        r"neighbours among these do; (all of them compared|(\d+\.\d)% of the true ones are found "
        r"\(measured on 400 rows\))",
        whole.notes[-1],
    )
    assert said is not None
    assert (said[2] is None) == (metric == "dot")
    assert said[2] is None or float(said[2]) >= 96
    again = ec.project(EmbeddingSpace(vectors, metric=metric), method=method, random_state=3)
    assert np.array_equal(again.coordinates, whole.coordinates)
    other = ec.project(space, method=method, random_state=4).fitted_rows
    assert other is not None
    assert not np.array_equal(other, rows)


def test_new_points_are_placed_among_all_rows(vectors: np.ndarray) -> None:
    whole = ec.project(EmbeddingSpace(vectors), method="umap")
    assert whole.fitted_rows is not None
    row = int(np.setdiff1d(np.arange(N_ROWS), whole.fitted_rows)[0])
    assert whole.place(vectors[row]).neighbor_indices[0, 0] == row
    assert whole.place(vectors[row]).coordinates[0] == pytest.approx(whole.coordinates[row], abs=1e-5)


def test_options_are_measured_by_the_rows_that_are_fitted(vectors: np.ndarray) -> None:
    with pytest.raises(ec.ParameterError, match=r"n_neighbors must be < n_rows .got 250 for 200 rows"):
        ec.project(EmbeddingSpace(vectors), method="umap", n_neighbors=250)


def test_progress_names_the_placing_and_can_cancel_it(vectors: np.ndarray) -> None:
    seen: list[tuple[int, int]] = []

    def told(done: int, total: int, what: str) -> None:
        if what == "placing the other rows":
            seen.append((done, total))

    ec.project(EmbeddingSpace(vectors), on_progress=told)
    assert seen == [(64, 400), (128, 400), (192, 400), (256, 400), (320, 400), (384, 400), (400, 400)]

    def stop(done: int, total: int, what: str) -> None:
        if what == "placing the other rows":
            raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.project(EmbeddingSpace(vectors), on_progress=stop)


@pytest.mark.parametrize("metric", METRICS)
def test_pca_reads_all_rows_in_blocks_and_gives_what_it_gives_of_the_whole(
    metric: str, vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = EmbeddingSpace(vectors, metric=metric)
    whole = ec.project(space, method="pca")
    assert whole.fitted_rows is None
    assert whole.notes == ()
    monkeypatch.setattr(metrics, "BLOCK_ROWS", 37)
    blocks = ec.project(space, method="pca")
    assert blocks.coordinates == pytest.approx(whole.coordinates, abs=1e-4)
    assert blocks.explained_variance_ratio == pytest.approx(whole.explained_variance_ratio)


def test_rows_that_are_all_equal_but_one_are_no_single_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "BLOCK_ROWS", 37)
    equal = np.ones((100, 3), dtype=np.float32)
    assert "one spot" in ec.project(EmbeddingSpace(equal), method="pca").notes[0]
    equal[99, 0] = 2
    assert ec.project(EmbeddingSpace(equal), method="pca").notes == (
        "98 rows equal others and share their spots", "only 2 of the 100 rows differ",
    )  # fmt: skip
