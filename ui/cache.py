"""What is kept between reruns, for all sessions; bounded, keyed by fingerprints. The only module with st.cache_*.

Results are shared objects that nobody changes (arrays are read-only), so cache_resource hands out the
object itself where cache_data would copy it at every rerun.
"""

import atexit
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.facets import facets
from embedcore.groups import (
    Acts,
    AnswerColumn,
    Answers,
    EditedClustering,
    GroupFacts,
    PlaceWords,
    Solved,
    answers_from,
    facts_of,
    find_answer_column,
    known_answers,
    known_facts,
    place_words,
)
from embedcore.space import query_vector as embedded_text
from embedcore.table import digest_of, field_columns
from embedcore.trust import Distortion, map_distortion
from embedcore.types import Indices, Vectors
from embedcore.words import BM25Index
from ui import samples, session
from ui.markup import hover_texts
from ui.scatter import MapFacets, MapPoints, first_rows
from ui.shelf import Disk, Shelf

READER_AFTER_S = 2.0
"""After the server's first page, which has the cores until then."""
QUICK_ROWS = 20_000
KEPT_S = 1800
SAVED_WITHIN_S = 30.0
"""A server that ends writes what waits, for so long."""
TYPED_KEPT = 512
SOLVED_KEPT = 32
BY_TEXTS: dict[str | type, Callable[[Any], bytes]] = {ec.Dataset: lambda dataset: digest_of(dataset.texts)}
"""What is made from a dataset's texts alone is shared by all that have these texts."""
_digests: "WeakKeyDictionary[ec.Dataset, str]" = WeakKeyDictionary()
_contents: "WeakKeyDictionary[Any, str]" = WeakKeyDictionary()
_facets: "WeakKeyDictionary[ec.Dataset, MapFacets]" = WeakKeyDictionary()
_answer_columns: "WeakKeyDictionary[ec.Dataset, AnswerColumn | None]" = WeakKeyDictionary()
_solved: "WeakKeyDictionary[Answers, jobs.Recent[bytes, Solved]]" = WeakKeyDictionary()


@st.cache_resource(show_spinner=False)
def job_queue() -> jobs.JobQueue:
    """The one queue of this server. Idle workers end after EMBEDDING_EXPLORER_IDLE_S seconds."""
    queue = jobs.JobQueue(
        idle_s=float(os.environ.get("EMBEDDING_EXPLORER_IDLE_S", jobs.IDLE_S)), is_alive=session.is_alive
    )
    atexit.register(queue.close)
    jobs.start_reader(after_s=READER_AFTER_S)
    return queue


@st.cache_resource(max_entries=1, show_spinner=False)
def shelf() -> Shelf[Any]:
    """What this server keeps for those who come back."""
    return Shelf()


@st.cache_resource(max_entries=1, show_spinner=False)
def disk() -> Disk:
    """What is saved for those who come back to a server that was started anew."""
    made = Disk()
    atexit.register(made.finish, SAVED_WITHIN_S)
    return made


@st.cache_resource(max_entries=len(samples.SAMPLES + samples.OTHER_SAMPLES), show_spinner=False)
def sample(file: str) -> tuple[ec.Dataset, ec.EmbeddingSpace | None]:
    """The sample, and its space where it has precomputed vectors: one for all sessions, with what is made of it."""
    found = samples.find(file)
    if found not in samples.SAMPLES:
        return ec.read_table(samples.FOLDER / file), None
    dataset, vectors = samples.read(found)
    return dataset, jobs.space_of(job_queue(), dataset, vectors, jobs.DEFAULT_CHOICE, "cosine")


@st.cache_resource(max_entries=1, show_spinner=False)
def phrases_space() -> ec.EmbeddingSpace:
    """The everyday phrases, for a playground where nothing is loaded."""
    dataset, vectors = samples.read(samples.PHRASES)
    return jobs.space_of(job_queue(), dataset, vectors, jobs.DEFAULT_CHOICE, "cosine")


@st.cache_resource(max_entries=3, ttl=KEPT_S, show_spinner=False, hash_funcs=BY_TEXTS)
def vocabulary(dataset: ec.Dataset | None) -> ec.Vocabulary:
    """The words for arithmetic: common ones, and those of the dataset's texts."""
    return ec.vocabulary(None if dataset is None else dataset.texts)


