"""Plain text: every line a row."""

import pytest

from embedcore.errors import DataError
from embedcore.table.dataset import read_table


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_line_a_row(line_end: str) -> None:
    lines = ["red shoes", "blue shoes, very nice", 'he said "no"', "green hat; a big one", "a | b"]
    dataset = read_table(line_end.join(lines).encode(), filename="a.txt")
    assert dataset.texts == lines
    assert dataset.row_numbers.tolist() == [1, 2, 3, 4, 5]
    assert (dataset.text_column, dataset.report.format, dataset.report.delimiter) == ("text", "text", None)
    assert dataset.report.notes[0] == (
        'The first line of a .txt file is a row like the others: it was kept as row 1, and the column is named "text".'
    )


def test_a_comma_in_every_line_makes_no_columns() -> None:
    lines = ["Hello, world", "Well, I never", "Yes, indeed", "No, thanks"]
    assert read_table("\n".join(lines).encode(), filename="a.txt").texts == lines


def test_blank_lines_are_left_out_by_number() -> None:
    dataset = read_table(b"one line here\n\n   \nfour\n\n", filename="a.txt")
    assert (dataset.texts, dataset.row_numbers.tolist()) == (["one line here", "four"], [1, 4])
    assert [row.row_number for row in dataset.report.left_out] == [2, 3]


def test_a_first_line_that_is_a_known_column_name_is_one() -> None:
    assert read_table(b"text\nred shoes\nblue shoes\n", filename="a.txt").texts == ["red shoes", "blue shoes"]


@pytest.mark.parametrize("data", [b"id\ttext\n1\tred shoes\n2\tblue\n", b"id,text\n1,red shoes\n2,blue\n"])
def test_a_table_under_the_name_is_read_as_a_table(data: bytes) -> None:
    dataset = read_table(data, filename="a.txt")
    assert list(dataset.frame.columns) == ["id", "text"]
    assert dataset.texts == ["red shoes", "blue"]


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"  \n\n\t\n", "nothing but white space"),
        (b"\x89PNG\r\n\x1a\n....", "a PNG image"),
        (bytes(range(256)) * 50, "bytes that are not text"),
    ],
)
def test_no_text(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.txt")


def test_hostile_lines() -> None:
    long = "word " * 400_000
    dataset = read_table(f'{long}\n"never closed\n=cmd|calc\n\x0bx\ufdd0y\na\0b'.encode(), filename="a.txt")
    assert dataset.texts == [long, '"never closed', "=cmd|calc", "\x0bx\ufdd0y", "ab"]
    with pytest.raises(DataError, match="at least one row of data"):
        read_table(b"," * 100_000 + b"\nplain line here\n", filename="a.txt")


def test_an_emoji_costs_no_memory_for_the_rest_and_a_bad_byte_only_itself() -> None:
    data = "plain words\nwith \U0001f600 in it\n".encode() + b"b\xffd\n" + "ünd ö\n".encode()
    dataset = read_table(data, filename="a.txt")
    assert dataset.texts == ["plain words", "with \U0001f600 in it", "b\ufffdd", "ünd ö"]
    assert "1 byte that utf-8 can't hold replaced by \ufffd in row 3." in dataset.report.notes
