"""Files under every name: what is in them tells how they are read, and what holds no table is told plainly."""

import io
import json
import pickle
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from embedcore.errors import DataError
from embedcore.table.dataset import read_table

ROWS = [{"text": "how are you", "label": "a"}, {"text": "fine by me", "label": "b"}]
FRAME = pd.DataFrame(ROWS)


def _parquet() -> bytes:
    stream = io.BytesIO()
    FRAME.to_parquet(stream)
    return stream.getvalue()


CONTENTS = {
    "csv": b"text,label\nhow are you,a\nfine by me,b\n",
    "tsv": b"text\tlabel\nhow are you\ta\nfine by me\tb\n",
    "psv": b"text|label\nhow are you|a\nfine by me|b\n",
    "json": json.dumps(ROWS).encode(),
    "jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "parquet": _parquet(),
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize(
    "name",
    ["a", "a.dat", "a.data", "a.log", "a.txt", "a.tab", "a.psv", "a.pq", "a.ndjson", "a.jsonlines", "a.geojson",
     "a.CSV", "a.xlsm",
     "a.xlsx", "a.xls", "a.npy", "a.parquet", "a.zip", "a.gz", "a.csv.txt", "report (1)", "x.2024", None],
)  # fmt: skip
def test_a_name_never_keeps_a_table_from_being_read(content: str, name: str | None) -> None:
    dataset = read_table(CONTENTS[content], filename=name)
    assert dataset.texts == ["how are you", "fine by me"]
    assert dataset.frame["label"].tolist() == ["a", "b"]


def _sqlite(folder: Path) -> bytes:
    path = folder / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (text)")
    return path.read_bytes()


def _docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", "<a/>")
    return stream.getvalue()


def _torch() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("model/data.pkl", b"\x80\x02.")
        archive.writestr("model/data/0", bytes(64))
    return stream.getvalue()


NO_TABLES = {
    "a.pdf": (b"%PDF-1.7\n%\xe2\xe3", "a PDF document.*export it as CSV"),
    "a.docx": (_docx(), "an Office file without a workbook"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG image.*ZIP or a folder of them"),
    "a.heic": (bytes(4) + b"ftypheic" + bytes(40), "an image of a phone"),
    "a.exe": (b"MZ\x90\0\3" + bytes(400), "a program"),
    "a.pkl": (pickle.dumps({"a": [1, 2, 3]}, protocol=4), "a pickle of Python, which could run code"),
    "a.csv": (pickle.dumps(list(range(99)), protocol=2), "a pickle of Python"),
    "a.pt": (_torch(), "a PyTorch file.*numpy.save"),
    "a.safetensors": (
        (66).to_bytes(8, "little") + b'{"v":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}'.ljust(66) + bytes(16),
        "a safetensors file",
    ),
    "a.sav": (b"$FL2@(#) SPSS DATA FILE" + bytes(90), "an SPSS file.*read_spss"),
    "a.dta": (b"<stata_dta><header>" + bytes(90), "a Stata file.*read_stata"),
    "a.h5": (b"\x89HDF\r\n\x1a\n" + bytes(90), "an HDF5 file.*read_hdf"),
    "a.mp4": (bytes(3) + b"\x18ftypmp42" + bytes(90), "a video file"),
    "a.mp3": (b"ID3\4\0\0\0" + bytes(90), "a sound file"),
    "a.rds": (b"X\n\0\0\0\3" + bytes(90), "a file of R.*write.csv"),
    "a.tar": (bytes(257) + b"ustar" + bytes(300), "a tar archive.*unpack it first"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(90), "a 7-Zip archive.*unpack it first"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_files_that_hold_no_table_are_told_by_what_they_are(name: str) -> None:
    data, match = NO_TABLES[name]
    with pytest.raises(DataError, match=match):
        read_table(data, filename=name)


def test_a_database_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"an SQLite database.*to_csv"):
        read_table(_sqlite(tmp_path), filename="a.dat")


@pytest.mark.parametrize("word", ["MZ", "ORC", "ID3", "RDX", "BM", "Obj", "GGUF", "II"])
def test_a_text_may_begin_like_a_program(word: str) -> None:
    assert read_table(f"{word},text\n1,hello to you\n2,bye to you\n".encode()).texts == ["hello to you", "bye to you"]


def test_numbers_under_a_name_of_another_format() -> None:
    stream = io.BytesIO()
    np.save(stream, np.ones((3, 4), np.float32))
    dataset = read_table(stream.getvalue(), filename="a.csv")
    assert dataset.kind.name == "vectors"
    assert "the content is npy" in dataset.report.notes[0]
