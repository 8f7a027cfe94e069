"""Which texts a model reads at once. Short texts share rows of one length, so that hardly anything is filled up.

Each text sees its own tokens alone and counts its positions from 0, so who shares its row changes its vector by no more
than rounding (the packing of Krell et al. 2021, for reading in place of training).
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH_TOKENS = 1_024
"""Of all texts that the model gets at once, filling included."""
ROW_TOKENS, STEP = 32, 8
"""Tokens of a row that texts share; the row of a longer text is filled up to a multiple of STEP. So there are few
shapes, each of which the model compiles and keeps."""

Rows = Sequence[Sequence[Sequence[int]]]
"""What is read at once: the token ids of each text of each row."""


def packed(tokens: Sequence[Sequence[int]]) -> Iterator[list[list[int]]]:
    """Batches of rows of positions of texts, in BATCH_TOKENS or one row; rows of short texts first, then by length."""
    lengths = [len(ids) for ids in tokens]
    rows = _shared_rows(lengths)
    rows += [[long] for long in sorted(range(len(tokens)), key=lengths.__getitem__) if lengths[long] > ROW_TOKENS]
    batch: list[list[int]] = []
    for row in rows:
        if batch and (len(batch) + 1) * row_length(sum(lengths[text] for text in row)) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _shared_rows(lengths: Sequence[int]) -> list[list[int]]:
    """Positions of the texts of up to ROW_TOKENS, row by row: the longest that is left, and beside it the longest that
    still fits (best-fit decreasing)."""
    waiting: list[list[int]] = [[] for _ in range(ROW_TOKENS + 1)]
    for text in reversed(range(len(lengths))):
        if lengths[text] <= ROW_TOKENS:
            waiting[lengths[text]].append(text)
    rows = []
    for longest in reversed(range(len(waiting))):
        while waiting[longest]:
            row, left = [waiting[longest].pop()], ROW_TOKENS - longest
            for length in reversed(range(min(longest, left) + 1)):
                while waiting[length] and length <= left:
                    row.append(waiting[length].pop())
                    left -= length
            rows.append(row)
    return rows


def row_length(n_tokens: int) -> int:
    """How long a row with so many tokens is for the model."""
    return max(ROW_TOKENS, -(-n_tokens // STEP) * STEP)


def filled(rows: Rows) -> list[NDArray[np.int32]]:
    """What the model is given, (n_rows, n_tokens) each: token ids, the place of each in its text, and the number of its
    text; tokens that only fill up have id 0, place 0 and number -1."""
    texts = [ids for row in rows for ids in row]
    lengths = np.array([len(ids) for ids in texts])
    before = np.cumsum(lengths) - lengths
    width = row_length(max(sum(map(len, row)) for row in rows))
    row_of_text = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    first_of_row = before[np.searchsorted(row_of_text, row_of_text)]
    places = np.arange(lengths.sum()) - np.repeat(before, lengths)
    at = np.repeat(row_of_text * width + before - first_of_row, lengths) + places

    def spread(values: Any, otherwise: int) -> NDArray[np.int32]:
        table = np.full(len(rows) * width, otherwise, dtype=np.int32)
        table[at] = values
        return table.reshape(len(rows), width)

    ids = np.fromiter(chain.from_iterable(texts), dtype=np.int32, count=len(places))
    return [spread(ids, 0), spread(places, 0), spread(np.repeat(np.arange(len(texts)), lengths), -1)]
