"""No text takes a pattern of the package time without end: what can be read in many ways is found by its time limit."""

import re

import pytest

import embedcore
from tests.fuzz.patterns import patterns, texts

FOUND = patterns(embedcore)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("where", FOUND)
def test_what_a_pattern_nearly_matches_costs_no_more_than_other_texts(where: str) -> None:
    pattern = FOUND[where]
    for text in texts(pattern):
        pattern.fullmatch(text)
        pattern.match(text)


def test_what_can_be_read_in_many_ways_is_among_the_texts() -> None:
    """Asked of none of them, which would take without end."""
    careless = re.compile(r"(?:\d+\.?\d*[ ]?){2,}")
    assert any(re.fullmatch(r"\d{60,}[ .\d]*[^ .\d]+", text) for text in texts(careless))
