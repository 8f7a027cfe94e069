"""Maps laid over each other: against SciPy, and a map that was turned, mirrored, moved and scaled."""

import numpy as np
import pytest

from embedcore.errors import ParameterError
from embedcore.trust.compare import aligned


@pytest.mark.parametrize("n_components", [2, 3])
def test_it_is_scipys(n_components: int) -> None:
    from scipy.spatial import procrustes

    rng = np.random.default_rng(n_components)
    onto, other = rng.normal(size=(40, n_components)) * 3 + 5, rng.normal(size=(40, n_components))
    first, second, disparity = procrustes(onto, other)
    found = aligned(onto, other)
    assert found.disparity == pytest.approx(disparity)
    middle = onto.mean(axis=0)
    size = np.linalg.norm(onto - middle)
    np.testing.assert_allclose((found.coordinates - middle) / size, second, atol=1e-6)
    np.testing.assert_allclose((onto - middle) / size, first, atol=1e-12)


@pytest.mark.parametrize("mirrored", [1, -1])
def test_a_map_that_was_only_moved_lies_on_itself(mirrored: int) -> None:
    onto = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 1.0], [3.0, 3.0]])
    turn = np.array([[0.6, -0.8], [0.8, 0.6]]) * [1, mirrored]
    found = aligned(onto, (onto @ turn) * 7 - 20)
    np.testing.assert_allclose(found.coordinates, onto, atol=1e-5)
    assert found.disparity == pytest.approx(0, abs=1e-12)


def test_a_map_of_one_spot_is_put_in_the_middle() -> None:
    onto = np.array([[0.0, 0.0], [2.0, 4.0]])
    found = aligned(onto, np.ones((2, 2)))
    np.testing.assert_allclose(found.coordinates, [[1, 2], [1, 2]])
    assert found.disparity == 1
    assert aligned(np.ones((2, 2)), np.zeros((2, 2))).disparity == 0


def test_maps_of_other_rows_are_refused() -> None:
    with pytest.raises(ParameterError, match="both maps must have the same rows"):
        aligned(np.zeros((3, 2)), np.zeros((4, 2)))
