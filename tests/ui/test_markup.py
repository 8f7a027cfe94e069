"""Texts from data: shown to the letter, wrapped in hover labels."""

import re
import string

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from ui.markup import HOVER_LINES, HOVER_WIDTH, file_name, hover_texts, literal

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
    app = AppTest.from_function(markdown_page, default_timeout=60)
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


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("own.csv", "own"),
        ("https://example.org/a b/Own Table.CSV.gz", "Own-Table"),
        ("pictures.zip", "pictures"),
        ("saved.embx", "saved"),
        ("v1.2 of Node.js tickets", "v1.2-of-Node.js-tickets"),
        ("Dr. Smith", "Dr.-Smith"),
        (".csv", "project"),
        ("日本語.xlsx", "日本語"),
    ],
)
def test_a_file_is_named_by_the_project_without_the_ending_of_what_was_read(name: str, without: str) -> None:
    assert [file_name(name, ending) for ending in ("", ".html")] == [without, f"{without}.html"]
