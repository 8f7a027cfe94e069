"""Words at places of a map."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import SIDES, PlaceWords, place_words
from embedcore.groups.naming import TermIndex
from embedcore.groups.place_words import _Squares

SUBJECTS = ["parcel", "refund", "password", "invoice"]


def space(texts: list[str]) -> ec.EmbeddingSpace:
    return ec.EmbeddingSpace(np.eye(len(texts), 4, dtype=np.float32), dataset=ec.Dataset.from_texts(texts))


def four_corners(n: int = 80) -> tuple[list[str], np.ndarray]:
    """A subject in each corner of a square, on which each half speaks of something of its own."""
    random = np.random.default_rng(0)
    subject = np.arange(n) % 4
    corner = np.stack([subject // 2, subject % 2], axis=1) * 10.0
    half = (np.arange(n) // 4) % 2
    places = corner + np.stack([half * 2.0, np.zeros(n)], axis=1) + random.uniform(0, 0.3, (n, 2))
    texts = [
        f"my {SUBJECTS[s]} is {('late', 'wrong')[h]} number{row}"
        for row, (s, h) in enumerate(zip(subject, half, strict=True))
    ]
    return texts, places.astype(np.float32)


def of_level(found: PlaceWords, level: int) -> list[tuple[str, list[float], int]]:
    return [(found.texts[i], found.at[i].tolist(), int(found.n_rows[i])) for i in np.flatnonzero(found.levels == level)]


def test_a_square_has_the_word_that_those_around_it_lack() -> None:
    texts, places = four_corners()
    found = place_words(space(texts), places)
    words = of_level(found, 1)
    assert len(words) == 8  # two halves of four corners
    for text, at, count in words:
        near = np.abs(places - at).max(axis=1) < 0.6
        assert count == near.sum() == 10
        inside = [row for row in np.flatnonzero(near) if text.split()[0] in texts[row]]
        assert len(inside) == 10
    assert all(
        other and not set(other.split()) & set(text.split())
        for text, other in zip(found.texts, found.others, strict=True)
        if other
    )
    halves = {text for text, *_ in words}
    assert {"late", "wrong"} & {word for text in halves for word in text.split()}


def test_words_of_a_level_come_with_the_more_frequent_first_and_no_neighbours_share_one() -> None:
    random = np.random.default_rng(1)
    places = random.uniform(0, 1, (3_000, 2)).astype(np.float32)
    vocabulary = [f"{a}{b}" for a in ("ka", "lo", "mi", "tu", "re") for b in ("ran", "bel", "dor", "fis")]
    texts = [" ".join(random.choice(vocabulary, 4)) for _ in places]
    found = place_words(space(texts), places)
    assert set(found.levels.tolist()) <= set(range(len(SIDES)))
    for level in set(found.levels.tolist()):
        words = of_level(found, level)
        counts = [count for *_, count in words]
        assert counts == sorted(counts, reverse=True)
        assert min(counts) >= 3
        side = SIDES[level]
        cells = [(np.array(at) * side).astype(int) for _, at, _ in words]
        for one in range(len(words)):
            for other in range(one):
                if np.abs(cells[one] - cells[other]).max() <= 1:
                    assert not set(words[one][0].split()) & set(words[other][0].split())


def test_counts_of_many_small_groups_are_those_of_few() -> None:
    texts, _ = four_corners()
    index = TermIndex(texts)
    labels = np.arange(len(texts)) % 7
    dense = index.count(labels, 7)
    assert (index.counted(labels, 7).toarray() == dense).all()
    assert index.frequency.tolist() == dense.sum(axis=0).tolist()
    without = np.where(labels == 3, -1, labels)
    assert (index.counted(without, 7).toarray()[[0, 1, 2, 4, 5, 6]] == dense[[0, 1, 2, 4, 5, 6]]).all()
    term = index.terms.index("parcel")
    rows = dict(index.rows_with({0: term, 2: term}, without))
    assert {group: found.tolist() for group, found in rows.items()} == {
        group: [row for row, text in enumerate(texts) if without[row] == group and "parcel" in text] for group in (0, 2)
    }


def test_squares_around_one_are_those_at_most_two_away() -> None:
    random = np.random.default_rng(2)
    places = random.uniform(0, 1, (900, 2)).astype(np.float32)
    squares = _Squares.of(places, 10)
    own, other = squares.pairs()
    pairs = set(zip(own.tolist(), other.tolist(), strict=True))
    corners = squares.corners
    assert pairs == {
        (i, j)
        for i in range(len(corners))
        for j in range(len(corners))
        if i != j and np.abs(corners[i] - corners[j]).max() <= 2
    }
    assert (np.bincount(squares.labels[squares.labels >= 0]) == squares.sizes).all()


@pytest.mark.parametrize("texts", [["the", "and", "of", "it", "is", "a"], ["one word"] * 2, ["same words here"] * 40])
def test_texts_that_say_nothing_of_a_place_give_no_words(texts: list[str]) -> None:
    places = np.random.default_rng(0).uniform(0, 1, (len(texts), 2)).astype(np.float32)
    found = place_words(space(texts), places)
    assert found.texts == ()
    assert found.at.shape == (0, 2)


def test_a_space_without_texts_has_no_words() -> None:
    assert place_words(ec.EmbeddingSpace(np.eye(6)), np.zeros((6, 2), dtype=np.float32)).texts == ()


def test_a_map_in_space_or_of_other_rows_is_refused() -> None:
    texts, places = four_corners()
    with pytest.raises(ec.DataError, match="words stand on a flat map of all 80 rows"):
        place_words(space(texts), places[:70])
    with pytest.raises(ec.DataError, match="n_components=2"):
        place_words(space(texts), np.zeros((80, 3), dtype=np.float32))
