"""The long work of this product as jobs: embed a dataset, map a space, find its groups, and what follows from them."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary, finalize

import numpy as np

from embedcore.encoders import Encoder, LearningEncoder
from embedcore.encoders.adjusted import AdjustedEncoder, around, changed_alike, innermost
from embedcore.groups import Clustering
from embedcore.groups.answers import Acts, texts_of
from embedcore.jobs import work
from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.remote_encoder import RemoteEncoder, remote_of
from embedcore.jobs.task import ENCODER, FETCHER, ModelChoice, Task
from embedcore.jobs.wire import space_key
from embedcore.jobs.work import Embedded, MapRequest
from embedcore.projection import Projection
from embedcore.recommend import Interactions, InteractionSpace, Prepared, learn_factors, quality_of
from embedcore.scores import ScoreScale, changed_texts, space_calibration
from embedcore.space import EmbeddingSpace, Vocabulary, items_of, truncation_notes
from embedcore.table import Dataset, digest_of
from embedcore.types import Vectors

INTERACTIONS_MODEL = "users and items"
MODEL_WORDS = 20_000
"""Of a model's own words, the most frequent so many: a file of word vectors has up to millions."""

_digests: "WeakKeyDictionary[Dataset, dict[str, str]]" = WeakKeyDictionary()


def embed(queue: JobQueue, dataset: Dataset, choice: ModelChoice, *, session: str) -> Job:
    """The job that makes the vectors of what the model reads of the dataset; its result is an Embedded.

    The same items share one, whoever uploaded them.
    """
    card = choice.card
    return queue.submit(
        embed_key(dataset, choice),
        lambda: work.embedding(
            choice, items_of(dataset, card), _new_folder(queue), remote=card.remote, row_numbers=dataset.row_numbers
        ),
        session=session,
    )


def embed_words(queue: JobQueue, words: Vocabulary, encoder: RemoteEncoder, *, session: str) -> Job:
    """The job that makes the vectors of the words for arithmetic; its result is an Embedded.

    encoder: in the worker, without changes of its vectors, see `remote_of` and `changed_alike`.
    """
    key = f"words {encoder.cache_key} {digest_of(words.words).hex()}"
    remote = encoder.card.remote
    return queue.submit(
        key,
        lambda: work.embedding(encoder.choice, words.words, _new_folder(queue), remote=remote),
        session=session,
    )


def _new_folder(queue: JobQueue) -> str:
    return str(queue.folder / f"{uuid4().hex}.model")


def model_words(queue: JobQueue, encoder: RemoteEncoder, *, session: str) -> Job:
    """The job that fetches the words of a model that has its own; its result is the Vocabulary and its vectors, without
    changes, as of embed_words."""
    key = f"own words {encoder.cache_key}"
    task = Task(work=work.read_own_words, args=(encoder.choice, MODEL_WORDS), role=ENCODER)
    return queue.submit(key, lambda: task, session=session)


def fetch_key(name: str) -> str:
    """The key of the job that fetches that model."""
    return f"fetch {name}"


def fetch(queue: JobQueue, name: str, *, session: str) -> Job:
    """The job that fetches a model whose card has a download_mb, anew where it was fetched before."""
    queue.forget(fetch_key(name))
    return queue.submit(fetch_key(name), lambda: work.fetching(name), session=session)


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
    vectors, embedded = (made.vectors, made) if isinstance(made, Embedded) else (made, None)
    if embedded is not None and embedded.learned:  # what was learned goes with the last one who could use it
        finalize(embedded, shutil.rmtree, embedded.learned, ignore_errors=True)
    encoder = RemoteEncoder(queue, choice, embedded)
    cut = truncation_notes(encoder, dataset, items_of(dataset, encoder.card))
    notes = (*cut, *(embedded.notes if embedded is not None else ()))
    return EmbeddingSpace(vectors, metric=metric, dataset=dataset, encoder=encoder, notes=notes)


