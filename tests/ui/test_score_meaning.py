"""How the words are marked that a result shares with the query, and what scores mean, as they are written."""

import numpy as np
import pytest

from embedcore.metrics import Metric
from embedcore.scores.calibration import Floor, ScoreScale
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


def test_the_meaning_of_a_score_is_the_rule_of_thumb_and_this_data() -> None:
    pairs = np.linspace(1, 0, 1_001)
    whole = ScoreScale(Metric.COSINE, Floor(0.5, 0.95, 1_001), 0.99, 40, True, 10.0, 0.95, 0.97, pairs)
    assert (
        score_meaning.of_score(Metric.COSINE, 0.75, whole)
        == "as close as the closest 25 % of pairs here (rule of thumb: related)"
    )
    assert score_meaning.of_score(Metric.COSINE, 0.75, None) == "rule of thumb: related"
    assert score_meaning.of_score(Metric.DOT, 0.1, whole) == "no closer than two random rows"
    assert score_meaning.reference(whole) == (
        "Grey band: random pairs of rows (0.50 on average, 95 % below 0.95; 1,001 pairs). "
        "Near-duplicates: from 0.99 (40 slightly changed texts)."
    )
