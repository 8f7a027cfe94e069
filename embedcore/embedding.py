"""embed: from a dataset or texts to an EmbeddingSpace, through the cache on disk."""

from collections.abc import Sequence

import numpy as np

from embedcore.dataset import Dataset
from embedcore.encoders import DEFAULT_MODEL, Encoder, get_encoder
from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Vectors, get_metric
from embedcore.neighbors import OnProgress
from embedcore.space import EmbeddingSpace
from embedcore.store import VectorCache

SHARD_TEXTS = 1_024
"""Texts a cache shard: what a killed process can lose at the most."""


def embed(
    dataset_or_texts: Dataset | Sequence[str],
    *,
    model: str | Encoder = DEFAULT_MODEL,
    metric: str = "cosine",
    on_progress: OnProgress | None = None,
) -> EmbeddingSpace:
    """The dataset's texts as vectors of the model, in a space with that metric.

    Each distinct text is encoded once, and never again on this machine: vectors are cached on disk by
    the text, the model's name and its weights, in shards written while it runs. `.notes` of the space
    says which texts were longer than the model reads.

    Raises DataError where there are no texts, ParameterError for an unknown model or metric,
    BackendMissingError where the model is not on this machine.
    """
    get_metric(metric)
    encoder = get_encoder(model) if isinstance(model, str) else model
    if not hasattr(encoder, "cache_key"):
        raise ParameterError(f"model must be the name of a model or an Encoder (got {type(model).__name__})")
    dataset = dataset_or_texts if isinstance(dataset_or_texts, Dataset) else Dataset.from_texts(dataset_or_texts)
    if dataset.text_column is None:
        raise DataError(
            f"{encoder.card.name} needs a text column (got none in {', '.join(map(str, dataset.frame.columns))}); "
            "choose the column that holds the texts, or load a table that has one"
        )
    texts = dataset.texts
    vectors = encode_cached(encoder, texts, on_progress=on_progress)
    space = EmbeddingSpace(vectors, metric=metric, dataset=dataset, encoder=encoder)
    space.notes = truncation_notes(encoder, dataset)
    return space


def encode_cached(encoder: Encoder, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
    """(n_texts, n_dims) float32: from the disk cache where it has them, else encoded and added to it."""
    distinct = list(dict.fromkeys(texts))
    cache = VectorCache(encoder.cache_key)
    vectors, filled = cache.find(distinct, encoder.card.n_dims)
    # Sorted by length over everything, not only inside a shard: less padding for the model to read.
    missing = sorted(np.flatnonzero(~filled).tolist(), key=lambda row: len(distinct[row]))
    known = len(distinct) - len(missing)
    for start in range(0, len(missing), SHARD_TEXTS):
        rows = missing[start : start + SHARD_TEXTS]
        shard = [distinct[row] for row in rows]

        def report(done: int, total: int, what: str, before: int = known + start) -> None:
            if on_progress:
                on_progress(before + done, len(distinct), what)

        vectors[rows] = encoder.encode(shard, on_progress=report)
        cache.add(shard, vectors[rows])
    if on_progress and not missing:
        on_progress(len(distinct), len(distinct), "embedding texts")
    position_of = {text: position for position, text in enumerate(distinct)}
    return vectors[[position_of[text] for text in texts]]


def truncation_notes(encoder: Encoder, dataset: Dataset) -> tuple[str, ...]:
    """What must be said of texts that the model does not read to their end."""
    cut = encoder.truncated(dataset.texts)
    if not cut:
        return ()
    rows = dataset.row_numbers[cut]
    listed = ", ".join(map(str, rows[:10])) + (f" and {len(rows) - 10} more" if len(rows) > 10 else "")
    return (
        f"{len(cut)} of {dataset.n_rows} texts {'is' if len(cut) == 1 else 'are'} longer than "
        f"{encoder.card.name} reads "
        f"({encoder.card.max_tokens} tokens, about {encoder.card.max_tokens * 3 // 4} words); "
        f"only {'its' if len(cut) == 1 else 'their'} beginning counts (row{'s' * (len(cut) > 1)} {listed})",
    )