def in_worker(queue: JobQueue, encoder: Encoder) -> Encoder:
    """The same encoder, made again or read from what it learned in the worker that is asked; changes of its vectors are
    made in this process."""
    if isinstance(encoder, AdjustedEncoder):
        return around(encoder, in_worker(queue, innermost(encoder)))
    choice = ModelChoice(encoder.card.name, tuple(encoder.options.items()))
    if not isinstance(encoder, LearningEncoder):
        return RemoteEncoder(queue, choice)
    learned = _new_folder(queue)
    encoder.save(Path(learned))
    made = Embedded(vectors=encoder.word_vectors[:0], card=encoder.card, cache_key=encoder.cache_key, learned=learned)
    finalize(made, shutil.rmtree, learned, ignore_errors=True)
    return RemoteEncoder(queue, choice, made)


def project(
    queue: JobQueue, space: EmbeddingSpace, request: MapRequest, *, session: str, like: Projection | None = None
) -> Job:
    """The job that makes a Projection of the space.

    like: a map of the same rows, at whose positions those of t-SNE and UMAP begin if this map is yet to be made.
    """
    init = like.coordinates if like is not None and request.method != "pca" else None
    return queue.submit(_map_key(space, request), lambda: work.mapping(space, request, init), session=session)


def find_map(queue: JobQueue, space: EmbeddingSpace, request: MapRequest) -> Projection | None:
    """The map that `project` would give, where it is made already."""
    job = queue.find(_map_key(space, request))
    found: Projection | None = job.result if job is not None else None
    return found


def cluster(queue: JobQueue, space: EmbeddingSpace, n_clusters: int | str, *, session: str) -> Job:
    """The job that makes a Clustering of the space. n_clusters: a number, a level, or "hdbscan" for that method."""
    seconds = space.n_rows / work.GROUPED_PER_S
    args = (space, n_clusters)
    task = Task(work=work.cluster, args=args, seconds=seconds, n_rows=space.n_rows, until="the groups are found")
    return queue.submit(_groups_key(space, n_clusters), lambda: task, session=session)


def ask_language_model(queue: JobQueue, model: ModelChoice, question: str, *, session: str) -> Job:
    """The job whose result is what a language model behind an API answers."""
    task = Task(
        work=work.ask_language_model,
        args=(model, question),
        role=FETCHER,
        seconds=float("inf"),
        until=f"{model.name} has answered",
    )
    digest = blake2b(question.encode(), digest_size=12).hexdigest()
    return queue.submit(f"ask {model.key} {digest}", lambda: task, session=session)


def words_at(queue: JobQueue, projection: Projection, request: MapRequest, *, session: str) -> Job:
    """The job that finds the PlaceWords of a flat map. request: that made it."""
    space = projection.space
    seconds = space.n_rows / work.WORDED_PER_S
    args = (space, projection.coordinates)
    task = Task(work=work.words_at, args=args, seconds=seconds, n_rows=space.n_rows, until="the words are found")
    return queue.submit(f"words {_map_key(space, request)}", lambda: task, session=session)


def find_duplicates(queue: JobQueue, space: EmbeddingSpace, lowest: float, *, session: str) -> Job:
    """The job that makes a DuplicateReport of the space with all pairs down to that threshold."""
    key = f"duplicates {space_key(space)} {space.metric} {lowest!r}"
    return queue.submit(key, lambda: work.finding_duplicates(space, lowest), session=session)


def read_answers(queue: JobQueue, dataset: Dataset, column: str, *, session: str) -> Job:
    """The job that finds the Acts of the answers in that column.

    Raises ParameterError for a column without words.
    """
    return queue.submit(
        _answers_key(dataset, column), lambda: work.reading_answers(*texts_of(dataset, column)), session=session
    )


def interactions_key(prepared: Prepared) -> str:
    """The key of the job that learns from these users and items."""
    table, digest = prepared.interactions, blake2b(digest_size=16)
    for array in (table.user_of, table.item_of, table.strengths, table.times):
        digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
    return f"interactions {table.n_users} {table.n_items} {prepared.n_dims} {digest.hexdigest()}"


def learn_interactions(queue: JobQueue, prepared: Prepared, *, session: str) -> Job:
    """The job that learns vectors of users and items; its result is the factors and the notes."""
    key, seed = interactions_key(prepared), prepared.params.random_state
    return _learn(queue, key, learn_factors, prepared.interactions, prepared.n_dims, seed, session=session)


def quality_key(space: InteractionSpace) -> str:
    return f"recommend quality {space_key(space)}"


