"""What a space costs: its vectors' memory, the time of a query, and that of reading the rows."""

import time

import numpy as np

from embedcore.space.space import EmbeddingSpace

ASKED = 25


def megabytes(n_rows: int, n_dims: int) -> float:
    """Of so many vectors as float32."""
    return n_rows * n_dims * 4 / 1e6


def query_ms(space: EmbeddingSpace, n_neighbors: int = 10) -> float:
    """Milliseconds of one exact search over all rows: the median of 25, asked with rows spread over the space."""
    rows = np.linspace(0, space.n_rows - 1, min(ASKED, space.n_rows)).astype(np.int64)
    n_neighbors, scorer = min(n_neighbors, space.n_rows), space.scorer
    scorer.closest(space.vectors[:1], n_neighbors)
    seconds = []
    for row in rows.tolist():
        start = time.perf_counter()
        scorer.closest(space.vectors[row : row + 1], n_neighbors)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1_000


def seconds_to_embed(space: EmbeddingSpace) -> float | None:
    """About how long the model of the space reads its rows on this machine; None where it was not measured yet."""
    if space.encoder is None:
        return None
    card = space.encoder.card
    if card.modality == "text" and space.texts is not None:
        return card.estimate_seconds(space.texts)
    return space.n_rows / card.speed if card.speed else None
