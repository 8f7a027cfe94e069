"""The static model in a byte a number, for programs that run elsewhere, such as a page without a server."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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


def packed_static_model() -> PackedTokens:
    """The tokens of all-MiniLM-L6-v2-static.

    Raises BackendMissingError without the bundled model, DataError where its table is damaged.
    """
    from embedcore.encoders.minilm.encoder import bundled_tokenizer  # neither is loaded with the encoders' door
    from embedcore.encoders.minilm.static import token_table

    numbers = bundled_tokenizer().get_vocab()
    vectors = np.asarray(token_table(), dtype=np.float32)
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    packed = np.round(vectors / scales[:, None]).astype(np.int8)
    return PackedTokens(tuple(sorted(numbers, key=numbers.__getitem__)), packed, scales)
