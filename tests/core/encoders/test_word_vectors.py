"""Ready word vectors: the formats there are, texts as means of them, and files that are broken."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.learned import word_files
from embedcore.encoders.learned.word_files import read_word_vectors

WORDS = ["the", "card", "Paris", "naïve", "東京", "lost"]
VECTORS = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)


def saved(folder: Path, *, binary: bool, header: bool = True) -> Path:
    """The file as gensim writes it."""
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(5)
    vectors.add_vectors(WORDS, VECTORS)
    path = folder / ("vectors.bin" if binary else "vectors.txt")
    vectors.save_word2vec_format(str(path), binary=binary, write_header=header)
    return path


def glove(folder: Path) -> Path:
    return saved(folder, binary=False, header=False)


def text(folder: Path) -> Path:
    return saved(folder, binary=False)


def binary(folder: Path) -> Path:
    return saved(folder, binary=True)


def binary_with_lines(folder: Path) -> Path:
    """As word2vec's own program writes it: each record ends a line."""
    path = folder / "original.bin"
    records = [word.encode() + b" " + vector.tobytes() + b"\n" for word, vector in zip(WORDS, VECTORS, strict=True)]
    path.write_bytes(b"6 5\n" + b"".join(records))
    return path


def windows_lines(folder: Path) -> Path:
    path = glove(folder)
    path.write_bytes(path.read_bytes().replace(b"\n", b" \r\n"))
    return path


def tabs(folder: Path) -> Path:
    path = glove(folder)
    path.write_bytes(path.read_bytes().replace(b" ", b"\t"))
    return path


FORMATS = [glove, text, binary, binary_with_lines, windows_lines, tabs]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("make", FORMATS)
def test_each_format_gives_the_words_and_their_vectors(
    make: Callable[[Path], Path], packed: bool, tmp_path: Path
) -> None:
    path = make(tmp_path)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    found = read_word_vectors(path)
    assert list(found.words) == WORDS
    assert found.vectors.dtype == np.float32
    np.testing.assert_allclose(found.vectors, VECTORS, rtol=1e-6)
    assert (found.n_repeated, found.n_left) == (0, 0)


@pytest.mark.parametrize("make", [text, binary])
def test_the_first_words_alone(make: Callable[[Path], Path], tmp_path: Path) -> None:
    found = read_word_vectors(make(tmp_path), n_words=2)
    assert (found.words, found.n_left) == (("the", "card"), 4)
    np.testing.assert_allclose(found.vectors, VECTORS[:2], rtol=1e-6)
    whole = read_word_vectors(make(tmp_path), n_words=6)
    assert (len(whole.words), whole.n_left) == (6, 0)


def test_words_may_hold_spaces_and_the_first_of_two_counts(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("the 1 2\n. . . 3 4\nthe 5 6\n2 7 8\n")
    found = read_word_vectors(path)
    assert found.words == ("the", ". . .", "2")
    assert found.vectors.tolist() == [[1, 2], [3, 4], [7, 8]]
    assert found.n_repeated == 1


def test_progress_follows_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_files, "REPORTED_WORDS", 4)
    path = tmp_path / "many.txt"
    path.write_text("".join(f"w{n} {n} {-n}\n" for n in range(13)))
    reports: list[tuple[int, int, str]] = []
    found = read_word_vectors(path, on_progress=lambda *report: reports.append(report))
    assert found.vectors.tolist() == [[n, -n] for n in range(13)]
    assert len(reports) == 4
    assert all(done <= total == path.stat().st_size for done, total, _ in reports)


def test_words_that_are_no_utf8_are_kept_readable(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("na\xefve 1 2\ncard 3 4\n".encode("latin-1"))
    assert read_word_vectors(path).words == ("na\ufffdve", "card")


def vectors_file(folder: Path, content: str = "the 1 0\nCARD 0 1\ncard 1 1\nlost 0 1\nParis -1 0\n") -> Path:
    path = folder / "some.vectors"
    path.write_text(content)
    return path


def test_a_text_is_the_weighted_mean_of_its_words_by_hand(tmp_path: Path) -> None:
    encoder = ec.get_encoder("word-vectors", path=vectors_file(tmp_path))
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5
    the, lost = (1e-3 / (1e-3 + 1 / rank / harmonic) for rank in (1, 4))
    expected = np.array([the, lost]) / np.hypot(the, lost)
    np.testing.assert_allclose(encoder.encode(["The LOST zebra"])[0], expected, atol=1e-6)
    assert encoder.encode(["CARD"])[0].tolist() == [0, 1]  # as written
    assert encoder.encode(["Card"])[0].tolist() == pytest.approx([1 / np.sqrt(2)] * 2)  # else without upper case
    assert encoder.encode(["paris", ""]).tolist() == [[0, 0], [0, 0]]
    found = encoder.tokens("Paris the zebra")
    assert (found.pieces, found.unknown) == (("Paris", "the"), ("zebra",))


def test_it_needs_no_fitting_and_says_what_it_did(tmp_path: Path) -> None:
    path = vectors_file(tmp_path, "the 1 0\ncard 0 1\ncard 1 1\nlost 0 1\n")
    space = ec.embed(["the card", "lost", "zebra"], model="word-vectors", path=path, n_words=2)
    assert space.n_dims == space.encoder.card.n_dims == 2
    assert space.notes == (
        "2 of 3 texts have no word that word-vectors knows: all zeros, similar to nothing",
        "only the first 2 words of some.vectors are read; rarer ones are left out",
    )
    assert ec.embed(["card"], model="word-vectors", path=path).notes == (
        "1 word stands in some.vectors again; what stands there first counts",
    )


def test_the_words_are_a_space_that_can_be_searched(tmp_path: Path) -> None:
    encoder = ec.get_encoder("word-vectors", path=vectors_file(tmp_path))
    space = ec.EmbeddingSpace(encoder.word_vectors, texts=encoder.words, encoder=encoder)
    assert encoder.words[ec.search(space, "lost", n_neighbors=1).indices[0]] == "CARD"


def test_the_file_is_read_when_it_is_used_and_named_by_its_content(tmp_path: Path) -> None:
    path = vectors_file(tmp_path)
    encoder = ec.get_encoder("word-vectors", path=path)
    assert encoder.card.n_dims == 0
    assert encoder.card.available
    other = vectors_file(tmp_path / "..", "the 1 0\ncard 0 1\n")
    assert encoder.cache_key == ec.get_encoder("word-vectors", path=str(path)).cache_key
    assert encoder.cache_key != ec.get_encoder("word-vectors", path=other).cache_key
    assert encoder.cache_key != ec.get_encoder("word-vectors", path=path, n_words=2).cache_key
    encoder.encode([])
    assert encoder.card.n_dims == 2


def test_without_a_file_the_card_says_how_to_get_one() -> None:
    card = next(card for card in ec.list_models() if card.name == "word-vectors")
    assert not card.available
    assert not card.learns
    assert "nlp.stanford.edu/projects/glove" in card.how_to_get


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"path must name a file of word vectors \(got ''\); get a file"),
        ({"path": "/no/such/file"}, r"path must name a file of word vectors \(got '/no/such/file'\)"),
        ({"path": 3}, r"path must name a file of word vectors \(got '3'\)"),
        ({"path": "."}, r"path must name a file of word vectors \(got '\.'\)"),
        ({"path": __file__, "n_words": 0}, r"n_words must be >= 1 \(got 0\)"),
        ({"file": "x"}, r"word-vectors has no option 'file' \(its options: path, n_words\)"),
    ],
)
def test_options_that_can_not_be_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.get_encoder("word-vectors", **options)


