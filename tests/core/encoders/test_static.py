"""The static model: means of token vectors by hand, made once, and how near it comes to the whole model."""

import logging
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.minilm import static
from embedcore.encoders.minilm.encoder import MiniLMEncoder
from embedcore.encoders.minilm.static import N_DIMS, NAME, token_table, weighted

pytestmark = pytest.mark.usefixtures("known_static_table")


def test_a_text_is_the_mean_of_its_tokens() -> None:
    encoder, table = ec.get_encoder(NAME), token_table()
    tokenizer = MiniLMEncoder().tokenizer
    ids = tokenizer.encode("my pasword is lost", add_special_tokens=False).ids
    mean = table[ids].mean(axis=0)
    assert encoder.encode(["my pasword is lost"])[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert encoder.tokens("my pasword is lost").pieces == ("my", "pas", "##word", "is", "lost")  # type: ignore[union-attr]
    assert (encoder.encode(["", "☃☃", "lost"])[:2] == 0).all()
    long = "lost card " * 2_000
    assert encoder.truncated([long]) == []
    assert encoder.encode([long])[0] == pytest.approx(encoder.encode(["lost card"])[0], abs=1e-5)


def test_the_weights_by_hand() -> None:
    """Of a small made-up table: centred, turned, the strongest direction gone, frequent tokens small."""
    encoder = MiniLMEncoder()
    n_tokens = encoder.tokenizer.get_vocab_size()
    vectors = np.random.default_rng(0).normal(size=(n_tokens, 5)).astype(np.float32)
    vectors[:, 0] *= 10
    made = weighted(vectors, encoder, n_dims=2, shared=1, smoothing=1e-4)
    assert made.shape == (n_tokens, 2)
    numbers = encoder.tokenizer.get_vocab()
    assert (made[[numbers["[CLS]"], numbers["[PAD]"], numbers["[unused5]"]]] == 0).all()
    used = np.flatnonzero(made.any(axis=1))
    centred = vectors[used] - vectors[used].mean(axis=0)
    left, spread, _ = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
    ranks = np.array([max(n - numbers["the"] + 1, 1) if n >= numbers["the"] else 100 for n in range(n_tokens)])
    weight = 1e-4 / (1e-4 + 1 / ranks / (1 / np.arange(1, n_tokens - numbers["the"] + 1)).sum())
    expected = (left * spread)[:, 1:3] * weight[used][:, None]
    assert np.abs(made[used]) == pytest.approx(np.abs(expected), rel=1e-3, abs=1e-5)


def test_the_table_is_made_once_and_a_broken_one_anew(
    known_static_table: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made_up = np.random.default_rng(0).normal(size=(MiniLMEncoder().tokenizer.get_vocab_size(), 384))
    calls = []
    monkeypatch.setattr(static, "read_alone", lambda *a, **k: calls.append(1) or made_up.astype(np.float32))
    before = token_table()
    assert calls == []
    content = bytearray(known_static_table.read_bytes())
    content[len(content) // 2] ^= 1
    known_static_table.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        again = token_table()
    assert calls == [1]
    assert "broken table" in caplog.text
    assert again.shape == before.shape
    assert (token_table() == again).all() and calls == [1]


def test_progress_says_what_is_done_first(known_static_table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "TOKENS_AT_ONCE", 64)
    known_static_table.unlink()
    seen: list[str] = []

    def stop(done: int, total: int, what: str) -> None:
        seen.append(what)
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.get_encoder(NAME).encode(["a"], on_progress=stop)
    assert seen == ["reading the model's vocabulary (once)"]
    assert not known_static_table.exists()


def test_it_agrees_with_the_whole_model_about_who_is_close() -> None:
    pairs = [
        ("I lost my card", "my card is gone", "the rate of exchange"),
        ("a warm sunny day", "hot weather", "a bank loan"),
    ]
    encoder = ec.get_encoder(NAME)
    for first, near, far in pairs:
        vectors = encoder.encode([first, near, far])
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert encoder.card.n_dims == N_DIMS


def test_embed_keeps_no_vectors_of_it_on_disk(cache_folder: Path) -> None:
    space = ec.embed(["a lost card", "an exchange rate"], model=NAME)
    assert not (cache_folder / "vectors.sqlite3").exists()
    assert space.n_dims == N_DIMS
    assert ec.search(space, "lost card", n_neighbors=1).indices.tolist() == [0]
