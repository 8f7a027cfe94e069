"""What can be a source, and that nothing but our errors leaves, whatever comes in."""

import io
import json
import random
from pathlib import Path

import pytest

from embedcore.errors import DataError, EmbedcoreError, ParameterError
from embedcore.table.dataset import read_table

CSV = b"text,label\nhello to you,a\nbye to you,b\n"
SEEDS = [
    CSV,
    'text;n\n"café, ""one""\nhere";3,14\nnaïve two;2\n'.encode("cp1252"),
    "id\ttext\r\n1\thow are you\r\n2\tfine by me\r\n".encode("utf-16"),
    b'id,text\n1,"open one\n2,fine here\n3,"quoted, ok"\n',
    b"It was the best of times.\nIt was, I think, fine.\n\nwell\n",
    json.dumps([{"text": "how are \ud800", "n": [1, 2]}, {"text": None, "m": {"a": 1}}]).encode(),
    b'{"text":"a b"}\n{"text":"c d","n":2}\n{broken\n',
    b'{"text": {"0": "a b", "1": "c"}, "n": {"0": 1, "1": 2}}',
]
PIECES = [b'"', b",", b"\n", b"\0", b"\xff", b"\r", b"{", b"[", b"\\", b";", b"\xed\xa0\x80", b"9" * 20]


class Upload(io.BytesIO):
    name = "upload.csv"


def test_path_str_bytes_and_upload_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "my table.csv"
    path.write_bytes(CSV)
    with path.open("rb") as stream:
        sources = [path, str(path), CSV, bytearray(CSV), memoryview(CSV), io.BytesIO(CSV), stream]
        datasets = [read_table(source) for source in sources]
    assert {tuple(dataset.texts) for dataset in datasets} == {("hello to you", "bye to you")}
    assert [d.name for d in datasets] == ["my table.csv"] * 2 + ["table"] * 4 + ["my table.csv"]
    assert read_table(Upload(CSV)).name == "upload.csv"
    assert read_table(CSV, filename="C:\\data\\a.csv").name == "a.csv"


@pytest.mark.parametrize("source", [None, 7, ["a"], {"a": 1}, object()])
def test_what_is_no_source(source: object) -> None:
    with pytest.raises(ParameterError, match="source must be a path, bytes or a file opened in b"):
        read_table(source)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a file that exists \(got .*nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match=r"must be a file \(got the folder"):
        read_table(tmp_path)
    with pytest.raises(DataError, match="source must be"):
        read_table("a\0b")
    with pytest.raises(DataError, match="File name too long"):
        read_table("x" * 10_000)
    with pytest.raises(ParameterError, match=r"must give bytes \(got str\); open the file with mode"):
        read_table(io.StringIO("text\nhello\n"))
    closed = io.BytesIO(CSV)
    closed.close()
    with pytest.raises(DataError, match="open file that can be read"):
        read_table(closed)
    with pytest.raises(ParameterError, match=r"filename must be a str or None \(got int\)"):
        read_table(CSV, filename=3)  # type: ignore[arg-type]


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 5)):
        at, step = chance.randrange(len(data) + 1), chance.randint(0, 12)
        piece = chance.choice([*PIECES, bytes([chance.randrange(256)])])
        data = data[:at] + piece + data[at + step :]
    return data


@pytest.mark.parametrize("name", [None, "a.csv", "a.json", "a.jsonl", "a.txt", "a.xlsx"])
def test_whatever_comes_in_only_our_errors_leave(name: str | None) -> None:
    chance = random.Random(str(name))
    n_read = 0
    for seed in SEEDS * 10:
        data = mutated(seed, chance)
        try:
            dataset = read_table(data, filename=name)
        except EmbedcoreError as error:
            assert any(said in str(error) for said in ("must", "can't be read")), data
            continue
        n_read += 1
        left_out = [row.row_number for row in dataset.report.left_out]
        numbers = dataset.row_numbers.tolist()
        assert dataset.report.n_rows_read == dataset.n_rows + len(left_out), data
        assert sorted(set(numbers)) == numbers, data
        assert not set(numbers) & set(left_out), data
        if dataset.text_column is not None:
            for text in dataset.texts:
                assert text.encode("utf-8").strip(), data
    assert n_read > 10  # most damage leaves something to read
