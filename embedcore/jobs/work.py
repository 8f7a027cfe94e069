"""What workers do: models embed, read and look up in one kind; the other maps, groups and learns tastes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.duplicates import DuplicateReport
from embedcore.duplicates import search as search_pairs
from embedcore.encoders import STATIC_MODEL, LearningEncoder, ModelCard, Usage, fetch_model, measure_speed
from embedcore.encoders.api.chat import ask_chat
from embedcore.encoders.api.params import APIParams
from embedcore.encoders.tables.rows import TableRows
from embedcore.groups import Clustering, PlaceWords, place_words, typical_group_size
from embedcore.groups import cluster as find_groups
from embedcore.groups.answers import Acts, find_acts
from embedcore.images import thumbnails
from embedcore.jobs.task import ENCODER, FETCHER, Kept, ModelChoice, Task
from embedcore.projection import Projection, warm_up
from embedcore.projection import project as make_map
from embedcore.recommend import Interactions
from embedcore.space import EmbeddingSpace, Vocabulary, encode_all, encoder_notes
from embedcore.trust import MapTrust, map_trust, rows_looked_at
from embedcore.trust.adapting import Learned, learn_from_labels, learn_from_pairs
from embedcore.types import Indices, OnProgress, Tokens, Vectors

CHARACTERS_PER_S, STATIC_PER_S, PICTURES_PER_S, CELLS_PER_S = 18_000, 1_500_000, 50, 200_000
ROWS_PER_S = {"pca": 100_000, "tsne": 250, "umap": 2_000}
GROUPED_PER_S, WORDED_PER_S, PAIRS_PER_S, ANSWERS_PER_S = 2_000, 5_000, 50_000, 10_000
ADAPTED_PER_S = 100
PRODUCTS_PER_S, RANKED_PER_S = 6e10, 3e7
"""Rough speeds on two cores, which tell short work from long work."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Embedded:
    """What an embedding gives.

    learned: the folder with what the model learned from the data; empty for others. thumbnails: (n_rows,) small
    pictures, for pictures alone. usage: what a model behind an API was asked for.
    """

    vectors: Vectors
    card: ModelCard
    cache_key: str
    notes: tuple[str, ...] = ()
    usage: Usage | None = None
    learned: str = ""
    thumbnails: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class MapRequest:
    """What picture of a space is asked for; options left out adapt to the number of rows."""

    method: str = "umap"
    n_components: int = 2
    options: tuple[tuple[str, Any], ...] = ()


def embedding(
    model: ModelChoice,
    items: Sequence[Any],
    learn_to: str,
    *,
    remote: bool = False,
    row_numbers: Indices | None = None,
) -> Task:
    """Gives Embedded, of texts, pictures (bytes) or the rows of a table.

    learn_to: where what the model learns is written. row_numbers: of the items in the data, for errors.
    """
    if isinstance(items, TableRows):
        n_bytes = 8 * len(items) * len(items.columns)
        seconds = n_bytes / 8 / CELLS_PER_S
    else:
        n_bytes = sum(map(len, items))
        per_s = STATIC_PER_S if model.name == STATIC_MODEL else CHARACTERS_PER_S
        seconds = len(items) / PICTURES_PER_S if _are_pictures(items) else n_bytes / per_s
    if remote:  # it waits for another server, and nothing else can be done meanwhile
        seconds = float("inf")
    args = (model, items, learn_to, remote, row_numbers)
    return Task(
        work=_embed,
        args=args,
        role=ENCODER,
        seconds=seconds,
        n_rows=len(items),
        n_bytes=n_bytes,
        until=f"{model.name} has finished reading",
    )


