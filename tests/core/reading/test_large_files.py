"""Large files of vectors on this computer, at a size that is small here: mapped, converted once."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedcore as ec
from embedcore.files import file_of
from embedcore.reading import large_files

N_ROWS, N_DIMS = 300, 80


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(large_files, "MAPPED_BYTES", 4 * N_ROWS * N_DIMS)
    monkeypatch.setattr(large_files, "_BATCH_ROWS", 64)
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(N_ROWS, N_DIMS)).astype(np.float32)


def written() -> list[Path]:
    return sorted((Path(os.environ["EMBEDCORE_CACHE_DIR"]) / "mapped").glob("*"))


def lists(vectors: np.ndarray) -> pa.Array:
    return pa.array([None if row is None else row.tolist() for row in vectors], type=pa.list_(pa.float32()))


def test_an_npy_file_is_mapped_all_the_way_to_the_space(tmp_path: Path, vectors: np.ndarray) -> None:
    np.save(tmp_path / "own.npy", vectors)
    space = ec.with_vectors(ec.read_table(tmp_path / "own.npy")).space()
    place = file_of(space.vectors)
    assert place is not None
    assert (Path(place.path), place.shape) == ((tmp_path / "own.npy").resolve(), vectors.shape)
    assert np.array_equal(space.vectors, vectors)
    assert np.shares_memory(space.vectors, space.scorer.vectors)
    assert np.array_equal(place.open(), vectors)
    block = file_of(space.vectors[10:20])
    assert block is not None
    assert np.array_equal(block.open(), vectors[10:20])
    assert file_of(space.vectors[:, :3]) is file_of(space.vectors[::2]) is file_of(vectors) is None
    assert not written()
    own = ec.read_vectors(tmp_path / "own.npy").vectors
    assert file_of(own) == place


def test_small_files_and_uploads_are_read_into_memory(tmp_path: Path, vectors: np.ndarray) -> None:
    np.save(tmp_path / "small.npy", vectors[:-1])
    assert file_of(ec.with_vectors(ec.read_table(tmp_path / "small.npy")).vectors) is None
    np.save(tmp_path / "own.npy", vectors)
    uploaded = ec.read_table((tmp_path / "own.npy").read_bytes(), filename="own.npy")
    assert file_of(ec.with_vectors(uploaded).vectors) is None


@pytest.mark.parametrize("kind", ["float64", "float16", "int32", "columns first"])
def test_other_numbers_are_written_once_as_float32(tmp_path: Path, vectors: np.ndarray, kind: str) -> None:
    given = np.asfortranarray(vectors) if kind == "columns first" else (100 * vectors).astype(kind)
    np.save(tmp_path / "own.npy", given)
    for _ in range(2):
        dataset = ec.read_table(tmp_path / "own.npy")
        found = ec.with_vectors(dataset).vectors
        assert file_of(found) is not None
        assert np.array_equal(found, given.astype(np.float32))
        assert "written once" in dataset.report.notes[0]
    assert len(written()) == 1


def test_bad_rows_are_refused_by_number(tmp_path: Path, vectors: np.ndarray) -> None:
    vectors[70, 3] = np.nan
    vectors[200] = np.inf
    np.save(tmp_path / "own.npy", vectors)
    with pytest.raises(ec.DataError, match=r"NaN in row 71.*infinity.* in row 201"):
        ec.with_vectors(ec.read_table(tmp_path / "own.npy"))
    with pytest.raises(ec.DataError, match=r"in 2 of 300 rows: 70, 200"):
        ec.EmbeddingSpace(np.load(tmp_path / "own.npy", mmap_mode="r"))


def test_a_parquet_file_is_converted_once_and_again_when_it_has_changed(
    tmp_path: Path, vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.parquet"
    table = pa.table({"title": [f"row {n} of it" for n in range(N_ROWS)], "own": lists(vectors), "n": range(N_ROWS)})
    pq.write_table(table, path)
    dataset = ec.read_table(path)
    assert list(dataset.frame.columns) == ["title", "own", "n"]
    assert dataset.column_roles["own"] == "vector"
    assert dataset.texts[5] == "row 5 of it"
    space = ec.with_vectors(dataset).space()
    assert np.array_equal(space.vectors, vectors)
    (file,) = written()
    place = file_of(space.vectors)
    assert place is not None
    assert Path(place.path) == file.resolve()

    def fail(*_: object) -> Iterator[np.ndarray]:
        raise AssertionError("converted again")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(large_files._Place, "batches", fail)
        assert np.array_equal(ec.with_vectors(ec.read_table(path)).vectors, vectors)
    pq.write_table(table.set_column(1, "own", lists(vectors + 1)), path)
    os.utime(path, ns=(0, 12_345))
    assert np.array_equal(ec.with_vectors(ec.read_table(path)).vectors, vectors + 1)
    assert len(written()) == 1
    assert written() != [file]
    assert np.array_equal(space.vectors, vectors)  # what is in use stays


def test_a_column_for_each_dimension_becomes_one_of_vectors_and_it_is_said(tmp_path: Path, vectors: np.ndarray) -> None:
    columns = {f"dim_{place}": vectors[:, place].astype(np.float64) for place in range(N_DIMS)}
    pq.write_table(pa.table({"vector": ["a b c"] * N_ROWS, **columns}), tmp_path / "own.parquet")
    dataset = ec.read_table(tmp_path / "own.parquet")
    assert list(dataset.frame.columns) == ["vector", "vector_"]
    assert any('The 80 columns from "dim_0" to "dim_79" are "vector_".' in note for note in dataset.report.notes)
    assert np.array_equal(ec.with_vectors(dataset).vectors, vectors)


def test_gaps_and_lengths_that_differ_are_refused_as_in_small_files(tmp_path: Path, vectors: np.ndarray) -> None:
    rows = list(vectors)
    rows[250] = None
    pq.write_table(pa.table({"own": lists(rows)}), tmp_path / "gap.parquet")
    with pytest.raises(ec.DataError, match="there is no vector in row 251"):
        ec.with_vectors(ec.read_table(tmp_path / "gap.parquet"))
    kept = ec.with_vectors(ec.read_table(tmp_path / "gap.parquet"), leave_out=True)
    assert np.array_equal(kept.vectors, np.delete(vectors, 250, axis=0))
    rows[250] = vectors[250, :5]
    pq.write_table(pa.table({"own": lists(rows)}), tmp_path / "odd.parquet")
    with pytest.raises(ec.DataError, match=r"80 in most rows, but 5 in row 251"):
        ec.with_vectors(ec.read_table(tmp_path / "odd.parquet"))
    assert len(written()) == 1


def test_what_was_used_longest_ago_makes_room(
    tmp_path: Path, vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "KEPT_BYTES", 2.5 * vectors.nbytes)
    for name in ("one", "two", "three"):
        pq.write_table(pa.table({"own": lists(vectors)}), tmp_path / f"{name}.parquet")
        ec.read_table(tmp_path / f"{name}.parquet")
        if name == "one":
            os.utime(written()[0], (1, 1))
    assert len(written()) == 2
    assert all(file.stat().st_mtime > 1 for file in written())


def test_a_full_disk_is_explained(tmp_path: Path, vectors: np.ndarray) -> None:
    pq.write_table(pa.table({"own": lists(vectors)}), tmp_path / "own.parquet")
    (tmp_path / "cache").write_text("a file where the folder would be")
    with pytest.raises(ec.DataError, match=r"room as NPY in the cache folder .*EMBEDCORE_CACHE_DIR"):
        ec.read_table(tmp_path / "own.parquet")


def test_a_file_that_changed_is_not_opened_for_another_process(tmp_path: Path, vectors: np.ndarray) -> None:
    np.save(tmp_path / "own.npy", vectors)
    place = file_of(ec.with_vectors(dataset := ec.read_table(tmp_path / "own.npy")).vectors)
    assert place is not None
    assert place.is_unchanged
    os.utime(tmp_path / "own.npy", ns=(0, 12_345))
    assert not place.is_unchanged
    with pytest.raises(ec.DataError, match="must stay as it was"):
        place.open()
    assert dataset.n_rows == N_ROWS


def test_a_damaged_file_is_refused_as_a_small_one(tmp_path: Path, vectors: np.ndarray) -> None:
    np.save(tmp_path / "own.npy", np.vstack([vectors, vectors]))
    content = (tmp_path / "own.npy").read_bytes()
    (tmp_path / "own.npy").write_bytes(content[:-500])
    with pytest.raises(ec.DataError, match="must be a whole NumPy file"):
        ec.read_table(tmp_path / "own.npy")
    pq.write_table(pa.table({"own": lists(vectors)}), tmp_path / "own.parquet")
    content = (tmp_path / "own.parquet").read_bytes()
    (tmp_path / "own.parquet").write_bytes(content[:4] + bytes(1000) + content[1004:])
    with pytest.raises(ec.DataError, match="must be a whole Parquet file"):
        ec.read_table(tmp_path / "own.parquet")
