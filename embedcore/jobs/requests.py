"""The long work of this product as jobs: embed a dataset, map a space, find its groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import numpy as np

from embedcore.encoders import Encoder, ModelCard
from embedcore.groups.clustering import Clustering
from embedcore.groups.naming import GroupTerm
from embedcore.jobs.interaction_files import read_factors, write_interactions
from embedcore.jobs.items_file import read_items, write_items
from embedcore.jobs.job import Job
from embedcore.jobs.queue import ENCODER, MAPPER, JobQueue
from embedcore.jobs.remote_encoder import Embedded, ModelChoice, RemoteEncoder
from embedcore.projection import METHODS, Projection
from embedcore.recommend.factorization import Factors
from embedcore.recommend.quality import RecommendQuality
from embedcore.recommend.space import InteractionSpace, Prepared
from embedcore.scores.baselines import changed_texts
from embedcore.scores.calibration import SpaceCalibration, space_calibration
from embedcore.space.embedding import items_of, truncation_notes
from embedcore.space.space import EmbeddingSpace
from embedcore.space.vocabulary import Vocabulary
from embedcore.table.dataset import Dataset
from embedcore.table.digest import digest_of
from embedcore.types import Vectors

CALIBRATION_SEED = 42
INTERACTIONS_MODEL = "users and items"
MODEL_WORDS = 20_000
"""Of a model's own words, the most frequent so many: a file of word vectors has up to millions."""

_digests: "WeakKeyDictionary[Dataset, dict[str, str]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class MapRequest:
    """What picture of a space is asked for; options left out adapt to the number of rows."""

    method: str = "umap"
    n_components: int = 2
    options: tuple[tuple[str, float | int], ...] = ()
    random_state: int = 42


@dataclass(frozen=True, eq=False)
class Words:
    """The words that a model has of its own, and their vectors."""

    vocabulary: Vocabulary
    vectors: Vectors


def embed(queue: JobQueue, dataset: Dataset, choice: ModelChoice, *, session: str) -> Job:
    """The job that makes the vectors of what the model reads of the dataset; its result is an Embedded.

    The same items share one, whoever uploaded them.
    """
    return _embed_items(
        queue, embed_key(dataset, choice), choice.task, lambda: items_of(dataset, choice.card), session=session
    )


def embed_words(queue: JobQueue, words: Vocabulary, encoder: RemoteEncoder, *, session: str) -> Job:
    """The job that makes the vectors of the words for arithmetic."""
    key = f"words {encoder.cache_key} {digest_of(words.words).hex()}"
    return _embed_items(queue, key, encoder.task, lambda: words.words, session=session)


def model_words(queue: JobQueue, encoder: RemoteEncoder, *, session: str) -> Job:
    """The job that fetches the words of a model that has its own; its result is a Words."""
    out = queue.folder / f"{uuid4().hex}.npy"
    task = {"task": "words", **encoder.task, "n_words": MODEL_WORDS, "out": str(out)}

    def load(answer: dict[str, Any]) -> Words:
        return Words(Vocabulary(tuple(answer["words"]), 0, answer["n_left_out"]), _take(out))

    return queue.submit(f"own words {encoder.cache_key}", ENCODER, task, load, session=session)


def _embed_items(
    queue: JobQueue, key: str, model: dict[str, Any], items: Callable[[], Sequence[Any]], *, session: str
) -> Job:
    """The job of that key. model: what the task says of it. items: called where the job is a new one."""
    if (known := queue.find(key)) is not None:
        return queue.submit(key, ENCODER, known.task, known.load, session=session)
    name = uuid4().hex
    out, source, learn_to, small = (queue.folder / f"{name}.{end}" for end in ("npy", "items", "model", "small"))
    write_items(source, items())

    def load(answer: dict[str, Any]) -> Embedded:
        source.unlink(missing_ok=True)
        card = ModelCard(**answer["card"])
        learned = model.get("learned") or (str(learn_to) if card.learns else None)
        pictures = tuple(read_items(small)) if small.exists() else ()
        small.unlink(missing_ok=True)
        return Embedded(
            _take(out), card, answer["cache_key"], tuple(answer["notes"]), answer["usage"], learned, pictures
        )

    files = {"items": source, "out": out, "learn_to": learn_to, "thumbnails": small}
    task = {"task": "embed", **model, **{name: str(path) for name, path in files.items()}}
    return queue.submit(key, ENCODER, task, load, session=session)


