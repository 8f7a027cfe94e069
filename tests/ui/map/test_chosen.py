"""Which rows are chosen on the map, and how that is said."""

from dataclasses import replace
from datetime import date

import numpy as np

from embedcore.facets import Days, Facet
from ui.map.chosen import Chosen, chosen_rows
from ui.scatter import MapGroups, MapValues

GROUPS = MapGroups(np.array([0, 0, 1, 1, 2, -1]), ["refunds", "delivery", "login"])
CHANNEL = Facet("channel", "category", ("chat", "email"), np.array([0, 1, 0, 1, -1, 0], dtype=np.int16), 2)
WEEK = Facet(
    "week",
    "time",
    ("week of 1 Jun 2026", "week of 8 Jun 2026", "week of 15 Jun 2026"),
    np.array([0, 1, 2, 0, 1, 2], dtype=np.int16),
    3,
    ends=("7 Jun 2026", "14 Jun 2026", "21 Jun 2026"),
)


def choose(**given: object) -> Chosen | None:
    nothing = {"outlined": None, "words": "", "matches": None, "filters": {}, "colouring": GROUPS, "hidden": ()}
    return chosen_rows(6, facets=(CHANNEL, WEEK), **{**nothing, **given})  # type: ignore[arg-type]


def rows(chosen: Chosen | None) -> list[int]:
    assert chosen is not None
    return chosen.rows.tolist()


def test_nothing_is_chosen_without_a_choice() -> None:
    assert choose() is None
    assert choose(colouring=MapValues(np.arange(6.0), "price"), hidden=("refunds",)) is None


def test_each_choice_leaves_its_rows_and_says_so() -> None:
    assert rows(choose(outlined=np.array([1, 4]))) == [1, 4]
    words = choose(words="tax", matches=np.array([0, 5]))
    assert rows(words) == [0, 5]
    assert words is not None
    assert words.how == ("with “tax” in some column",)
    alone = choose(hidden=("refunds", "login"))
    assert rows(alone) == [2, 3, 5]  # a row without a group is not in one that is hidden
    assert alone is not None
    assert alone.how == ("delivery",)
    without = choose(hidden=("login",))
    assert without is not None
    assert without.how == ("not login",)


def test_columns_leave_their_parts_and_a_range_is_said_by_its_ends() -> None:
    found = choose(filters={"channel": (-1, 0), "week": (1, 2)})
    assert rows(found) == [2, 4, 5]
    assert found is not None
    assert found.how == ("channel: no value or chat", "week: 8 Jun 2026 – 21 Jun 2026")
    assert found.columns == ("channel", "week")


def test_all_choices_hold_together_and_may_leave_nothing() -> None:
    found = choose(outlined=np.array([0, 2]), filters={"channel": (0,)}, hidden=("refunds",))
    assert rows(found) == [2]
    assert rows(choose(outlined=np.array([1]), matches=np.array([2]), words="x")) == []


def test_days_leave_their_rows_and_are_said() -> None:
    moments = np.array(["2026-05-31T23:59", "2026-06-01", "2026-06-09T12:00", "2026-06-10"], dtype="datetime64[ms]")
    week = replace(WEEK, values=np.concatenate([moments, [np.datetime64("NaT")] * 2]))
    found = chosen_rows(
        6,
        outlined=None,
        words="",
        matches=None,
        facets=(week,),
        filters={"week": Days(date(2026, 6, 1), date(2026, 6, 9))},
        colouring=GROUPS,
        hidden=(),
    )
    assert rows(found) == [1, 2]
    assert found is not None
    assert found.how == ("week: 1 Jun to 9 Jun 2026",)
