"""Where the rule of thumb holds: by hand, and that a score never gets two meanings."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.scores.calibration import Floor, ScoreScale, percent
from embedcore.scores.rule_of_thumb import RuleOfThumb, has_rule, rule_here, verdict

WORDS = ("near-duplicate", "related", "somewhat related", "different")


def scale(*, near: float = 0.93, n_beyond_half: int = 46, rule: RuleOfThumb | None = None) -> ScoreScale:
    """1,000 random pairs, so many of them from 0.5 up, the others below."""
    pairs = np.sort(
        np.concatenate([np.linspace(0.5, 0.95, n_beyond_half), np.linspace(0, 0.49, 1_000 - n_beyond_half)])
    )
    floor = Floor(0.25, 0.5, 1_000)
    return ScoreScale(Metric.COSINE, floor, near, 40, True, 10.0, 0.5, 0.6, pairs[::-1], rule=rule)


@pytest.mark.parametrize(
    ("share", "near", "why_not"),
    [
        (0.046, 0.93, ""),
        (0.01, 0.85, ""),
        (0.1, 0.95, ""),
        (0.0012, 0.93, "here 0.5 is already as close as the closest 0.1 % of pairs"),
        (0.34, 0.93, "here 34 % of random pairs reach 0.5"),
        (0.046, 0.99, "here near-duplicates begin at 0.99"),
        (0.046, 0.8, "here near-duplicates begin at 0.80"),
        (
            0.0012,
            0.99,
            "here 0.5 is already as close as the closest 0.1 % of pairs and near-duplicates begin at 0.99",
        ),
    ],
)
def test_the_rule_fits_where_its_cuts_lie_where_they_are_measured(share: float, near: float, why_not: str) -> None:
    found = rule_here(share, f"as close as the closest {percent(share)} of pairs", near, f"{near:.2f}")
    assert found.why_not == why_not
    assert found.fits == (not why_not)
    assert found.sentence.endswith("does not fit this data: " + why_not + "." if why_not else "fits this data.")


def test_one_meaning_where_the_rule_fits() -> None:
    found = scale(rule=RuleOfThumb())
    assert found.describe(0.94) == "near-duplicate: as close as the closest 0.2 % of pairs here"
    assert found.describe(0.91).startswith("related: as close as")  # near-duplicates begin at 0.93 here
    assert found.describe(0.5) == "somewhat related: as close as the closest 5 % of pairs here"
    assert found.describe(0.4) == "different: 22 % of random pairs are as close"
    assert found.describe(0.1) == "different: no closer than two random rows"
    assert found.describe(0.99) == "near-duplicate: closer than all of 1,000 random pairs here"


def test_no_word_of_the_rule_where_it_does_not_fit() -> None:
    found = scale(near=0.99, rule=RuleOfThumb("here near-duplicates begin at 0.99"))
    for score in np.linspace(-1, 0.98, 100):
        assert not any(word in found.describe(float(score)) for word in WORDS)
    assert found.describe(0.995) == "as close as a near-duplicate"


def test_the_words_of_the_rule() -> None:
    said = [verdict(score, 0.93) for score in (0.93, 0.929, 0.7, 0.699, 0.5, 0.499, -1.0)]
    assert said == [WORDS[0], WORDS[1], WORDS[1], WORDS[2], WORDS[2], WORDS[3], WORDS[3]]


def test_only_texts_by_cosine_have_a_rule() -> None:
    vectors, texts = np.eye(4, dtype=np.float32), ["one", "two", "three", "four"]
    assert has_rule(ec.EmbeddingSpace(vectors, texts=texts))
    assert not has_rule(ec.EmbeddingSpace(vectors, texts=texts, metric="euclidean"))
    assert not has_rule(ec.EmbeddingSpace(vectors))
    assert not has_rule(ec.embed(["one two three", "two three four", "three four five"], model="lsa"))
    assert ec.calibrate(ec.EmbeddingSpace(vectors)).rule is None


def test_the_rule_is_measured_in_the_space() -> None:
    """Rows along one direction of many: hardly a pair has 0.5."""
    rng = np.random.default_rng(0)
    space = ec.EmbeddingSpace(rng.normal(size=(200, 64)), texts=[f"text {number}" for number in range(200)])
    found = ec.calibrate(space)
    assert found.rule is not None
    assert found.rule.why_not.startswith("here 0.5 is already as close as the closest 0.005 % of pairs and near-")
    assert found.describe(0.5) == "as close as the closest neighbours here"
