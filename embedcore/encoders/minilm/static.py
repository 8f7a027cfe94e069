"""A static model for very large data: a vector for each token, no forward pass; distilled from the bundled model."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.minilm.distil import N_DIMS, TABLE_KEY, token_table
from embedcore.encoders.minilm.encoder import bundled_tokenizer, minilm_card
from embedcore.encoders.text_batches import checked_texts, in_batches
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.encoders.weighted_mean import MeanTable
from embedcore.parameters import NoParams, fill
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2-static"


def static_card() -> ModelCard:
    return replace(
        minilm_card(),
        name=NAME,
        n_dims=N_DIMS,
        provider="distilled on this machine",
        description="For very large data: a vector for each token of all-MiniLM-L6-v2, made once on this machine, and "
        "their mean for a text. Many times as fast, and less exact: word order and context are lost.",
        max_tokens=0,
        size_mb=16,
    )


class StaticEncoder(TokenEncoder):
    """Mean token vectors of unit length: (n_items, 256) float32. A text without a known token is all zeros.

    After Model2Vec (Tulkens and van Dongen 2024); see distil.py for the token vectors. The first use on a machine
    distils them, which takes about a minute.
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
