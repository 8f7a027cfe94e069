"""Accuracy of neighbours: intervals and the paired test by hand and against SciPy, votes against scikit-learn."""

from math import comb

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.errors import ParameterError
from embedcore.trust.compare import Accuracy, LabelComparison, label_values
from embedcore.trust.compare.labelled import exact_mcnemar, judged
from embedcore.trust.lists import voted


def test_wilsons_interval_by_hand() -> None:
    found = Accuracy(8, 10)  # Wilson 1927: (0.8 + 1.9208 / 10 ± 1.96 * sqrt(0.016 + 0.9604 / 100)) / 1.38416
    assert (found.low, found.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert (Accuracy(0, 10).low, Accuracy(10, 10).high) == pytest.approx((0, 1))


@pytest.mark.parametrize(("n_right", "n_rows"), [(0, 7), (3, 7), (813, 900)])
def test_wilsons_interval_is_scipys(n_right: int, n_rows: int) -> None:
    from scipy.stats import binomtest

    theirs = binomtest(n_right, n_rows).proportion_ci(method="wilson")
    found = Accuracy(n_right, n_rows)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_the_exact_paired_test_by_hand() -> None:
    # 1 of 6 coins or fewer, and 5 or more: 2 * (1 + 6) / 64
    assert exact_mcnemar(1, 5) == pytest.approx(14 / 64)
    assert exact_mcnemar(4, 20) == pytest.approx(2 * sum(comb(24, n) for n in range(5)) / 2**24)
    assert exact_mcnemar(0, 0) == 1 and exact_mcnemar(3, 3) == 1


def test_what_a_comparison_says() -> None:
    found = LabelComparison("kind", 3, 10, Accuracy(80, 100), Accuracy(90, 100), 0.4, 2, 12)
    assert found.difference == pytest.approx(0.1)
    assert found.p_value == pytest.approx(exact_mcnemar(2, 12)) and not found.is_noise
    low, high = found.interval
    assert 0 < low < 0.1 < high
    # Agresti and Min 2005 by hand: 0.5 more in each cell
    half = 1.959964 * np.sqrt(15 - 100 / 102) / 102
    assert (low, high) == pytest.approx((10 / 102 - half, 10 / 102 + half), abs=1e-6)


def test_of_equal_votes_the_nearer_row_wins() -> None:
    np.testing.assert_array_equal(voted(np.array([[2, 1, 1, 2], [0, 1, 1, 2], [3, 0, 1, 2]])), [2, 1, 3])


def test_votes_are_those_of_scikit_learn_where_none_tie() -> None:
    from sklearn.neighbors import KNeighborsClassifier

    rng = np.random.default_rng(1)
    codes = rng.integers(2, size=80)  # of two kinds 5 voters never tie
    vectors = rng.normal(size=(80, 6)).astype(np.float32) + codes[:, None]
    space = ec.EmbeddingSpace(vectors, metric="euclidean")
    found = judged((space,), label_values(space, codes), np.arange(80), 5, None)[0]
    for row in range(80):
        others = np.delete(np.arange(80), row)
        theirs = KNeighborsClassifier(5).fit(vectors[others], codes[others])
        assert (theirs.predict(vectors[row : row + 1])[0] == codes[row]) == found[row]


def test_rows_without_a_label_neither_ask_nor_vote() -> None:
    vectors = np.array([[1, 0], [1, 0.1], [1, 0.05], [0, 1], [0.1, 1], [0.05, 1]], dtype=np.float32)
    space = ec.EmbeddingSpace(vectors)
    labels = label_values(space, ["a", "a", None, "b", "b", float("nan")])
    np.testing.assert_array_equal(labels.rows, [0, 1, 3, 4])
    assert judged((space,), labels, labels.rows, 1, None)[0].all()
    found = ec.compare(space, space.with_metric("dot"), labels=["a", "a", None, "b", "b", None])
    assert found.labels is not None and found.labels.a.n_rows == 4
    assert "2 rows without a label in label left out" in found.notes[0]


def test_a_column_is_read_from_the_table() -> None:
    frame = pd.DataFrame({"text": list("abcdef"), "kind": ["x", "y", "", "x", None, "y"], "id": range(6)})
    dataset = ec.read_table(frame.to_csv(index=False).encode(), filename="small.csv", text_column="text")
    space = ec.EmbeddingSpace(np.eye(6), dataset=dataset)
    found = label_values(space, "kind")
    assert found.values == ("x", "y")
    np.testing.assert_array_equal(found.codes, [0, 1, -1, 0, -1, 1])
    with pytest.raises(ParameterError, match="at least 2 different values"):
        label_values(space, "id")
    with pytest.raises(ParameterError, match="column must be one of"):
        label_values(space, "kin")


def test_labels_that_can_not_be_are_refused() -> None:
    space = ec.EmbeddingSpace(np.eye(4))
    with pytest.raises(ParameterError, match="one value for each of the 4 rows"):
        label_values(space, [1, 2])
    with pytest.raises(ParameterError, match="at least 2 different values"):
        label_values(space, [1, 1, 1, 1])
    with pytest.raises(ParameterError, match="where the space has no table"):
        label_values(space, "kind")
