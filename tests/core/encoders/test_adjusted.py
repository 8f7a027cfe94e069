"""Changes of a model's every vector: by hand, one around another, and around another model."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment, around, changed_alike, innermost
from tests.core.conftest import CountingEncoder

SHIFT = Adjustment(name="shifted", shift=np.array([1.0, 0.0]))
TURN = Adjustment(name="turned", matrix=np.array([[0.0], [2.0]]), unit_before=True)
VECTORS = np.array([[4.0, 4.0], [1.0, 2.0]], dtype=np.float32)


def test_changes_are_made_from_the_inside_out(counting: CountingEncoder) -> None:
    both = AdjustedEncoder(AdjustedEncoder(counting, SHIFT), TURN)
    # (4, 4) - (1, 0) = (3, 4), of length 1 (0.6, 0.8); and 2 * 0.8.
    np.testing.assert_allclose(changed_alike(both, VECTORS), [[1.6], [2.0]], rtol=1e-6)
    assert innermost(both) is counting and innermost(counting) is counting
    assert changed_alike(counting, VECTORS) is VECTORS and changed_alike(None, VECTORS) is VECTORS


def test_the_same_changes_around_another_model(counting: CountingEncoder) -> None:
    both, other = AdjustedEncoder(AdjustedEncoder(counting, SHIFT), TURN), ec.get_encoder("all-MiniLM-L6-v2-static")
    moved = around(both, other)
    assert innermost(moved) is other and around(counting, other) is other
    assert moved.card.n_dims == 1 and moved.cache_key == f"{other.cache_key}-{SHIFT.digest}-{TURN.digest}"
    np.testing.assert_array_equal(changed_alike(moved, VECTORS), changed_alike(both, VECTORS))


def test_another_change_has_another_key(counting: CountingEncoder) -> None:
    keys = {AdjustedEncoder(counting, one).cache_key for one in (SHIFT, TURN, Adjustment(name="", scale=np.ones(2)))}
    assert len(keys) == 3 and counting.cache_key not in keys


@pytest.mark.parametrize("parts", [{"shift": np.ones((2, 2))}, {"matrix": np.ones(2)}, {"scale": np.full(2, np.inf)}])
def test_parts_of_another_form_are_refused(parts: dict[str, np.ndarray]) -> None:
    with pytest.raises(ec.ParameterError, match="must be finite and of as many dimensions"):
        Adjustment(name="odd", **parts)


def test_vectors_of_another_length_are_refused() -> None:
    with pytest.raises(ec.ParameterError, match=r"vectors must have 2 dimensions \(got 3\)"):
        SHIFT.applied(np.ones((1, 3), dtype=np.float32))
