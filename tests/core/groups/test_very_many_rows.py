"""Groups of more rows than they are found on, at a size that is small here."""

import pytest

import embedcore as ec
from embedcore import metrics
from embedcore.groups import clustering
from tests.core.groups.test_clustering import blobs, same_partition

METRICS = ["cosine", "euclidean", "dot"]


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "MOST_GROUPED", 200)
    monkeypatch.setattr(clustering, "GROUPED_ROWS", 120)
    monkeypatch.setattr(metrics, "BLOCK_ROWS", 50)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_clusters", ["auto", 4])
def test_groups_are_found_on_a_sample_that_is_named_and_hold_all_rows(metric: str, n_clusters: int | str) -> None:
    vectors, truth = blobs((160, 110, 70, 60))
    found = ec.cluster(ec.EmbeddingSpace(vectors, metric=metric), n_clusters=n_clusters)
    assert same_partition(found.labels, truth)
    assert found.sizes == (160, 110, 70, 60)
    assert found.notes[-1] == (
        "the groups were found on 120 of 400 rows, drawn at random; each of the others is in the group whose centre is "
        "nearest, and the quality is that of these rows"
    )
    assert not any("use all rows" in note for note in found.notes)
    for group, rows in enumerate(found.representatives):
        assert (found.labels[list(rows)] == group).all()
        assert len(rows) == 5
    again = ec.cluster(ec.EmbeddingSpace(vectors, metric=metric), n_clusters=n_clusters)
    assert (again.labels == found.labels).all()


def test_more_groups_than_the_sample_has_rows_are_refused() -> None:
    vectors, _ = blobs((160, 110, 70, 60))
    with pytest.raises(ec.ParameterError, match="there are 120 distinct rows among the 120 on which groups are found"):
        ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=121)
