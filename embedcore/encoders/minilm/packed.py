"""The static model in a byte a number, for programs that run elsewhere, such as a page without a server."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = 127
_FINER = 16


@dataclass(frozen=True, eq=False)
class PackedTokens:
    """The vectors of all tokens: numbers * scales, with an error of at most half a scale a number.

    tokens: (n_tokens,) as the vocabulary writes them, by id. numbers: (n_tokens, n_dims) int8; special and unused
    tokens are zeros. scales: (n_tokens,) float32. A text's vector is the mean of its tokens' vectors, brought to
    length 1.
    """

    tokens: tuple[str, ...]
    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FinerTokens:
    """Half a byte more for some tokens: what is added to their numbers.

    tokens: (n,) int32 ids, ascending. sixteenths: (n, n_dims / 2) uint8, two dimensions a byte, the first one in its
    lower half; each stands for (half - 8) / 16. With them the first ten of 10,003 texts keep their order in 99 of 100
    searches (benchmarks/run.py shared_file).
    """

    tokens: NDArray[np.int32]
    sixteenths: NDArray[np.uint8]


def packed_static_model() -> PackedTokens:
    """The tokens of all-MiniLM-L6-v2-static.

    Raises BackendMissingError without the bundled model, DataError where its table is damaged.
    """
    from embedcore.encoders.minilm.encoder import bundled_tokenizer  # neither is loaded with the encoders' door
    from embedcore.encoders.minilm.static import token_table

    ids = bundled_tokenizer().get_vocab()
    vectors = np.asarray(token_table(), dtype=np.float32)
    scales = _scales(vectors)
    numbers = np.round(vectors / scales[:, None]).astype(np.int8)
    return PackedTokens(tuple(sorted(ids, key=ids.__getitem__)), numbers, scales)


def finer_tokens(texts: Sequence[str]) -> FinerTokens:
    """Those of the tokens of texts. Raises as packed_static_model."""
    from embedcore.encoders.minilm.static import StaticEncoder, token_table
    from embedcore.encoders.tokenization import readable

    found = StaticEncoder().tokenizer.encode_batch_fast([readable(text) for text in texts], add_special_tokens=False)
    tokens = np.array(sorted({token for one in found for token in one.ids}), dtype=np.int32)
    vectors = np.asarray(token_table()[tokens], dtype=np.float32)
    exact = vectors / _scales(vectors)[:, None]
    halves = np.clip(np.round((exact - np.round(exact)) * _FINER) + _FINER // 2, 0, _FINER - 1).astype(np.uint8)
    return FinerTokens(tokens, halves[:, ::2] | (halves[:, 1::2] << 4))


def _scales(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    largest = np.abs(vectors).max(axis=1, initial=0)
    return np.where(largest > 0, largest / _STEPS, 1).astype(np.float32)
