"""A static model for very large data: a vector for each token, no forward pass; distilled from the bundled model.

After Model2Vec (Tulkens and van Dongen 2024): the model reads each token of its vocabulary alone; the vectors are
centred and brought to fewer dimensions by PCA, without the strongest directions, which all tokens share (Mu and
Viswanath 2018), and weighted a / (a + p), less for frequent tokens (Arora, Liang and Ma 2017), where p follows
Zipf's law, since the words of the vocabulary stand in the order of frequency. Before them stand single characters,
which are taken to be as frequent as the hundredth word. Not by the package model2vec: it takes out none of the shared
directions, and would bring packages for these few lines.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import ModelCard
from embedcore.encoders.minilm.encoder import WEIGHTS_SHA256, MiniLMEncoder, bundled_tokenizer, minilm_card
from embedcore.encoders.text_batches import checked_texts, in_batches
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.encoders.weighted_mean import MeanTable, zipf_shares
from embedcore.files import UNREADABLE, cache_dir, write_whole
from embedcore.metrics import principal_axes
from embedcore.parameters import NoParams, fill
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

logger = logging.getLogger(__name__)

NAME = "all-MiniLM-L6-v2-static"
N_DIMS = 256
SHARED_DIRECTIONS = 3
SMOOTHING = 1e-3
"""a; with these three, nearest neighbours know 0.86 of the intents of banking77 (benchmarks/run.py models)."""
FIRST_WORD, CHARACTER_RANK = "the", 100
TOKENS_AT_ONCE = 512
TABLE_KEY = f"static-{WEIGHTS_SHA256[:16]}-{N_DIMS}-{SHARED_DIRECTIONS}-{SMOOTHING:g}-{CHARACTER_RANK}"
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def static_card() -> ModelCard:
    return replace(
        minilm_card(),
        name=NAME,
        n_dims=N_DIMS,
        precision="",
        provider="distilled on this machine",
        description="For very large data: a vector for each token of all-MiniLM-L6-v2, made once on this machine, and "
        "their mean for a text. Many times as fast, and less exact: word order and context are lost.",
        max_tokens=0,
        size_mb=16,
    )


class StaticEncoder(TokenEncoder):
    """Mean token vectors of unit length: (n_items, 256) float32. A text without a known token is all zeros.

    The first use on a machine distils them, which takes about a minute.
    """

    cache_key = TABLE_KEY
    worth_caching = False  # encoding is as fast as reading the cache
    marks_ends = False

    def __init__(self, **options: Any) -> None:
        fill(NoParams, options, caller=NAME)
        self._lock = Lock()
        self._table: MeanTable | None = None

    @cached_property
    def card(self) -> ModelCard:
        return static_card()

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, 256) float32. Raises DataError where an item is no text."""
        texts = checked_texts(items)
        with self._lock:
            if self._table is None:
                vectors = token_table(on_progress=on_progress)
                self._table = MeanTable(vectors, np.ones(len(vectors), dtype=np.float32))
            table = self._table

        def means(part: Sequence[str]) -> Vectors:
            found = self.tokenizer.encode_batch_fast([readable(text) for text in part], add_special_tokens=False)
            return table.means([one.ids for one in found])

        return in_batches(texts, N_DIMS, means, on_progress)

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        return bundled_tokenizer()


def token_table(*, on_progress: OnProgress | None = None) -> Vectors:
    """(n_tokens, 256) float32, row by token id; special tokens and unused ones are zeros.

    From the cache folder where it is there and whole; otherwise made, which takes about a minute, and kept.
    """
    path = cache_dir() / "static" / f"{TABLE_KEY}.npz"
    known = _read(path)
    if known is not None:
        return known
    encoder = MiniLMEncoder(precision="float32")  # the same table on every machine
    table = weighted(read_alone(encoder, on_progress=on_progress), encoder).astype(np.float16)
    _write(path, table)
    return table.astype(np.float32)


def read_alone(encoder: MiniLMEncoder, *, on_progress: OnProgress | None = None) -> Vectors:
    """Each token of the vocabulary as the model reads it alone: (n_tokens, 384) float32."""
    numbers, n_dims = range(encoder.tokenizer.get_vocab_size()), encoder.card.n_dims
    read, what = encoder.encode_tokens_alone, "reading the model's vocabulary (once)"
    return in_batches(numbers, n_dims, read, on_progress, at_once=TOKENS_AT_ONCE, what=what)


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


def _read(path: Path) -> Vectors | None:
    if not path.is_file():  # a named pipe would be waited for
        return None
    try:
        with np.load(path, allow_pickle=False) as content:  # the ZIP has a checksum of the table
            return np.asarray(content["table"], dtype=np.float32)
    except UNREADABLE as error:
        logger.warning("a broken table of token vectors is made anew: %s (%s)", path, error)
    return None


def _write(path: Path, table: np.ndarray) -> None:
    """Where the disk refuses, the table is made again next time."""
    try:
        with write_whole(path, durable=True) as file:
            np.savez(file, table=table)
    except OSError as error:
        logger.warning("the token vectors could not be kept in %s: %s", path, error)
