"""What scores mean: by hand, against brute force, and on real data with labels."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import count
from embedcore.groups.count import typical_group_size
from embedcore.metrics import Metric
from embedcore.scores.baselines import (
    above_chance,
    best_by_chance,
    changed_texts,
    least_nearest,
    random_pair_scores,
    reached_by,
    row_pairs,
    slightly_changed,
)
from embedcore.scores.calibration import ScoreScale, query_calibration, space_calibration
from embedcore.scores.cut import loosened, nearest_step, otsu_cut

SAMPLE_DATA = Path(__file__).resolve().parents[3] / "sample_data"


def brute_force_cut(scores: np.ndarray) -> int:
    """How many scores are on the near side: the cut with the least variance within the two sides."""
    within = [scores[:n].var() * n + scores[n:].var() * (len(scores) - n) for n in range(1, len(scores))]
    return int(np.argmin(within)) + 1


def test_a_cut_by_hand() -> None:
    assert otsu_cut(np.array([0.9, 0.85, 0.3, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert otsu_cut(np.array([0.91, 0.857, 0.31, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert otsu_cut(np.array([1.0, 1.204, 7.0, 8.0]), Metric.EUCLIDEAN) == pytest.approx(1.21)
    assert otsu_cut(np.array([250.0, 240, 12, 3, -5]), Metric.DOT) == 240


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("scale", [0.001, 1.0, 50.0])
def test_the_cut_equals_a_brute_force_otsu(metric: Metric, scale: float) -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        n_near, n_far = rng.integers(1, 20), rng.integers(2, 60)
        scores = np.concatenate([rng.normal(5, 0.5, n_near), rng.normal(1, 0.5, n_far)]) * scale
        if metric is Metric.EUCLIDEAN:
            scores = 10 * scale - scores
        scores = scores[np.argsort(metric.order_key(scores))]
        near = brute_force_cut(scores**2 if metric is Metric.EUCLIDEAN else scores)
        assert metric.passes(scores, otsu_cut(scores, metric)).sum() == near


def test_the_cut_is_two_digits_where_that_changes_nothing() -> None:
    assert otsu_cut(np.array([0.9, 0.8567, 0.3, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert otsu_cut(np.array([0.9, 0.8567, 0.8511, 0.1, 0.1]), Metric.COSINE) == 0.85
    tight = np.array([0.5089, 0.5088, 0.5012, 0.5011, 0.5010])
    assert otsu_cut(tight, Metric.COSINE) == 0.5088


def test_equal_scores_all_pass() -> None:
    for metric in Metric:
        assert otsu_cut(np.full(30, 0.123456), metric) == 0.123456


def test_ties_at_the_cut_stay_together() -> None:
    scores = np.array([0.9, 0.8, 0.8, 0.8, 0.1, 0.1, 0.1, 0.1])
    assert otsu_cut(scores, Metric.COSINE) == 0.8
    assert (scores >= otsu_cut(scores, Metric.COSINE)).sum() == 4


@pytest.mark.parametrize(
    ("scores", "expected"), [([], 0.0), ([0.7], 0.7), ([0.7, 0.2], 0.2), ([0.7, 0.6, 0.1], 0.6), ([3, 1, 0.5], 3)]
)
def test_few_scores(scores: list[float], expected: float) -> None:
    assert otsu_cut(np.array(scores, dtype=np.float64), Metric.DOT) == expected


def test_the_scores_are_left_as_they_were() -> None:
    scores = np.array([0.9, 0.8, 0.2, 0.1])
    otsu_cut(scores, Metric.COSINE)
    assert scores.tolist() == [0.9, 0.8, 0.2, 0.1]


def grouped(n_groups: int, size: int, *, spread: float = 0.35, n_dims: int = 40, seed: int = 0) -> np.ndarray:
    """Rows around random directions, size rows each."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(n_groups, n_dims))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = rng.normal(size=(n_groups * size, n_dims)) * spread / np.sqrt(n_dims)
    return np.asarray(np.repeat(centres, size, axis=0) + noise, dtype=np.float32)


def f1(found: np.ndarray, right: np.ndarray) -> float:
    return float(2 * (found & right).sum() / (found.sum() + right.sum()))


# The floor