@st.cache_resource(max_entries=6, ttl=KEPT_S, show_spinner=False)
def pca(fingerprint: str, n_components: int, _space: ec.EmbeddingSpace) -> ec.Projection:
    """The map that is there at once, made in this process."""
    return ec.project(_space, method="pca", n_components=n_components)


def map_points(project: session.Project, name: str, projection: ec.Projection) -> MapPoints:
    """The points of one map with their hover texts, which show the dataset's own fields, and small pictures.

    project: this session's; the projection's data may be another upload with the same texts, since work is shared.
    name: of the map among those of this space.
    """
    fields = f"{'|'.join(field_columns(project.dataset))}-{_fields_digest(project.dataset)}"
    drawn = _digest(projection, lambda: [projection.coordinates.tobytes()])
    drawn += _digest(project, lambda: project.thumbnails)
    revision = f"{projection.space.fingerprint}-{name}-{fields}-{drawn}"
    return _map_points(revision, project.dataset, projection, project.thumbnails)


@st.cache_resource(max_entries=8, ttl=KEPT_S, show_spinner=False)
def _map_points(
    revision: str, _dataset: ec.Dataset, _projection: ec.Projection, _thumbnails: tuple[bytes, ...]
) -> MapPoints:
    hover = hover_texts(_dataset, field_columns(_dataset))
    texts = _dataset.texts if _dataset.text_column is not None else None
    firsts = first_rows(texts, _projection.space.vectors, _projection.coordinates)
    return MapPoints(_projection.coordinates, hover, revision, _thumbnails, firsts)


def words_at(name: str, projection: ec.Projection) -> PlaceWords:
    """The words of a flat map, made in this process. name: of the map among those of its space."""
    drawn = _digest(projection, lambda: [projection.coordinates.tobytes()])
    return _words_at(f"{projection.space.fingerprint}-{name}-{drawn}", projection)


@st.cache_resource(max_entries=6, ttl=KEPT_S, show_spinner=False)
def _words_at(revision: str, _projection: ec.Projection) -> PlaceWords:
    return place_words(_projection.space, _projection.coordinates)


def map_trust(name: str, projection: ec.Projection) -> ec.MapTrust:
    """How far a map can be believed, measured in this process. name: as for words_at."""
    drawn = _digest(projection, lambda: [projection.coordinates.tobytes()])
    return _map_trust(f"{projection.space.fingerprint}-{name}-{drawn}", projection)


@st.cache_resource(max_entries=12, ttl=KEPT_S, show_spinner=False)
def _map_trust(revision: str, _projection: ec.Projection) -> ec.MapTrust:
    return ec.map_trust(_projection.space, _projection)


def distortion(projection: ec.Projection, trust: ec.MapTrust, labels: Indices) -> Distortion:
    """What a map does to groups. labels: (n_rows,)."""
    of_map = _digest(trust, lambda: [trust.near_on_map.tobytes(), trust.near_in_truth.tobytes()])
    return _distortion(f"{of_map}-{blake2b(labels.tobytes(), digest_size=8).hexdigest()}", projection, trust, labels)


@st.cache_resource(max_entries=12, ttl=KEPT_S, show_spinner=False)
def _distortion(revision: str, _projection: ec.Projection, _trust: ec.MapTrust, _labels: Indices) -> Distortion:
    return map_distortion(_trust, _projection, _labels)


def map_facets(dataset: ec.Dataset) -> MapFacets:
    """What the rows can be told apart by, made once for a dataset."""
    if dataset not in _facets:
        _facets[dataset] = MapFacets(facets(dataset))
    return _facets[dataset]


def quick_group_facts(space: ec.EmbeddingSpace, shown: EditedClustering) -> tuple[GroupFacts, ...] | None:
    """What there is to say of the groups that are shown, where it is known or made in a moment; else None."""
    quick = space.n_rows <= QUICK_ROWS or known_facts(space, shown) is not None
    return facts_of(space, shown) if quick else None


def answer_column(dataset: ec.Dataset) -> AnswerColumn | None:
    """The column that holds how rows were solved, looked for once for a dataset."""
    if dataset not in _answer_columns:
        _answer_columns[dataset] = find_answer_column(dataset)
    return _answer_columns[dataset]


