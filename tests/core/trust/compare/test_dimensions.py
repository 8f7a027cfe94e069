"""Fewer dimensions: what is kept against brute force, the knee by hand, and directions learned by heart."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.errors import ParameterError
from embedcore.trust import DimensionComparison, DimensionsTried
from embedcore.trust.compare import Accuracy
from embedcore.trust.compare.dimensions import numbers_of_dims

TEXTS = [f"{thing} number {number}" for number in range(12) for thing in ("a parcel", "the lentil soup", "my password")]


def tried(n_dims: int, kept: float, n_right: int | None = None, way: str = "pca") -> DimensionsTried:
    return DimensionsTried(
        way=way,
        n_dims=n_dims,
        kept=kept,
        kept_seen=kept,
        megabytes=n_dims / 10,
        query_ms=1.0,
        accuracy=None if n_right is None else Accuracy(n_right, 1_000),
    )


def comparison(*all_tried: DimensionsTried, label: str = "") -> DimensionComparison:
    return DimensionComparison(tried=all_tried, n_neighbors=10, n_rows=1_000, n_asked=1_000, label=label)


def test_the_knee_is_farthest_above_the_straight_line() -> None:
    found = comparison(tried(32, 0.4), tried(64, 0.7), tried(128, 0.85), tried(256, 0.95), tried(384, 1.0))
    # above the line: 0.5 - 0.09, 0.75 - 0.27, 0.92 - 0.64
    assert found.knee("pca").n_dims == 128
    assert "128 of 384 dimensions are enough" in found.describe()
    assert comparison(tried(32, 1.0), tried(64, 1.0), tried(128, 1.0)).knee("pca").n_dims == 32


def test_with_labels_it_is_the_fewest_within_one_standard_error_of_the_best() -> None:
    found = comparison(tried(32, 0.4, 850), tried(64, 0.7, 893), tried(128, 0.8, 900), label="kind")
    assert Accuracy(900, 1_000).standard_error == pytest.approx(0.00949, abs=1e-5)
    assert found.knee("pca").n_dims == 64
    assert "89.3% of rows get their own kind from those most like them instead of 90.0%" in found.describe()


def test_the_way_that_needs_fewer_is_the_best() -> None:
    found = comparison(
        tried(32, 0.4, 880, "truncate"), tried(64, 0.6, 900, "truncate"), tried(32, 0.5, 899), tried(64, 0.7, 900),
        label="kind",
    )  # fmt: skip
    assert (found.best.way, found.best.n_dims) == ("pca", 32)


def test_what_is_kept_is_that_of_the_reduced_space() -> None:
    rng = np.random.default_rng(0)
    space = ec.EmbeddingSpace(rng.normal(size=(120, 12)).astype(np.float32), metric="euclidean")
    found = ec.compare_dimensions(space, ways=["truncate"])
    assert [one.n_dims for one in found.tried] == [2, 4, 8, 12]
    for one in found.tried:
        reduced = ec.reduce_dimensions(space, one.n_dims, way="truncate")
        assert one.kept == pytest.approx(ec.compare(space, reduced).overlap)
    assert found.full.kept == 1 and found.n_asked == 120 and found.notes == ()


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_all_directions_together_change_nothing(metric: str) -> None:
    rng = np.random.default_rng(1)
    space = ec.EmbeddingSpace(rng.normal(size=(60, 9)).astype(np.float32) + 1, metric=metric)
    assert ec.compare_dimensions(space).full.kept == pytest.approx(1, abs=0.01)
    assert ec.compare(space, ec.reduce_dimensions(space, 9)).overlap == pytest.approx(1, abs=0.01)


def test_few_rows_are_learned_by_heart_and_it_is_said() -> None:
    rng = np.random.default_rng(2)
    found = ec.compare_dimensions(ec.EmbeddingSpace(rng.normal(size=(40, 200)).astype(np.float32)))
    assert found.overfits
    assert "PCA learns them by heart" in found.describe()
    middles = rng.normal(size=(3, 12))
    many = (middles[np.arange(900) % 3] + 0.3 * rng.normal(size=(900, 12))).astype(np.float32)
    assert not ec.compare_dimensions(ec.EmbeddingSpace(many)).overfits


def test_accuracy_is_measured_with_labels() -> None:
    rng = np.random.default_rng(3)
    kinds = np.arange(150) % 3
    vectors = np.concatenate([rng.normal(size=(150, 8)), np.eye(3)[kinds] * 6], axis=1).astype(np.float32)
    found = ec.compare_dimensions(ec.EmbeddingSpace(vectors), labels=np.where(np.arange(150) < 140, kinds, np.nan))
    last = found.by("truncate")
    assert last[-1].accuracy is not None and last[0].accuracy is not None
    assert last[-1].accuracy.ratio > 0.95 > last[0].accuracy.ratio  # the telling dimensions come last
    assert last[-1].accuracy.n_rows == 140
    assert found.best.way == "pca" and found.best.n_dims <= 4


@pytest.mark.parametrize("way", ["truncate", "pca"])
def test_a_reduced_space_reads_phrases(way: str) -> None:
    space = ec.embed(TEXTS, model="all-MiniLM-L6-v2-static")
    reduced = ec.reduce_dimensions(space, 16, way=way)
    assert (reduced.n_rows, reduced.n_dims) == (36, 16)
    assert ec.search(reduced, TEXTS[4], n_neighbors=1).indices.tolist() == [4]
    assert reduced.encoder is not None and reduced.encoder.card.n_dims == 16
    assert "16 dimensions" in reduced.notes[-1]


def test_which_numbers_are_tried() -> None:
    assert numbers_of_dims(384) == [32, 64, 128, 256, 384]
    assert numbers_of_dims(64) == [2, 4, 8, 16, 32, 64]
    assert numbers_of_dims(3) == [2, 3]


def test_what_can_not_be_reduced_is_refused() -> None:
    space = ec.EmbeddingSpace(np.eye(5))
    with pytest.raises(ParameterError, match="way must be one of"):
        ec.reduce_dimensions(space, 2, way="magic")
    with pytest.raises(ParameterError, match="n_dims must be in"):
        ec.reduce_dimensions(space, 6)
    with pytest.raises(ParameterError, match="at least 4 rows and 3 dimensions"):
        ec.compare_dimensions(ec.EmbeddingSpace(np.eye(3)))
    with pytest.raises(ParameterError, match="way must be one of"):
        ec.compare_dimensions(space, ways=["magic"])
