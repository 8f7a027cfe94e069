"""What sets some rows apart from all others."""

import numpy as np

import embedcore as ec
from embedcore.groups.naming import GroupTerm, contrast


def space() -> ec.EmbeddingSpace:
    texts = [f"red apple pie number {n}" for n in range(10)] + [f"blue car engine number {n}" for n in range(10)]
    vectors = np.zeros((20, 3), dtype=np.float32)
    vectors[:10, 0], vectors[10:, 1] = 1, 1
    vectors[:, 2] = np.r_[np.linspace(-1, 1, 10), np.linspace(-1, 1, 10)]
    return ec.EmbeddingSpace(vectors, dataset=ec.Dataset.from_texts(texts))


def test_what_sets_rows_apart() -> None:
    rows = np.arange(10)
    found = contrast(space(), rows)
    words = {keyword.term for keyword in found.keywords}
    assert words & {"red", "apple", "pie", "red apple", "apple pie"}
    assert not words & {"blue", "car", "engine"}
    assert isinstance(found.keywords[0], GroupTerm)
    assert (found.keywords[0].share, found.keywords[0].share_elsewhere) == (1.0, 0.0)
    assert set(found.typical[:2]) == {4, 5}  # the rows nearest to the middle
    assert found.rows is rows


def test_everything_one_row_and_no_texts() -> None:
    everything = contrast(space(), np.arange(20))
    assert everything.keywords == ()
    assert len(everything.typical) == 3
    assert contrast(space(), np.array([17])).typical == (17,)
    bare = contrast(ec.EmbeddingSpace(np.eye(4)), np.array([1, 2]))
    assert bare.keywords == ()
    assert bare.typical == (1, 2)