def recommend_quality(queue: JobQueue, space: InteractionSpace, *, session: str) -> Job:
    """The job that measures how good recommendations are; its result is a RecommendQuality."""
    key, seed = quality_key(space), space.random_state
    return _learn(queue, key, quality_of, space.interactions, space.n_dims, seed, session=session)


def _learn(
    queue: JobQueue, key: str, how: Callable[..., Any], table: Interactions, n_dims: int, seed: int, *, session: str
) -> Job:
    def make() -> Task:
        # Positions for ids: a worker needs no more, and ids may be of any type.
        users, items = tuple(range(table.n_users)), tuple(range(table.n_items))
        plain = replace(table, user_ids=users, item_ids=items, left_out=(), notes=())
        seconds = table.n_pairs / work.PAIRS_PER_S
        return Task(
            work=work.learn_from,
            args=(how, plain, n_dims, seed),
            seconds=seconds,
            n_rows=table.n_pairs,
            until="it is learned who likes what",
        )

    return queue.submit(key, make, session=session)


def calibration_jobs(queue: JobQueue, space: EmbeddingSpace, *, session: str) -> list[Job]:
    """The jobs whose results `calibration` puts together: the size of a typical group, and changed texts' vectors."""
    task = Task(work=work.group_size, args=(space,), n_rows=space.n_rows)
    jobs = [queue.submit(_group_size_key(space), lambda: task, session=session)]
    key, encoder = _changed_key(space), remote_of(space.encoder)
    if encoder is not None and (queue.find(key) is not None or changed_texts(space)):
        choice = encoder.choice

        def make() -> Task:
            return work.embedding(choice, changed_texts(space), _new_folder(queue))

        jobs.append(queue.submit(key, make, session=session))
    return jobs


def calibration(space: EmbeddingSpace, jobs: Sequence[Job]) -> ScoreScale:
    """What scores mean in the space, from its finished calibration_jobs."""
    changed = changed_alike(space.encoder, jobs[1].result.vectors) if len(jobs) > 1 else None
    return space_calibration(space, group_size=jobs[0].result, changed=changed)


# Work that was done before, which a queue then need not do


def give_map(queue: JobQueue, space: EmbeddingSpace, request: MapRequest, made: Projection, *, session: str) -> None:
    """What `project` would give."""
    queue.give(_map_key(space, request), made, session=session)


def give_groups(
    queue: JobQueue, space: EmbeddingSpace, n_clusters: int | str, made: Clustering, *, session: str
) -> None:
    """What `cluster` would give."""
    queue.give(_groups_key(space, n_clusters), made, session=session)


def give_calibration(
    queue: JobQueue, space: EmbeddingSpace, group_sizes: Mapping[str, float], changed: Vectors, *, session: str
) -> None:
    """What `calibration_jobs` would give. group_sizes: by metric. changed: the vectors of `changed_texts` by the
    innermost model."""
    assert space.encoder is not None
    made = Embedded(vectors=changed, card=space.encoder.card, cache_key="")
    queue.give(_changed_key(space), made, session=session)
    for metric, size in group_sizes.items():
        queue.give(_group_size_key(space.with_metric(metric)), size, session=session)


def give_answers(queue: JobQueue, dataset: Dataset, column: str, made: Acts, *, session: str) -> None:
    """What `read_answers` would give."""
    queue.give(_answers_key(dataset, column), made, session=session)


def _answers_key(dataset: Dataset, column: str) -> str:
    known, name = _digests.setdefault(dataset, {}), f"answers {column}"
    if name not in known:
        answers, questions = texts_of(dataset, column)
        known[name] = digest_of([*answers, *questions]).hex()
    return f"answers {known[name]}"


def _map_key(space: EmbeddingSpace, request: MapRequest) -> str:
    return f"project {space_key(space)} {space.metric} {request}"


def _groups_key(space: EmbeddingSpace, n_clusters: int | str) -> str:
    return f"cluster {space_key(space)} {space.metric} {n_clusters}"


def _group_size_key(space: EmbeddingSpace) -> str:
    return f"group size {space_key(space)} {space.metric}"


def _changed_key(space: EmbeddingSpace) -> str:
    return f"changed {space_key(space)}"
