"""What the map can be filtered by, as it travels, and what comes back, which is not trusted."""

import numpy as np
import pytest

from embedcore.facets import Facet
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
