"""What the groups of the samples are: channels and languages are called that, and topics are not."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.facets import facets
from embedcore.groups import GroupKind, describe_groups
from ui.samples import SAMPLES, read

TICKETS, REVIEWS = (
    next(sample for sample in SAMPLES if sample.file == f"{name}.csv")
    for name in ("support_tickets", "product_reviews")
)


def kinds(space: ec.EmbeddingSpace, n_clusters: int) -> tuple[np.ndarray, list[GroupKind]]:
    found = ec.cluster(space, n_clusters=n_clusters)
    return found.labels, [one.kind for one in describe_groups(space, found.labels, found.n_clusters)]


@pytest.mark.parametrize("n_clusters", [16, 28])
def test_channels_and_languages_of_the_tickets(n_clusters: int) -> None:
    dataset, vectors = read(TICKETS)
    space = ec.EmbeddingSpace(vectors, dataset=dataset)
    labels, found = kinds(space, n_clusters)
    channels = {one.name for one in found if one.what == "channel"}
    assert {one.column for one in found if one.what == "channel"} == {"channel"}
    assert "phone note" in channels <= {"phone note", "social"}
    languages = [group for group, one in enumerate(found) if one.what == "language"]
    assert 95 <= np.isin(labels, languages).sum() <= 108  # 103 tickets are in other languages
    leftovers = [group for group, one in enumerate(found) if one.what == "leftovers"]
    assert len(leftovers) <= 1 and not [one for one in found if one.what == "template"]
    (topic,) = (one for one in facets(dataset) if one.column == "topic")
    shares = topic.by_group(labels, n_clusters) / np.bincount(labels)[:, None]
    assert all(shares[group].max() < 0.4 for group in leftovers)


def test_kinds_of_product_are_issues_of_the_reviews() -> None:
    dataset, vectors = read(REVIEWS)
    labels, found = kinds(ec.EmbeddingSpace(vectors, dataset=dataset), 14)
    assert not [one for one in found if one.what in ("channel", "template")]
    languages = [group for group, one in enumerate(found) if one.what == "language"]
    assert 32 <= np.isin(labels, languages).sum() <= 38  # 35 reviews are