def warm(queue: JobQueue, encoder: Encoder | None, *, after_s: float = 0.0) -> None:
    """Lets the worker load the model, so that it is ready when a text is typed; a model elsewhere is not asked."""
    if isinstance(encoder, RemoteEncoder) and not encoder.card.remote and encoder.card.reads_text:
        queue.warm(ENCODER, after_s=after_s, **encoder.task)


def space_of_words(words: Vocabulary, vectors: Vectors, encoder: RemoteEncoder) -> EmbeddingSpace:
    """The words as a space, with the encoder for words that are not among them."""
    return EmbeddingSpace(vectors, texts=words.words, encoder=encoder)


def embed_key(dataset: Dataset, choice: ModelChoice) -> str:
    """The key of the job that embeds this dataset with that model."""
    card = choice.card
    known = _digests.setdefault(dataset, {})
    if card.modality not in known:
        known[card.modality] = digest_of(items_of(dataset, card)).hex()
    return f"embed {choice.key} {known[card.modality]}"


def space_of(
    queue: JobQueue, dataset: Dataset, made: Vectors | Embedded, choice: ModelChoice, metric: str
) -> EmbeddingSpace:
    """The space of this dataset, with an encoder that lives in the worker. made: precomputed vectors, or the job's."""
    whole = made if isinstance(made, Embedded) else None
    encoder = RemoteEncoder(queue, choice, whole)
    space = EmbeddingSpace(
        made.vectors if isinstance(made, Embedded) else made, metric=metric, dataset=dataset, encoder=encoder
    )
    cut = truncation_notes(encoder, dataset, items_of(dataset, encoder.card))
    space.notes = (*cut, *(whole.notes if whole is not None else ()))
    return space


def project(queue: JobQueue, space: EmbeddingSpace, request: MapRequest, *, session: str) -> Job:
    """The job that makes a Projection of the space."""
    out = queue.folder / f"{uuid4().hex}.npy"

    def load(answer: dict[str, Any]) -> Projection:
        params = METHODS[request.method](**answer["params"])
        return Projection(_take(out), request.method, params, space, notes=tuple(answer["notes"]))

    task = {
        "task": "project",
        "space": str(queue.space_folder(space)),
        "metric": str(space.metric),
        "method": request.method,
        "n_components": request.n_components,
        "random_state": request.random_state,
        "options": dict(request.options),
        "out": str(out),
    }
    return queue.submit(f"project {space.fingerprint} {request}", MAPPER, task, load, session=session)