@pytest.mark.parametrize("metric", list(Metric))
def test_the_floor_of_a_small_space_is_that_of_all_its_pairs(metric: Metric) -> None:
    vectors = np.random.default_rng(1).normal(size=(30, 5)).astype(np.float32) * 3
    found = ec.calibrate(ec.EmbeddingSpace(vectors, metric=metric))
    scores = []
    for i in range(30):
        for j in range(i):
            a, b = vectors[i].astype(float), vectors[j].astype(float)
            cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
            scores.append({"cosine": cosine, "dot": a @ b, "euclidean": np.linalg.norm(a - b)}[metric])
    assert found.floor.n_pairs == 435
    assert found.floor.mean == pytest.approx(np.mean(scores))
    assert found.floor.p95 == pytest.approx(np.percentile(scores, 5 if metric == "euclidean" else 95))
    assert found.metric is metric


def test_random_pairs_never_pair_a_row_with_itself() -> None:
    first, second = row_pairs(400, 5_000, np.random.default_rng(0))
    assert len(first) == len(second) == 5_000
    assert (first != second).all()
    assert set(second.tolist()) == set(range(400))
    assert {*zip(*(half.tolist() for half in row_pairs(3, 5, np.random.default_rng(0))), strict=True)} == {
        (0, 1), (0, 2), (1, 2),
    }  # fmt: skip


def test_pairs_come_closest_first() -> None:
    for metric in Metric:
        pairs = random_pair_scores(ec.EmbeddingSpace(grouped(4, 10), metric=metric), 0)
        assert (np.diff(metric.order_key(pairs)) >= 0).all()
        share = float(metric.passes(pairs, reached_by(pairs, 0.05)).mean())
        assert share == pytest.approx(0.05, abs=0.005)


def test_chance_ends_where_groups_begin() -> None:
    rng = np.random.default_rng(0)
    chance, same = rng.normal(0, 0.1, 45_000), rng.normal(0.9, 0.02, 5_000)
    for metric in Metric:
        pairs = np.concatenate([chance, same]) * (1 if metric.greater_is_closer else -1)
        level = above_chance(pairs[np.argsort(metric.order_key(pairs))], metric)
        assert 0.15 < abs(level) < 0.9
    assert above_chance(np.zeros(10), Metric.COSINE) == 0.0


# Near-duplicates


def test_a_slight_change_is_slight() -> None:
    rng = np.random.default_rng(0)
    for text in ("where is my parcel today", "password", "the quick brown fox jumps"):
        for _ in range(30):
            changed = slightly_changed(text, rng)
            assert changed != text or len(set(text)) < len(text)
            same_letters = sorted(changed) == sorted(text)
            left_out = len(changed.split()) == len(text.split()) - 1
            assert same_letters != left_out
    assert slightly_changed("a b c", rng) == "a b c"


def test_changed_texts_come_in_pairs_within_the_budget() -> None:
    texts = [f"some words about thing number{n}" for n in range(1_000)]
    space = ec.EmbeddingSpace(np.eye(1_000, dtype=np.float32), texts=texts)
    pairs = changed_texts(space, 0)
    assert len(pairs) == 800
    assert set(pairs[::2]) <= set(texts)
    assert all(text != changed for text, changed in zip(pairs[::2], pairs[1::2], strict=True))
    long = ec.EmbeddingSpace(np.eye(9, dtype=np.float32), texts=[f"word{n} " * 4_000 for n in range(9)])
    assert len(changed_texts(long, 0)) == 2
    assert changed_texts(ec.EmbeddingSpace(np.eye(3, dtype=np.float32)), 0) == []


@pytest.mark.parametrize("metric", list(Metric))
def test_without_texts_the_level_is_an_outlier_among_nearest_neighbours(metric: Metric) -> None:
    vectors = grouped(10, 40, spread=0.8)
    vectors[7] = vectors[300] + 1e-4
    found = ec.calibrate(ec.EmbeddingSpace(vectors, metric=metric))
    space = ec.EmbeddingSpace(vectors, metric="euclidean" if metric == "euclidean" else "cosine")
    nearest = ec.neighbor_graph(space, n_neighbors=1).scores[:, 0]
    level = found.near_duplicate
    if metric is Metric.DOT:
        level /= np.median((vectors**2).sum(axis=1))
    passing = np.flatnonzero(space.metric.passes(nearest, level))
    assert {7, 300} <= set(passing.tolist())
    assert len(passing) < 20


def test_copies_alone_make_no_level_that_random_rows_reach() -> None:
    space = ec.EmbeddingSpace(np.repeat(np.eye(3, dtype=np.float32), 5, axis=0))
    found = ec.calibrate(space)
    assert found.near_duplicate == 1.0


