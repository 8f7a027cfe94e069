"""The long work of this product as jobs: embed a dataset, map a space, find its groups."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import numpy as np

from embedcore.calibration import SpaceCalibration, space_calibration
from embedcore.clustering import Clustering
from embedcore.dataset import Dataset
from embedcore.embedding import truncation_notes
from embedcore.encoders import ModelCard, Tokens, get_encoder
from embedcore.levels import changed_texts
from embedcore.metrics import Vectors
from embedcore.naming import Keyword
from embedcore.neighbors import OnProgress
from embedcore.projection import METHODS, Projection
from embedcore.space import EmbeddingSpace
from embedcore.vocabulary import Vocabulary
from ui.job import Job
from ui.jobs import ENCODER, MAPPER, JobQueue
from ui.samples import digest_of, texts_digest

CALIBRATION_SEED = 42

_digests: "WeakKeyDictionary[Dataset, str]" = WeakKeyDictionary()


@dataclass(frozen=True)
class MapRequest:
    """What picture of a space is asked for; options left out adapt to the number of rows."""

    method: str = "umap"
    n_components: int = 2
    options: tuple[tuple[str, float | int], ...] = ()
    random_state: int = 42


class RemoteEncoder:
    """An Encoder whose model lives in the worker process: the server stays light, a query goes ahead of batches."""

    def __init__(self, queue: JobQueue, model: str) -> None:
        self._queue, self._model = queue, model
        self._local = get_encoder(model)  # for its card and tokenizer; its weights are never loaded here

    @property
    def card(self) -> ModelCard:
        return self._local.card

    @property
    def cache_key(self) -> str:
        return self._local.cache_key

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        return self._queue.encode(self._model, list(items))

    def truncated(self, items: Sequence[str]) -> list[int]:
        return self._local.truncated(items)

    def tokens(self, text: str) -> Tokens | None:
        return self._local.tokens(text)


def embed(queue: JobQueue, dataset: Dataset, model: str, *, session: str) -> Job:
    """The job that makes the vectors of the dataset's texts; the same texts share one, whoever uploaded them."""
    return _embed_texts(queue, dataset.texts, embed_key(dataset, model), model, session)


def _embed_texts(queue: JobQueue, texts: list[str], key: str, model: str, session: str) -> Job:
    if (known := queue.find(key)) is not None:
        return queue.submit(key, ENCODER, known.task, known.load, session=session)
    out = queue.folder / f"{uuid4().hex}.npy"
    source = queue.folder / f"{uuid4().hex}.json"
    source.write_text(json.dumps(texts), encoding="utf-8")

    def load(answer: dict[str, Any]) -> Vectors:
        source.unlink(missing_ok=True)
        return _take(out)

    task = {"task": "embed", "model": model, "texts": str(source), "out": str(out)}
    return queue.submit(key, ENCODER, task, load, session=session)


def embed_words(queue: JobQueue, words: Vocabulary, model: str, *, session: str) -> Job:
    """The job that makes the vectors of the words for arithmetic."""
    return _embed_texts(queue, list(words.words), f"words {model} {digest_of(words.words).hex()}", model, session)


def space_of_words(queue: JobQueue, words: Vocabulary, vectors: Vectors, model: str) -> EmbeddingSpace:
    """The words as a space, with an encoder for words that are not among them."""
    return EmbeddingSpace(vectors, texts=words.words, encoder=RemoteEncoder(queue, model))


def embed_key(dataset: Dataset, model: str) -> str:
    """The key of the job that embeds these texts with that model."""
    if dataset not in _digests:
        _digests[dataset] = texts_digest(dataset).hex()
    return f"embed {model} {_digests[dataset]}"


def space_of(queue: JobQueue, dataset: Dataset, vectors: Vectors, model: str, metric: str) -> EmbeddingSpace:
    """The space of this dataset, with an encoder that lives in the worker."""
    encoder = RemoteEncoder(queue, model)
    space = EmbeddingSpace(vectors, metric=metric, dataset=dataset, encoder=encoder)
    space.notes = truncation_notes(encoder, dataset)
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
            reasons=tuple(tuple(Keyword(**keyword) for keyword in group) for group in answer["reasons"]),
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


def calibration_jobs(queue: JobQueue, space: EmbeddingSpace, model: str, *, session: str) -> list[Job]:
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
    if texts:
        jobs.append(_embed_texts(queue, texts, f"changed {space.with_metric('cosine').fingerprint}", model, session))
    return jobs


def calibration(space: EmbeddingSpace, jobs: Sequence[Job]) -> SpaceCalibration:
    """What scores mean in the space, from its finished calibration_jobs."""
    changed = jobs[1].result if len(jobs) > 1 else None
    return space_calibration(space, random_state=CALIBRATION_SEED, group_size=jobs[0].result, changed=changed)


def _take(path: Any) -> np.ndarray:
    """Reads an array that a worker wrote and removes the file."""
    array: np.ndarray = np.load(path, allow_pickle=False)
    path.unlink(missing_ok=True)
    return array
