"""Delimited text: delimiters, encodings, quotes, headers, and lines that don't fit."""

import csv
import io
import time

import pandas as pd
import pytest

from embedcore.errors import DataError
from embedcore.reading.raw_table import unique_names
from embedcore.table.dataset import read_table

ROWS = [["café in the park", "a"], ["hello, “world” again", "b"], ["two\nlines here", "a"]]


def written(delimiter: str, encoding: str, line_end: str = "\n") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([["text", "label"], *ROWS])
    return stream.getvalue().encode(encoding)


def notes_of(data: bytes, name: str | None = None) -> str:
    return " ".join(read_table(data, filename=name).report.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str, line_end: str) -> None:
    dataset = read_table(written(delimiter, encoding, line_end))
    assert dataset.texts == [row[0] for row in ROWS]
    assert dataset.frame["label"].tolist() == ["a", "b", "a"]
    assert (dataset.report.delimiter, dataset.report.encoding) == (delimiter, encoding)


def test_a_byte_that_cp1252_has_not_is_marked_and_the_rest_kept() -> None:
    dataset = read_table("text,label\ncaf\xe9 one\x81,a\nfine two,b\n".encode("latin-1"))
    assert dataset.report.encoding == "cp1252"
    assert dataset.texts[0] == "caf\xe9 one\ufffd"
    assert "isn't UTF-8" in dataset.report.notes[0]
    assert "1 byte that cp1252 can't hold replaced by \ufffd in row 1." in dataset.report.notes


def test_mixed_encodings_name_the_rows_with_replaced_bytes() -> None:
    data = "text,label\ncafé one,a\ncafé two \ufffd,b\n".encode() + b"caf\xe9 three,c\n"
    dataset = read_table(data)
    assert dataset.texts == ["café one", "café two \ufffd", "caf\ufffd three"]
    assert "1 byte that utf-8 can't hold replaced by \ufffd in row 3." in dataset.report.notes


def test_numbers_stay_as_the_file_has_them() -> None:
    frame = read_table(
        b"zip,phone,big,n,x,gap,text\n"
        b"00123,+4930,12345678901234567890,7,1e3,1,hello to you\n"
        b"04567,+4940,12345678901234567891,8,-.5,NA,bye to you\n"
    ).frame
    assert frame["zip"].tolist() == ["00123", "04567"]
    assert frame["phone"].tolist() == ["+4930", "+4940"]
    assert frame["big"].tolist() == ["12345678901234567890", "12345678901234567891"]
    assert frame["n"].tolist() == [7, 8] and frame["n"].dtype == "int64"
    assert frame["x"].tolist() == [1000.0, -0.5]
    assert frame["gap"].isna().tolist() == [False, True]


def test_decimal_commas_are_numbers() -> None:
    semicolon = read_table(b"text;price\nhallo welt;3,14\nguten tag;1.234,5\n").frame
    assert semicolon["price"].tolist() == [3.14, 1234.5]
    tab = read_table(b"text\tprice\nhallo welt\t3,14\nguten tag\t1,5\n").frame
    assert tab["price"].tolist() == [3.14, 1.5]


def test_na_words() -> None:
    dataset = read_table(b"text,label\nNA,a\nNone,NaN\nI said null,None\nnull,b\n")
    assert dataset.texts == ["None", "I said null"]
    assert [row.row_number for row in dataset.report.left_out] == [1, 4]
    assert dataset.frame["label"].isna().tolist() == [True, False]


def test_an_unclosed_quote_costs_no_other_row() -> None:
    rows = "".join(f"row number {i},b\n" for i in range(2, 3001))
    dataset = read_table(f'text,label\n"never closed,a\n{rows}'.encode())
    assert dataset.n_rows == 3000
    assert dataset.texts[:2] == ['"never closed', "row number 2"]
    assert dataset.texts[-1] == "row number 3000"
    assert any("read line by line: row 1." in note for note in dataset.report.notes)


def test_a_quote_closed_by_a_later_row_swallows_nothing() -> None:
    dataset = read_table(b'id,text\n1,"open one\n2,fine here\n3,"quoted, ok"\n4,"x\ny"\n')
    assert dataset.texts == ["open one", "fine here", "quoted, ok", "x\ny"]
    assert dataset.row_numbers.tolist() == [1, 2, 3, 4]