def cut_gzip() -> bytes:
    return gzip.compress(b"".join(f"w{n} {n} 1.5\n".encode() for n in range(999)))[:-9]


def damaged_gzip() -> bytes:
    packed = bytearray(gzip.compress(b"".join(f"w{n} {n} 1.5\n".encode() for n in range(999))))
    packed[40] ^= 255
    return bytes(packed)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"broken\.vec must have a word and its numbers in each line"),
        (b"\n\n", r"must have a word and its numbers in each line"),
        (b"just some prose, no numbers at all\n", r"must have a word and its numbers in each line"),
        (b"\x80\x04\x95\x00\x00pickle", r"must have a word and its numbers in each line"),
        (b"word 0.5\n", r"must have a word and its numbers in each line"),
        (b"the 1 2\ncard 1\n", r"line 2 of broken\.vec must be a word and 2 numbers \(got b'card 1"),
        (b"the 1 2\ncard 1 2 3\n", r"line 2 of broken\.vec must be a word and 2 numbers .*4 fields"),
        (b"the 1 2\ncard 1 x\n", r"line 2 of broken\.vec must be a word and 2 numbers"),
        (b"the 1 2\n 1 2\n", r"line 2 of broken\.vec must be a word and 2 numbers"),
        (b"the 1 2\ncard 1 nan\n", r"must be finite \(got NaN or infinity for word 2 of broken\.vec, b'card'\)"),
        (b"the 1 2\ncard 1 1e99\n", r"must be finite"),
        (b"2 2\nthe 1 2\ncard 1\n", r"line 3 of broken\.vec must be"),
        (b"3 2\nthe 1 2\ncard 1 2\n", r"must hold the 3 words that it promises \(got 2\)"),
        (b"1 2\nthe 1 2\ncard 1 2\n", r"must hold the 1 words that it promises \(got 2\)"),
        (b"0 2\n", r"must promise words and 1 to 10,000 dimensions \(got 0 and 2\)"),
        (b"5 99999\nthe 1 2\n", r"must promise words and 1 to 10,000 dimensions \(got 5 and 99,999\)"),
        (b"2 2\nthe " + np.ones(2, "<f4").tobytes() + b"card ", r"must hold 2 words .*it breaks at word 2"),
        (b"2 2\nthe " + np.ones(2, "<f4").tobytes(), r"must hold 2 words .*it breaks at word 2"),
        (b"1 2\n" + b"\xff" * 3_000, r"must hold 1 words .*it breaks at word 1"),
        (b"1 2\nthe " + np.array([1, np.inf], "<f4").tobytes(), r"must be finite"),
        (cut_gzip(), r"must be a file that can be read to its end"),
        (damaged_gzip(), r"must be a file that can be read to its end|must be a word and 2 numbers"),
    ],
)
def test_a_broken_file_is_refused_by_name(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.vec"
    path.write_bytes(content)
    encoder = ec.get_encoder("word-vectors", path=path)
    with pytest.raises(ec.DataError, match=message):
        encoder.encode(["card"])
    with pytest.raises(ec.DataError, match=message):
        ec.embed(["card"], model=encoder)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_vectors_that_do_not_fit_memory_are_refused(
    packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_files, "MAX_BYTES", 10 * 2 * 4)
    content = "".join(f"w{n} {n} 1\n" for n in range(11)).encode()
    path = tmp_path / "large.vec"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(ec.DataError, match=re.escape("must take at most 8e-08 GB of memory (got more than 10 words")):
        read_word_vectors(path)
    assert len(read_word_vectors(path, n_words=10).words) == 10


def test_a_line_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "endless.vec"
    path.write_bytes(b"the 1 2\n" + b"x" * 5_000_000)
    with pytest.raises(ec.DataError, match=r"line 2 of endless\.vec must be a word and 2 numbers"):
        read_word_vectors(path)