def cluster(queue: JobQueue, space: EmbeddingSpace, n_clusters: int | str, *, session: str) -> Job:
    """The job that makes a Clustering of the space."""
    out = queue.folder / f"{uuid4().hex}.npy"

    def load(answer: dict[str, Any]) -> Clustering:
        return Clustering(
            labels=_take(out),
            names=tuple(answer["names"]),
            reasons=tuple(tuple(GroupTerm(**keyword) for keyword in group) for group in answer["reasons"]),
            sizes=tuple(answer["sizes"]),
            representatives=tuple(map(tuple, answer["representatives"])),
            quality=float("nan") if answer["quality"] is None else answer["quality"],
            quality_by_n_clusters=dict(answer["quality_by_n_clusters"]),
            notes=tuple(answer["notes"]),
        )

    task = {
        "task": "cluster",
        "space": str(queue.space_folder(space)),
        "metric": str(space.metric),
        "n_clusters": n_clusters,
        "random_state": 42,
        "out": str(out),
    }
    return queue.submit(f"cluster {space.fingerprint} {n_clusters}", MAPPER, task, load, session=session)


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned from users and items; `interaction_space` makes the space of it."""

    factors: Factors
    notes: tuple[str, ...]


def interactions_key(prepared: Prepared) -> str:
    """The key of the job that learns from these users and items."""
    table, digest = prepared.interactions, blake2b(digest_size=16)
    for array in (table.user_of, table.item_of, table.strengths, table.times):
        digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
    return f"interactions {table.n_users} {table.n_items} {prepared.n_dims} {digest.hexdigest()}"


def learn_interactions(queue: JobQueue, prepared: Prepared, *, session: str) -> Job:
    """The job that learns vectors of users and items; its result is a Learned."""
    key = interactions_key(prepared)
    if (known := queue.find(key)) is not None:
        return queue.submit(key, MAPPER, known.task, known.load, session=session)
    name = uuid4().hex
    table, out = queue.folder / f"{name}.interactions", queue.folder / f"{name}.npz"
    write_interactions(table, prepared.interactions)

    def load(answer: dict[str, Any]) -> Learned:
        table.unlink(missing_ok=True)
        factors = read_factors(out, answer["settings"])
        out.unlink(missing_ok=True)
        return Learned(factors, tuple(answer["notes"]))

    task = {
        "task": "interactions",
        "table": str(table),
        "n_dims": prepared.n_dims,
        "random_state": prepared.random_state,
        "out": str(out),
    }
    return queue.submit(key, MAPPER, task, load, session=session)


def quality_key(space: InteractionSpace) -> str:
    return f"recommend quality {space.with_metric('cosine').fingerprint}"


def recommend_quality(queue: JobQueue, space: InteractionSpace, *, session: str) -> Job:
    """The job that measures how good recommendations are; its result is a RecommendQuality."""
    table = queue.folder / f"{uuid4().hex}.interactions"
    write_interactions(table, space.interactions)

    def load(answer: dict[str, Any]) -> RecommendQuality:
        table.unlink(missing_ok=True)
        return RecommendQuality(**{**answer, "notes": tuple(answer["notes"])})

    task = {
        "task": "recommend_quality",
        "table": str(table),
        "n_dims": space.n_dims,
        "random_state": space.random_state,
    }
    return queue.submit(quality_key(space), MAPPER, task, load, session=session)


def calibration_jobs(queue: JobQueue, space: EmbeddingSpace, *, session: str) -> list[Job]:
    """The jobs whose results `calibration` puts together: the size of a typical group, and changed texts' vectors."""
    task = {
        "task": "group_size",
        "space": str(queue.space_folder(space)),
        "metric": str(space.metric),
        "random_state": CALIBRATION_SEED,
    }
    key = f"group size {space.fingerprint}"
    jobs = [queue.submit(key, MAPPER, task, lambda answer: float(answer["group_size"]), session=session)]
    texts = changed_texts(space, CALIBRATION_SEED)
    if texts and isinstance(space.encoder, RemoteEncoder):
        key = f"changed {space.with_metric('cosine').fingerprint}"
        jobs.append(_embed_items(queue, key, space.encoder.task, lambda: texts, session=session))
    return jobs


def calibration(space: EmbeddingSpace, jobs: Sequence[Job]) -> SpaceCalibration:
    """What scores mean in the space, from its finished calibration_jobs."""
    changed = jobs[1].result.vectors if len(jobs) > 1 else None
    return space_calibration(space, random_state=CALIBRATION_SEED, group_size=jobs[0].result, changed=changed)


def _take(path: Any) -> np.ndarray:
    """Reads an array that a worker wrote and removes the file."""
    array: np.ndarray = np.load(path, allow_pickle=False)
    path.unlink(missing_ok=True)
    return array
