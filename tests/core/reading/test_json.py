"""JSON and JSON Lines in all the shapes that tables come in."""

import json

import pandas as pd
import pytest

from embedcore.errors import DataError
from embedcore.table.dataset import read_table

ROWS = [{"text": "how are you", "label": "a"}, {"text": "fine by me", "label": "b"}]
FRAME = pd.DataFrame(ROWS)


@pytest.mark.parametrize("name", [None, "a.json", "a.csv"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps({"data": ROWS, "version": 1, "tags": ["x"]}),
        json.dumps({"text": [r["text"] for r in ROWS], "label": ["a", "b"]}),
        FRAME.to_json(),
        FRAME.to_json(orient="index"),
        FRAME.to_json(orient="records", lines=True),
    ],
    ids=["records", "data", "columns", "pandas", "index", "lines"],
)
def test_shapes(text: str, name: str | None) -> None:
    dataset = read_table(text.encode(), filename=name)
    assert dataset.texts == ["how are you", "fine by me"]
    assert dataset.frame["label"].tolist() == ["a", "b"]


def test_a_list_of_texts() -> None:
    dataset = read_table(b'["hello", "", null, "world"]')
    assert dataset.texts == ["hello", "world"]
    assert [row.row_number for row in dataset.report.left_out] == [2, 3]


def test_types_are_kept() -> None:
    rows = [
        {"text": "a b c", "n": 1, "x": 1.5, "v": [1, 2.5], "code": "007", "ok": True, "tags": ["p"]},
        {"text": "d e f", "n": 2, "x": None, "v": [3, 4], "code": "7", "ok": False, "tags": []},
    ]
    dataset = read_table(json.dumps(rows).encode())
    frame = dataset.frame
    assert frame["n"].tolist() == [1, 2]
    assert frame["x"].isna().tolist() == [False, True]
    assert frame["v"].tolist() == [[1, 2.5], [3, 4]]
    assert frame["code"].tolist() == ["007", "7"]
    assert frame["ok"].tolist() == [True, False]
    assert frame["tags"].tolist() == ['["p"]', "[]"]
    assert dataset.column_roles["v"] == "vector"


def test_broken_lines_are_left_out_by_number() -> None:
    data = b'{"text":"a b"}\n{broken\n{"text":"c d"}\n[1]\n\n{"text":"' + b'", "x":' + b"[" * 100_000
    dataset = read_table(data, filename="a.jsonl")
    assert dataset.texts == ["a b", "c d"]
    assert dataset.row_numbers.tolist() == [1, 3]
    assert [row.row_number for row in dataset.report.left_out] == [2, 4, 6]
    assert "2 broken lines were left out: lines 2 and 6." in dataset.report.notes


def test_lone_surrogates_are_replaced_and_said() -> None:
    dataset = read_table(b'[{"te\\ud800": "x y z"}, {"te\\ud800": "\\ud83d\\ude00 \\udc00"}]')
    assert dataset.texts == ["x y z", "\U0001f600 \ufffd"]
    assert dataset.text_column == "te\ufffd"
    assert "row 2" in " ".join(dataset.report.notes)


def test_bytes_that_are_no_utf8_name_their_row() -> None:
    dataset = read_table('[{"text": "café"}, {"text": "né '.encode() + b'\xff"}]')
    assert dataset.texts == ["café", "né \ufffd"]
    assert "row 2" in " ".join(dataset.report.notes)


def test_mixed_rows_and_cells() -> None:
    dataset = read_table(b'[{"text":"hello you","n":1},7,{"text":"bye you","n":"x"},null]')
    assert dataset.frame["n"].tolist() == ["1", "x"]
    assert [row.row_number for row in dataset.report.left_out] == [2, 4]
    assert 'several kinds were turned into text: "n"' in " ".join(dataset.report.notes)


def test_a_text_in_brackets_is_no_json() -> None:
    dataset = read_table(b"text,label\n[sic] she said so,a\n{no} json here,b\n")
    assert dataset.n_rows == 2
    assert read_table(b"[sic] he said so.\n[sic] and so did she.\n").n_rows == 2


def test_a_csv_named_json_is_read_by_its_content() -> None:
    dataset = read_table(b"text,label\nhello you,a\n", filename="a.json")
    assert dataset.texts == ["hello you"]
    assert "the content is csv" in dataset.report.notes[0]


def test_lines_of_vectors() -> None:
    dataset = read_table(b"[0.1, 0.2]\n[0.3, 0.4]\n", filename="a.jsonl")
    assert dataset.frame["vector"].tolist() == [[0.1, 0.2], [0.3, 0.4]]
    assert (dataset.text_column, dataset.column_roles["vector"]) == (None, "vector")


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"42", "list of objects.*got a number"),
        (b'"text"', "got a text"),
        (b"null", "got null"),
        (b"[]", "got an empty list"),
        (b"{}", "nothing in it"),
        (b"[{}]", "empty objects"),
        (b"[1, 2]", "got a list of a number"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'[{"n": ' + b"9" * 5000 + b"}]", "too many digits"),
        (b'[{"text": "a"}, {"te', "valid JSON"),
        (b'{"a": [1, 2], "b": [1]}', r'same length \(got "a": 2, "b": 1\)'),
        (b'{"a": {"b": 1}, "c": []}', '"a", "c"'),
    ],
)
def test_no_table(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.json")


def test_too_many_columns() -> None:
    row = json.dumps([{f"k{i}": i for i in range(10_001)}]).encode()
    with pytest.raises(DataError, match=r"at most 10,000 columns \(got 10,001\)"):
        read_table(row)
