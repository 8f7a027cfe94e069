"""Texts from data: shown to the letter, wrapped in hover labels, harmless in spreadsheets."""

import csv
import io
import re
import string
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from ui.markup import HOVER_LINES, HOVER_WIDTH, csv_bytes, hover_texts, literal

NASTY = [
    "*a* **b** _c_ `d` ~~e~~ ==f==",
    "# heading",
    "- item",
    "1. one",
    "2) two",
    "> quote",
    "---",
    "| a | b |",
    "[link](https://example.com) ![image](x.png)",
    "[^1] and [x]: y",
    "<b>bold</b> &amp; &nbsp; <script>alert(1)</script> <!-- c -->",
    "costs $5 and $x^2$ and $$y$$",
    ":red[x] :blue-background[y] :small[z]",
    ":smile: :+1:",
    ":material/home: :material_home: :streamlit:",
    "back\\slash \\* at the end\\",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "-> at the start and at the end --",
    "see https://example.com, www.example.com, a@b.de at 10:30:45",
    "“quoted” naïve 日本語 🙂",
]
# Only these may stand without a backslash: what no Markdown of Streamlit's gives a meaning to by itself.
HARMLESS = set("%,;'\"?/@")
JOINER = "\u2060"


def shown(markdown: str) -> str:
    """The text that this Markdown shows, if it holds nothing but escaped characters; else an AssertionError."""
    text, at = "", 0
    while at < len(markdown):
        if markdown[at] == "\\":
            at += 1
            assert markdown[at] in string.punctuation, f"a backslash is shown at {at} of {markdown!r}"
        else:
            assert markdown[at] not in set(string.punctuation) - HARMLESS, f"{markdown[at]!r} is bare in {markdown!r}"
        text += markdown[at]
        at += 1
    return text


@pytest.mark.parametrize("text", NASTY)
def test_literal_shows_the_text_to_the_letter(text: str) -> None:
    assert shown(literal(text)).replace(JOINER, "") == text


@pytest.mark.parametrize("text", NASTY)
def test_streamlit_finds_no_signs_or_icons_to_replace(text: str) -> None:
    """Streamlit replaces these in plain text, where the escapes are gone already (seen in the browser, 1.67)."""
    left = shown(literal(text))
    assert not re.search(r":material[/_]\w+:|:streamlit:", left)
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", left)


def test_literal_keeps_lines_and_makes_no_code_of_indented_ones() -> None:
    assert literal("one\r\ntwo\nthree") == "one  \ntwo  \nthree"
    assert literal("one\n\n    two\n\tthree") == "one  \n  \ntwo  \nthree"
    assert literal("    one") == "one"


def test_literal_takes_anything() -> None:
    assert literal(None) == "None"
    assert literal(-1.5) == r"\-1\.5"


def markdown_page() -> None:
    import streamlit as st

    from ui.markup import literal

    st.markdown(literal(st.session_state["text"]))
    st.error(literal(st.session_state["text"]))


def test_literal_arrives_in_the_page_unchanged() -> None:
    app = AppTest.from_function(markdown_page)
    app.session_state["text"] = text = " ".join(NASTY)
    app.run()
    assert not app.exception
    assert shown(app.markdown[0].value).replace(JOINER, "") == text
    assert shown(app.error[0].value).replace(JOINER, "") == text


def table(**columns: list[object]) -> ec.Dataset:
    frame = pd.DataFrame(columns)
    return ec.read_table(frame.to_csv(index=False).encode(), filename="t.csv", text_column="text")


def test_hover_texts_are_wrapped_and_end_with_an_ellipsis() -> None:
    dataset = table(text=["word " * 200, "short one"], kind=["a", "b"])
    long, short = hover_texts(dataset, ("kind",))
    lines = long.split("\n")
    assert len(lines) == HOVER_LINES + 1
    assert max(map(len, lines)) <= HOVER_WIDTH
    assert lines[-2].endswith(" …")
    assert lines[-1] == "kind: a"
    assert short == "short one\nkind: b"


def test_hover_texts_leave_missing_values_out() -> None:
    dataset = table(text=["first text", "second text"], kind=["a", None], score=[None, 2.5])
    assert hover_texts(dataset, ("kind", "score")) == ["first text\nkind: a", "second text\nscore: 2.5"]


def test_hover_texts_without_a_text_column() -> None:
    numbers = ec.read_table(b"a,b\n1,2\n3,4\n5,6\n", filename="n.csv")
    assert numbers.text_column is None
    assert hover_texts(numbers, ("a",))[1] == "a: 3"


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
