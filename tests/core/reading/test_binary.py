"""Excel and Parquet: whole, odd, damaged and hostile."""

import datetime as dt
import io
import zipfile

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from embedcore.errors import DataError, EmbedcoreError
from embedcore.table.dataset import read_table


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


XLSX = workbook(
    [],
    [
        ["text", 2019, None, "text"],
        ["hello to you", 1, "x", "00123"],
        [],
        ["bye to you", 2.5, None, "00456"],
        [None, 3, None, "p"],
    ],
    [["other"]],
)
PARQUET = parquet(
    pa.table(
        {
            "text": ["hello to you", None, "bye to you"],
            "n": [1, 2, None],
            "v": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]],
            "when": [dt.datetime(2024, 1, day) for day in (1, 2, 3)],
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
)


def test_excel() -> None:
    dataset = read_table(XLSX)
    assert dataset.texts == ["hello to you", "bye to you"]
    assert dataset.row_numbers.tolist() == [1, 3]
    assert list(dataset.frame.columns) == ["text", "2019", "column 3", "text (2)"]
    assert dataset.frame["2019"].tolist() == [1.0, 2.5]
    assert dataset.frame["text (2)"].tolist() == ["00123", "00456"]
    assert [(row.row_number, row.reason) for row in dataset.report.left_out] == [
        (2, "the row is empty"), (4, "the text is empty"),
    ]  # fmt: skip
    assert 'Read the sheet "S2"; not read: "S1", "S3".' in dataset.report.notes
    assert dataset.report.format == "xlsx"


def test_excel_dates_are_time() -> None:
    data = workbook([["when", "text"], [dt.datetime(2024, 5, 1), "hello you"]])
    assert read_table(data).column_roles["when"] == "time"


def test_times_of_day_are_time() -> None:
    data = workbook([["when", "text"], [dt.time(8, 30), "hello you"], [None, "hello there"]])
    dataset = read_table(data)
    assert dataset.column_roles["when"] == "time"
    assert dataset.frame["when"].fillna("").tolist() == ["08:30:00", ""]
    assert not any("several kinds" in note for note in dataset.report.notes)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (XLSX[: len(XLSX) // 2], "damaged"),
        (workbook([]), "got empty sheets"),
        (workbook([["text"]]), "the names alone"),
    ],
)
def test_excel_refused(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.xlsx")


def rezipped(data: bytes, victim: str, content: bytes | None) -> bytes:
    """The workbook with one part replaced, or missing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            if part != victim:
                new.writestr(part, old.read(part))
            elif content is not None:
                new.writestr(part, content)
    return stream.getvalue()


@pytest.mark.parametrize("content", [None, b"", b"<a>", b"<a/>", b"\0\xff", b"<?xml?>"])
def test_excel_with_damaged_parts_leaves_only_our_errors(content: bytes | None) -> None:
    for part in zipfile.ZipFile(io.BytesIO(XLSX)).namelist():
        try:
            dataset = read_table(rezipped(XLSX, part, content))
        except EmbedcoreError as error:
            assert any(said in str(error) for said in ("must", "can't be read"))
        else:
            assert dataset.n_rows >= 1


def test_zip_bomb_is_refused_unopened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(110 << 20))
    with pytest.raises(DataError, match=r"no more than 200 times its size \(got 110 MB"):
        read_table(stream.getvalue())


def test_other_zip_files() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("table.csv", "text\nhello\n")
    with pytest.raises(DataError, match=r"a ZIP archive.*unpack it first"):
        read_table(stream.getvalue(), filename="a.csv")


def test_parquet() -> None:
    dataset = read_table(PARQUET)
    assert dataset.texts == ["hello to you", "bye to you"]
    assert dataset.row_numbers.tolist() == [1, 3]
    assert dict(dataset.column_roles) == {
        "text": "text", "n": "number", "v": "vector", "when": "time", "kind": "category",
    }  # fmt: skip
    assert dataset.frame["v"].tolist() == [[0.1, 0.2], [0.5, 0.6]]
    assert dataset.frame["kind"].tolist() == ["a", "a"]
    assert dataset.report.format == "parquet"


def test_parquet_texts_inside_objects_in_several_groups_of_rows() -> None:
    said = [[{"who": f"person {row % 3}", "what": f"some words {row % 4}"}] for row in range(20)]
    stream = io.BytesIO()
    pq.write_table(pa.table({"n": range(20), "said": said}), stream, row_group_size=7)
    dataset = read_table(stream.getvalue(), filename="a.parquet")
    assert dataset.n_rows == 20
    assert dataset.frame["said.what"].tolist() == [f"some words {row % 4}" for row in range(20)]


def test_parquet_odd_types_and_repeated_names() -> None:
    columns = [
        pa.array(["hello to you", "bye to you"]),
        pa.array([b"\x89PNG\r\n", b"\x89PNG\r\n"]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([2**63, 1], pa.uint64()),
        pa.array([None, None]),
        pa.array([dt.date(2024, 1, 1), None]),
        pa.array([True, None]),
    ]
    table = pa.Table.from_arrays(columns, names=["text", "text", "s", "u", "z", "d", "b"])
    dataset = read_table(parquet(table))
    frame = dataset.frame
    assert list(frame.columns) == ["text", "text (2)", "s.a", "u", "z", "d", "b"]
    assert frame["s.a"].tolist() == [1, 2]
    assert frame["u"].tolist() == ["9223372036854775808", "1"]
    assert dataset.column_roles["text (2)"] == "image"
    assert dataset.column_roles["d"] == "time"
    assert 'Empty in every row: "z".' in dataset.report.notes


def test_parquet_strings_that_are_no_utf8() -> None:
    raw = pa.array([b"fine one here", b"bad \xff one"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    dataset = read_table(parquet(pa.table({"text": text})))
    assert dataset.texts == ["fine one here", "bad \ufffd one"]
    assert "row 2" in " ".join(dataset.report.notes)


@pytest.mark.parametrize("cut", [5, 40, len(PARQUET) // 2, len(PARQUET) - 3])
def test_parquet_cut_off(cut: int) -> None:
    with pytest.raises(DataError, match="must be a whole Parquet file"):
        read_table(PARQUET[:cut], filename="a.parquet")


def test_parquet_without_rows_or_start() -> None:
    empty = parquet(pa.table({"text": pa.array([], pa.string())}))
    with pytest.raises(DataError, match="at least one row and one column"):
        read_table(empty)
    with pytest.raises(DataError, match=r"must be a Parquet file \(got one that doesn't start as such files do"):
        read_table(b"\0\1\2 no text\n\3\n", filename="a.parquet")


def test_times_chosen_as_text() -> None:
    dataset = read_table(PARQUET, text_column="when")
    assert dataset.texts == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert pd.api.types.is_string_dtype(dataset.frame["when"])


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.zip"])
def test_an_archive_that_is_cut_off_is_said_in_plain_words(name: str) -> None:
    with pytest.raises(DataError, match=r"its end, which lists its parts, is missing or damaged\)") as caught:
        read_table(b"PK\x03\x04" + bytes(200), filename=name)
    assert "BadZip" not in str(caught.value)


def test_what_a_file_is_stands_before_what_can_be_read() -> None:
    with pytest.raises(
        DataError, match=r"^a\.csv is a PDF document, .*; copy the table .*What can be read: CSV"
    ) as caught:
        read_table(b"%PDF-1.4\n1 0 obj", filename="a.csv")
    assert "a ZIP of tables or pictures" in str(caught.value)
