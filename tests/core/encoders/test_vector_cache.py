"""The cache of vectors on disk: whole shards or none, bounded, never in the way."""

import logging
import os
import random
import time
from pathlib import Path

import numpy as np
import pytest

from embedcore.encoders import vector_cache
from embedcore.encoders.vector_cache import VectorCache
from embedcore.errors import ParameterError
from embedcore.files import cache_dir

TEXTS = ["one", "two", "drei", "", "vier \ud83d"]
VECTORS = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)


def filled_cache() -> tuple[VectorCache, Path]:
    cache = VectorCache("model")
    cache.add(TEXTS, VECTORS)
    (shard,) = cache.folder.iterdir()
    return cache, shard


def test_what_was_added_is_found_exactly() -> None:
    cache, _ = filled_cache()
    vectors, filled = cache.find(["two", "unknown", "vier \ud83d", "one"], 4)
    assert filled.tolist() == [True, False, True, True]
    assert (vectors[filled] == VECTORS[[1, 4, 0]]).all()
    assert vectors.dtype == np.float32


def test_an_empty_cache_finds_nothing() -> None:
    vectors, filled = VectorCache("model").find(["one"], 4)
    assert vectors.shape == (1, 4)
    assert not filled.any()
    assert VectorCache("model").find([], 4)[0].shape == (0, 4)


def test_shards_add_up() -> None:
    cache = VectorCache("model")
    cache.add(TEXTS[:2], VECTORS[:2])
    cache.add(TEXTS[2:], VECTORS[2:])
    assert (cache.find(TEXTS, 4)[0] == VECTORS).all()


def test_models_do_not_mix() -> None:
    filled_cache()
    assert not VectorCache("another-model").find(TEXTS, 4)[1].any()


def test_texts_themselves_are_not_stored() -> None:
    cache = VectorCache("model")
    cache.add(["a very private sentence"], VECTORS[:1])
    assert all(b"private" not in path.read_bytes() for path in cache.folder.iterdir())


