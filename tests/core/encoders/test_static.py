"""The static model: means of token vectors by hand, its table, and how near it comes to the whole model."""

from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import packed_static_model
from embedcore.encoders.minilm import static
from embedcore.encoders.minilm.encoder import MiniLMEncoder
from embedcore.encoders.minilm.static import N_DIMS, NAME, distilled, token_table, weighted


def test_a_text_is_the_mean_of_its_tokens() -> None:
    encoder, table = ec.get_encoder(NAME), token_table()
    tokenizer = MiniLMEncoder().tokenizer
    ids = tokenizer.encode("my pasword is lost", add_special_tokens=False).ids
    mean = table[ids].astype(np.float32).mean(axis=0)
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


@pytest.mark.measured
def test_the_table_is_distilled_from_the_bundled_weights() -> None:
    made, kept = distilled(), token_table()
    assert kept.shape == made.shape == (MiniLMEncoder().tokenizer.get_vocab_size(), N_DIMS)
    assert (kept.any(axis=1) == made.any(axis=1)).all()
    # As near as float16 is; an axis may be turned round, which changes no score.
    signs = np.sign((kept * made).sum(axis=0))
    used = made.any(axis=1)
    assert np.abs(kept[used] * signs - made[used]).max() < 2e-3 * np.abs(made).max()


def test_a_damaged_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "static_table.npy"
    damaged.write_bytes(static.TABLE.read_bytes()[:-10])
    monkeypatch.setattr(static, "TABLE", damaged)
    with pytest.raises(ec.DataError, match=r"static_table\.npy must hold the vectors of .*; install the package again"):
        ec.get_encoder(NAME).encode(["a"])


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


def test_the_packed_table_is_the_table_in_a_byte_a_number() -> None:
    found, table = packed_static_model(), np.asarray(token_table(), dtype=np.float32)
    assert found.numbers.dtype == np.int8 and len(found.tokens) == len(table)
    assert (np.abs(found.numbers * found.scales[:, None] - table) <= 0.5001 * found.scales[:, None]).all()
    assert [found.tokens[number] for number in (100, 1996)] == ["[UNK]", "the"]
