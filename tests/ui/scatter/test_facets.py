"""What the map can be filtered by, as it travels, and what comes back, which is not trusted."""

from datetime import date

import numpy as np
import pytest

from embedcore.facets import Days, Facet
from ui.scatter import MapFacets

CHANNEL = Facet("channel", "category", ("chat", "email"), np.array([0, 1, -1, 1], dtype=np.int16), 2)
MANY = Facet("many", "category", tuple(map(str, range(200))), np.array([0, 150, 3, -1], dtype=np.int16), 200)


def test_facets_travel_with_their_counts() -> None:
    sent = MapFacets((CHANNEL, MANY)).message
    first = sent["facets"][0]
    assert first == {
        "column": "channel",
        "kind": "category",
        "names": ["chat", "email"],
        "ends": [],
        "counts": [1, 2],
        "n_empty": 1,
    }
    assert sent["codes"].column("0").to_pylist() == [0, 1, -1, 1]
    assert [str(field.type) for field in sent["codes"].schema] == ["int8", "int16"]


def test_other_rows_have_another_digest() -> None:
    other = Facet("channel", "category", ("chat", "email"), np.array([1, 1, -1, 1], dtype=np.int16), 2)
    assert MapFacets((CHANNEL,)).digest == MapFacets((CHANNEL,)).digest != MapFacets((other,)).digest


def test_what_is_chosen_is_read_back() -> None:
    facets = MapFacets((CHANNEL, MANY))
    state = {"digest": facets.digest, "parts": {"0": [1, -1, 1], "1": []}}
    assert facets.chosen(state) == ((0, (-1, 1)),)
    assert facets.chosen(facets.told(((0, (1, -1)), (1, (500,)), (9, (0,))))) == ((0, (-1, 1)),)


@pytest.mark.parametrize(
    "parts",
    [None, [], "0", {"0": "1"}, {"0": [2]}, {"0": [-2]}, {"0": [True]}, {"0": [1.0]}, {"7": [0]}, {"0": {"1": 1}}],
)
def test_what_is_malformed_counts_as_nothing(parts: object) -> None:
    facets = MapFacets((CHANNEL,))
    assert facets.chosen({"digest": facets.digest, "parts": parts}) == ()
    assert facets.chosen({"digest": "another", "parts": {"0": [1]}}) == ()
    assert facets.chosen(None) == ()


MOMENTS = np.array(["2026-04-01T10:00", "2026-09-30T23:59", "NaT", "2026-10-01T00:00"], dtype="datetime64[ms]")
EDGES = np.array(["2026-01-01", "2026-07-01", "2027-01-01"], dtype="datetime64[ms]")
HALVES = Facet(
    "day", "time", ("first", "second"), np.array([0, 1, -1, 1], dtype=np.int16), 3, values=MOMENTS, edges=EDGES
)
SEPTEMBER = Days(date(2026, 9, 1), date(2026, 9, 30))


def test_the_time_line_travels_with_the_day_of_each_row() -> None:
    sent = MapFacets((CHANNEL, HALVES)).message
    first, last, *edges = np.array(
        ["2026-04-01", "2026-10-01", "2026-01-01", "2026-07-01", "2027-01-01"], "datetime64[D]"
    ).astype(int)
    assert sent["time_line"] == {"first": first, "last": last, "edges": edges}
    assert sent["codes"].column("days").to_pylist() == [0, 182, -1, 183]
    assert str(sent["codes"].schema.field("days").type) == "int16"
    assert MapFacets((CHANNEL,)).message["time_line"] is None


def test_rows_of_another_day_have_another_digest() -> None:
    later = Facet("day", "time", HALVES.names, HALVES.codes, 3, values=MOMENTS + np.timedelta64(2, "D"), edges=EDGES)
    assert MapFacets((HALVES,)).digest != MapFacets((later,)).digest


def test_days_are_told_and_read_back() -> None:
    facets = MapFacets((CHANNEL, HALVES))
    told = facets.told(((1, SEPTEMBER), (0, SEPTEMBER)))  # no dates in the first
    assert told["parts"] == {"1": {"days": ["2026-09-01", "2026-09-30"]}}
    assert facets.chosen(told) == ((1, SEPTEMBER),)


@pytest.mark.parametrize(
    "days",
    [None, [], "2026-09-01", ["2026-09-01"], ["2026-09-30", "2026-09-01"], ["2026-09-31", "2026-10-01"], [1, 2], {}],
)
def test_malformed_days_count_as_nothing(days: object) -> None:
    facets = MapFacets((CHANNEL, HALVES))
    assert facets.chosen({"digest": facets.digest, "parts": {"1": {"days": days}}}) == ()
