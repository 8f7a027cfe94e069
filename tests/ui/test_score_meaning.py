"""How the words are marked that a result shares with the query, and what scores mean, as they are written."""

import numpy as np
import pytest

from embedcore.metrics import Metric
from embedcore.scores.calibration import Floor, ScoreScale
from embedcore.scores.rule_of_thumb import RuleOfThumb
from embedcore.words.marking import shared_places
from ui import score_meaning


@pytest.mark.parametrize(
    ("query", "text", "written"),
    [
        ("my parcel", "where is my parcel now", "where is my :primary-background[parcel] now"),
        ("party", "parcels, parcel.", r"parcels, parcel\."),
        ("parcel", "a *b* parcel", r"a \*b\* :primary-background[parcel]"),
        ("log-in", "log-in, l'log", r":primary-background[log\-in], l':primary-background[log]"),
        ("東京", "昨日東京へ", "昨日:primary-background[東京]へ"),
        ("", "nothing # here", r"nothing \# here"),
    ],
)
def test_words_are_marked_and_the_rest_is_shown_to_the_letter(query: str, text: str, written: str) -> None:
    assert score_meaning.highlighted(text, shared_places(query, text)) == written


def scale(rule: RuleOfThumb | None) -> ScoreScale:
    pairs = np.linspace(1, 0, 1_001)
    floor = Floor(0.5, 0.95, 1_001)
    return ScoreScale(Metric.COSINE, floor, 0.99, 40, True, 10.0, 0.95, 0.97, pairs, rule=rule)


def test_a_score_has_one_meaning() -> None:
    fits, fails = scale(RuleOfThumb()), scale(RuleOfThumb("here 50 % of random pairs reach 0.5"))
    assert score_meaning.written(Metric.COSINE, 0.75, fits) == (
        "**Similarity 0.75**  \n:small[Related: as close as the closest 25 % of pairs here]"
    )
    assert score_meaning.written(Metric.COSINE, 0.75, fails) == (
        "**Similarity 0.75**  \n:small[As close as the closest 25 % of pairs here]"
    )
    assert score_meaning.written(Metric.COSINE, 0.75, waiting=True) == "**Similarity 0.75**  \n:small[…]"
    assert score_meaning.of_score(0.75, None) == ""
    assert score_meaning.of_score(0.1, fails) == "no closer than two random rows"


def test_the_page_says_once_whether_the_rule_of_thumb_holds() -> None:
    known = (
        "Grey band: random pairs of rows (0.50 on average, 95 % below 0.95; 1,001 pairs). "
        "Near-duplicates: from 0.99 (40 slightly changed texts)."
    )
    assert score_meaning.reference(scale(None)) == known
    rule = "The usual rule of thumb (0.9 near-duplicate, 0.7 related, 0.5 somewhat related)"
    assert score_meaning.reference(scale(RuleOfThumb())) == f"{known} {rule} fits this data."
    assert score_meaning.reference(scale(RuleOfThumb("here it is so"))).endswith(
        f"{rule} does not fit this data: here it is so."
    )
