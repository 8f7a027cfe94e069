"""A static model for very large data: a vector for each token, no forward pass; distilled from the bundled model.

`python -m embedcore.encoders.minilm.static` makes its table anew.

After Model2Vec (Tulkens and van Dongen 2024): the model reads each token of its vocabulary alone; the vectors are
centred and brought to fewer dimensions by PCA, without the strongest directions, which all tokens share (Mu and
Viswanath 2018), and weighted a / (a + p), less for frequent tokens (Arora, Liang and Ma 2017), where p follows
Zipf's law, since the words of the vocabulary stand in the order of frequency. Before them stand single characters,
which are taken to be as frequent as the hundredth word. Not by the package model2vec: it takes out none of the shared
directions, and would bring packages for these few lines.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import ModelCard
from embedcore.encoders.minilm.encoder import (
    WEIGHTS_SHA256,
    MiniLMEncoder,
    bundled_tokenizer,
    minilm_card,
    model_folder,
)
from embedcore.encoders.text_batches import checked_texts, in_batches
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.encoders.weighted_mean import MeanTable, zipf_shares
from embedcore.errors import DataError, is_installed
from embedcore.metrics import principal_axes
from embedcore.parameters import NoParams, fill
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2-static"
N_DIMS = 256
SHARED_DIRECTIONS = 3
SMOOTHING = 1e-3
"""a; with these three, nearest neighbours know 0.86 of the intents of banking77 (benchmarks/run.py models)."""
FIRST_WORD, CHARACTER_RANK = "the", 100
TABLE = Path(__file__).with_name("static_table.npy")
"""(n_tokens, 256) float16, row by token id; special tokens and unused ones are zeros. Made by `main`."""
TABLE_KEY = f"static-{WEIGHTS_SHA256[:16]}-{N_DIMS}-{SHARED_DIRECTIONS}-{SMOOTHING:g}-{CHARACTER_RANK}"
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def static_card() -> ModelCard:
    return replace(
        minilm_card(),
        name=NAME,
        n_dims=N_DIMS,
        precision="",
        available=model_folder() is not None and is_installed("tokenizers"),
        provider="distilled from all-MiniLM-L6-v2",
        description="For very large data: a vector for each token of all-MiniLM-L6-v2, and their mean for a text. Many "
        "times as fast, and less exact: word order and context are lost.",
        max_tokens=0,
        size_mb=16,
    )


class StaticEncoder(TokenEncoder):
    """Mean token vectors of unit length: (n_items, 256) float32. A text without a known token is all zeros."""

    cache_key = TABLE_KEY
    worth_caching = False  # encoding is as fast as reading the cache
    marks_ends = False

    def __init__(self, **options: Any) -> None:
        fill(NoParams, options, caller=NAME)
        self._lock = Lock()

    @cached_property
    def card(self) -> ModelCard:
        return static_card()

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, 256) float32. Raises DataError where an item is no text."""
        texts = checked_texts(items)
        with self._lock:
            table = self._table

        def means(part: Sequence[str]) -> Vectors:
            found = self.tokenizer.encode_batch_fast([readable(text) for text in part], add_special_tokens=False)
            return table.means([one.ids for one in found])

        return in_batches(texts, N_DIMS, means, on_progress)

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        return bundled_tokenizer()

    @cached_property
    def _table(self) -> MeanTable:
        vectors = token_table()
        return MeanTable(vectors, np.ones(len(vectors), dtype=np.float32))


def token_table() -> NDArray[np.float16]:
    """(n_tokens, 256) float16, as in TABLE, left in the file. Raises DataError where it is damaged."""
    try:
        table: NDArray[np.float16] = np.load(TABLE, mmap_mode="r", allow_pickle=False)
        return table
    except (OSError, ValueError) as error:
        raise DataError(
            f"{TABLE.name} must hold the vectors of {NAME} (got {error}); install the package again"
        ) from error


def distilled() -> Vectors:
    """(n_tokens, 256) float32: the table from the weights of the bundled model, in about 20 s."""
    encoder = MiniLMEncoder(precision="float32")  # the same on every machine
    return weighted(read_alone(encoder), encoder)


def read_alone(encoder: MiniLMEncoder) -> Vectors:
    """Each token of the vocabulary as the model reads it alone: (n_tokens, 384) float32."""
    return encoder.encode_tokens_alone(range(encoder.tokenizer.get_vocab_size()))


def weighted(
    vectors: Vectors,
    encoder: MiniLMEncoder,
    *,
    n_dims: int = N_DIMS,
    shared: int = SHARED_DIRECTIONS,
    smoothing: float = SMOOTHING,
) -> Vectors:
    """The token vectors as the static model uses them: (n_tokens, n_dims) float32."""
    numbers = encoder.tokenizer.get_vocab()
    unused = [number for token, number in numbers.items() if token in _SPECIAL or token.startswith("[unused")]
    used = np.setdiff1d(np.arange(len(vectors)), unused)
    centred = vectors[used].astype(np.float64) - vectors[used].mean(axis=0, dtype=np.float64)
    directions = principal_axes(centred.T @ centred, shared + n_dims)[1][:, shared:]
    weights = smoothing / (smoothing + token_shares(len(vectors), numbers[FIRST_WORD])[used])
    result = np.zeros((len(vectors), n_dims), dtype=np.float32)
    result[used] = (centred @ directions) * weights[:, None]
    return result


def token_shares(n_tokens: int, first_word: int) -> NDArray[np.float64]:
    """(n_tokens,): the part of all words that each token is, by Zipf's law; first_word: where the words begin."""
    words = zipf_shares(n_tokens - first_word)
    return np.concatenate([np.full(first_word, words[0] / CHARACTER_RANK), words])


def main() -> None:
    """python -m embedcore.encoders.minilm.static"""
    np.save(TABLE, distilled().astype(np.float16))


if __name__ == "__main__":
    main()