def answers(dataset: ec.Dataset, column: str, acts: Acts) -> Answers:
    """The answers of a column with what they say was done."""
    return known_answers(dataset, column) or answers_from(dataset, column, acts)


def solved(answers: Answers, rows: Indices) -> Solved:
    """How these rows were solved; of the last groups that were looked at it is kept."""
    if answers not in _solved:
        _solved[answers] = jobs.Recent(SOLVED_KEPT)
    key = blake2b(rows.tobytes(), digest_size=16).digest()
    known = _solved[answers].get(key)
    if known is None:
        known = answers.solved(rows)
        _solved[answers].put(key, known)
    return known


def _digest(owner: object, content: Callable[[], Iterable[bytes]]) -> str:
    """Names content that came with its owner and is not told by what it was made of, such as a map out of a file."""
    if owner not in _contents:
        found = blake2b(digest_size=8)
        for part in content():
            found.update(part)
        _contents[owner] = found.hexdigest()
    return _contents[owner]


def _fields_digest(dataset: ec.Dataset) -> str:
    """Names the values that the hover texts show; made once for a dataset."""
    if dataset not in _digests:
        import pandas as pd

        values = pd.util.hash_pandas_object(dataset.frame[list(field_columns(dataset))], index=False).to_numpy()
        _digests[dataset] = blake2b(values.tobytes(), digest_size=16).hexdigest()
    return _digests[dataset]


@st.cache_resource(max_entries=3, ttl=KEPT_S, show_spinner=False, hash_funcs=BY_TEXTS)
def keyword_index(dataset: ec.Dataset) -> BM25Index:
    """The words of the dataset's texts, for a search by words."""
    return BM25Index(dataset.texts)


@st.cache_resource(max_entries=1, show_spinner=False)
def _typed() -> jobs.Recent[tuple[str, ...], Vectors]:
    return jobs.Recent(TYPED_KEPT)


def known_text_vector(text: str, space: ec.EmbeddingSpace) -> Vectors | None:
    """The vector of a text that was typed to stand beside others before, (n_dims,)."""
    return _typed().get(_typed_key(text, space))


def text_vector(text: str, space: ec.EmbeddingSpace) -> Vectors:
    """The vector of a text that was typed to stand beside others, (n_dims,)."""
    return _typed_vector(_typed_key(text, space), lambda: embedded_text(space, text, as_row=True))


def query_vector(text: str, space: ec.EmbeddingSpace) -> Vectors:
    """The vector of a text that is searched for, (n_dims,)."""
    assert space.encoder is not None
    key = (*_typed_key(text, space), space.encoder.card.query_prompt)
    return _typed_vector(key, lambda: embedded_text(space, text))


def _typed_key(text: str, space: ec.EmbeddingSpace) -> tuple[str, ...]:
    assert space.encoder is not None
    return (space.encoder.cache_key, text)


def _typed_vector(key: tuple[str, ...], make: Callable[[], Vectors]) -> Vectors:
    known = _typed().get(key)
    if known is None:
        known = make()
        _typed().put(key, known)
    return known


@st.cache_resource(max_entries=8, ttl=KEPT_S, show_spinner=False)
def ranking(
    fingerprint: str, query: str | int, _space: ec.EmbeddingSpace, _vector: Vectors | None = None
) -> ec.Neighbors:
    """Every row with its exact score against a typed text or a row, closest first."""
    return ec.search(_space, query if _vector is None else _vector, n_neighbors=None)


@st.cache_resource(max_entries=8, ttl=KEPT_S, show_spinner=False)
def duplicates(
    fingerprint: str, lowest: float, threshold: float, linkage: str, _report: ec.DuplicateReport
) -> ec.DuplicateReport:
    """What repeats at a threshold, with its groups, from the pairs down to the lowest one."""
    return _report.rethreshold(threshold).with_linkage(linkage)


def forget_data() -> None:
    """Lets go of what was made of anybody's data; whoever needs it has it made again."""
    for made in (
        _map_points,
        _words_at,
        _map_trust,
        _distortion,
        duplicates,
        pca,
        ranking,
        keyword_index,
        vocabulary,
        _typed,
    ):
        made.clear()
