"""compare(): overlap and change by hand, what is refused, what is said, and very many rows."""

from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.errors import ParameterError
from embedcore.trust.compare import comparison
from embedcore.trust.lists import by_change, nearest_lists, shared


def space_of(n_rows: int = 90, n_dims: int = 8, *, seed: int = 0, metric: str = "cosine") -> ec.EmbeddingSpace:
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(3, n_dims)) * 3
    vectors = middles[np.arange(n_rows) % 3] + rng.normal(size=(n_rows, n_dims))
    return ec.EmbeddingSpace(vectors.astype(np.float32), metric=metric)


def test_how_much_of_two_lists_is_the_same_by_hand() -> None:
    a, b = np.array([[1, 2, 3, 4]]), np.array([[2, 1, 9, 3]])
    np.testing.assert_allclose(shared(a, b), [[0, 1, 2 / 3, 3 / 4]])


def test_overlap_is_that_of_sets() -> None:
    a, b = space_of(), space_of(seed=1)
    found = ec.compare(a, b, n_neighbors=7)
    for row in (0, 11, 89):
        one, other = (set(ec.search(space, row, n_neighbors=7).indices.tolist()) for space in (a, b))
        assert found.row_overlap[row] == pytest.approx(len(one & other) / 7)
        near = found.neighbors_of(row)
        assert (set(near[0].tolist()), set(near[1].tolist())) == (one, other)
    assert found.overlap == pytest.approx(found.row_overlap.mean())
    assert found.chance == pytest.approx(7 / 89)


def test_the_row_that_was_moved_changed_most() -> None:
    a = space_of()
    vectors = a.vectors.copy()
    vectors[6] = vectors[7]  # from one group into another
    found = ec.compare(a, ec.EmbeddingSpace(vectors))
    assert found.changed[0] == 6
    assert found.row_overlap[6] == 0
    assert sorted(found.changed.tolist()) == list(range(90))


def test_of_rows_that_lost_all_the_one_with_the_strangest_new_ones_comes_first() -> None:
    space = ec.EmbeddingSpace(np.array([[1, 0], [1, 0.1], [1, 0.2], [-1, 0]], dtype=np.float32))
    rows, a, b = np.array([0, 1]), np.array([[1], [0]]), np.array([[2], [3]])
    np.testing.assert_array_equal(by_change(space, rows, a, b), [1, 0])


def test_the_same_space_twice_is_the_same() -> None:
    space = space_of()
    found = ec.compare(space, ec.EmbeddingSpace(space.vectors.astype(np.float16)), labels=np.arange(90) % 3)
    assert found.overlap > 0.99 and found.better is None and found.cheaper is None
    assert found.labels is not None and found.labels.is_noise
    assert found.verdict == "The difference is noise: keep A; both cost the same."
    assert ec.compare(space, space.with_metric("dot")).a.name == "cosine"


def test_a_worse_space_is_told_and_a_smaller_equal_one_preferred() -> None:
    space, kinds = space_of(240), np.arange(240) % 3
    noise = ec.EmbeddingSpace(np.random.default_rng(5).normal(size=(240, 8)))
    found = ec.compare(space, noise, labels=kinds, names=("mine", "noise"))
    assert found.better is found.a
    assert found.verdict.startswith("The difference is no noise: use mine, which is better by")
    assert "so the difference is real" in found.sentences[1]
    smaller = ec.compare(space, ec.reduce_dimensions(space, 4), labels=kinds)
    assert smaller.verdict == "The difference is noise: use the smaller one, 4 dimensions."
    assert smaller.b.megabytes == pytest.approx(240 * 4 * 4 / 1e6)


def test_a_label_that_has_nothing_to_do_with_it_decides_nothing() -> None:
    rng = np.random.default_rng(2)
    found = ec.compare(space_of(), space_of(seed=1), labels=rng.integers(3, size=90))
    assert found.verdict.startswith("This label can't tell which is better")


def adapted_to(kinds: np.ndarray, tmp_path: Path) -> tuple[ec.EmbeddingSpace, ec.EmbeddingSpace]:
    """Rows whose kind lies in small dimensions beside large ones; and the same adapted to it, saved and loaded."""
    vectors = np.random.default_rng(0).normal(size=(len(kinds), 10)) * ([0.3] * 5 + [3.0] * 5)
    vectors[np.arange(len(kinds)), kinds] += 1.5
    lines = "".join(f"text {n},kind {kind},{n % 2}\n" for n, kind in enumerate(kinds))
    dataset = ec.read_table(f"text,kind,side\n{lines}".encode(), filename="t.csv", text_column="text")
    space = ec.EmbeddingSpace(vectors, dataset=dataset)
    ec.save(ec.adapt(space, labels="kind"), tmp_path / "adapted.embedding")
    opened = ec.load(tmp_path / "adapted.embedding")
    assert isinstance(opened, ec.EmbeddingSpace)
    return space, opened