def _embed(
    kept: Kept,
    report: OnProgress,
    model: ModelChoice,
    items: Sequence[Any],
    learn_to: str,
    remote: bool,
    row_numbers: Indices | None,
) -> Embedded:
    # A model that is asked for over the network counts since it was made, so each such task has one of its own.
    encoder = model.encoder() if remote else kept.encoder(model)
    learned = model.learned
    if isinstance(encoder, LearningEncoder) and not encoder.is_fitted:
        encoder.fit(items, on_progress=report)
        encoder.save(Path(learn_to))
        learned = learn_to
        kept.learned(model, learned, encoder)
    vectors = encode_all(encoder, items, row_numbers=row_numbers, on_progress=report)
    # Words for a model of pictures have no thumbnails.
    pictures = encoder.card.modality == "image" and _are_pictures(items)
    return Embedded(
        vectors=vectors,
        card=encoder.card,
        cache_key=encoder.cache_key,
        notes=encoder_notes(encoder, vectors),
        usage=encoder.usage,
        learned=learned,
        thumbnails=tuple(thumbnails(items, on_progress=report)) if pictures else (),
    )


def _are_pictures(items: Sequence[Any]) -> bool:
    return len(items) > 0 and isinstance(items[0], bytes)


def encode(kept: Kept, report: OnProgress, model: ModelChoice, texts: tuple[str, ...]) -> Vectors:
    """Vectors of a few typed texts."""
    return kept.encoder(model).encode(texts)


def get_ready(kept: Kept, report: OnProgress, model: ModelChoice) -> None:
    """Loads the model, and knows afterwards how fast it is here."""
    measure_speed(kept.encoder(model))


def encode_query(kept: Kept, report: OnProgress, model: ModelChoice, text: str) -> Vectors:
    """The vector of a phrase that is searched for."""
    return kept.encoder(model).encode_query(text)


def read_tokens(kept: Kept, report: OnProgress, model: ModelChoice, text: str) -> Tokens | None:
    """What a model that learned from the data sees of a text."""
    return kept.encoder(model).tokens(text)


def read_own_words(kept: Kept, report: OnProgress, model: ModelChoice, n_words: int) -> tuple[Vocabulary, Vectors]:
    """The words of a model that has its own, the n_words most frequent, and their vectors: (n_words, n_dims)."""
    encoder = kept.encoder(model)
    words = encoder.words[:n_words]
    return Vocabulary(words, 0, len(encoder.words) - len(words)), encoder.word_vectors[: len(words)]


def fetching(name: str) -> Task:
    """Fetches a model that is not on this machine, and gives its folder."""
    return Task(work=_fetch, args=(name,), role=FETCHER, seconds=float("inf"), until=f"{name} is here")


def _fetch(kept: Kept, report: OnProgress, name: str) -> str:
    return str(fetch_model(name, on_progress=report))


def mapping(space: EmbeddingSpace, request: MapRequest, init: NDArray[np.float32] | None = None) -> Task:
    """Gives a Projection. init: where its rows begin, as for `project`."""
    return Task(
        work=_project,
        args=(space, request, init),
        seconds=seconds_to_map(space.n_rows, request),
        n_rows=space.n_rows,
        until="a map is drawn",
    )


def seconds_to_map(n_rows: int, request: MapRequest) -> float:
    """About how long it takes to draw the map of so many rows."""
    return n_rows / ROWS_PER_S.get(request.method, 1)


def _project(
    kept: Kept, report: OnProgress, space: EmbeddingSpace, request: MapRequest, init: NDArray[np.float32] | None
) -> Projection:
    options = dict(request.options)
    if init is not None:
        options["init"] = init
    return make_map(space, method=request.method, n_components=request.n_components, on_progress=report, **options)


def cluster(kept: Kept, report: OnProgress, space: EmbeddingSpace, n_clusters: int | str) -> Clustering:
    if n_clusters == "hdbscan":
        return find_groups(space, method="hdbscan", on_progress=report)
    return find_groups(space, n_clusters=n_clusters, on_progress=report)


