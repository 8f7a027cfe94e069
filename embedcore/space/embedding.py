"""embed: from a dataset or texts to an EmbeddingSpace, through the cache on disk."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from contextvars import ContextVar
from copy import copy
from typing import Any, cast

import numpy as np

from embedcore.encoders import DEFAULT_MODEL, Encoder, LearningEncoder, ModelCard, as_encoder, list_models
from embedcore.encoders.catalogue import make_encoder
from embedcore.encoders.speed import ENOUGH_ITEMS, remember_speed
from embedcore.encoders.tables.rows import TableRows
from embedcore.encoders.vector_cache import VectorCache
from embedcore.errors import DataError, ItemError, ParameterError
from embedcore.metrics import get_metric
from embedcore.phrases import by_number, did_you_mean, row_list
from embedcore.space.space import EmbeddingSpace
from embedcore.table.data_kind import propose_kinds
from embedcore.table.dataset import Dataset
from embedcore.types import Indices, OnProgress, Vectors

CLAIMED_AT_ONCE = 2_048
"""Items that one process keeps for itself while another embeds the same."""
WAIT_S = 0.2
_encoding: ContextVar[tuple[str, ...]] = ContextVar("encoding", default=())
"""Who has claimed what is being encoded around this call."""


def embed(
    dataset_or_texts: Dataset | Sequence[str],
    *,
    model: str | Encoder = DEFAULT_MODEL,
    metric: str | None = None,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> EmbeddingSpace:
    """The dataset's texts, pictures or rows as vectors of the model, in a space with that metric.

    model: a name and its options as for get_encoder, or an Encoder. A model that learns is fitted on the dataset,
    and the space carries the fitted one. metric: the model's own by default (cosine for texts).
    Each distinct item is encoded once, and where that takes long never again on this machine: vectors are cached
    on disk by the item, the model's name and its weights, while it runs. `.notes` of the space says what was cut,
    adapted or left out.

    Raises DataError where the dataset has nothing that the model reads, or a row that can't be read, by its number;
    ParameterError for an unknown model, option or metric, BackendMissingError where the model is not on this machine.
    """
    if metric is not None:
        get_metric(metric)
    try:
        given = make_encoder(model, options) if isinstance(model, str) else model
    except ParameterError as error:
        for name in options:
            if likely := did_you_mean(name, ("model", "metric", "on_progress")):
                raise ParameterError(f"embed has no option {name!r}{likely}") from error
        raise
    encoder = as_encoder(given)
    if options and not isinstance(model, str):
        raise ParameterError(f"an Encoder has its options already (got {next(iter(options))!r}); leave them out")
    dataset = dataset_or_texts if isinstance(dataset_or_texts, Dataset) else Dataset.from_texts(dataset_or_texts)
    items = items_of(dataset, encoder.card)
    if isinstance(encoder, LearningEncoder):
        if not encoder.is_fitted:
            encoder.fit(items, on_progress=on_progress)
        given = encoder = copy(encoder)  # fitting the caller's again must not change how this space reads a query
    vectors = encode_all(encoder, items, row_numbers=dataset.row_numbers, on_progress=on_progress)
    return EmbeddingSpace(
        vectors,
        metric=metric or encoder.card.default_metric,
        dataset=dataset,
        encoder=given,
        notes=(*truncation_notes(encoder, dataset, items), *encoder_notes(encoder, vectors)),
    )


def items_of(dataset: Dataset, card: ModelCard) -> Sequence[Any]:
    """What the model reads of the dataset: its texts, its pictures, or its table (as TableRows).

    A model of pictures and texts reads the texts of a dataset without pictures.
    Raises DataError, with the models that fit, where the dataset has none of it.
    """
    if card.modality == "text" and dataset.text_column is not None:
        return dataset.texts
    if card.modality == "image" and dataset.image_column is not None:
        return dataset.images
    if card.modality == "image" and card.reads_text and dataset.text_column is not None:
        return dataset.texts
    if card.modality == "table":
        rows: Any = TableRows.from_frame(dataset.frame, dataset.column_roles, dataset.row_numbers)
        return cast("Sequence[Any]", rows)  # the encoders of tables take it for one
    needed = {"text": "a text column", "image": "a column of images"}[card.modality]
    raise DataError(
        f"{card.name} needs {needed} (got none in {', '.join(map(str, dataset.frame.columns))}); "
        f"{_what_to_do(dataset, card)}"
    )


def _what_to_do(dataset: Dataset, card: ModelCard) -> str:
    ways = ["choose the column that holds the texts, or load a table that has one"] if card.modality == "text" else []
    kinds = [kind.name for kind in propose_kinds(dataset)]
    # Nearly every table holds some numbers; they are named where there is nothing else.
    kinds = [kind for kind in kinds if kind != "numbers"] or kinds
    ways += filter(None, (_way_of(dataset, kind) for kind in kinds))
    return "; or ".join(ways) or "load other data"


def _way_of(dataset: Dataset, kind: str) -> str:
    """How data of that kind becomes vectors, as a part of a sentence; empty where no model here does it."""
    if kind == "vectors":
        return "for the vectors that it brings, use ec.with_vectors(dataset).space()"
    if kind == "ratings":
        roles = {role: name for name, role in reversed(list(dataset.column_roles.items()))}
        named = ", ".join(f"{role}={roles[role]!r}" for role in ("user", "item", "rating", "time") if role in roles)
        return f"for its users and items, use ec.embed_interactions(dataset.frame, {named})"
    reads = {"texts": "text", "images": "image", "numbers": "table"}[kind]
    names = [model.name for model in list_models() if model.modality == reads and model.available]
    what = {"text": "texts", "image": "images", "table": "numbers and categories"}[reads]
    return f"choose a model that reads {what}: {', '.join(names)}" if names else ""


def encode_all(
    encoder: Encoder,
    items: Sequence[Any],
    *,
    row_numbers: Indices | None = None,
    on_progress: OnProgress | None = None,
) -> Vectors:
    """(n_items, n_dims) float32, through the cache on disk where encoding takes long; the speed is remembered.

    row_numbers: (n_items,) of the items in the data. Raises DataError with the number of a row that can't be read.
    """
    try:
        if encoder.worth_caching:
            return encode_cached(encoder, items, on_progress=on_progress)
        if len(items) >= ENOUGH_ITEMS and isinstance(items, list | tuple):  # its speed is measured without its loading
            encoder.encode(items[:1])
        start = time.perf_counter()
        vectors = encoder.encode(items, on_progress=on_progress)
    except ItemError as error:
        if row_numbers is None:
            raise
        raise DataError(f"row {row_numbers[error.position]:,} can't be read: {error.reason}") from error
    remember_speed(encoder.card.name, items, time.perf_counter() - start, max_tokens=encoder.card.max_tokens)
    return vectors


def encode_cached(encoder: Encoder, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
    """(n_items, n_dims) float32: from the disk cache where it has them, else encoded and added to it.

    What another process or thread is encoding is waited for, but not what this one is encoding around this call (an
    on_progress callback may embed something). Raises ItemError, with the item's place among the items
    given, for one that can't be read.
    """
    distinct = list(dict.fromkeys(items))
    outer = _encoding.get()
    with VectorCache(encoder.cache_key, outer=outer) as cache, ExitStack() as ends:
        ends.callback(_encoding.reset, _encoding.set((*outer, cache.owner)))
        vectors, filled = cache.find(distinct, encoder.card.n_dims)
        # Sorted by length over everything, not only inside a batch: less padding for the model to read.
        missing = sorted(np.flatnonzero(~filled).tolist(), key=lambda row: len(distinct[row]))
        known = len(distinct) - len(missing)

        def report(done: int, what: str) -> None:
            if on_progress:
                on_progress(known + done, len(distinct), what)

        for rows, made in _missing_vectors(encoder, cache, distinct, missing, report, place_of=items.index):
            if not vectors.shape[1]:  # the first answer of a model whose length nobody knew
                vectors = np.zeros((len(distinct), made.shape[1]), dtype=np.float32)
            vectors[rows] = made
    if not missing:
        report(0, f"embedding {encoder.card.modality}s")
    position_of = {item: position for position, item in enumerate(distinct)}
    return vectors[[position_of[item] for item in items]]


def _missing_vectors(
    encoder: Encoder,
    cache: VectorCache,
    distinct: Sequence[Any],
    missing: list[int],
    report: Callable[[int, str], None],
    *,
    place_of: Callable[[Any], int],
) -> Iterator[tuple[list[int], Vectors]]:
    """Rows that are missing and their vectors: encoded here and kept, or found when another process has made them.

    place_of: where an item stands among those that the caller knows, for errors.
    """
    done = 0
    timed: list[int] = []
    seconds, loaded = 0.0, False
    while missing:
        others: list[int] = []
        for start in range(0, len(missing), CLAIMED_AT_ONCE):
            block = missing[start : start + CLAIMED_AT_ONCE]
            is_mine = cache.claim([distinct[row] for row in block])
            others += [row for row, mine in zip(block, is_mine, strict=True) if not mine]
            block = [row for row, mine in zip(block, is_mine, strict=True) if mine]
            before = done

            def report_block(so_far: int, _total: int, what: str, before: int = before) -> None:
                report(before + so_far, what)

            batches = encoder.encode_batches([distinct[row] for row in block], on_progress=report_block)
            started = time.perf_counter()
            try:
                for positions, made in batches:
                    # The first batch waits for the model to be loaded, which says nothing of its speed.
                    rows = [block[position] for position in positions]
                    if loaded:
                        timed += rows
                        seconds += time.perf_counter() - started
                    loaded = True
                    cache.add([distinct[row] for row in rows], made)
                    done += len(rows)
                    yield rows, made
                    started = time.perf_counter()
            except ItemError as error:
                raise ItemError(place_of(distinct[block[error.position]]), error.reason) from error
        found, filled = cache.find([distinct[row] for row in others], 0)
        if filled.any():
            done += int(filled.sum())
            yield [row for row, there in zip(others, filled, strict=True) if there], found[filled]
        missing = [row for row, there in zip(others, filled, strict=True) if not there]
        if missing:
            report(done, "waiting for the same texts, which are being embedded already")
            time.sleep(WAIT_S)
    if timed and not encoder.card.remote:  # the network's, and it may have the name of a model that is here
        items = [distinct[row] for row in timed]
        remember_speed(encoder.card.name, items, seconds, max_tokens=encoder.card.max_tokens)


def encoder_notes(encoder: Encoder, vectors: Vectors) -> tuple[str, ...]:
    """What must be said of the vectors: texts of which the model knows nothing, and what it says of itself."""
    n_unread = int((~vectors.any(axis=1)).sum()) if encoder.card.modality == "text" else 0
    if not n_unread:
        return encoder.notes
    have = by_number(n_unread, "has", "have")
    said = f"{n_unread:,} of {len(vectors):,} texts {have} no word that {encoder.card.name} knows"
    return (f"{said}: all zeros, similar to nothing", *encoder.notes)


def truncation_notes(encoder: Encoder, dataset: Dataset, items: Sequence[Any]) -> tuple[str, ...]:
    """What must be said of texts that the model does not read to their end."""
    are_texts = encoder.card.reads_text and all(isinstance(item, str) for item in items)
    cut = encoder.truncated(items) if are_texts else []
    if not cut:
        return ()
    card = encoder.card
    return (
        f"{len(cut):,} of {dataset.n_rows:,} texts {by_number(len(cut), 'is', 'are')} longer than {card.name} reads "
        f"({card.max_tokens} tokens, about {card.max_tokens * 3 // 4} words); "
        f"only {by_number(len(cut), 'its', 'their')} beginning counts ({row_list(dataset.row_numbers[cut].tolist())})",
    )
