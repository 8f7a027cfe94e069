"""embed: from a dataset or texts to an EmbeddingSpace, through the cache on disk."""

from collections.abc import Iterator, Sequence

import numpy as np

from embedcore.dataset import Dataset
from embedcore.encoders import DEFAULT_MODEL, Encoder, get_encoder
from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Vectors, get_metric
from embedcore.neighbors import OnProgress
from embedcore.space import EmbeddingSpace
from embedcore.store import VectorCache

SHARD_TEXTS = 1_024
"""Texts a cache shard: what a killed process can lose at the most, where the encoder hands out no smaller batches."""


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
    space.notes = (*truncation_notes(encoder, dataset), *getattr(encoder, "notes", ()))
    return space


def encode_cached(encoder: Encoder, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
    """(n_texts, n_dims) float32: from the disk cache where it has them, else encoded and added to it."""
    distinct = list(dict.fromkeys(texts))
    cache = VectorCache(encoder.cache_key)
    vectors, filled = cache.find(distinct, encoder.card.n_dims)
    # Sorted by length over everything, not only inside a shard: less padding for the model to read.
    missing = sorted(np.flatnonzero(~filled).tolist(), key=lambda row: len(distinct[row]))
    known = len(distinct) - len(missing)

    def report(done: int, total: int, what: str) -> None:
        if on_progress:
            on_progress(known + done, len(distinct), what)

    done, open_rows, shard = 0, list[int](), None
    for made in _batches(encoder, [distinct[row] for row in missing], report):
        rows = missing[done : done + len(made)]
        done += len(made)
        if not vectors.shape[1]:  # the first answer of a model whose length nobody knew
            vectors = np.zeros((len(distinct), made.shape[1]), dtype=np.float32)
        vectors[rows] = made
        open_rows += rows
        shard = cache.add([distinct[row] for row in open_rows], vectors[open_rows], instead_of=shard) or shard
        if len(open_rows) >= SHARD_TEXTS:
            open_rows, shard = [], None
    if on_progress and not missing:
        on_progress(len(distinct), len(distinct), "embedding texts")
    position_of = {text: position for position, text in enumerate(distinct)}
    return vectors[[position_of[text] for text in texts]]


def _batches(encoder: Encoder, texts: Sequence[str], on_progress: OnProgress) -> Iterator[Vectors]:
    """The vectors of the texts in their order: as an encoder hands them out that has encode_batches, else in shards.

    What was handed out is kept whatever happens next, so an encoder that is paid hands out each request.
    """
    if hasattr(encoder, "encode_batches"):
        yield from encoder.encode_batches(texts, on_progress=on_progress)
        return
    for start in range(0, len(texts), SHARD_TEXTS):

        def report(done: int, total: int, what: str, before: int = start) -> None:
            on_progress(before + done, len(texts), what)

        yield encoder.encode(texts[start : start + SHARD_TEXTS], on_progress=report)


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