def test_the_folder_is_the_users_or_the_one_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_dir() == tmp_path / "mine"
    monkeypatch.delenv("EMBEDCORE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert cache_dir().name == "embedcore"


def truncated(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def shard_of(digests: np.ndarray, vectors: np.ndarray, path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, digests=digests, vectors=vectors)


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all", truncated])
def test_a_broken_file_is_removed_and_said(content: object, caplog: pytest.LogCaptureFixture) -> None:
    cache, shard = filled_cache()
    shard.write_bytes(content(shard.read_bytes()) if callable(content) else content)
    with caplog.at_level(logging.WARNING):
        assert not cache.find(TEXTS, 4)[1].any()
    assert "broken cache file" in caplog.text
    assert not shard.exists()
    cache.add(TEXTS, VECTORS)
    assert (cache.find(TEXTS, 4)[0] == VECTORS).all()


@pytest.mark.parametrize(
    "vectors",
    [
        VECTORS[:4],
        VECTORS[:, :3],
        VECTORS.ravel(),
        np.full((5, 4), np.nan, dtype=np.float32),
        np.array([["a"] * 4] * 5),
        np.float32(3),
    ],
    ids=["fewer rows", "fewer dimensions", "flat", "nan", "text", "scalar"],
)
def test_a_shard_of_another_form_is_removed(vectors: np.ndarray) -> None:
    cache, shard = filled_cache()
    with np.load(shard) as content:
        digests = content["digests"]
    shard_of(digests, vectors, shard)
    assert not cache.find(TEXTS, 4)[1].any()
    assert not shard.exists()


@pytest.mark.parametrize("digests", [np.uint8(1), np.zeros(5), np.zeros((5, 16), dtype=np.uint8)])
def test_a_shard_with_other_digests_gives_no_vectors(digests: np.ndarray) -> None:
    cache, shard = filled_cache()
    shard_of(digests, VECTORS, shard)
    assert not cache.find(TEXTS, 4)[1].any()


class Trap:
    """Pickled, it would make a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path.touch, (self.path,)


def test_a_pickled_shard_is_removed_and_never_unpickled(tmp_path: Path) -> None:
    cache, shard = filled_cache()
    trap = np.empty((5, 4), dtype=object)
    trap[:] = Trap(tmp_path / "sprung")
    with shard.open("wb") as file:
        np.savez(file, digests=np.zeros((5, 16), dtype=np.uint8), vectors=trap)
    with np.load(shard, allow_pickle=True) as content:
        content["vectors"]  # the trap works
    assert (tmp_path / "sprung").exists()
    (tmp_path / "sprung").unlink()
    assert not cache.find(TEXTS, 4)[1].any()
    assert not (tmp_path / "sprung").exists()
    assert not shard.exists()


def test_no_changed_byte_gets_through() -> None:
    """Whatever byte of a shard is changed, the vectors found are the true ones or none, and nothing is raised."""
    cache, shard = filled_cache()
    raw = shard.read_bytes()
    chance = random.Random(0)
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= chance.randrange(1, 256)
        shard.write_bytes(bytes(changed))
        vectors, filled = cache.find(TEXTS, 4)
        assert (vectors[filled] == VECTORS[filled]).all(), f"byte {position}"


def test_a_folder_in_place_of_a_shard_is_passed_by() -> None:
    cache, _ = filled_cache()
    (cache.folder / "0.npz").mkdir()
    assert cache.find(TEXTS, 4)[1].all()


def test_a_half_written_shard_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, _ = filled_cache()
    seen: list[list[str]] = []
    savez = np.savez

    def watching(file: object, **arrays: np.ndarray) -> None:
        savez(file, **arrays)
        seen.append(sorted(path.suffix for path in cache.folder.iterdir()))
        assert cache.find(["six"], 4)[1].tolist() == [False]

    monkeypatch.setattr(np, "savez", watching)
    cache.add(["six"], VECTORS[:1])
    assert seen == [[".npz", ".part"]]
    assert sorted(path.suffix for path in cache.folder.iterdir()) == [".npz", ".npz"]
    assert cache.find(["six"], 4)[1].all()


def test_a_part_left_by_a_killed_process_is_no_shard() -> None:
    cache, shard = filled_cache()
    shard.rename(shard.with_suffix(".npz.part"))
    assert not cache.find(TEXTS, 4)[1].any()


def test_a_full_disk_leaves_no_part_behind(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    cache = VectorCache("model")

    def full(file: object, **arrays: np.ndarray) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    cache.add(TEXTS, VECTORS)
    assert "could not be cached" in caplog.text
    assert "No space left" in caplog.text
    assert list(cache.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = VectorCache("model", folder=tmp_path / "file")
    assert not cache.find(TEXTS, 4)[1].any()
    cache.add(TEXTS, VECTORS)
    assert "could not be cached" in caplog.text


def shard_sizes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.npz"))


def test_the_oldest_shards_go_when_the_bound_is_passed(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    other, cache = VectorCache("other"), VectorCache("model")
    other.add(["old"], VECTORS[:1])
    for number in range(5):
        cache.add([f"text {number}"], VECTORS[:1])
    now = time.time()
    for age, path in enumerate(sorted(cache_folder.rglob("*.npz"), key=os.path.getmtime, reverse=True)):
        os.utime(path, (now - 1000 * age, now - 1000 * age))
    one = shard_sizes(cache_folder) // 6
    cache.find(["text 1"], 4)  # used now, so it stays
    monkeypatch.setenv("EMBEDCORE_CACHE_GB", str(3.5 * one / 1e9))
    cache.add(["new"], VECTORS[:1])
    assert shard_sizes(cache_folder) <= 3.5 * one
    found = cache.find([f"text {number}" for number in range(5)] + ["new"], 4)[1]
    assert found.tolist() == [False, True, False, False, True, True]
    assert not other.find(["old"], 4)[1].any()


def test_within_the_bound_nothing_is_deleted(cache_folder: Path) -> None:
    cache = VectorCache("model")
    for number in range(5):
        cache.add([f"text {number}"], VECTORS[:1])
    assert len(list(cache_folder.rglob("*.npz"))) == 5
    assert vector_cache.DEFAULT_LIMIT_GB == 5.0


def test_half_written_files_of_killed_processes_are_removed_after_an_hour(tmp_path: Path) -> None:
    cache = VectorCache("model", folder=tmp_path)
    cache.folder.mkdir(parents=True)
    old, fresh = cache.folder / "old.part", cache.folder / "fresh.part"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(old, (0, 0))
    cache.add(["a"], np.ones((1, 3), dtype=np.float32))
    assert not old.exists()
    assert fresh.exists()


@pytest.mark.parametrize("given", ["nan", "-1", "lots"])
def test_a_cache_bound_that_is_no_size_is_refused(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_GB", given)
    with pytest.raises(ParameterError, match=r"EMBEDCORE_CACHE_GB must be a number of gigabytes, at least 0"):
        VectorCache("model", folder=tmp_path).add(["a"], np.ones((1, 3), dtype=np.float32))


def test_what_is_known_is_told_without_its_vectors() -> None:
    cache, shard = filled_cache()
    assert cache.known(["two", "unknown", "vier \ud83d"]).tolist() == [True, False, True]
    assert cache.known([]).shape == (0,)
    assert VectorCache("another-model").known(TEXTS).tolist() == [False] * 5
    shard.write_bytes(b"broken")
    assert not cache.known(TEXTS).any()


def test_the_length_of_the_vectors_is_known_from_any_shard() -> None:
    assert VectorCache("model").n_dims() is None
    cache, shard = filled_cache()
    assert cache.n_dims() == 4
    shard.write_bytes(b"broken")
    assert cache.n_dims() is None


def test_an_unknown_length_finds_nothing_and_removes_nothing() -> None:
    cache, shard = filled_cache()
    vectors, filled = cache.find(TEXTS, 0)
    assert vectors.shape == (5, 0)
    assert not filled.any()
    assert shard.exists()


def test_a_shard_that_holds_more_takes_the_place_of_the_earlier_one() -> None:
    cache = VectorCache("model")
    first = cache.add(TEXTS[:2], VECTORS[:2])
    second = cache.add(TEXTS, VECTORS, instead_of=first)
    assert list(cache.folder.iterdir()) == [second]
    assert (cache.find(TEXTS, 4)[0] == VECTORS).all()


def test_the_earlier_shard_stays_where_the_new_one_can_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = VectorCache("model")
    first = cache.add(TEXTS[:2], VECTORS[:2])

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert cache.add(TEXTS, VECTORS, instead_of=first) is None
    assert list(cache.folder.iterdir()) == [first]
