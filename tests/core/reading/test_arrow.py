"""Arrow files, streams and Feather: whole, cut off, something else, and hostile."""

import datetime as dt
import io
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from embedcore.errors import DataError, EmbedcoreError
from embedcore.reading.arrow_messages import claimed
from embedcore.table.dataset import read_table
from tests.core.pictures import picture

TABLE = pa.table(
    {
        "text": ["hello to you", None, "bye to you"],
        "n": [1, 2, None],
        "v": pa.array([[0.5, 0.25], [0.125, 1.0], [2.0, 4.0]], pa.list_(pa.float32())),
        "when": [dt.datetime(2024, 1, day) for day in (1, 2, 3)],
        "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
    }
)


def feather_2(table: pa.Table, compression: str = "lz4") -> bytes:
    stream = io.BytesIO()
    feather.write_feather(table, stream, compression=compression)
    return stream.getvalue()


def arrow_stream(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    with ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    return stream.getvalue()


FILES = {
    "plain": feather_2(TABLE, "uncompressed"),
    "lz4": feather_2(TABLE, "lz4"),
    "zstd": feather_2(TABLE, "zstd"),
    "stream": arrow_stream(TABLE),
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", [None, "a.feather", "a.arrow"])
def test_arrow_is_told_by_its_content(file: str, name: str | None) -> None:
    dataset = read_table(FILES[file], filename=name)
    assert dataset.texts == ["hello to you", "bye to you"]
    assert dataset.row_numbers.tolist() == [1, 3]
    assert dict(dataset.column_roles) == {
        "text": "text", "n": "number", "v": "vector", "when": "time", "kind": "category",
    }  # fmt: skip
    assert dataset.frame["v"].tolist() == [[0.5, 0.25], [2.0, 4.0]]
    assert dataset.frame["kind"].tolist() == ["a", "a"]
    assert (dataset.report.format, dataset.report.notes) == ("arrow", ())


def test_arrow_reads_as_the_same_table_in_parquet_does() -> None:
    stream = io.BytesIO()
    pq.write_table(TABLE, stream)
    of_parquet = read_table(stream.getvalue()).frame
    for file in FILES.values():
        pd.testing.assert_frame_equal(read_table(file).frame, of_parquet)


def test_feather_of_the_first_version_is_refused_with_a_way_to_convert_it() -> None:
    with pytest.raises(DataError, match=r'is version 1 of Feather.*read_feather\("old\.feather"\)\.to_parquet'):
        read_table(b"FEA1" + bytes(200) + b"FEA1", filename="old.feather")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_cut_off(file: str, share: float) -> None:
    data = FILES[file]
    with pytest.raises(DataError, match=r"a\.arrow must be a whole Arrow or Feather file \(got one that is cut off"):
        read_table(data[: int(len(data) * share)], filename="a.arrow")


def test_a_stream_without_its_end_mark_is_read_and_said() -> None:
    notes = read_table(FILES["stream"][:-8]).report.notes
    assert notes == ("The stream has no mark at its end: if it was cut off there, rows are missing.",)


def test_something_else_under_the_name() -> None:
    with pytest.raises(DataError, match=r"a\.feather must be an Arrow or Feather file \(got one that doesn't start as"):
        read_table(b"\0\1\2 no text\n\3\n", filename="a.feather")
    assert read_table(FILES["lz4"], filename="a.csv").report.notes == (
        "The name ends in .csv, but the content is arrow; it was read as that.",
    )


def test_without_rows() -> None:
    with pytest.raises(DataError, match=r"at least one row and one column \(got 0 rows and 5 columns\)"):
        read_table(feather_2(TABLE.slice(0, 0)))


def test_what_messages_claim() -> None:
    table = pa.table({"x": np.zeros(1000, dtype=np.float64)})
    packed = feather_2(table, "zstd")
    assert len(packed) < 2000
    assert claimed(pa.py_buffer(packed).slice(8)) == (1000, 8000)
    assert claimed(pa.py_buffer(arrow_stream(table))) == (1000, 8000)


def test_a_bomb_of_compressed_zeros_is_refused_before_it_unpacks() -> None:
    table = pa.table({"x": np.zeros(20_000_000, dtype=np.float64)})
    data = feather_2(table, "zstd")
    before = pa.total_allocated_bytes()
    match = r"bomb\.feather must unpack to .* no more than 200 times its size \(got 153 MB from [\d.]+ [MK]B\)"
    with pytest.raises(DataError, match=match):
        read_table(data, filename="bomb.feather")
    assert pa.total_allocated_bytes() - before < 10_000_000


def test_one_long_cell_repeated_by_a_dictionary_is_a_bomb() -> None:
    many = pa.DictionaryArray.from_arrays(pa.array(np.zeros(100_000, dtype=np.int32)), pa.array(["x" * 100_000]))
    with pytest.raises(DataError, match=r'column "t" of b\.arrow must unpack to .*got 9,537 MB from'):
        read_table(feather_2(pa.table({"t": many})), filename="b.arrow")


def test_one_long_cell_repeated_by_views_is_a_bomb() -> None:
    buffers = pa.array(["x" * 100_000]).cast(pa.string_view()).buffers()
    views = pa.py_buffer(buffers[1].to_pybytes()[:16] * 10_000)
    table = pa.table({"t": pa.Array.from_buffers(pa.string_view(), 10_000, [None, views, *buffers[2:]])})
    stream = io.BytesIO()
    with ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(DataError, match=r'column "t" of b\.arrow must unpack to .*got 954 MB from'):
        read_table(stream.getvalue(), filename="b.arrow")
    plain = pa.table({"t": pa.array(["a view of this", "and that one"]).cast(pa.string_view())})
    assert read_table(arrow_stream(plain)).texts == ["a view of this", "and that one"]


def test_offsets_that_lead_out_of_the_file_are_not_followed() -> None:
    offsets = pa.py_buffer(np.array([0, 2_000_000_000, 9], dtype=np.int32))
    array = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"hello you")])
    with pytest.raises(DataError, match="must be a whole Arrow or Feather file"):
        read_table(arrow_stream(pa.table({"text": array})))
    indices = pa.py_buffer(np.array([0, 99], dtype=np.int32))
    kind = pa.dictionary(pa.int32(), pa.string())
    array = pa.DictionaryArray.from_buffers(kind, 2, [None, indices], pa.array(["a"]))
    with pytest.raises(DataError, match="must be a whole Arrow or Feather file"):
        read_table(arrow_stream(pa.table({"text": array})))