# The size of a typical group


@pytest.mark.parametrize(("n_groups", "size"), [(8, 100), (16, 30), (45, 40), (80, 60)])
def test_the_size_of_clear_groups(n_groups: int, size: int) -> None:
    found = typical_group_size(ec.EmbeddingSpace(grouped(n_groups, size)))
    assert size / 1.6 < found < size * 1.6


def test_few_rows_and_equal_rows_count_as_four_groups() -> None:
    assert typical_group_size(ec.EmbeddingSpace(np.eye(12, dtype=np.float32))) == 3
    assert typical_group_size(ec.EmbeddingSpace(np.ones((400, 3), dtype=np.float32))) == 100


def test_many_rows_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = grouped(20, 200)
    whole = typical_group_size(ec.EmbeddingSpace(vectors[::2]))
    monkeypatch.setattr(count, "TYPICAL_ROWS", 800)
    assert typical_group_size(ec.EmbeddingSpace(vectors)) / 2 == pytest.approx(whole, rel=0.5)


# The suggestion


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize(("n_groups", "size"), [(12, 30), (20, 60), (50, 20)])
def test_the_suggestion_finds_the_group_of_a_row(metric: Metric, n_groups: int, size: int) -> None:
    space = ec.EmbeddingSpace(grouped(n_groups, size), metric=metric)
    group = np.repeat(np.arange(n_groups), size)
    scores = []
    for row in range(0, space.n_rows, space.n_rows // 20):
        threshold = ec.calibrate(space, row).suggested_threshold
        found = np.zeros(space.n_rows, dtype=bool)
        found[ec.search(space, row, n_neighbors=None, threshold=threshold).indices] = True
        right = group == group[row]
        right[row] = False
        scores.append(f1(found, right))
    assert np.mean(scores) > 0.9


def test_a_query_like_nothing_here_gets_a_threshold_that_no_row_passes() -> None:
    space = ec.EmbeddingSpace(np.abs(grouped(10, 30)))
    found = ec.calibrate(space, -np.ones(40))
    ranking = ec.search(space, -np.ones(40), n_neighbors=None)
    assert "nothing here is about it: even the best result (-0.70) is no closer than the best of 300" in found.reason
    assert found.nothing_matches(ranking.scores)
    assert not found.nothing_matches(ranking.scores[:99])
    assert not len(ec.search(space, -np.ones(40), threshold=found.suggested_threshold).indices)


@pytest.mark.parametrize("metric", list(Metric))
def test_a_best_score_just_below_a_match_does_not_pass_the_threshold(metric: Metric) -> None:
    found = ec.calibrate(ec.EmbeddingSpace(np.abs(grouped(10, 30)), metric=metric))
    beyond = 1e-9 if metric.greater_is_closer else -1e-9
    ranking = np.linspace(found.least_match - beyond, found.least_match - 100 * beyond, 200)
    cut, reason = found.threshold(ranking)
    assert not metric.passes(ranking, cut).any()
    assert abs(cut - found.least_match) <= 1.01 / 10**found.decimals
    assert "nothing here is about it" in reason


def test_rows_are_no_strangers_where_random_pairs_are_spread_widely() -> None:
    """A direction that all rows share more or less, as in the bundled static model: chance alone would say that even
    the rows of the data are about nothing in it."""
    rng = np.random.default_rng(0)
    shared = rng.uniform(-1, 6, (400, 1)) * np.eye(1, 30)
    space = ec.EmbeddingSpace(shared + rng.normal(size=(400, 30)))
    found = ec.calibrate(space)
    best = np.array([ec.search(space, row, n_neighbors=1).scores[0] for row in range(space.n_rows)])
    assert (best < found.best_by_chance).mean() > 0.5
    assert np.mean([found.is_chance(float(score)) for score in best]) == pytest.approx(0.05, abs=0.01)
    assert "nearly every row here has one that is closer" in found.why_no_match(0.1, 400)


def test_the_least_nearest_against_brute_force() -> None:
    for metric in Metric:
        space = ec.EmbeddingSpace(grouped(10, 30), metric=metric)
        nearest = [ec.search(space, row, n_neighbors=1).scores[0] for row in range(space.n_rows)]
        level = np.quantile(nearest, 0.05 if metric.greater_is_closer else 0.95)
        assert least_nearest(space, 42) == pytest.approx(level, abs=1e-6)


@pytest.mark.parametrize("metric", list(Metric))
def test_the_best_by_chance_against_draws(metric: Metric) -> None:
    """Of 2,000 draws of chance, of distances lognormal ones, the best is beyond that level in 95 of 100 cases."""
    rng = np.random.default_rng(3)

    def as_scores(near: np.ndarray) -> np.ndarray:
        return near if metric.greater_is_closer else np.exp(-near)

    near = np.sort(rng.normal(0.2, 0.1, 100_000))[::-1]
    level = best_by_chance(as_scores(near), metric, 2_000)
    best = as_scores(rng.normal(0.2, 0.1, (1_000, 2_000)).max(axis=1))
    assert metric.passes(best, level).mean() == pytest.approx(0.95, abs=0.02)
    # Groups among the pairs, the near half, change nothing.
    grouped_pairs = np.sort(np.concatenate([np.full(3_000, 0.9), near]))[::-1]
    assert best_by_chance(as_scores(grouped_pairs), metric, 2_000) == pytest.approx(level, abs=0.02)


def test_no_distance_by_chance_is_negative_where_groups_stand_far_apart() -> None:
    """Three tight groups of numbers, as in a scaled table: a row among them is not unlike all others."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0], [4, 0, 0], [0, 5, 0]])
    space = ec.EmbeddingSpace(
        np.concatenate([rng.normal(centre, 0.4, (60, 3)) for centre in centres]), metric="euclidean"
    )
    found = ec.calibrate(space, 0)
    assert found.best_by_chance > 0
    assert not found.is_chance(float(ec.search(space, 0).scores[0]))
    assert "nothing here" not in found.reason


def test_crowded_scores_get_the_digits_that_tell_them_apart() -> None:
    """Vectors that all point nearly the same way, as those of a little word2vec."""
    rng = np.random.default_rng(0)
    groups = np.repeat(rng.normal(0, 0.02, (6, 16)), 40, axis=0)
    space = ec.EmbeddingSpace(np.ones(16) + groups + rng.normal(0, 0.004, (240, 16)))
    found = ec.calibrate(space, 0)
    assert found.decimals >= 4
    cut = found.suggested_threshold
    assert len(ec.search(space, 0, threshold=cut, n_neighbors=None)) == 39  # its own group
    assert found.shown(cut) in found.reason
    assert ec.calibrate(ec.EmbeddingSpace(grouped(8, 25)), 0).decimals == 2


def test_a_cut_is_the_same_by_cosine_and_by_distance() -> None:
    space = ec.EmbeddingSpace(grouped(8, 25))
    unit = space.vectors / np.linalg.norm(space.vectors, axis=1, keepdims=True)
    for query in (0, 30, 111):
        counts = set()
        for metric in ("cosine", "euclidean", "dot"):
            there = ec.EmbeddingSpace(unit, metric=metric)
            cut = ec.calibrate(there, query).suggested_threshold
            counts.add(len(ec.search(there, query, n_neighbors=None, threshold=cut).indices))
        assert max(counts) - min(counts) <= 1  # rounding of the threshold


def test_two_digits_for_a_slider_are_the_nearest_that_the_best_row_passes() -> None:
    scores = np.array([0.5, 0.3676, 0.2])
    assert nearest_step(0.3676, scores, Metric.COSINE) == 0.37
    assert nearest_step(0.3676, np.array([0.3676, 0.2]), Metric.COSINE) == 0.36
    assert nearest_step(1.1119, np.array([1.0, 1.2]), Metric.EUCLIDEAN) == 1.11
    assert nearest_step(1.1119, np.array([1.1119, 1.2]), Metric.EUCLIDEAN) == 1.12


def test_two_digits_stay_as_they_are() -> None:
    for hundredths in range(-100, 101):
        for metric in Metric:
            assert loosened(hundredths / 100, metric) == hundredths / 100
    assert loosened(0.3799, Metric.COSINE) == 0.37
    assert loosened(1.301, Metric.EUCLIDEAN) == 1.31


def test_what_a_score_means() -> None:
    pairs = np.linspace(1, 0, 1_000)
    whole = ScoreScale(Metric.COSINE, None, 0.995, 10, True, 5.0, 0.5, 0.6, pairs)  # type: ignore[arg-type]
    assert whole.describe(1.0) == "as close as a near-duplicate"
    assert replace(whole, from_changed_texts=False).describe(1.0) == "as close as the closest neighbours here"
    assert whole.describe(0.99) == "as close as the closest 1 % of pairs here"
    assert whole.describe(0.7) == "as close as the closest 30 % of pairs here"
    assert whole.describe(0.3) == "no closer than two random rows"
    far = np.array([2.0, 3, 4])
    few = ScoreScale(Metric.EUCLIDEAN, None, 0.1, 10, False, 5.0, 3.0, 2.5, far)  # type: ignore[arg-type]
    assert few.describe(1.0) == "closer than all of 3 random pairs here"
    assert few.share_of_pairs(2.0) == pytest.approx(1 / 3)


def test_a_space_is_measured_once() -> None:
    space = ec.EmbeddingSpace(grouped(6, 20))
    assert space_calibration(space) is space_calibration(space)
    assert ec.calibrate(space, 0).pairs is ec.calibrate(space, 5).pairs is space_calibration(space).pairs
    assert space_calibration(space, random_state=1) is not space_calibration(space)
    assert space_calibration(space.with_metric("euclidean")).metric is Metric.EUCLIDEAN
    assert "435" not in ec.calibrate(space).notes[0]
    assert "7,140 random pairs" in ec.calibrate(space).notes[0]


def test_bad_input() -> None:
    with pytest.raises(ec.DataError, match="at least 2 rows"):
        ec.calibrate(ec.EmbeddingSpace(np.ones((1, 3))))
    with pytest.raises(ec.ParameterError, match="random_state"):
        ec.calibrate(ec.EmbeddingSpace(np.eye(3)), random_state=-1)
    with pytest.raises(ec.ParameterError, match="row index"):
        ec.calibrate(ec.EmbeddingSpace(np.eye(3)), 7)


def test_two_rows() -> None:
    found = ec.calibrate(ec.EmbeddingSpace(np.eye(2)), 0)
    assert (found.floor.mean, found.floor.n_pairs) == (0.0, 1)


# Real texts


def reviews(every: int = 1, encoder: ec.Encoder | None = None) -> tuple[ec.EmbeddingSpace, np.ndarray]:
    """The sample with its precomputed vectors, and the category of each row (one of ten)."""
    table = ec.read_table(SAMPLE_DATA / "product_reviews.csv")
    with np.load(SAMPLE_DATA / "product_reviews.npz") as content:
        space = ec.EmbeddingSpace(content["vectors"][::every], texts=table.texts[::every], encoder=encoder)
    return space, table.frame["category"].to_numpy(dtype=object)[::every]


@pytest.mark.measured
def test_the_suggestion_finds_the_category_of_a_review_whatever_the_seed() -> None:
    """Mean F1 of every sixteenth of 640 reviews: 0.28 (were all rows found: 0.18)."""
    space, categories = reviews()
    whole, again = space_calibration(space), space_calibration(space, random_state=7)
    scores = []
    for row in range(0, space.n_rows, 16):
        ranking = ec.search(space, row, n_neighbors=None)
        threshold = query_calibration(whole, ranking).suggested_threshold
        assert threshold == pytest.approx(again.threshold(ranking.scores)[0], abs=0.02)
        scores.append(f1(ranking.scores >= threshold, categories[ranking.indices] == categories[row]))
    assert np.mean(scores) > 0.26
    for one, other in [
        (whole.floor.mean, again.floor.mean),
        (whole.floor.p95, again.floor.p95),
        (whole.near_duplicate, again.near_duplicate),
        (whole.above_chance, again.above_chance),
    ]:
        assert one == pytest.approx(other, abs=0.02)
    assert whole.floor.mean < whole.floor.p95 < whole.near_duplicate < 1


@pytest.mark.measured
def test_near_duplicates_are_measured_on_slightly_changed_reviews(minilm: ec.Encoder) -> None:
    space, _ = reviews(every=12, encoder=minilm)
    found = space_calibration(space, random_state=0)
    assert found.from_changed_texts
    assert found.floor.p95 < found.near_duplicate < 1
    changed = minilm.encode(changed_texts(space, 0))
    scores = (changed[::2] * changed[1::2]).sum(axis=1)
    assert found.near_duplicate == pytest.approx(np.median(scores), abs=1e-4)
    assert space.n_rows >= found.n_compared == len(scores) > 0.9 * space.n_rows  # CHANGED_CHARACTERS in all


def test_random_pairs_take_little_memory() -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(2_000, 384)))
    tracemalloc.start()
    random_pair_scores(space, 0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6  # all pairs at once take 500 MB