def ask_language_model(kept: Kept, report: OnProgress, model: ModelChoice, question: str) -> str:
    """What a language model behind an API answers. model: its name, its server (base_url) and its key."""
    options = dict(model.options)
    params = APIParams(model=model.name, base_url=options.get("base_url"), api_key=model.secret or None)
    return ask_chat(params, question, on_wait=lambda what: report(0, 1, what))


def words_at(kept: Kept, report: OnProgress, space: EmbeddingSpace, coordinates: NDArray[np.float32]) -> PlaceWords:
    return place_words(space, coordinates, on_progress=report)


def trusting(projection: Projection) -> Task:
    """Gives the MapTrust of a map."""
    space = projection.space
    return Task(
        work=_trust_in,
        args=(projection,),
        seconds=rows_looked_at(space.n_rows) * space.n_rows / RANKED_PER_S,
        n_rows=space.n_rows,
        until="it is measured how far the map can be trusted",
    )


def _trust_in(kept: Kept, report: OnProgress, projection: Projection) -> MapTrust:
    return map_trust(projection.space, projection, on_progress=report)


def group_size(kept: Kept, report: OnProgress, space: EmbeddingSpace) -> float:
    """The size of a typical group, for the meaning of scores; looks at a sample, so it is always short."""
    return typical_group_size(space)


def finding_duplicates(space: EmbeddingSpace, lowest: float) -> Task:
    """Gives a DuplicateReport with all pairs down to that threshold, or to a stricter one where they are too many."""
    return Task(
        work=_find_duplicates,
        args=(space, lowest),
        seconds=seconds_to_compare(space),
        n_rows=space.n_rows,
        until="it is known what repeats",
    )


def seconds_to_compare(space: EmbeddingSpace) -> float:
    """About how long it takes to compare all pairs of rows."""
    return space.n_rows**2 / 2 * space.n_dims / PRODUCTS_PER_S


def _find_duplicates(kept: Kept, report: OnProgress, space: EmbeddingSpace, lowest: float) -> DuplicateReport:
    return search_pairs(space, lowest, give_way=True, on_progress=report)


def reading_answers(answers: Sequence[str], questions: Sequence[str]) -> Task:
    """Gives the Acts of the answers. Both: (n_rows,), "" for none; or no questions."""
    return Task(
        work=_read_answers,
        args=(answers, questions),
        role=ENCODER,
        seconds=len(answers) / ANSWERS_PER_S,
        n_rows=len(answers),
        n_bytes=sum(map(len, answers)) + sum(map(len, questions)),
        until="the answers are read",
    )


def _read_answers(kept: Kept, report: OnProgress, answers: Sequence[str], questions: Sequence[str]) -> Acts:
    encoder = kept.encoder(ModelChoice(STATIC_MODEL))
    return find_acts(answers, questions, encoder if encoder.card.available else None, on_progress=report)


def adapt_to_labels(kept: Kept, report: OnProgress, space: EmbeddingSpace, codes: Indices, name: str) -> Learned:
    """The change that brings rows with the same label together."""
    return learn_from_labels(space.vectors, codes, space.metric, name=name, on_progress=report)


def adapt_to_pairs(
    kept: Kept, report: OnProgress, space: EmbeddingSpace, left: Vectors, right: Vectors, alike: NDArray[np.bool_]
) -> Learned:
    """The change that brings pairs judged alike together."""
    return learn_from_pairs(space.vectors, left, right, alike, space.metric, on_progress=report)


def learn_from(
    kept: Kept, report: OnProgress, how: Callable[..., Any], table: Interactions, n_dims: int, random_state: int
) -> Any:
    """What is learned from users and items."""
    return how(table, n_dims, random_state, on_progress=report)


def _compile(kept: Kept, report: OnProgress) -> None:
    import scipy.cluster.hierarchy  # noqa: F401

    warm_up()


COMPILE = Task(work=_compile)
"""Gets ready what maps need, or compiles it where no map was made on this machine before."""
