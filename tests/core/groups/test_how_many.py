"""How many groups: what repeated runs agree on, by hand, against scikit-learn, and where it is known."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import embedcore as ec
from embedcore.groups.count import centred_and_scaled
from embedcore.groups.how_many import NumberTried, chosen, numbers_for
from embedcore.groups.resampled import Resampled, adjusted_rand
from tests.core.groups.test_clustering import blobs


def tried(*figures: tuple[int, float, float]) -> list[NumberTried]:
    return [NumberTried(k, together, 0.0, stability) for k, together, stability in figures]


def test_two_groupings_compared_by_hand_and_as_scikit_learn_does() -> None:
    # Of 6 pairs, 2 are together in one and 3 in the other, 1 in both: (1 - 1) / (2.5 - 1).
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])) == pytest.approx(0)
    assert adjusted_rand(np.array([0, 0, 1]), np.array([1, 1, 0])) == 1
    rng = np.random.default_rng(0)
    one, other = rng.integers(5, size=300), rng.integers(7, size=300)
    other[:150] = one[:150]
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_the_score_weighs_what_is_kept_by_how_many_groups_stay() -> None:
    one = NumberTried(4, 0.9, 0.3, 0.25)
    assert one.agreement == pytest.approx(0.6)
    assert one.score == pytest.approx(0.6)  # (0.25 * 4) ** 0.15 is 1
    assert NumberTried(8, 0.9, 0.3, 0.25).score == pytest.approx(0.6 * 2**0.15)
    assert NumberTried(4, 0.2, 0.3, 0.5).score == pytest.approx(-0.1)


def test_the_middle_of_what_fits_nearly_as_well_is_chosen() -> None:
    found = chosen(tried((2, 0.4, 0.9), (4, 0.6, 0.7), (6, 0.62, 0.4), (8, 0.61, 0.4), (9, 0.6, 0.4), (30, 0.4, 0.2)))
    assert found.as_good == (8, 9)
    assert found.n_clusters == 8
    assert found.stability == 0.4
    assert (found.coarse, found.fine) == (4, 30)
    assert [found.number_of(level) for level in ("coarse", "auto", "medium", "fine")] == [4, 8, 8, 30]


def test_a_trivial_split_is_taken_only_where_nothing_finer_is_there() -> None:
    finer = chosen(tried((2, 1.0, 1.0), (3, 1.2, 0.7), (6, 1.4, 0.6)))
    assert finer.n_clusters == 6
    few = [NumberTried(2, 1.0, 0.5, 1.0), NumberTried(3, 0.85, 0.33, 0.7), NumberTried(10, 0.63, 0.1, 0.35)]
    assert chosen(few).n_clusters == 2  # all neighbours, always the same, and no other holds many more


def test_the_numbers_compared_leave_rows_to_each_group() -> None:
    assert numbers_for(3) == []
    assert numbers_for(10) == [2, 3]
    assert numbers_for(100) == [*range(2, 11), 12]
    assert numbers_for(5_000)[-1] == 200


def test_neighbors_together_by_hand() -> None:
    line = centred_and_scaled(np.array([[0.0], [1], [2], [10], [11], [12]], dtype=np.float32))
    runs = Resampled.of(line, 0)
    assert runs.neighbors.shape == (6, 5)
    together, chance = runs.neighbors_together(0, np.array([0, 0, 0, 1, 1, 1]))
    assert together == pytest.approx(2 / 5)
    assert chance == pytest.approx(1 / 2)


def test_groups_that_stand_apart_stay_together_and_chance_ones_do_not() -> None:
    vectors, truth = blobs((60, 50, 40))
    stable = Resampled.of(centred_and_scaled(vectors), 0).stay_together(truth, 3)
    assert stable == pytest.approx((1, 1, 1))
    random = np.random.default_rng(0).integers(3, size=150)
    assert max(Resampled.of(centred_and_scaled(vectors), 0).stay_together(random, 3)) < 0.5


def test_stability_is_nan_where_nothing_can_be_measured() -> None:
    vectors, _ = blobs((10, 8))
    runs = Resampled.of(centred_and_scaled(vectors), 0)
    alone = np.array([1, *[0] * 17])
    assert np.isnan(runs.stay_together(alone, 2)).tolist() == [False, True]
    assert np.isnan(runs.stay_together(np.arange(18), 18)).all()
    without = runs.stay_together(np.where(np.arange(18) < 9, 0, -1), 1)
    assert 0 <= without[0] <= 1


def fuzzy(n_rows: int = 900, seed: int = 0) -> np.ndarray:
    """Four wide groups, each of three near ones, that flow into each other."""
    rng = np.random.default_rng(seed)
    wide, near = 3 * np.eye(4, 12), rng.normal(size=(12, 12))
    kind = rng.integers(12, size=n_rows)
    return (wide[kind // 3] + near[kind] + 0.5 * rng.normal(size=(n_rows, 12))).astype(np.float32)


@pytest.fixture(scope="module")
def levels() -> dict[str, ec.Clustering]:
    space = ec.EmbeddingSpace(fuzzy(), metric="euclidean")
    return {level: ec.cluster(space, n_clusters=level) for level in ("coarse", "auto", "medium", "fine")}


def test_each_finer_group_lies_inside_one_coarser(levels: dict[str, ec.Clustering]) -> None:
    coarse, medium, fine = levels["coarse"], levels["medium"], levels["fine"]
    assert coarse.n_clusters < medium.n_clusters < fine.n_clusters
    assert levels["auto"] is medium
    for inner, outer in ((medium, coarse), (fine, medium)):
        for group in range(inner.n_clusters):
            assert len(set(outer.labels[inner.labels == group].tolist())) == 1
    for level, found in levels.items():
        assert found.how_many is not None
        assert found.how_many.number_of(level) == found.n_clusters
        assert len(found.stability) == found.n_clusters
        assert sorted(found.sizes, reverse=True) == list(found.sizes)
        assert sum(found.sizes) == 900


def test_the_kinds_are_among_the_levels(levels: dict[str, ec.Clustering]) -> None:
    assert 3 <= levels["coarse"].n_clusters <= 6
    assert 9 <= levels["auto"].n_clusters <= 16


def test_a_given_number_has_no_choice_but_stability() -> None:
    found = ec.cluster(ec.EmbeddingSpace(fuzzy()), n_clusters=5)
    assert found.how_many is None
    assert found.quality_by_n_clusters == {}
    assert all(0 <= part <= 1 for part in found.stability)
