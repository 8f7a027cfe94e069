"""NPY and NPZ: whole, cut off, something else, and hostile."""

import io
import pickle
import random
from typing import Any

import numpy as np
import pytest

from embedcore.errors import DataError, EmbedcoreError, ParameterError
from embedcore.reading.numpy_arrays import parse_npy
from embedcore.table.dataset import read_table
from tests.core.pictures import zipped

X = np.arange(12, dtype=np.float32).reshape(4, 3)


def npy(array: np.ndarray, **options: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["f4", "f8", "f2", "i1", "u2", "i8", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy_is_a_column_of_vectors(kind: str, order: str) -> None:
    dataset = read_table(npy(np.asarray(X, dtype=kind, order=order)))  # type: ignore[call-overload]
    assert dataset.frame["vector"].tolist() == X.tolist()
    assert dataset.row_numbers.tolist() == [1, 2, 3, 4]
    assert (dataset.text_column, dict(dataset.column_roles)) == (None, {"vector": "vector"})
    assert (dataset.report.format, dataset.report.n_rows_read) == ("npy", 4)


def test_npy_of_every_version_of_the_format() -> None:
    for version in ((1, 0), (2, 0)):
        stream = io.BytesIO()
        np.lib.format.write_array(stream, X, version=version)
        assert read_table(stream.getvalue()).n_rows == 4


def test_npy_is_read_without_a_copy() -> None:
    array = np.random.default_rng(0).standard_normal((1000, 64)).astype(np.float32)
    column = read_table(npy(array)).frame["vector"].array.__arrow_array__()
    values = column.chunk(0).flatten() if hasattr(column, "chunk") else column.flatten()
    made = np.frombuffer(values.buffers()[1], dtype=np.float32)[: array.size]
    assert not made.flags.writeable  # a view of the file's bytes
    np.testing.assert_array_equal(made.reshape(array.shape), array)


@pytest.mark.parametrize(
    ("array", "match"),
    [
        (X[0], r"must hold a table of vectors, \(rows, dimensions\).*got \(3\) of float32"),
        (X[None], r"got \(1, 4, 3\) of float32\); reshape it"),
        (X[:0], r"got \(0, 3\) of float32"),
        (X.astype(complex), "must hold real numbers .got complex numbers"),
        (X > 3, "got true and false"),
        (X.astype(str), "got text"),
        (X.astype("M8[s]"), "got dates"),
        (X.astype(np.longdouble), "got cells of float128"),
        (X.astype(object), "pickled Python objects, which could run code and are never opened"),
        (np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]), "got cells of"),
    ],
)
def test_npy_of_something_else(array: np.ndarray, match: str) -> None:
    with pytest.raises(DataError, match=r"x\.npy.*" + match):
        read_table(npy(array, allow_pickle=True), filename="x.npy")


@pytest.mark.parametrize("cut", [3, 8, 60, 128, 130, -1])
def test_npy_cut_off(cut: int) -> None:
    with pytest.raises(DataError, match=r"x\.npy must be a .*NumPy file"):
        read_table(npy(X)[:cut], filename="x.npy")


def test_npy_under_another_name_and_text_under_its_name() -> None:
    assert "the content is npy" in read_table(npy(X), filename="x.csv").report.notes[0]
    with pytest.raises(DataError, match=r"x\.npy must be a NumPy file \(got one that doesn't start as"):
        read_table(b"\0\1\2 no text\n\3\n", filename="x.npy")
    assert "the content is csv" in read_table(b"text,n\nhello to you,4\n", filename="x.npy").report.notes[0]


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 999), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (-4, -3), }",
        b"{'descr': '|V0', 'fortran_order': False, 'shape': (9999999999, 3), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').getcwd(), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': " + b"(" * 3000,
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (0, 1000000000000000000000), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (True, False), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (" + b"0," * 80 + b"), }",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        b"[]",
        b"\xff" * 100,
    ],
)
def test_hostile_headers(header: bytes) -> None:
    padded = header + b" " * (117 - len(header) % 64) + b"\n"
    data = b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded + bytes(48)
    with pytest.raises(DataError, match=r"x\.npy must"):
        read_table(data, filename="x.npy")


