"""Which rows are one point."""

import numpy as np

from ui.scatter.copies import first_rows
from ui.scatter.layers import MapPoints


def apart(n_rows: int) -> np.ndarray:
    return np.arange(2.0 * n_rows).reshape(n_rows, 2)


def test_rows_with_the_same_text_and_vector_have_the_same_first_row() -> None:
    vectors = np.array([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [9, 9]], dtype=np.float32)
    found = first_rows(["a", "b", "a", "b", "a", "a"], vectors, apart(6))
    assert found is not None
    assert found.tolist() == [0, 1, 0, 1, 0, 5]  # the last one's vector is its own


def test_rows_at_one_place_are_one_point_whatever_they_say() -> None:
    places = np.array([[0, 1], [2, 0], [0, 1], [2, 1], [-0.0, 1]])
    for texts in (None, list("abcde"), list("bbbbb")):
        found = first_rows(texts, np.eye(5), places)
        assert found is not None
        assert found.tolist() == [0, 1, 0, 3, 0]
    found = first_rows(None, np.eye(4), np.array([[1, 2, 3], [1, 2, 4], [1, 2, 3], [1, 3, 3]]))
    assert found is not None
    assert found.tolist() == [0, 1, 0, 3]


def test_places_count_after_texts() -> None:
    """The third row is drawn where the first is, which has the text, and there the second one is too."""
    found = first_rows(["a", "b", "a"], np.ones((3, 1)), np.array([[0, 0], [0, 0], [5, 5]]))
    assert found is not None
    assert found.tolist() == [0, 0, 0]


def test_no_two_alike_is_nothing_to_send() -> None:
    assert first_rows(["a", "b"], np.zeros((2, 3)), apart(2)) is None
    assert first_rows(["a", "a"], np.array([[1.0], [2.0]]), apart(2)) is None
    assert first_rows([], np.zeros((0, 3)), apart(0)) is None
    assert first_rows(None, np.zeros((0, 3)), apart(0)) is None
    assert "first" not in MapPoints(np.zeros((2, 2)), ["a", "b"], "r").table.column_names


def test_one_point_has_one_place() -> None:
    firsts = np.array([0, 1, 0], dtype=np.int32)
    points = MapPoints(np.array([[1.0, 2], [3, 4], [5, 6]]), list("aba"), "r", first_rows=firsts)
    assert points.coordinates.tolist() == [[1, 2], [3, 4], [1, 2]]
    assert points.table["first"].to_pylist() == [0, 1, 0]
    assert points.table["x"].to_pylist() == [1, 3, 1]