def test_layouts_in_which_nothing_takes_no_room() -> None:
    ends = pa.array([2], pa.int32())
    folded = pa.RunEndEncodedArray.from_arrays(ends, pa.array(["hello"]))
    with pytest.raises(DataError, match=r'column "t" of table must be saved in plain columns \(got run_end_encoded'):
        read_table(arrow_stream(pa.table({"t": folded})))


def test_cells_of_nothing() -> None:
    few = pa.table({"a": [[None, None], []], "b": [{"x": None}, None], "n": [1, 2]})
    assert read_table(arrow_stream(few)).frame["a"].tolist() == ["[null, null]", "[]"]
    many = pa.ListArray.from_arrays(pa.array([0, 2_000_000_000], pa.int32()), pa.nulls(2_000_000_000))
    with pytest.raises(
        DataError, match=r'column "a" of table must hold something \(got 2,000,000,000 cells of nothing'
    ):
        read_table(arrow_stream(pa.table({"a": many})))
    deep = pa.StructArray.from_arrays([many], names=["x"])
    with pytest.raises(DataError, match=r"got 2,000,000,000 cells of nothing"):
        read_table(arrow_stream(pa.table({"a": deep})))


def test_strings_that_are_no_utf8_are_mended_and_their_rows_named() -> None:
    raw = pa.array([b"fine one here", b"bad \xff one"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    dataset = read_table(arrow_stream(pa.table({"text": text})))
    assert dataset.texts == ["fine one here", "bad � one"]
    assert "row 2" in " ".join(dataset.report.notes)


@pytest.mark.parametrize("write", [arrow_stream, lambda table: parquet(table)], ids=["arrow", "parquet"])
def test_pictures_as_hugging_face_writes_them(write) -> None:  # type: ignore[no-untyped-def]
    red, blue = picture("red"), picture("blue")
    cells = [{"bytes": red, "path": "red.png"}, {"bytes": blue, "path": None}]
    dataset = read_table(write(pa.table({"image": cells, "plain": [red, blue]})))
    assert dict(dataset.column_roles) == {"image": "image", "image path": "id", "plain": "image"}
    assert (dataset.image_column, dataset.images) == ("image", [red, blue])
    assert dataset.frame["plain"].tolist() == [red, blue]
    paths_alone = pa.table({"image": [{"bytes": None, "path": "red.png"}], "label": [1]}, schema=pa.schema(
        {"image": pa.struct({"bytes": pa.binary(), "path": pa.string()}), "label": pa.int64()}
    ))  # fmt: skip
    dataset = read_table(write(paths_alone))
    assert (dataset.frame["image"].tolist(), dataset.image_column) == (["red.png"], None)


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def test_bytes_that_are_no_pictures_are_no_images() -> None:
    dataset = read_table(arrow_stream(pa.table({"blob": [b"\0\1", b"\2\3"], "n": [1.5, 2.5]})))
    assert (dataset.column_roles["blob"], dataset.image_column) == ("id", None)


def test_lists_stay_in_arrows_memory_and_extension_types_are_read_as_stored() -> None:
    tensor = pa.FixedShapeTensorArray.from_numpy_ndarray(np.ones((2, 3), dtype=np.float32))
    table = pa.table({"tensor": tensor, "half": pa.array([[1.5], [2.5]], pa.list_(pa.float16())), "i": [[1], [2, 3]]})
    frame = read_table(arrow_stream(table)).frame
    assert frame["tensor"].tolist() == [[1.0, 1.0, 1.0]] * 2
    assert [str(kind) for kind in frame.dtypes] == [
        "list<item: float>[pyarrow]", "list<item: float>[pyarrow]", "list<item: int64>[pyarrow]",
    ]  # fmt: skip


def test_whatever_is_damaged_only_our_errors_leave() -> None:
    chance = random.Random(7)
    n_read = 0
    for file in list(FILES.values()) * 40:
        damaged = bytearray(file)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(8, len(damaged))] = chance.choice([0, 127, 128, 255])
        try:
            n_read += read_table(bytes(damaged)).n_rows > 0
        except EmbedcoreError as error:
            assert any(said in str(error) for said in ("must", "can't be read"))
    assert n_read > 10
