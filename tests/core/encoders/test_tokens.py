"""What a model saw of a text: its tokens, what was cut off, and what it does not know."""

import pytest

import embedcore as ec
from embedcore.encoders.minilm.encoder import MAX_TOKENS, model_folder
from embedcore.encoders.tokenization import most_tokens


@pytest.fixture(scope="module")
def encoder() -> ec.Encoder:
    return ec.get_encoder()


def test_known_words_unknown_signs_and_pieces(encoder: ec.Encoder) -> None:
    found = encoder.tokens("I forgto my pasword ☃☃, naïve!")
    assert found is not None
    assert found.pieces == ("i", "for", "##gt", "##o", "my", "pas", "##word", "[UNK]", ",", "naive", "!")
    assert found.n_tokens == len(found.pieces) + 2
    assert found.unknown == ("☃☃",)
    assert found.split_words == (("forgto", ("for", "##gt", "##o")), ("pasword", ("pas", "##word")))
    assert (found.cut_off, found.max_tokens) == ("", MAX_TOKENS)


@pytest.mark.parametrize("n_words", [MAX_TOKENS - 3, MAX_TOKENS - 2, MAX_TOKENS - 1, 400])
def test_what_is_cut_off_is_what_the_vector_ignores(encoder: ec.Encoder, n_words: int) -> None:
    text = " ".join(f"{'one' if n % 2 else 'two'}" for n in range(n_words))
    found = encoder.tokens(text)
    assert found is not None
    assert found.n_tokens == n_words + 2
    assert len(found.pieces) == min(n_words, MAX_TOKENS - 2)
    read = text[: len(text) - len(found.cut_off)]
    assert bool(found.cut_off) == bool(encoder.truncated([text])) == (n_words > MAX_TOKENS - 2)
    assert encoder.encode([read])[0] == pytest.approx(encoder.encode([text])[0], abs=1e-6)
    assert len(found.cut_off.split()) == max(n_words - (MAX_TOKENS - 2), 0)


@pytest.mark.parametrize("text", ["", "  ", "\ud83d", "don't", "我喜欢 x", "naïve café", "a" * 300])
def test_the_pieces_are_those_of_transformers(encoder: ec.Encoder, text: str) -> None:
    readable = text.encode("utf-8", "replace").decode()
    from transformers import AutoTokenizer  # imports for seconds

    reference = AutoTokenizer.from_pretrained(str(model_folder()))
    found = encoder.tokens(text)
    assert found is not None
    assert list(found.pieces) == reference.tokenize(readable)


@pytest.mark.parametrize(
    "text", ["", "x", "a-b.c" * 60, "?!" * 200, "한" * 90, "\u1f82" * 100, "e\u0301" * 99, "\x00 \t" * 50]
)
def test_no_text_has_more_tokens_than_can_be_told_from_its_length(encoder: ec.Encoder, text: str) -> None:
    found = encoder.tokens(text)
    assert found is not None
    assert found.n_tokens <= most_tokens(text)
