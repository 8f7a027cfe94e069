"""A static model for very large data: a vector for each token, no forward pass; distilled from the bundled model."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.base import Encoder, ModelCard
from embedcore.encoders.minilm.distil import N_DIMS, TABLE_KEY, token_table
from embedcore.encoders.minilm.encoder import UNKNOWN, bundled_tokenizer, minilm_card
from embedcore.encoders.text_batches import batches, checked_texts
from embedcore.encoders.tokenization import readable, tokens_of
from embedcore.encoders.weighted_mean import MeanTable
from embedcore.parameters import NoParams, fill
from embedcore.types import OnProgress, Tokens, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2-static"


def static_card() -> ModelCard:
    whole = minilm_card()
    return ModelCard(
        name=NAME,
        n_dims=N_DIMS,
        modality="text",
        provider="distilled on this machine",
        available=whole.available,
        description="For very large data: a vector for each token of all-MiniLM-L6-v2, made once on this machine, and "
        "their mean for a text. Many times as fast, and less exact: word order and context are lost.",
        max_tokens=0,
        languages=whole.languages,
        licence=whole.licence,
        size_mb=16,
        how_to_get=whole.how_to_get,
    )


class StaticEncoder(Encoder):
    """Mean token vectors of unit length: (n_items, 256) float32. A text without a known token is all zeros.

    After Model2Vec (Tulkens and van Dongen 2024); see distil.py for the token vectors. The first use on a machine
    distils them, which takes about a minute.
    """

    cache_key = TABLE_KEY
    worth_caching = False  # encoding is as fast as reading the cache

    def __init__(self, **options: Any) -> None:
        fill(NoParams, options, caller=NAME)
        self._lock = Lock()
        self._table: Vectors | None = None

    @cached_property
    def card(self) -> ModelCard:
        return static_card()

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, 256) float32. Raises DataError where an item is no text."""
        texts = checked_texts(items)
        vectors = np.empty((len(texts), N_DIMS), dtype=np.float32)
        with self._lock:
            if self._table is None:
                self._table = token_table(on_progress=on_progress)
            table = self._table
        for rows in batches(len(texts), on_progress):
            vectors[rows] = self._means(texts[rows], table)
        return vectors

    def _means(self, texts: Sequence[str], table: Vectors) -> Vectors:
        found = self._tokenizer.encode_batch_fast([readable(text) for text in texts], add_special_tokens=False)
        return MeanTable(table, np.ones(len(table), dtype=np.float32)).means([one.ids for one in found])

    def tokens(self, text: str) -> Tokens:
        """What the model saw of a text."""
        text = readable(text)
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return tokens_of(text, found, max_tokens=0, unknown=UNKNOWN)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return bundled_tokenizer()
