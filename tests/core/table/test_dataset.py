"""Dataset: which rows are kept, which column is the text, and what can be chosen anew."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from embedcore.errors import DataError, ParameterError
from embedcore.reading.report import LeftOutRow, ReadReport
from embedcore.table.dataset import Dataset, read_table

ROOT = Path(__file__).resolve().parents[3]
TABLE = (
    b"id,text,label,score\n"
    b"1,How do I pay my bill?,billing,3.10\n"
    b"2,   ,billing,2\n"
    b"3,Where is the order I made?,NA,1.5\n"
    b"4,N/A,orders,\n"
    b"5,Where is the order I made?,orders,7\n"
)


def test_rows_without_text_are_left_out_with_number_and_reason() -> None:
    dataset = read_table(TABLE)
    assert dataset.text_column == "text"
    assert dataset.texts == [
        "How do I pay my bill?", "Where is the order I made?", "Where is the order I made?",
    ]  # fmt: skip
    assert dataset.row_numbers.tolist() == [1, 3, 5]
    assert dataset.report.left_out == (
        LeftOutRow(2, "the text is empty"),
        LeftOutRow(4, 'the text is only "N/A", which stands for a missing value'),
    )
    assert (dataset.report.n_rows_read, dataset.report.n_rows_kept, dataset.n_rows) == (5, 3, 3)


def test_frame_holds_the_kept_rows_alone_with_the_files_columns() -> None:
    frame = read_table(TABLE).frame
    assert list(frame.columns) == ["id", "text", "label", "score"]
    assert frame.index.tolist() == [0, 1, 2]
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame["score"].tolist() == [3.1, 1.5, 7.0]
    assert frame["label"].isna().tolist() == [False, True, False]


def test_roles_and_the_reason_for_the_text_column() -> None:
    dataset = read_table(TABLE)
    assert dict(dataset.column_roles) == {
        "id": "id", "text": "text", "label": "category", "score": "number",
    }  # fmt: skip
    assert dataset.report.text_column_reason.startswith('"text" was taken as the text because its')
    assert "its name says so" in dataset.report.text_column_reason


def test_exact_copies_are_counted_and_kept() -> None:
    notes = read_table(TABLE).report.notes
    assert "1 row is an exact copy of an earlier text; kept." in notes


def test_texts_are_plain_str_and_not_stripped() -> None:
    texts = read_table(b"text,label\n  two spaces before ,a\nplain one,b\n").texts
    assert texts == ["  two spaces before ", "plain one"]
    assert {type(text) for text in texts} == {str}


def test_another_text_column_chooses_the_rows_anew() -> None:
    dataset = read_table(TABLE).with_text_column("label")
    assert dataset.texts == ["billing", "billing", "orders", "orders"]
    assert dataset.row_numbers.tolist() == [1, 2, 4, 5]
    assert [row.row_number for row in dataset.report.left_out] == [3]
    assert dataset.frame["text"].tolist()[0] == "How do I pay my bill?"
    back = dataset.with_text_column("text")
    assert back.texts == read_table(TABLE).texts
    assert back.report.n_rows_read == 5


def test_numbers_chosen_as_text_look_as_in_the_file_and_it_is_said() -> None:
    dataset = read_table(TABLE, text_column="score")
    assert dataset.texts == ["3.10", "2", "1.5", "7"]
    assert 'The values of "score" are no text and were turned into it.' in dataset.report.notes
    assert dataset.report.text_column_reason == '"score" was chosen as the text.'
    assert dataset.column_roles["score"] == "text"


def test_no_text_column_keeps_every_row_with_anything_in_it() -> None:
    dataset = read_table(TABLE).with_text_column(None)
    assert dataset.text_column is None
    assert dataset.n_rows == 5
    with pytest.raises(DataError, match=r"a text column is needed \(got none among \"id\", \"text\""):
        _ = dataset.texts


def test_a_table_without_text_is_a_dataset_too() -> None:
    dataset = read_table(b"a,b\n1,2.5\n3,\n,\n5,6\n")
    assert dataset.text_column is None
    assert dataset.n_rows == 3
    assert dataset.report.left_out == (LeftOutRow(3, "every cell is empty"),)
    assert dataset.report.text_column_reason.startswith("No column reads like text")


@pytest.mark.parametrize("call", ["read", "with"])
def test_a_missing_column_names_the_columns_and_the_closest(call: str) -> None:
    match = r"column must be one of .*\"text\".* \(got 'txet'\); did you mean 'text'\?"
    with pytest.raises(ParameterError, match=match):
        if call == "read":
            read_table(TABLE, text_column="txet")
        else:
            read_table(TABLE).with_text_column("txet")


def test_a_column_without_any_text_is_refused() -> None:
    with pytest.raises(DataError, match=r'2 rows: column "b" holds no text'):
        read_table(b"a,b\nhello you,\nbye now,NA\n", text_column="b")


def test_text_column_must_be_a_name() -> None:
    with pytest.raises(ParameterError, match=r"text_column must be a str or None \(got int\)"):
        read_table(TABLE, text_column=1)  # type: ignore[arg-type]


def test_with_role() -> None:
    dataset = read_table(TABLE)
    changed = dataset.with_role("score", "rating")
    assert changed.column_roles["score"] == "rating"
    assert dataset.column_roles["score"] == "number"
    assert changed.texts == dataset.texts
    assert dataset.with_role("label", "text").text_column == "label"
    without = dataset.with_role("text", "category")
    assert (without.text_column, without.column_roles["text"]) == (None, "category")
    with pytest.raises(ParameterError, match=r"role must be one of text, category.*'colour'"):
        dataset.with_role("score", "colour")
    with pytest.raises(ParameterError, match="column must be one of"):
        dataset.with_role("nowhere", "text")


def test_a_role_outlives_another_text_column() -> None:
    changed = read_table(TABLE).with_role("score", "rating").with_text_column("label")
    assert changed.column_roles["score"] == "rating"


def test_dataset_and_report_are_frozen() -> None:
    dataset = read_table(TABLE)
    with pytest.raises(FrozenInstanceError, match="cannot assign"):
        dataset.name = "other"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot assign"):
        dataset.report.encoding = "other"  # type: ignore[misc]


def test_a_dataset_put_together_from_its_parts_can_be_chosen_from() -> None:
    made = Dataset(
        frame=pd.DataFrame({"a": ["x y", "z"], "b": ["p", ""]}),
        text_column="a",
        column_roles={"a": "text", "b": "category"},
        row_numbers=np.array([1, 4]),
        name="made",
        report=ReadReport(3, 2, (LeftOutRow(2, "the text is empty"),)),
    )
    assert made.texts == ["x y", "z"]
    other = made.with_text_column("b")
    assert other.texts == ["p"]
    assert [row.row_number for row in other.report.left_out] == [2, 4]
    assert other.report.n_rows_read == 3


def test_from_texts() -> None:
    dataset = Dataset.from_texts(["one two", "", "NA", " \u200b ", "a\ud800b"], name="mine")
    assert dataset.texts == ["one two", "NA", "a\ufffdb"]
    assert dataset.row_numbers.tolist() == [1, 3, 5]
    assert [row.row_number for row in dataset.report.left_out] == [2, 4]
    assert (dataset.name, dataset.text_column) == ("mine", "text")
    assert any("replaced" in note and "row 5" in note for note in dataset.report.notes)


@pytest.mark.parametrize(
    ("texts", "match"),
    [
        ("one text", r"texts must be a list of str \(got one str\)"),
        (7, r"texts must be a list of str \(got one int\)"),
        ({"a": 1}, r"got one dict"),
        (["a", 3], r"every text must be a str \(got int at position 1\)"),
        ([None], r"got NoneType at position 0"),
        ([], r"at least one text \(got an empty list\)"),
        (["", "  "], r"2 rows: column \"text\" holds no text"),
    ],
)
def test_from_texts_refuses(texts: object, match: str) -> None:
    with pytest.raises(DataError, match=match):
        Dataset.from_texts(texts)  # type: ignore[arg-type]


def test_long_texts_are_kept_whole_and_counted() -> None:
    long = "word " * 20_000
    dataset = Dataset.from_texts(["short", long])
    assert dataset.texts[1] == long
    assert any("1 text longer than 10,000 characters" in note and "row 2" in note
               for note in dataset.report.notes)  # fmt: skip
