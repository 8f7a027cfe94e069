"""Dense parts as groups, and rows in none."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import EditedClustering, GroupEdits, clustering, describe_groups, edited
from embedcore.groups.density import least_size
from tests.core.groups.test_clustering import blobs, same_partition


def scattered() -> tuple[np.ndarray, np.ndarray]:
    """Three groups, and rows that are in none (-1)."""
    vectors, truth = blobs((80, 60, 40))
    between = 40 * np.random.default_rng(1).uniform(-1, 1, size=(12, 6)).astype(np.float32)
    return np.vstack([vectors, between]), np.concatenate([truth, np.full(12, -1)])


@pytest.fixture(scope="module")
def space() -> ec.EmbeddingSpace:
    vectors, truth = scattered()
    texts = [f"{('apple', 'boat', 'chair', 'other')[kind]} {row % 7}" for row, kind in enumerate(truth.tolist())]
    return ec.EmbeddingSpace(vectors, metric="euclidean", dataset=ec.Dataset.from_texts(texts))


def dense(space: ec.EmbeddingSpace, monkeypatch: pytest.MonkeyPatch) -> ec.Clustering:
    """As if HDBSCAN had left those rows in no group, which on a UMAP depends on chance."""
    labels = scattered()[1]
    monkeypatch.setattr(clustering, "dense_groups", lambda *_, **__: labels.copy())
    return ec.cluster(ec.EmbeddingSpace(space.vectors, metric="euclidean", dataset=space.dataset), method="hdbscan")


def test_dense_parts_are_found() -> None:
    vectors, truth = blobs((80, 60, 40))
    found = ec.cluster(ec.EmbeddingSpace(vectors, metric="euclidean"), method="hdbscan")
    grouped = found.labels >= 0
    assert found.method == "hdbscan"
    assert grouped.mean() > 0.9
    assert same_partition(found.labels[grouped], truth[grouped])
    assert np.isnan(found.stability).all()
    assert found.how_many is None


def test_rows_in_no_group_have_no_name_and_no_place_in_one(
    space: ec.EmbeddingSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dense(space, monkeypatch)
    assert found.sizes == (80, 60, 40)
    assert found.n_ungrouped == 12
    assert (found.labels[-12:] == -1).all()
    assert len(found.names) == len(found.representatives) == 3
    assert not any("other" in name for name in found.names)
    assert all(found.labels[list(rows)].tolist() == [group] * 5 for group, rows in enumerate(found.representatives))
    assert found.notes == ("12 rows of 192 in no group, between the dense parts",)
    facts = describe_groups(space, found.labels, 3)
    assert sum(one.share for one in facts) == pytest.approx(180 / 192)
    assert all((found.labels[list(one.typical)] == group).all() for group, one in enumerate(facts))


def test_rows_in_no_group_stay_so_until_they_are_moved(
    space: ec.EmbeddingSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dense(space, monkeypatch)
    shown = edited(space, found)
    assert isinstance(shown, EditedClustering)
    assert shown.labels.tolist() == found.labels.tolist()
    edits = GroupEdits().renamed(shown, 0, "First").moved(shown, [190, 191], 1)
    shown = edited(space, found, edits)
    assert shown.sizes == (80, 62, 40)
    assert shown.n_ungrouped == 10
    assert shown.labels[190] == shown.labels[191] == 1
    assert shown.names[0] == "First"
    assert np.isnan(shown.stability).all()
    made = edited(space, found, GroupEdits().made(shown, [185, 186], "Two"))
    assert made.sizes[-1] == 2
    assert made.n_ungrouped == 10


def test_they_come_back_from_a_file(
    space: ec.EmbeddingSpace, monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    found = dense(space, monkeypatch)
    ec.save(ec.Project(space=space, clustering=found), tmp_path / "dense.zip")  # type: ignore[operator]
    opened = ec.load(tmp_path / "dense.zip").clustering  # type: ignore[operator]
    assert opened.labels.tolist() == found.labels.tolist()
    assert opened.method == "hdbscan"


def test_rows_without_denser_parts_are_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "dense_groups", lambda space, **_: np.full(space.n_rows, -1))
    found = ec.cluster(ec.EmbeddingSpace(blobs((10, 5))[0]), method="hdbscan")
    assert found.sizes == (15,)
    assert found.notes == ("one group, because no part of the data is denser than the rest",)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_rows_that_are_all_equal_are_one_group(value: float) -> None:
    found = ec.cluster(ec.EmbeddingSpace(np.full((20, 3), value), metric="euclidean"), method="hdbscan")
    assert found.sizes == (20,)


def test_what_hdbscan_does_not_take_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    space = ec.EmbeddingSpace(blobs((10, 5))[0])
    with pytest.raises(ec.ParameterError, match=r'must be "auto" with method="hdbscan".*\(got 4\)'):
        ec.cluster(space, method="hdbscan", n_clusters=4)
    monkeypatch.setattr(clustering, "MOST_ROWS", 12)
    with pytest.raises(ec.ParameterError, match=r"takes up to 12 rows \(got 15\)"):
        ec.cluster(space, method="hdbscan")


def test_the_least_size_grows_with_the_rows() -> None:
    assert [least_size(n) for n in (20, 400, 10_000, 50_000)] == [5, 10, 50, 100]
