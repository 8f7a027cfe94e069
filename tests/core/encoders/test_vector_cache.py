"""The cache of vectors on disk: the true vectors or none, bounded, shared, never in the way."""

import logging
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from embedcore.encoders import vector_cache, vector_database
from embedcore.encoders.vector_cache import FILE_NAME, VectorCache
from embedcore.errors import ParameterError
from embedcore.files import cache_dir
from tests.core.conftest import ROOT

TEXTS = ["one", "two", "drei", "", "vier \ud83d"]
VECTORS = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)


def find(texts: list[str], n_dims: int = 4, key: str = "model") -> tuple[np.ndarray, np.ndarray]:
    with VectorCache(key) as cache:
        return cache.find(texts, n_dims)


def add(texts: list[str], vectors: np.ndarray, key: str = "model") -> None:
    with VectorCache(key) as cache:
        cache.add(texts, vectors)


@pytest.fixture
def file(cache_folder: Path) -> Path:
    """A cache that holds TEXTS, closed."""
    add(TEXTS, VECTORS)
    return cache_folder / FILE_NAME


def change(file: Path, statement: str, *values: object) -> None:
    database = sqlite3.connect(file)
    database.execute(statement, values)
    database.commit()
    database.close()


def test_what_was_added_is_found_exactly(file: Path) -> None:
    vectors, filled = find(["two", "unknown", "vier \ud83d", "one", "two"])
    assert filled.tolist() == [True, False, True, True, True]
    assert (vectors[filled] == VECTORS[[1, 4, 0, 1]]).all()
    assert vectors.dtype == np.float32


def test_what_is_forgotten_is_gone_for_that_encoder_alone(file: Path) -> None:
    add(["one"], VECTORS[:1], key="other")
    with VectorCache("model") as cache:
        assert cache.forget(["one", "two", "unknown"]) == 2
    assert find(TEXTS)[1].tolist() == [False, False, True, True, True]
    assert find(["one"], key="other")[1].all()
    database = sqlite3.connect(file)
    assert database.execute("SELECT count(*) FROM vectors").fetchone() == (4,)  # the numbers themselves, too
    database.close()


def test_an_empty_cache_finds_nothing() -> None:
    vectors, filled = find(["one"])
    assert vectors.shape == (1, 4)
    assert not filled.any()
    assert find([])[0].shape == (0, 4)


def test_what_is_added_later_is_there_too_and_the_last_vector_counts() -> None:
    add(TEXTS[:3], VECTORS[:3] + 1)
    add(TEXTS, VECTORS)
    assert (find(TEXTS)[0] == VECTORS).all()


def test_many_texts_are_found_at_once() -> None:
    texts = [f"text {n}" for n in range(1_300)]
    vectors = np.random.default_rng(1).normal(size=(1_300, 3)).astype(np.float32)
    add(texts, vectors)
    found, filled = find([*texts[::-1], "unknown"], 3)
    assert filled.tolist() == [True] * 1_300 + [False]
    assert (found[:-1] == vectors[::-1]).all()


def test_models_do_not_mix(file: Path) -> None:
    assert not find(TEXTS, key="another-model")[1].any()


def test_texts_themselves_are_not_stored(cache_folder: Path) -> None:
    with VectorCache("model") as cache:
        cache.claim(["a very private sentence", "another private one"])
        cache.add(["a very private sentence"], VECTORS[:1])
        files = list(cache_folder.iterdir())
        assert FILE_NAME in [path.name for path in files]
        assert all(b"private" not in path.read_bytes() for path in files)


