"""A table as CSV is harmless in spreadsheets, and says what it said before."""

import csv
import io
import re
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest

from embedcore.spreadsheets import csv_bytes


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 170 1234", "'+49 170 1234"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        ("a line\r=1+1", "a line\r'=1+1"),
        (" \n\u3000=1", " \n\u3000'=1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; +1\t@b|-c", "a; '+1\t'@b|'-c"),
        ('a;"=1', "a;\"'=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠a", "'＠a"),
        ("-inf", "'-inf"),
        ("well - no, -5; fine", "well - no, -5; fine"),
        ("-5", "-5"),
        ("+1.5e3", "+1.5e3"),
        ("a=b", "a=b"),
        ("Zoë, “日本” 🙂", "Zoë, “日本” 🙂"),
        ('with "quotes" and\na line', 'with "quotes" and\na line'),
    ],
)
def test_no_formula_reaches_a_spreadsheet(value: str, written: str) -> None:
    assert cells(csv_bytes(pd.DataFrame({"text": [value]}))) == [["text"], [written]]


FORMULA = re.compile(r'[\s"\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]')
BEFORE = (
    "",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\ufeff",
    '"',
    "a;",
    "a;\n",
    "a\t",
    "a\r",
    'a;"',
    "a; ",
    "a,",
    'a",',
    "a\u2028",
    "a|",
)
HOSTILE = [f"{before}{sign}1+1" for sign in "=+-@＝＋－＠" for before in BEFORE]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("columns", [("text",), ("text", "more"), ("n", "text")])
def test_no_cell_begins_a_formula_whatever_the_separator(columns: tuple[str, ...], delimiter: str) -> None:
    frame = pd.DataFrame({"text": HOSTILE, "more": [value.upper() for value in HOSTILE], "n": range(len(HOSTILE))})
    content = csv_bytes(frame[list(columns)]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    assert not [cell for row in rows for cell in row if FORMULA.match(cell)]
    plain = [re.split(rf"[{delimiter}]", line) for line in re.split(r"[\r\n\u2028]", content)]
    if delimiter != ",":  # a program that knows no quotes
        assert not [cell for row in plain for cell in row if FORMULA.match(cell)]


def test_what_is_a_number_or_a_date_stays_one() -> None:
    frame = pd.DataFrame(
        {
            "whole": [10000, None, -3],
            "half": [0.5, None, -2.0],
            "mixed": pd.Series([-5, "=a", date(2024, 2, 3)], dtype=object),
            "day": pd.to_datetime(["2024-01-02", None, "2024-01-03"]),
            "true": [True, False, True],
            "huge": [2.0**60, None, 1.0],
        }
    )
    assert cells(csv_bytes(frame))[1:] == [
        ["10000", "0.5", "-5", "2024-01-02", "True", "1.152921504606847e+18"],
        ["", "", "'=a", "", "False", ""],
        ["-3", "-2.0", "2024-02-03", "2024-01-03", "True", "1.0"],
    ]


def test_values_that_are_neither_are_texts_without_formulas() -> None:
    frame = pd.DataFrame(
        {"list": [["=1", ";=2"]], "kind": pd.Categorical(["@a"]), "time": pd.to_timedelta(["-1 days"])}
    )
    row = cells(csv_bytes(frame))[1]
    assert row[0] == "['=1', ';'=2']"
    assert row[1] == "'@a"
    assert row[2].startswith("'-1 days")


def test_long_runs_of_white_space_take_no_time() -> None:
    start = time.perf_counter()
    csv_bytes(pd.DataFrame({"text": ["\n" * 300_000, " " * 300_000 + "=1"]}))
    assert time.perf_counter() - start < 5


def test_column_names_are_no_formulas_either() -> None:
    content = csv_bytes(pd.DataFrame({"=cmd()": ["a"], "fine": ["b"]}))
    assert cells(content) == [["'=cmd()", "fine"], ["a", "b"]]


def test_csv_starts_with_a_bom_and_leaves_numbers_and_the_frame_alone() -> None:
    frame = pd.DataFrame({"n": np.array([-5, 3]), "x": [-0.5, np.nan], "text": ["=a", None]})
    content = csv_bytes(frame)
    assert content.startswith(b'\xef\xbb\xbf"n","x","text"\r\n-5,-0.5,')
    assert cells(content)[1:] == [["-5", "-0.5", "'=a"], ["3", "", ""]]
    assert frame["text"].tolist()[0] == "=a"