def test_a_gain_on_the_labels_that_were_learned_from_is_none(tmp_path: Path) -> None:
    space, adapted = adapted_to(np.arange(80) % 4, tmp_path)
    held_out = ec.adapt_report(ec.adapt(space, labels="kind"))
    assert held_out is not None
    found = ec.compare(adapted, space, labels="kind", names=("new", "old"))
    assert found.labels is not None and not found.labels.is_noise  # by the test it would be real
    assert found.better is None and found.learned == (found.a,)
    assert f"{held_out.before:.0%} before and {held_out.after:.0%} after" in found.verdict
    assert 'new was adapted to this very column "kind"' in found.describe()
    assert "real" not in found.describe() and "no noise" not in found.describe()
    # So it is under another metric and in fewer dimensions; both sides may be.
    found = ec.compare(adapted.with_metric("dot"), ec.reduce_dimensions(adapted, 4), labels="kind", names=("x", "y"))
    assert found.learned == (found.a, found.b) and "x and y were adapted" in found.describe()
    # What it was not adapted to is told as ever.
    assert ec.compare(adapted, space, labels="side").learned == ()
    assert ec.compare(adapted, space).learned == ()
    notes = ec.trust.compare_dimensions(adapted, labels="kind").notes
    assert any("these rows were learned from" in note for note in notes)
    assert not ec.trust.compare_dimensions(adapted, labels="side").notes


def test_labels_without_a_name_may_be_those_that_were_learned_from(tmp_path: Path) -> None:
    kinds = np.arange(80) % 4
    space, _ = adapted_to(kinds, tmp_path)
    adapted = ec.adapt(space, labels=kinds.tolist())
    for labels in (kinds, "kind"):
        assert ec.compare(adapted, space, labels=labels).learned  # type: ignore[arg-type]


def test_without_labels_the_neighbours_speak() -> None:
    space = space_of()
    alike = ec.compare(space, ec.EmbeddingSpace(space.vectors[:, :8] * 2))
    assert "nearly the same" in alike.sentences[1] and alike.verdict.startswith("The difference hardly matters")
    other = ec.compare(space, ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(90, 8))))
    assert "different things" in other.sentences[1] and "check them against a column" in other.verdict
    assert other.describe().count("MB") == 2


def test_of_very_many_rows_some_are_looked_at_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = space_of(), space_of(seed=1)
    whole = ec.compare(a, b)
    monkeypatch.setattr(comparison, "MOST_EXACT", 80)
    monkeypatch.setattr(comparison, "SAMPLED", 40)
    found = ec.compare(a, b, labels=np.arange(90) % 3)
    assert len(found.rows) == 40 and found.notes[0].startswith("measured on 40 of 90 rows")
    np.testing.assert_allclose(found.row_overlap[found.rows], whole.row_overlap[found.rows])
    assert found.labels is not None and found.labels.a.n_rows == 40
    left = np.setdiff1d(np.arange(90), found.rows)
    assert np.isnan(found.row_overlap[left]).all()
    with pytest.raises(ParameterError, match="row must be one of the 40 rows"):
        found.neighbors_of(int(left[0]))


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_some_rows_have_the_neighbours_of_all(metric: str) -> None:
    space, rows = space_of(metric=metric), np.array([3, 4, 50])
    every = ec.neighbor_graph(space, n_neighbors=6).indices
    np.testing.assert_array_equal(nearest_lists(space, rows, 6), every[rows])


def test_spaces_that_can_not_be_compared_are_refused() -> None:
    with pytest.raises(ParameterError, match="both spaces must have the same rows"):
        ec.compare(space_of(), space_of(60))
    one, other = (ec.EmbeddingSpace(np.eye(3), texts=texts) for texts in (["a", "b", "c"], ["a", "b", "d"]))
    with pytest.raises(ParameterError, match="got other texts"):
        ec.compare(one, other)
    with pytest.raises(ParameterError, match="at least 3 rows"):
        ec.compare(ec.EmbeddingSpace(np.eye(2)), ec.EmbeddingSpace(np.eye(2)))
    with pytest.raises(ParameterError, match="n_neighbors must be in"):
        ec.compare(space_of(), space_of(), n_neighbors=90)
    with pytest.raises(ParameterError, match="names must be two different ones"):
        ec.compare(space_of(), space_of(), names=("a", "a"))


def test_work_can_be_stopped() -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.compare(space_of(), space_of(seed=1), on_progress=stop)
