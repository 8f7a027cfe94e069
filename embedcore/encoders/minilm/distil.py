"""The token vectors of the static model: distilled from the bundled model once, kept in the cache folder.

After Model2Vec (Tulkens and van Dongen 2024): the model reads each token of its vocabulary alone; the vectors are
centred and brought to fewer dimensions by PCA, without the strongest directions, which all tokens share (Mu and
Viswanath 2018), and weighted a / (a + p), less for frequent tokens (Arora, Liang and Ma 2017), where p follows
Zipf's law, since the words of the vocabulary stand in the order of frequency. Before them stand single characters,
which are taken to be as frequent as the hundredth word. Not by the package model2vec: it takes out none of the shared
directions, and would bring packages for these few lines.
"""

import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.minilm.encoder import WEIGHTS_SHA256, MiniLMEncoder
from embedcore.encoders.text_batches import in_batches
from embedcore.files import UNREADABLE, cache_dir, write_whole
from embedcore.metrics import principal_axes
from embedcore.types import OnProgress, Vectors

logger = logging.getLogger(__name__)

N_DIMS = 256
SHARED_DIRECTIONS = 3
SMOOTHING = 1e-3
"""a; with these three, nearest neighbours know 0.86 of the intents of banking77 (benchmarks/run.py models)."""
FIRST_WORD, CHARACTER_RANK = "the", 100
TOKENS_AT_ONCE = 512
TABLE_KEY = f"static-{WEIGHTS_SHA256[:16]}-{N_DIMS}-{SHARED_DIRECTIONS}-{SMOOTHING:g}-{CHARACTER_RANK}"
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def token_table(*, on_progress: OnProgress | None = None) -> Vectors:
    """(n_tokens, 256) float32, row by token id; special tokens and unused ones are zeros.

    From the cache folder where it is there and whole; otherwise made, which takes about a minute, and kept.
    """
    path = cache_dir() / "static" / f"{TABLE_KEY}.npz"
    known = _read(path)
    if known is not None:
        return known
    encoder = MiniLMEncoder()
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
    share = token_shares(len(vectors), numbers[FIRST_WORD])
    result = np.zeros((len(vectors), n_dims), dtype=np.float32)
    result[used] = (centred @ directions) * (smoothing / (smoothing + share[used]))[:, None]
    return result


def token_shares(n_tokens: int, first_word: int) -> NDArray[np.float64]:
    """(n_tokens,): the part of all words that each token is, by Zipf's law; first_word: where the words begin."""
    share = 1 / np.maximum(np.arange(n_tokens) - first_word + 1.0, 1.0)
    share[:first_word] = 1 / CHARACTER_RANK
    return np.asarray(share / share[first_word:].sum())


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
