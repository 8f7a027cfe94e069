"""Precision and recall of a threshold from judged pairs: by hand, and against the truth that a sample stands for."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.duplicates import PairSample, ThresholdCheck, check_threshold, sample_pairs
from embedcore.metrics import Metric


def test_pairs_are_weighed_by_what_they_stand_for() -> None:
    """Two slices of 10 and 90 pairs; two judged in each, so that each stands for 5 and for 45."""
    sample = PairSample(
        np.zeros(4, int), np.ones(4, int), np.array([0.9, 0.95, 0.6, 0.7]), np.array([0, 0, 1, 1]), np.array([10, 90]),
        Metric.COSINE,
    )  # fmt: skip
    made = check_threshold(sample, {0: True, 1: True, 2: False, 3: True}, 0.8)
    assert made.precision is not None and made.recall is not None
    assert made.precision[0] == 1.0 and made.precision[1] < 0.5  # of two judgements
    assert made.recall[0] == pytest.approx(10 / (10 + 45))
    lax = check_threshold(sample, {0: True, 1: True, 2: False, 3: True}, 0.5)
    assert lax.precision is not None and lax.precision[0] == pytest.approx(55 / 100)
    assert check_threshold(sample, {2: False}, 0.8) == check_threshold(sample, {2: False}, 0.8)
    assert check_threshold(sample, {2: False}, 0.8).precision is None
    assert check_threshold(sample, {}, 0.8).n_judged == 0


def test_the_estimate_is_near_the_truth() -> None:
    """Rows of planted meanings: a pair is a duplicate where both have the same."""
    rng = np.random.default_rng(2)
    meaning = rng.integers(0, 60, 400)
    vectors = rng.normal(size=(60, 10))[meaning] + 0.35 * rng.normal(size=(400, 10))
    space = ec.EmbeddingSpace(vectors)
    report, threshold = ec.find_duplicates(space, threshold=0.6), 0.85
    truth = [(score >= threshold, meaning[i] == meaning[j]) for i, j, score in report.pairs]
    passing, same = (np.array(column) for column in zip(*truth, strict=True))
    precision, recall = (passing & same).sum() / passing.sum(), (passing & same).sum() / same.sum()
    found = []
    for seed in range(40):
        sample = sample_pairs(report, threshold, n_pairs=40, random_state=seed)
        judged = {place: bool(meaning[sample.first[place]] == meaning[sample.second[place]]) for place in range(40)}
        made = check_threshold(sample, judged, threshold)
        assert made.precision is not None and made.recall is not None
        found.append((made.precision, made.recall))
    for number, true in ((0, precision), (1, recall)):
        estimates = np.array([one[number] for one in found])
        assert estimates[:, 0].mean() == pytest.approx(true, abs=0.05)
        assert ((estimates[:, 1] <= true) & (true <= estimates[:, 2])).mean() >= 0.85


def test_the_sample_is_spread_and_the_same_again() -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(150, 5)))
    report = ec.find_duplicates(space, threshold=0.3)
    sample = sample_pairs(report, 0.8, n_pairs=40)
    assert len(sample) == 40 and sample.stratum_sizes.sum() == len(report.pairs)
    assert set(sample.stratum[:8].tolist()) == set(range(8)), "the first ones come from every slice"
    scores = {(i, j): score for i, j, score in report.pairs}
    assert [
        scores[pair] for pair in zip(sample.first.tolist(), sample.second.tolist(), strict=True)
    ] == sample.scores.tolist()
    assert len(set(zip(sample.first.tolist(), sample.second.tolist(), strict=True))) == 40
    np.testing.assert_array_equal(sample_pairs(report, 0.8).scores, sample_pairs(report, 0.8).scores)


def test_few_pairs_are_all_drawn_and_copies_none() -> None:
    report = ec.find_duplicates(ec.EmbeddingSpace(np.array([[1, 0.0], [1, 0.1], [1, 0.0], [0, 1]])), threshold=0.5)
    sample = sample_pairs(report, 0.9)
    assert (sample.first.tolist(), sample.second.tolist()) == ([0], [1])
    assert len(sample_pairs(report.rethreshold(1.0), 1.0)) == 0


@pytest.mark.parametrize(
    ("precision", "recall", "advice"),
    [(0.95, 0.9, "keep"), (0.6, 0.8, "stricter"), (0.95, 0.5, "laxer"), (None, 0.5, "unknown"), (0.5, None, "unknown")],
)
def test_where_the_threshold_should_go(precision: float | None, recall: float | None, advice: str) -> None:
    shares = [None if part is None else (part, part, part) for part in (precision, recall)]
    assert ThresholdCheck(*shares, 20).advice == advice
