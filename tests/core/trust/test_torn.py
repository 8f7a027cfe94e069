"""What a map does to groups: planted tears and heaps, and the same rows on an honest map."""

from dataclasses import replace

import numpy as np
import pytest

import embedcore as ec
from embedcore.trust import Distortion, map_distortion, map_trust

N_EACH = 60


def planted(shift: dict[int, tuple[float, float]], *, halves: bool = False) -> tuple[Distortion, np.ndarray]:
    """Three groups in a plane, mapped as they are but for what is moved: a group by its number, 3 for half of group 0.

    halves: whether group 0 has two parts in truth, too.
    """
    rng = np.random.default_rng(4)
    labels = np.repeat([0, 1, 2], N_EACH)
    vectors = np.array([[0.0, 0.0], [20.0, 0.0], [0.0, 20.0]])[labels] + rng.normal(size=(3 * N_EACH, 2))
    if halves:
        vectors[: N_EACH // 2, 1] -= 12
    space = ec.EmbeddingSpace(vectors.astype(np.float32), metric="euclidean")
    moved = vectors.astype(np.float32)
    for group, by in shift.items():
        moved[np.arange(N_EACH // 2) if group == 3 else labels == group] += np.float32(by)
    picture = replace(ec.project(space, method="pca"), coordinates=moved)
    return map_distortion(map_trust(space, picture), picture, labels), labels


def test_an_honest_map_tears_nothing() -> None:
    found, _ = planted({})
    assert (found.torn, found.together, found.mixed) == ((), (), ())


def test_a_group_in_two_places_is_torn() -> None:
    found, labels = planted({3: (0, -30)})
    (torn,) = found.torn
    assert torn.group == 0
    assert [len(part) for part in torn.parts] == [30, 30]
    assert sorted(np.concatenate(torn.parts)) == np.flatnonzero(labels == 0).tolist()
    assert {tuple(part) for part in torn.parts} == {tuple(range(30)), tuple(range(30, 60))}
    assert 0.3 < torn.tied < 0.7
    assert not found.together


def test_a_group_that_has_parts_in_truth_is_not_torn() -> None:
    found, _ = planted({}, halves=True)
    assert not found.torn


def test_groups_on_one_spot_are_pushed_together() -> None:
    found, _ = planted({2: (20, -20)})
    (pair,) = found.together
    assert {pair.group, pair.other} == {1, 2}
    assert pair.in_truth == 0
    assert 0.3 < pair.on_map < 0.7
    assert not found.torn


def test_a_group_among_many_others_is_mixed() -> None:
    """Ten groups that are apart in truth lie over one another on the map, so that no two are a pair."""
    rng = np.random.default_rng(1)
    labels = np.arange(400) % 10
    space = ec.EmbeddingSpace((np.eye(10)[labels] + 0.1 * rng.normal(size=(400, 10))).astype(np.float32))
    picture = replace(ec.project(space, method="pca"), coordinates=rng.normal(size=(400, 2)).astype(np.float32))
    found = map_distortion(map_trust(space, picture), picture, labels)
    assert not found.torn and not found.together
    assert {one.group for one in found.mixed} == set(range(10))
    assert all(one.in_truth == 1 and 0.02 < one.on_map < 0.25 for one in found.mixed)


def test_shares_by_hand() -> None:
    """Six rows on a line in two groups; the map folds the line in its middle, so that each lies beside its mirror."""
    line = np.array([[0], [1], [2.1], [10], [11], [12.1]], dtype=np.float32)
    space = ec.EmbeddingSpace(line, metric="euclidean")
    folded = np.array([[0, 0], [5, 0], [9, 0], [9, 0.1], [5, 0.1], [0, 0.1]], dtype=np.float32)
    picture = replace(ec.project(space, method="pca"), coordinates=folded)
    found = map_distortion(map_trust(space, picture, n_neighbors=1), picture, [0, 0, 0, 1, 1, 1])
    (pair,) = found.together
    assert (pair.group, pair.other, pair.on_map, pair.in_truth) == (0, 1, 1.0, 0.0)
    assert not found.mixed  # the pair says it already


def test_rows_in_no_group_are_nobody() -> None:
    rng = np.random.default_rng(0)
    space = ec.EmbeddingSpace(rng.normal(size=(40, 5)).astype(np.float32))
    picture = ec.project(space, method="pca")
    found = map_distortion(map_trust(space, picture), picture, np.full(40, -1))
    assert (found.torn, found.together) == ((), ())


def test_labels_must_be_of_these_rows() -> None:
    space = ec.EmbeddingSpace(np.eye(8, dtype=np.float32))
    picture = ec.project(space, method="pca")
    trust = map_trust(space, picture)
    with pytest.raises(ec.ParameterError, match="one per row of the map"):
        map_distortion(trust, picture, [0, 1])
    with pytest.raises(ec.ParameterError, match="one per row of the map"):
        map_distortion(trust, picture, np.zeros(8))