def test_the_folder_is_the_users_or_the_one_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_dir() == tmp_path / "mine"
    monkeypatch.delenv("EMBEDCORE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert cache_dir().name == "embedcore"


def test_what_is_known_is_told_without_its_vectors(file: Path) -> None:
    with VectorCache("model") as cache:
        assert cache.known(["two", "unknown", "vier \ud83d"]).tolist() == [True, False, True]
        assert cache.known([]).shape == (0,)
    with VectorCache("another-model") as cache:
        assert cache.known(TEXTS).tolist() == [False] * 5


def test_the_length_of_the_vectors_is_known_and_used_where_the_caller_knows_none() -> None:
    with VectorCache("model") as cache:
        assert cache.n_dims() is None
        cache.claim(TEXTS)  # who has only claimed has no vectors yet
        assert cache.n_dims() is None
        assert cache.find(TEXTS, 0)[0].shape == (5, 0)
        cache.add(TEXTS, VECTORS)
        assert cache.n_dims() == 4
        vectors, filled = cache.find(TEXTS, 0)
    assert filled.all()
    assert (vectors == VECTORS).all()


def test_vectors_of_another_length_take_the_place_of_all_earlier_ones(file: Path) -> None:
    add(["six"], VECTORS[:1, :3])
    assert find([*TEXTS, "six"], 3)[1].tolist() == [False] * 5 + [True]


# Files that are broken, foreign, or not files


def truncated(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


@pytest.mark.parametrize("content", [b"PK", b"no database at all" * 1_000, truncated, lambda raw: raw[:5_000]])
def test_a_broken_file_is_replaced_and_said(
    content: bytes | Callable[[bytes], bytes], file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_bytes(content(file.read_bytes()) if callable(content) else content)
    with caplog.at_level(logging.WARNING):
        vectors, filled = find(TEXTS)
    assert (vectors[filled] == VECTORS[filled]).all()
    assert not filled.all()
    assert "a broken cache file is removed" in caplog.text or "is set aside" in caplog.text
    add(TEXTS, VECTORS)
    assert (find(TEXTS)[0] == VECTORS).all()


def test_an_empty_file_is_made_a_cache(cache_folder: Path) -> None:
    (cache_folder / FILE_NAME).touch()
    add(TEXTS, VECTORS)
    assert find(TEXTS)[1].all()


def test_a_database_of_another_program_is_set_aside_unchanged(
    cache_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = cache_folder / FILE_NAME
    change(file, "CREATE TABLE letters (text TEXT)")
    content = file.read_bytes()
    add(TEXTS, VECTORS)
    assert find(TEXTS)[1].all()
    assert "set aside" in caplog.text
    assert file.with_suffix(".set-aside").read_bytes() == content


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vectors SET content = substr(content, 5)",
        "UPDATE vectors SET content = zeroblob(20)",
        "UPDATE vectors SET content = zeroblob(1000000)",
        "UPDATE vectors SET content = 'text'",
        "UPDATE vectors SET content = 3",
        "UPDATE vectors SET content = NULL",
        "UPDATE vectors SET content = (SELECT content FROM vectors AS other WHERE other.id != vectors.id)",
        "UPDATE texts SET vector = vector + 1",
        "UPDATE texts SET used = 'yesterday'",
        "UPDATE encoders SET n_dims = 3",
        "UPDATE encoders SET n_dims = 'four'",
        "DELETE FROM vectors",
        "DROP TABLE vectors",
        "DROP TABLE owners",
        "INSERT INTO owners VALUES ('nobody', 'tomorrow')",
    ],
)
def test_rows_that_cannot_be_true_are_made_anew(statement: str, file: Path) -> None:
    change(file, statement)
    for _ in range(2):  # a missing table is only found when it is needed, and then everything is made anew
        with VectorCache("model") as cache:
            vectors, filled = cache.find(TEXTS, 4)
            assert (vectors[filled] == VECTORS[filled]).all()
            missing = [text for text, there in zip(TEXTS, filled, strict=True) if not there]
            assert cache.claim(missing).all()
            cache.add(missing, VECTORS[~filled])
    assert (find(TEXTS)[0] == VECTORS).all()


def test_a_vector_that_is_not_finite_is_not_found() -> None:
    add(["bad", "good"], np.array([[np.nan, 1], [2, 1]], dtype=np.float32))
    assert find(["bad", "good"], 2)[1].tolist() == [False, True]


def test_no_changed_byte_gets_through(file: Path) -> None:
    """Whatever byte is changed, the vectors found are the true ones or none, and nothing is raised."""
    raw = file.read_bytes()
    chance = random.Random(0)
    used = [position for position in range(len(raw)) if raw[position]]
    for position in [*chance.sample(used, 250), *chance.sample(range(len(raw)), 50)]:
        changed = bytearray(raw)
        changed[position] ^= chance.randrange(1, 256)
        file.write_bytes(bytes(changed))
        vectors, filled = find(TEXTS)
        assert (vectors[filled] == VECTORS[filled]).all(), f"byte {position}"
        for other in file.parent.iterdir():
            other.unlink()


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_not_a_file_is_no_obstacle(
    make: Callable[[Path], None], end: str, cache_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make(cache_folder / f"{FILE_NAME}{end}")
    with VectorCache("model") as cache:
        assert cache.claim(TEXTS).all()
        cache.add(TEXTS, VECTORS)
        assert not cache.find(TEXTS, 4)[1].any()
    assert caplog.text.count("could not be cached") == 1


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    with VectorCache("model", folder=tmp_path / "file") as cache:
        assert not cache.find(TEXTS, 4)[1].any()
        assert cache.claim(TEXTS).all()
        cache.add(TEXTS, VECTORS)
        assert cache.n_dims() is None
    assert caplog.text.count("could not be cached") == 1


def test_a_full_disk_is_said_once_and_nothing_is_lost(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    prepare = vector_database.VectorDatabase._prepare

    def small(self: vector_database.VectorDatabase, database: sqlite3.Connection) -> None:
        prepare(self, database)
        database.execute("PRAGMA max_page_count = 20")

    monkeypatch.setattr(vector_database.VectorDatabase, "_prepare", small)
    with VectorCache("model") as cache:
        for n in range(3):
            cache.add([f"{n} {text}" for text in range(100)], np.ones((100, 4_000), dtype=np.float32))
    assert caplog.text.count("could not be cached") == 1
    assert "full" in caplog.text
    monkeypatch.undo()
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(file.parent))
    assert (find(TEXTS)[0] == VECTORS).all()


def test_who_waits_too_long_for_another_goes_on_without_the_cache(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vector_database, "BUSY_S", 0.1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not find(TEXTS)[1].any()
    assert "locked" in caplog.text
    other.close()
    assert find(TEXTS)[1].all()


def test_shards_of_earlier_versions_are_removed_and_nothing_else(cache_folder: Path) -> None:
    folder = cache_folder / "vectors" / "model"
    folder.mkdir(parents=True)
    for name in ("0123456789abcdef" * 2 + ".npz", "mine.npz"):
        (folder / name).write_bytes(b"content")
    add(TEXTS, VECTORS)
    assert [path.name for path in folder.iterdir()] == ["mine.npz"]


# The bound


def test_the_vectors_used_longest_ago_go_when_the_bound_is_passed(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    n_dims, size = 1_000, 100
    vectors = np.random.default_rng(0).normal(size=(size, n_dims)).astype(np.float32)
    days = {name: [f"{name} {n}" for n in range(size)] for name in ("first", "second", "third", "fourth")}
    now = time.time()
    for age, name in ((4, "first"), (3, "second"), (2, "third")):
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda age=age: now - 86_400 * age)
            add(days[name], vectors, key=name)
    assert find(days["first"], n_dims, key="first")[1].all()  # used now, so it stays
    file = cache_folder / FILE_NAME
    monkeypatch.setenv("EMBEDCORE_CACHE_GB", str(file.stat().st_size * 1.2 / 1e9))
    add(days["fourth"], vectors, key="fourth")
    assert file.stat().st_size <= float(os.environ["EMBEDCORE_CACHE_GB"]) * 1e9
    found = {name: find(texts, n_dims, key=name)[1] for name, texts in days.items()}
    assert found["first"].all() and found["third"].all() and found["fourth"].all()
    assert not found["second"].all()
    monkeypatch.setenv("EMBEDCORE_CACHE_GB", "0")
    add(["more"], vectors[:1], key="first")
    assert not any(find(texts, n_dims, key=name)[1].any() for name, texts in days.items())
    assert file.stat().st_size < 200_000


def test_reading_notes_the_use_at_most_once_an_hour(file: Path) -> None:
    content = file.read_bytes()
    find(TEXTS)
    assert file.read_bytes() == content
    change(file, "UPDATE texts SET used = used - 3601")
    find(TEXTS)
    database = sqlite3.connect(file)
    (oldest,) = database.execute("SELECT min(used) FROM texts").fetchone()
    database.close()
    assert oldest > time.time() - 60


def test_within_the_bound_nothing_is_deleted() -> None:
    for number in range(5):
        add([f"text {number}"], VECTORS[:1])
    assert find([f"text {number}" for number in range(5)])[1].all()
    assert vector_cache.DEFAULT_LIMIT_GB == 5.0


@pytest.mark.parametrize("given", ["nan", "-1", "lots"])
def test_a_cache_bound_that_is_no_size_is_refused(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_GB", given)
    with pytest.raises(ParameterError, match=r"EMBEDCORE_CACHE_GB must be a number of gigabytes, at least 0"):
        VectorCache("model", folder=tmp_path)


# Several at once


def test_what_one_has_claimed_another_does_not_get() -> None:
    with VectorCache("model") as one, VectorCache("model") as two, VectorCache("other") as other:
        assert one.claim(TEXTS[:3]).all()
        assert two.claim(TEXTS).tolist() == [False] * 3 + [True] * 2
        assert other.claim(TEXTS).all()
        one.add(TEXTS[:2], VECTORS[:2])
        assert not two.claim(TEXTS[:3]).any()
        assert two.find(TEXTS, 4)[1].tolist() == [True] * 2 + [False] * 3


def test_claims_end_with_the_block() -> None:
    with VectorCache("model") as one:
        one.claim(TEXTS)
    with VectorCache("model") as two:
        assert two.claim(TEXTS).all()


CLAIMS_AND_DIES = """
import os, signal, sys
from embedcore.encoders.vector_cache import VectorCache
with VectorCache("model") as cache:
    assert cache.claim(sys.argv[1:]).all()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_claim_of_a_killed_process_ends_at_once(cache_folder: Path) -> None:
    subprocess.run([sys.executable, "-c", CLAIMS_AND_DIES, "one", "two"], cwd=ROOT)
    with VectorCache("model") as cache:
        assert cache.claim(["one", "two"]).all()


class Clock:
    """The time of day as the cache reads it, which a test sets forward."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.monotonic = time.monotonic

    def time(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(vector_cache, "time", clock)
    return clock


def test_a_claim_without_a_heartbeat_ends_after_its_time(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a process on another machine that shares the folder, or one that hangs."""
    monkeypatch.setattr(vector_cache, "HEARTBEAT_S", 600.0)
    with VectorCache("model") as hanging, VectorCache("model") as cache:
        assert hanging.claim(["new"]).all()
        clock.ahead = vector_cache.CLAIM_S / 2
        assert not cache.claim(["new"]).any()
        clock.ahead = vector_cache.CLAIM_S + 1
        assert cache.claim(["new"]).all()


def test_a_heartbeat_keeps_a_claim_until_its_owner_is_stuck(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    monkeypatch.setattr(vector_cache, "HEARTBEAT_S", 0.02)

    def lasts_until() -> float:
        database = sqlite3.connect(cache_folder / FILE_NAME)
        (until,) = database.execute("SELECT max(until) FROM owners").fetchone()
        database.close()
        return float(until)

    with VectorCache("model") as one, VectorCache("model") as two:
        assert one.claim(["new"]).all()
        for _ in range(3):
            clock.ahead += 0.6 * vector_cache.CLAIM_S
            end = time.monotonic() + 20
            while lasts_until() < clock.time() + 0.9 * vector_cache.CLAIM_S:
                assert time.monotonic() < end, "no heartbeat"
                time.sleep(0.01)
        monkeypatch.setattr(vector_cache, "STUCK_S", 0.0)
        assert not two.claim(["new"]).any()
        time.sleep(0.1)  # a beat that was on its way
        clock.ahead += vector_cache.CLAIM_S + 1
        assert two.claim(["new"]).all()


def test_many_threads_make_and_fill_one_file() -> None:
    failed: list[str] = []

    def work(number: int) -> None:
        texts = [f"{number} {n}" for n in range(30)]
        with VectorCache("model") as cache:
            for n in range(0, 30, 10):
                cache.claim(texts[n : n + 10])
                cache.add(texts[n : n + 10], np.full((10, 4), number, dtype=np.float32))
            vectors, filled = cache.find(texts, 4)
        if not (filled.all() and (vectors == number).all()):
            failed.append(f"thread {number}")

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_one_text_among_many_is_found_quickly() -> None:
    """Its time hardly grows with the rows: measured against reading a tenth of them."""
    texts = [f"text {n}" for n in range(20_000)]
    with VectorCache("model") as cache:
        cache.add(texts, np.ones((20_000, 16), dtype=np.float32))
        one, many = [], []
        for n in range(9):
            start = time.perf_counter()
            assert cache.find([texts[n * 1_000]], 16)[1].all()
            one.append(time.perf_counter() - start)
            start = time.perf_counter()
            cache.find(texts[n * 2_000 : n * 2_000 + 2_000], 16)
            many.append(time.perf_counter() - start)
    assert min(one) < min(many) / 10
