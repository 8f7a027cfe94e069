"""Word arithmetic: reading the expression, the sum by hand, and the two classic answers over 8,000 words."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.space.arithmetic import combine, parse_expression, word_arithmetic
from embedcore.space.vocabulary import common_words, vocabulary
from tests import prepared


@pytest.mark.parametrize(
    ("text", "plus", "minus"),
    [
        ("king - man + woman", ("king", "woman"), ("man",)),
        ("  king -man +woman ", ("king", "woman"), ("man",)),
        ("king- man", ("king",), ("man",)),
        ("king − man – prince", ("king",), ("man", "prince")),
        ("a+b", ("a", "b"), ()),
        ("- man + king", ("king",), ("man",)),
        ("t-shirt + hat", ("t-shirt", "hat"), ()),
        ("state-of-the-art - old", ("state-of-the-art",), ("old",)),
        ("c++ - java", ("c++",), ("java",)),
        ("New  York - usa", ("New York",), ("usa",)),
        ("king", ("king",), ()),
    ],
)
def test_an_expression_is_read(text: str, plus: tuple[str, ...], minus: tuple[str, ...]) -> None:
    found = parse_expression(text)
    assert (found.plus, found.minus) == (plus, minus)
    assert parse_expression(str(found)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"must hold words \(got nothing\)"),
        ("   ", r"must hold words \(got nothing\)"),
        ("king -", r"each \+ and − must be followed by a word \(got \"king -\"\)"),
        ("king - + woman", r"each \+ and − must be followed by a word"),
        ("- man", r"at least one word must be added \(got \"- man\"\)"),
    ],
)
def test_an_expression_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(ec.ParameterError, match=said):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("king-man+woman", "king − man + woman"),
        ("King-Man", "King − Man"),
        ("king-man + woman", "king-man + woman"),  # spaces are used: the hyphen is part of a word
        ("t-shirt+king", "t-shirt + king"),  # "t" is no known word
        ("well-known", "well-known"),  # a known word itself
        ("-man+king", "− man + king"),
    ],
)
def test_hyphens_between_known_words(text: str, written: str) -> None:
    known = {"king", "man", "woman", "shirt", "well", "known", "well-known"}
    assert str(parse_expression(text, known)) == written


def test_an_expression_is_written_in_its_order() -> None:
    assert str(parse_expression("king -man+woman")) == "king − man + woman"
    assert str(parse_expression("- man + king")) == "− man + king"


def words_space() -> ec.EmbeddingSpace:
    """Four words on two axes, royal and male or female, of different lengths; and one between."""
    vectors = np.array([[3, 3], [0, 2], [0, -5], [1, -1], [1, 0]], dtype=np.float32)
    return ec.EmbeddingSpace(vectors, texts=["King", "man", "woman", "queen", "crown"], metric="euclidean")


def test_the_sum_by_hand() -> None:
    # king/|king| - man/|man| + woman/|woman| = (0.7071, 0.7071 - 1 - 1), length 1.4736
    found = word_arithmetic(words_space(), "king - man + WOMAN")
    direction = np.array([0.70711, -1.29289]) / 1.47363
    assert found.vector == pytest.approx(direction, abs=1e-5)
    queen = float(direction @ [1, -1]) / 2**0.5
    assert (found.words[0], found.scores[0]) == ("queen", pytest.approx(queen, abs=1e-5))
    assert (found.words[1], found.scores[1]) == ("crown", pytest.approx(direction[0], abs=1e-5))
    assert found.indices.tolist() == [3, 4]
    assert (found.rank("Queen"), found.rank("crown"), found.rank("king"), found.rank("table")) == (1, 2, None, None)
    # woman is at -direction[1] = 0.877, above crown's 0.48, so it would have been among the answers; king is below.
    assert [word for word, _ in found.left_out] == ["woman"]
    assert found.left_out[0][1] == pytest.approx(1.29289 / 1.47363, abs=1e-5)


def test_ten_answers_or_as_many_as_there_are() -> None:
    assert len(word_arithmetic(words_space(), "crown").words) == 4
    assert len(word_arithmetic(words_space(), "crown", n_words=2).words) == 2
    with pytest.raises(ec.ParameterError, match="n_words must be >= 1"):
        word_arithmetic(words_space(), "crown", n_words=0)


def test_words_are_found_however_they_are_written() -> None:
    words = ["naïve", "straße", "don't", "card"]
    space = ec.EmbeddingSpace(np.eye(4, dtype=np.float32), texts=words)
    for written in ("NAI\u0308VE", "STRASSE", "Don’t", "ＣＡＲＤ"):
        found = word_arithmetic(space, written)
        assert found.unknown == ()
        assert len(found.words) == 3
    assert word_arithmetic(space, "card").rank("nai\u0308ve") is not None


def test_words_that_cancel_each_other_out() -> None:
    with pytest.raises(ec.ParameterError, match=r"must differ \(got king − King: they cancel each other out\)"):
        word_arithmetic(words_space(), "king - King")


def test_a_space_without_words_or_a_model() -> None:
    with pytest.raises(ec.DataError, match="needs a space of words"):
        word_arithmetic(ec.EmbeddingSpace(np.eye(3, dtype=np.float32)), "king")
    with pytest.raises(ec.DataError, match=r'one of the 5 of the vocabulary \(got "prince"\)'):
        word_arithmetic(words_space(), "prince - man")


@pytest.fixture(scope="module")
def common(tmp_path_factory: pytest.TempPathFactory) -> ec.EmbeddingSpace:
    folder = tmp_path_factory.mktemp("common") / "cache"
    prepared.copy_prepared(folder, "words")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDCORE_CACHE_DIR", str(folder))
        return prepared.embed_common_words()


@pytest.mark.parametrize(("text", "answer"), [("king - man + woman", "queen"), ("paris - france + germany", "berlin")])
def test_the_classic_answers_hold_over_eight_thousand_words(common: ec.EmbeddingSpace, text: str, answer: str) -> None:
    found = word_arithmetic(common, text)
    assert common.n_rows == 8_000
    assert found.words[0] == answer
    assert len(found.words) == 10
    assert not {"king", "man", "woman", "paris", "france", "germany"} & set(found.words)
    vectors = common.vectors / np.linalg.norm(common.vectors, axis=1, keepdims=True)
    cosines = vectors @ found.vector
    order = [row for row in np.argsort(-cosines) if common.texts and common.texts[row] not in found.expression.terms]
    assert found.indices.tolist() == order[:10]
    assert found.scores == pytest.approx(cosines[order[:10]], abs=1e-5)


def test_words_that_are_not_in_the_vocabulary_are_read_by_the_model(common: ec.EmbeddingSpace) -> None:
    assert "kitten" not in (common.texts or ())
    found = word_arithmetic(common, "kitten - cat + dog")
    assert "dogs" in found.words
    assert found.unknown == ("kitten",)


def test_the_words_of_a_phrase_are_no_answers(common: ec.EmbeddingSpace) -> None:
    found = word_arithmetic(common, "royal palace + king")
    assert found.unknown == ("royal palace",)
    assert not {"royal", "palace", "king"} & set(found.words)
    assert {"royal", "palace"} <= {word for word, _ in found.left_out}


def test_common_words_come_from_the_model_s_own_vocabulary() -> None:
    chosen = common_words(5_000)
    assert chosen[:3] == ("the", "of", "and")
    assert len(set(chosen)) == 5_000
    assert all(word.isalpha() and word.islower() and len(word) > 1 for word in chosen)
    with pytest.raises(ec.ParameterError, match=r"n_words must be in 1..21719 \(got 0\)"):
        common_words(0)


def test_the_words_of_the_texts_follow_the_common_ones() -> None:
    texts = ["the zorblax and the king"] * 3 + ["zorblax frumious"] * 2 + ["bandersnatch"] * 1 + ["tulgey"] * 20
    found = vocabulary(texts, n_common=1_000, n_from_texts=2)
    # The bandersnatch stands in a single text of 26; king is common already.
    assert found.words[1_000:] == ("tulgey", "zorblax")
    assert (found.n_common, found.n_from_texts, found.n_left_out) == (1_000, 2, 1)
    assert vocabulary(["zorblax"], n_common=10).words[10:] == ("zorblax",)
    assert vocabulary(n_common=10).n_from_texts == 0


def test_the_words_of_the_texts_are_those_that_name_groups() -> None:
    texts = ["COVID-19 l’hôtel", "Covid\u201119 nai\u0308ve STRAẞE", "naïve Straße 2024 don't 東京塔"]
    found = vocabulary(texts, n_common=10)
    assert sorted(found.words[10:]) == sorted(["covid-19", "hôtel", "naïve", "straße", "東京塔"])


def test_vectors_are_combined_by_hand() -> None:
    first, second, away = np.array([[3.0, 4.0], [0.0, 5.0], [3.0, 0.0]], dtype=np.float32)
    assert combine([first], [], written="a") is first
    found = combine([first, second], [away], written="a + b − c")  # (0, 9), as long as the first
    assert found == pytest.approx([0.0, 5.0])
    assert found.dtype == np.float32
    nothing = np.zeros(2, dtype=np.float32)
    assert combine([nothing, second], [], written="a + b") == pytest.approx([0.0, 1.0])
    with pytest.raises(ec.ParameterError, match=r"must differ \(got a − a: they cancel each other out\)"):
        combine([first], [first], written="a − a")
