"""Texts without the markup of web pages, and all that only looks like it left alone."""

import time

import pytest

from embedcore.errors import ParameterError
from embedcore.groups.answers import answer_texts
from embedcore.table import Dataset, read_table, rows_containing
from embedcore.words.plain_text import has_markup, plain_text

PLAIN = {
    "<p>Hello <b>you</b></p>": "Hello you",
    "one<br />two<br>three": "one\ntwo\nthree",
    "Fish &amp; chips&nbsp;now, so&#39;s caf&eacute; &#x263A;": "Fish & chips now, so's café ☺",
    '<a href="https://a.b/?c=1&amp;d=2" title="x">the page</a> says': "the page says",
    "<script>alert(1)</script>bad <style>p {x: y}</style>luck<!-- hidden -->": "bad luck",
    "&lt;p&gt;written twice&lt;/p&gt;": "written twice",
    "use the &lt;b&gt; sign": "use the <b> sign",
    "<ul><li>one</li><li>two</li></ul>": "one\n\ntwo",
    "<DIV CLASS=x>loud</DIV>": "loud",
    "<br /><br />5/10": "5/10",
    "<img src=x onerror=alert(1)>": "",
}
UNTOUCHED = [
    "I <3 this", "a < b and c > d", "AT&T; and R&D", "<John> said so", "x <y z> w", "if (a<b) {return a&&b;}",
    "<<< no >>>",
    "vector<int> v; List<String> s", "mail to <ann@example.org>", "&nosuch; thing", "5 <10 & 3>2", "<", "&", "<p",
    "a <b c",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_markup_goes_and_what_it_stands_for_stays(text: str) -> None:
    assert has_markup(text)
    assert plain_text(text) == PLAIN[text]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert not has_markup(text)
    assert plain_text(text) == text


@pytest.mark.parametrize("text", ['<b "' * 20_000, "<p " * 50_000, "&" * 100_000, "<a b='" * 20_000, "<!--" * 50_000])
def test_hostile_texts_take_no_time(text: str) -> None:
    begun = time.process_time()
    plain_text(text)
    assert time.process_time() - begun < 5


DATA = b"id,review\n1,<p>all is well &amp; good</p>\n2,nothing to say\n3,<br/>\n4,I <3 this\n"


def test_texts_are_read_without_markup_and_cells_stay_as_in_the_file() -> None:
    dataset = read_table(DATA)
    assert dataset.texts == ["all is well & good", "nothing to say", "I <3 this"]
    assert dataset.frame["review"].tolist()[0] == "<p>all is well &amp; good</p>"
    assert [row.row_number for row in dataset.report.left_out] == [3]
    assert '1 text of "review" holds HTML tags or entities; models and words read them without' in " ".join(
        dataset.report.notes
    ).replace("2 texts", "1 text").replace("hold HTML", "holds HTML")


def test_markup_can_be_kept() -> None:
    kept = read_table(DATA, markup="keep")
    assert kept.texts[0] == "<p>all is well &amp; good</p>"
    assert kept.n_rows == 4
    assert "they are read as they stand" in " ".join(kept.report.notes)
    assert kept.with_markup("strip").texts == read_table(DATA).texts
    assert read_table(DATA).with_markup("keep").texts == kept.texts
    assert read_table(DATA).with_text_column("review").markup == "strip"
    with pytest.raises(ParameterError, match='markup must be "strip" or "keep"'):
        kept.with_markup("remove")


def test_texts_of_a_program_are_taken_as_they_are() -> None:
    assert Dataset.from_texts(["<p>a</p>", "b"]).texts == ["<p>a</p>", "b"]


def test_markup_in_other_columns_is_not_shown_or_searched_either() -> None:
    rows = b"shop,review,resolution\n" + b"".join(
        b"Smith &amp; Son,<p>the parcel number %d never came</p>,<b>refunded</b> in full\n" % n for n in range(12)
    )
    dataset = read_table(rows, text_column="review")
    assert answer_texts(dataset, "resolution")[0] == "refunded in full"
    assert len(rows_containing(dataset, "Smith & Son")) == 12
    assert rows_containing(dataset, "amp;") == rows_containing(dataset, "<b>") == []
    assert dataset.with_text_column(None).labels[0].startswith("shop: Smith & Son")
    as_written = dataset.with_markup("keep")
    assert answer_texts(as_written, "resolution")[0] == "<b>refunded</b> in full"
    assert len(rows_containing(as_written, "amp;")) == 12
