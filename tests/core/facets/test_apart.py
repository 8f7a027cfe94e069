"""What sets rows apart in other columns: found where it was planted, and not where there is nothing."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.facets import Facet, overrepresented


def category(column: str, codes: np.ndarray) -> Facet:
    names = tuple(f"value {code}" for code in range(codes.max() + 1))
    return Facet(column, "category", names, codes.astype(np.int16), len(names))


def test_what_was_planted_is_found_with_its_shares() -> None:
    rng = np.random.default_rng(0)
    rows = np.arange(100)
    codes = rng.integers(0, 6, 1_000)
    codes[:60] = 3
    found = overrepresented([category("noise", rng.integers(0, 6, 1_000)), category("product", codes)], rows)
    assert [(one.column, one.name) for one in found] == [("product", "value 3")]
    assert found[0].n_found == (codes[:100] == 3).sum()
    assert found[0].share == pytest.approx((codes[:100] == 3).mean())
    assert found[0].share_elsewhere == pytest.approx((codes[100:] == 3).mean())


def test_where_there_is_nothing_hardly_anything_is_found() -> None:
    rng = np.random.default_rng(1)
    columns = [category(f"column {number}", rng.integers(0, 20, 2_000)) for number in range(10)]
    found = [len(overrepresented(columns, rng.choice(2_000, 150, replace=False))) for _ in range(50)]
    assert sum(found) <= 5


def test_rows_without_a_value_do_not_count() -> None:
    codes = np.array([0] * 30 + [-1] * 30 + [1] * 300)
    (found,) = overrepresented([category("kind", codes)], np.arange(60))
    assert (found.n_found, found.share, found.share_elsewhere) == (30, 1.0, 0.0)


def test_no_rows_and_no_columns_have_nothing_apart() -> None:
    codes = np.array([0, 1, 1])
    assert overrepresented([category("kind", codes)], np.array([], dtype=np.int64)) == ()
    assert overrepresented([], np.array([0])) == ()
    with pytest.raises(ec.ParameterError, match="level must be above 0"):
        overrepresented([category("kind", codes)], np.array([0]), level=0)