def test_characters_that_are_none_are_refused() -> None:
    names = npy(np.array(["a", "b", "c", "d"]))
    damaged = names[:-16] + b"\xff\xff\xff\x7f" * 4
    with pytest.raises(DataError, match="characters that are not Unicode"):
        parse_npy(damaged, "x.npy")


def test_no_pickle_is_ever_opened(tmp_path: Any) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return (open, (str(tmp_path / "ran"), "w"))

    array = np.empty(1, dtype=object)
    array[0] = Evil()
    assert b"ran" in pickle.dumps(array)
    for data in (npy(array, allow_pickle=True), zipped({"X.npy": npy(X), "y.npy": npy(array, allow_pickle=True)})):
        with pytest.raises(DataError, match="never opened"):
            read_table(data)
    assert not (tmp_path / "ran").exists()


def test_npz_with_columns_beside_the_vectors() -> None:
    names = np.array(["red shoes here", "a blue hat", "green", "grey socks now"])
    data = npz(
        emb=X.astype(np.float64),
        text=names,
        n=np.arange(4),
        ok=np.array([True, False, True, True]),
        day=np.array(["2024-01-01"] * 4, dtype="M8[D]"),
        score=X[:, 0],
        raw=names.astype(bytes),
        big=np.array([2**63 + 1, 2, 3, 4], dtype=np.uint64),
        other=np.arange(3),
        scalar=np.array(3),
    )
    dataset = read_table(data, filename="x.npz")
    assert dataset.frame["vector"].tolist() == X.tolist()
    assert dataset.texts == names.tolist()
    assert dataset.frame["raw"].tolist() == names.tolist()
    assert dataset.frame["big"].tolist()[0] == str(2**63 + 1)
    assert [dataset.column_roles[name] for name in ("vector", "ok", "day", "score")] == [
        "vector", "category", "time", "number",
    ]  # fmt: skip
    assert dataset.report.format == "npz"
    assert 'The vectors are the array "emb".' in dataset.report.notes
    unread = 'Not read, because they are no column of 4 cells: "other" (3) of int64, "scalar" () of int64.'
    assert unread in dataset.report.notes


def test_npz_with_one_array_and_with_a_column_called_vector() -> None:
    assert read_table(npz(anything=X)).report.notes == ()
    assert list(read_table(npz(X=X, vector=np.arange(4))).frame.columns) == ["vector", "vector (2)"]


def test_npz_with_several_tables_asks_which() -> None:
    data = npz(X=X, Y=2 * X)
    match = r'one table of vectors, or be told which one to take \(got "X" \(4, 3\) of float32, "Y" .*array="X"'
    with pytest.raises(DataError, match=match):
        read_table(data)
    assert read_table(data, array="Y").frame["vector"].tolist() == (2 * X).tolist()
    with pytest.raises(ParameterError, match=r"array must be one of those in table: \"X\".*\(got 'Z'\)"):
        read_table(data, array="Z")
    with pytest.raises(ParameterError, match=r"array must be a str or None \(got int\)"):
        read_table(data, array=1)  # type: ignore[arg-type]


WHOLE_NPZ = npz(X=X, y=np.arange(4))


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (npz(y=np.arange(4)), r"must hold a table of vectors.*got \"y\" \(4\) of int64"),
        (npz(X=X.astype(complex)), r'x\.npz \("X"\) must hold real numbers .got complex'),
        (WHOLE_NPZ[: len(WHOLE_NPZ) // 2], r"must be a whole ZIP archive \(got one that is cut off"),
        (zipped({"X.npy": npy(X)[:-5]}), r'x\.npz \("X"\) must be a whole NumPy file'),
        (zipped({"X.npy": b"hello"}), r'x\.npz \("X"\) must be a whole NumPy file'),
        (WHOLE_NPZ.replace(X.tobytes(), bytes(X.nbytes)), r'x\.npz \("X"\) .* damaged in the archive\)'),
        (zipped({"X.npy": npy(np.zeros((14_000_000, 1)))}), r"x\.npz must unpack to .*got 107 MB from 0\.1 MB"),
    ],
)
def test_npz_refused(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="x.npz")


def test_whatever_is_damaged_only_our_errors_leave() -> None:
    chance = random.Random(3)
    for seed in [npy(X), WHOLE_NPZ] * 60:
        data = bytearray(seed)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_table(bytes(data))
        except EmbedcoreError as error:
            assert any(said in str(error) for said in ("must", "can't be read"))