def test_rows_inside_a_quoted_cell_are_rows_again() -> None:
    data = b'id,text,l\n1,"open one,a\n2,b c,a\n3,d e,b\n4,f g,b\n5,"h i",a\n6,the end",b\n7,j k,a\n'
    dataset = read_table(data, text_column="text")
    assert dataset.texts == ['"open one', "b c", "d e", "f g", "h i", 'the end"', "j k"]
    assert any("read line by line" in note for note in dataset.report.notes)


def test_backslash_quotes() -> None:
    dataset = read_table(b'id,text\n1,"he said \\"hi\\", then left"\n2,"fine, ok"\n')
    assert dataset.texts == ['he said "hi", then left', "fine, ok"]
    assert 'written \\"' in dataset.report.notes[0]


def test_ragged_rows() -> None:
    dataset = read_table(b"text,label\nhello you,a,b,c\nonly text\ngood one,x\nfine one,y,,\n")
    assert dataset.texts == ["only text", "good one", "fine one"]
    assert dataset.row_numbers.tolist() == [2, 3, 4]
    (left,) = dataset.report.left_out
    assert (left.row_number, left.reason) == (1, "4 fields where the header has 2")
    notes = " ".join(dataset.report.notes)
    assert "too few fields, the rest taken as empty: row 2" in notes
    assert "empty fields beyond the last column, which were dropped: row 4" in notes


def test_rows_with_a_comma_in_the_text_are_not_shifted() -> None:
    with pytest.raises(DataError, match=r"2 unusable rows, the first: 3 fields where the header"):
        read_table(b"text,label\nhello, you,a\nbye, now,b\n", filename="a.csv")


def test_row_names_as_r_writes_them() -> None:
    dataset = read_table(b'"text","label"\n"1","hello you","a"\n"2","bye now","b"\n')
    assert dataset.texts == ["hello you", "bye now"]
    assert "one field more than the header" in " ".join(dataset.report.notes)


def test_blank_lines_are_rows_left_out_but_not_at_the_end() -> None:
    dataset = read_table(b"text,label\n\nhello you,a\n\nbye now,b\n\n\n")
    assert dataset.row_numbers.tolist() == [2, 4]
    assert [(row.row_number, row.reason) for row in dataset.report.left_out] == [
        (1, "the line is blank"), (3, "the line is blank"),
    ]  # fmt: skip
    assert (dataset.report.rows_read, dataset.report.rows_left_out) == (4, dataset.report.left_out)


def test_a_repeated_header_is_left_out() -> None:
    dataset = read_table(b"text,label\nhello you,a\ntext,label\nbye now,b\n")
    assert dataset.row_numbers.tolist() == [1, 3]
    assert dataset.report.left_out[0].reason == "the row repeats the column names"


def test_column_names_are_made_present_and_unique() -> None:
    dataset = read_table(b"text,text,,text (2)\nhello you,d,1,p\nbye now,e,2,q\n")
    assert list(dataset.frame.columns) == ["text", "text (3)", "column 3", "text (2)"]
    notes = " ".join(dataset.report.notes)
    assert '"text (3)"' in notes and "named column 3" in notes


def test_a_delimiter_at_the_end_of_every_line() -> None:
    dataset = read_table(b"text,label,\nhello you,a,\nbye now,b,\n")
    assert list(dataset.frame.columns) == ["text", "label"]
    assert "1 column without a name or any content left out." in dataset.report.notes


def test_prose_is_one_column_of_texts() -> None:
    lines = ["It was the best of times, it was the worst.", '"No," he said.', "well, ok", "Fine"]
    dataset = read_table("\n".join(lines).encode(), filename="prose.csv")
    assert dataset.texts == lines
    assert dataset.row_numbers.tolist() == [1, 2, 3, 4]
    assert "The first line looks like data" in " ".join(dataset.report.notes)


def test_one_column_with_commas_inside() -> None:
    dataset = read_table(b"text\nhello, world\nwell, I think, yes\nno\n")
    assert dataset.texts == ["hello, world", "well, I think, yes", "no"]
    assert (dataset.text_column, dataset.report.delimiter) == ("text", None)


