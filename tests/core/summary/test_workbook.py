"""The workbook, opened again: real dates and numbers, texts to the letter, every row."""

import io
from datetime import datetime
from typing import Any

import numpy as np
import openpyxl
import pytest

import embedcore as ec
from embedcore.duplicates import find_duplicates
from embedcore.spreadsheets import CUT, MOST_CHARACTERS
from embedcore.summary import Scope

FORMULA = '=HYPERLINK("http://example.org","x")'
LINES = [
    ("", "2026-03-01 14:30", "12.5", "007"),
    ("+1 is a sign", "2026-03-02", "13", "008"),
    ("bell \x07 rings", "", "", "009"),
]


def made(**options: Any) -> ec.Summary:
    rows = [*LINES[1:], *((f"text {n}", f"2026-04-{n + 1:02}", str(n), f"{n:03}") for n in range(20))]
    table = "\n".join(["text,when,amount,code", f'"{FORMULA.replace(chr(34), chr(34) * 2)}",2026-03-01 14:30,12.5,007'])
    table += "\n" + "\n".join(",".join(row) for row in rows) + "\n" + "y" * 40_000 + ",2026-05-01,1,999\n"
    dataset = ec.read_table(table.encode(), filename="t.csv", text_column="text").with_role("code", "id")
    rng = np.random.default_rng(2)
    vectors = np.eye(4)[np.arange(24) % 2] + rng.normal(size=(24, 4)) * 0.05
    vectors[5] = vectors[3]
    space = ec.EmbeddingSpace(vectors.astype(np.float32), dataset=dataset)
    report = find_duplicates(space, threshold=0.999999)
    return ec.summarize(space, ec.cluster(space, n_clusters=2), duplicates=report, **options)


@pytest.fixture(scope="module")
def summary() -> ec.Summary:
    return made()


@pytest.fixture(scope="module")
def book(summary: ec.Summary) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(summary.to_workbook()))


def lines(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_it_has_four_sheets_that_scroll_below_their_header(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Summary", "Groups", "Rows", "Duplicates"]
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A2"}
    assert all(sheet.auto_filter.ref for sheet in book.worksheets)
    assert book["Rows"].column_dimensions["D"].width > 50  # the text
    assert book["Groups"]["C2"].number_format == "0.0%"


def test_every_sentence_is_a_line(summary: ec.Summary, book: openpyxl.Workbook) -> None:
    assert [line["sentence"] for line in lines(book, "Summary")] == list(map(str, summary.sentences))
    assert lines(book, "Summary")[0]["row_numbers"] == "all"


def test_every_row_is_there_with_dates_and_numbers(summary: ec.Summary, book: openpyxl.Workbook) -> None:
    rows = lines(book, "Rows")
    assert [line["row_number"] for line in rows] == list(range(1, 25))
    assert rows[0]["when"] == datetime(2026, 3, 1, 14, 30)
    assert rows[0]["amount"] == 12.5
    assert rows[0]["code"] == "007"
    assert (rows[2]["when"], rows[2]["amount"]) == (None, None)
    names = summary.basis.clustering.names
    assert [line["group"] for line in rows] == [names[label] for label in summary.basis.clustering.labels]


def test_a_text_is_never_a_formula(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert lines(book, "Rows")[0]["text"] == FORMULA


def test_what_a_cell_can_not_hold_is_taken_out_and_said(book: openpyxl.Workbook) -> None:
    rows = lines(book, "Rows")
    assert rows[2]["text"] == "bell  rings"
    assert len(rows[-1]["text"]) == MOST_CHARACTERS
    assert rows[-1]["text"].endswith(CUT)


def test_groups_add_up(summary: ec.Summary, book: openpyxl.Workbook) -> None:
    groups = lines(book, "Groups")
    assert sum(line["rows"] for line in groups) == 24
    assert sum(line["share"] for line in groups) == pytest.approx(1)
    parts = summary.basis.time_line[1]
    assert sum(line[part] for line in groups for part in parts) == 23  # one row has no date


def test_duplicates_are_listed(book: openpyxl.Workbook) -> None:
    assert [(line["group"], line["row_number"]) for line in lines(book, "Duplicates")] == [(1, 4), (1, 6)]


def test_only_the_rows_of_the_scope_are_in_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(scope=Scope(rows=[3, 8, 9], tags={"mine": [8]})).to_workbook()))
    assert [(line["row_number"], line["tags"]) for line in lines(book, "Rows")] == [(4, None), (9, "mine"), (10, None)]
    assert lines(book, "Duplicates") == []
