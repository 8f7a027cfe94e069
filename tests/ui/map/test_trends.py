"""How the growth of groups is said."""

import numpy as np
import pytest

from embedcore.facets import Facet, growth
from ui.map import trends

START = np.datetime64("2026-01-01", "ms")


def days(*numbers: float) -> np.ndarray:
    return START + (np.array(numbers) * 86_400_000).astype("timedelta64[ms]")


def times() -> tuple[np.ndarray, np.ndarray]:
    """Group 0 doubles, group 1 stays, group 2 has few rows, group 3 is new."""
    before, recent = np.linspace(31, 59, 40), np.linspace(61, 90, 40)
    parts = [
        (0, before[:20]),
        (0, recent),
        (1, before),
        (1, recent),
        (2, before[:1]),
        (2, recent[:3]),
        (3, recent[:30]),
    ]
    labels = np.concatenate([np.full(len(at), group) for group, at in parts])
    return days(0, *np.concatenate([at for _, at in parts])), np.concatenate([[1], labels])


def test_the_list_says_how_groups_grew() -> None:
    moments, labels = times()
    found = trends.growth_signs(growth(moments, labels, 4))
    assert [trend.text for trend in found] == ["+100%", "+0%", "", "new"]
    assert found[0].change == pytest.approx(1)
    assert found[2].title.endswith("too few to speak of growth.")
    assert found[3].strong
    assert found[3].message()["change"] == 1e9  # JSON knows no infinity
    assert "40 in the last 30 days of the data, 20 in the 30 days before" in found[0].title


def test_a_sentence_on_chosen_rows() -> None:
    moments, labels = times()
    found = growth(moments, labels, 4)
    assert "Grew by 100% in the last 30 days of the data (20 → 40; all rows: +8" in trends.growth_sentence(found, 0)
    assert trends.growth_sentence(found, 2) == ""
    assert "New: all of them are from the last 30 days" in trends.growth_sentence(found, 3)


def test_what_the_signs_mean_is_said_with_the_days_that_were_compared() -> None:
    moments, labels = times()
    said = trends.explained(growth(moments, labels, 4))
    assert "the last 30 days of the data beside the 30 days before" in said
    assert "the last 10 days" in trends.explained(growth(days(*range(21)), np.zeros(21, dtype=np.int64), 1))
    assert trends.explained(None) == ""


def test_without_two_dates_there_is_no_growth() -> None:
    labels = np.zeros(3, dtype=np.int64)
    assert trends.growth_of(None, labels, 1) is None
    codes = np.zeros(3, dtype=np.int16)
    assert trends.growth_of(Facet("day", "time", ("1 Jan 2026",), codes, 1, values=days(1, 1, 1)), labels, 1) is None
    assert trends.growth_signs(None) == ()