def test_one_short_first_line_is_taken_as_the_name_and_said() -> None:
    dataset = read_table(b"red shoes\nblue shoes\ngreen hat\n")
    assert dataset.text_column == "red shoes"
    assert 'The first line ("red shoes") was taken as the column name' in dataset.report.notes[0]


def test_labelled_lines_without_a_header() -> None:
    dataset = read_table(b"I love this film.,pos\nI hate it.,neg\nGreat stuff.,pos\n")
    assert dataset.texts == ["I love this film.", "I hate it.", "Great stuff."]
    assert list(dataset.frame.columns) == ["column 1", "column 2"]
    assert "kept as row 1" in dataset.report.notes[0]


def test_questions_as_column_names_are_names() -> None:
    data = b"How old are you?,What could we do better?\n33,Answer the phone more quickly\n"
    assert read_table(data).text_column == "What could we do better?"


def test_numeric_headers_are_names() -> None:
    frame = read_table(b"2019,2020,2021\n1,2,3\n4,5,6\n").frame
    assert list(frame.columns) == ["2019", "2020", "2021"]
    assert list(read_table(b"0,1\nhello to you,3\nfine by me,4\n").frame.columns) == ["0", "1"]


def test_sep_line_and_names_in_other_scripts() -> None:
    dataset = read_table("sep=;\nтекст;метка\nпривет мир;а\nпока мир;б\n".encode())
    assert (dataset.text_column, dataset.report.delimiter) == ("текст", ";")
    assert dataset.texts == ["привет мир", "пока мир"]


def test_cells_with_nul() -> None:
    dataset = read_table(b"text,label\nhel\0lo there my friend,a\nworld of mine is here,b\n")
    assert dataset.texts[0] == "hello there my friend"
    assert "NUL characters were taken out of row 1." in dataset.report.notes


def test_a_cell_of_any_length() -> None:
    cell = "word " * 40_000
    assert read_table(f"text,l\n{cell},a\nshort one,b\n".encode()).texts[0] == cell


def test_too_many_columns() -> None:
    header = ",".join(f"c{i}" for i in range(1_000_000)).encode()
    with pytest.raises(DataError, match=r"at most 10,000 columns \(got 1,000,000\)"):
        read_table(header + b"\n1,2\n")
    dataset = read_table(b"text,l\nhello you,a\n" + b"," * 1_000_000 + b"1\nbye now,b\n")
    assert dataset.report.left_out[0].reason == "1,000,001 fields where the header has 2"


def test_agrees_with_pandas_on_a_clean_file() -> None:
    made = pd.DataFrame(
        {
            "n": range(500),
            "text": [f'row {i}, with "quotes"\nand lines' for i in range(500)],
            "x": [i / 7 for i in range(500)],
        }
    )
    read = read_table(made.to_csv(index=False).encode()).frame
    pd.testing.assert_frame_equal(read, made, check_dtype=False)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", "got an empty file"),
        (b" \n\t\r\n", "nothing but white space"),
        (b"\xef\xbb\xbf", "nothing but white space"),
        (b"text,label\n", r"at least one row of data \(got column names alone\)"),
        (b"text,label\n,\n,NA\n", "2 rows: the rows hold nothing"),
        (b"\0" * 100, "bytes that are not text"),
        (bytes(range(256)) * 20, "bytes that are not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG image"),
        (b"%PDF-1.7 text", "a PDF document"),
        (b"\x1f\x8b\x08", "a gzip archive.*unpack it first"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
    ],
)
def test_no_table(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.csv")


def test_a_name_that_promises_another_format_is_said() -> None:
    assert "the content is csv" in notes_of(b"text,label\nhello you,a\n", "table.xlsx")


def test_many_equal_names_and_many_broken_quotes_take_no_time() -> None:
    began = time.process_time()
    names, _ = unique_names(["a"] * 20_000)
    assert (names[1], names[-1]) == ("a (2)", "a (20000)")
    assert unique_names(["a", "a", "a (2)", "", "a"])[0] == ["a", "a (3)", "a (2)", "column 4", "a (4)"]
    assert read_table(b"a,b\n" + b'x",",\n' * 20_000).n_rows == 20_000
    assert time.process_time() - began < 8  # 60 s when each name and each quote began from the start again
