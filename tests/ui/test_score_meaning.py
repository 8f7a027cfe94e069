"""Words that a result shares with the query, and what scores mean, as they are written."""

import numpy as np
import pytest

from embedcore.metrics import Metric
from embedcore.scores.calibration import Floor, SpaceCalibration
from ui import score_meaning


@pytest.mark.parametrize(
    ("query", "text", "shared"),
    [
        ("my parcel never arrived", "My Parcel, the parcel!", {"Parcel", "parcel"}),
        ("where is the parcel", "Where is the order", set()),  # small words don't count …
        ("where is it", "Where is the order", {"Where", "is"}),  # … unless there are no others
        ("my parcels", "two parcels, one parcel, no party", {"parcels", "parcel"}),
        ("cancel it", "I cancelled", {"cancelled"}),
        ("cat", "cats scatter", set()),  # too short to be sure of
        ("can't log-in", "I can't log-in; log in", {"log-in"}),
        ("", "anything", set()),
        ("über Größe", "die GRÖSSE stimmt", {"GRÖSSE"}),
    ],
)
def test_words_in_common(query: str, text: str, shared: set[str]) -> None:
    assert score_meaning.shared_words(query, text) == shared


@pytest.mark.parametrize(
    ("text", "words", "written"),
    [
        ("where is my parcel now", {"parcel"}, "where is my :primary-background[parcel] now"),
        ("parcels, parcel.", {"parcel"}, r"parcels, :primary-background[parcel]\."),
        ("a *b* parcel", {"parcel"}, r"a \*b\* :primary-background[parcel]"),
        ("log-in parcel", {"log-in", "parcel"}, r":primary-background[log\-in] :primary-background[parcel]"),
        ("nothing # here", set(), r"nothing \# here"),
    ],
)
def test_words_are_marked_and_the_rest_is_shown_to_the_letter(text: str, words: set[str], written: str) -> None:
    assert score_meaning.highlighted(text, words) == written


def test_the_meaning_of_a_score_is_the_rule_of_thumb_and_this_data() -> None:
    pairs = np.linspace(1, 0, 1_001)
    whole = SpaceCalibration(Metric.COSINE, Floor(0.5, 0.95, 1_001), 0.99, 40, True, 10.0, 0.95, 0.97, pairs)
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
