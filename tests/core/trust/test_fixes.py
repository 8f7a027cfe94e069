"""Fixes of vectors: what each does by hand, and that queries are changed like rows."""

from itertools import pairwise

import numpy as np
import pytest

import embedcore as ec
from embedcore.errors import ParameterError
from embedcore.trust import FIXES, apply_fix, change_between, with_model

TEXTS = [f"{thing} number {number}" for number in range(12) for thing in ("a parcel", "the lentil soup", "my password")]


def test_every_fix_by_hand() -> None:
    vectors = np.array([[3.0, 4.0], [0.0, 2.0], [0.0, 0.0]], dtype=np.float32)
    space = ec.EmbeddingSpace(vectors, metric="euclidean")
    assert str(apply_fix(space, "cosine").metric) == "cosine"
    np.testing.assert_allclose(apply_fix(space, "normalise").vectors, [[0.6, 0.8], [0, 1], [0, 0]], atol=1e-7)
    standard = apply_fix(space, "standardise").vectors
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(standard.std(axis=0), 1, atol=1e-6)
    # The direction of greatest variance is gone: what is left lies on one line through the middle.
    assert np.linalg.matrix_rank(apply_fix(space, "all_but_the_top").vectors, tol=1e-5) == 1
    np.testing.assert_array_equal(space.vectors, vectors)


def test_a_dimension_that_never_changes_becomes_zero() -> None:
    vectors = np.array([[5.0, 1.0], [5.0, 3.0]], dtype=np.float32)
    np.testing.assert_allclose(apply_fix(ec.EmbeddingSpace(vectors), "standardise").vectors, [[0, -1], [0, 1]])


@pytest.mark.parametrize("fix", FIXES)
def test_queries_are_changed_like_rows(fix: str) -> None:
    space = apply_fix(ec.embed(TEXTS, model="all-MiniLM-L6-v2-static"), fix)
    assert space.encoder is not None
    np.testing.assert_allclose(space.encoder.encode(TEXTS[:3]), space.vectors[:3], atol=1e-5)
    assert ec.search(space, TEXTS[4], n_neighbors=1).indices.ravel()[0] == 4


def test_unknown_fixes_are_refused() -> None:
    with pytest.raises(ParameterError, match="fix must be one of"):
        apply_fix(ec.EmbeddingSpace(np.eye(3)), "magic")


def test_what_a_change_was_is_known_afterwards() -> None:
    rng = np.random.default_rng(0)
    first = ec.EmbeddingSpace(rng.normal(size=(20, 6)).astype(np.float32), metric="euclidean")
    spaces = [first]
    for fix in ("cosine", "standardise", "normalise", "all_but_the_top"):
        spaces.append(apply_fix(spaces[-1], fix))
    changes = [change_between(before, after) for before, after in pairwise(spaces)]
    assert changes == ["cosine", "standardise", "normalise", "all_but_the_top"]
    assert change_between(first, first.with_metric("dot")) == "dot"
    assert not change_between(first, ec.EmbeddingSpace(first.vectors * 2, metric="euclidean"))


def test_a_model_that_is_named_later_reads_queries_as_the_rows_were_changed() -> None:
    known = ec.embed(TEXTS, model="all-MiniLM-L6-v2-static")
    first = ec.EmbeddingSpace(known.vectors, texts=TEXTS)
    standard = apply_fix(first, "standardise")
    changed = standard.with_metric("euclidean")
    assert known.encoder is not None
    model = known.encoder
    made = with_model([first, standard, changed], model)
    np.testing.assert_array_equal(made[-1].vectors, changed.vectors)
    assert str(made[-1].metric) == "euclidean" and made[1].encoder is not None
    np.testing.assert_allclose(made[-1].encoder.encode(TEXTS[:2]), changed.vectors[:2], atol=1e-5)
    with pytest.raises(ParameterError, match="must be named before the vectors are changed"):
        with_model([first, ec.EmbeddingSpace(first.vectors * 2)], model)
