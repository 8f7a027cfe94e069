"""Which texts a model reads at once, and how they are filled up to one length."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH_TOKENS = 1_024
"""Of all texts that the model gets at once, filling included."""
SHORT, FINE, COARSE = 32, 4, 8
"""Texts up to SHORT tokens are filled up to a multiple of FINE, longer ones of COARSE. So there are few shapes, each of
which the model compiles and keeps: long texts take a tenth less time and 100 MB less, short ones 30 MB less."""


def by_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Batches of positions whose token lists are about equally long, short ones first: BATCH_TOKENS or one text."""
    batch: list[int] = []
    for row in sorted(range(len(tokens)), key=lambda row: len(tokens[row])):
        if batch and (len(batch) + 1) * filled_length(len(tokens[row])) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def filled_length(n_tokens: int) -> int:
    """How long a text of so many tokens is for the model."""
    step = FINE if n_tokens <= SHORT else COARSE
    return -(-n_tokens // step) * step


def filled(batch: Sequence[Sequence[int]]) -> list[NDArray[Any]]:
    """Ids (n_texts, n_tokens) int32, filled up with 0, and which of them are tokens, float32."""
    lengths = np.array([len(ids) for ids in batch])
    there = np.arange(filled_length(int(lengths.max()))) < lengths[:, None]
    ids = np.zeros(there.shape, dtype=np.int32)
    ids[there] = np.concatenate([np.asarray(one, dtype=np.int32) for one in batch])
    return [ids, there.astype(np.float32)]
