"""The page to hand on: complete, safe whatever the data holds, and without anything from outside."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

import embedcore as ec
from embedcore.summary.html import MOST_ROWS

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp; & <b>bold</b>",
    "http://example.org/a.js",
]


class Read(HTMLParser):
    """What a browser would see: tags, ids, links and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.attributes if known == name]


@pytest.fixture(scope="module")
def summary() -> ec.Summary:
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(3), (40, 30, 20))
    texts = [f"{NASTY[row % 4]} {label} {row}" for row, label in enumerate(labels.tolist())]
    vectors = np.eye(8)[labels] + rng.normal(size=(90, 8)) * 0.05
    space = ec.EmbeddingSpace(vectors.astype(np.float32), dataset=ec.Dataset.from_texts(texts, name="<i>mine</i>"))
    return ec.summarize(space, ec.cluster(space, n_clusters=3))


@pytest.fixture(scope="module")
def page(summary: ec.Summary) -> Read:
    return Read(summary.to_html())


def test_texts_of_the_data_stay_texts(page: Read) -> None:
    assert not {"script", "img", "i mine", "b bold"} & set(page.tags)
    assert "<script>alert(1)</script> 0" in page.text
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_nothing_comes_from_outside(page: Read) -> None:
    assert not page.values("src")
    assert all(link.startswith("#") for link in page.values("href"))
    assert "default-src 'none'" in "".join(page.values("content"))


def test_every_sentence_stands_there_and_leads_to_its_rows(summary: ec.Summary, page: Read) -> None:
    text = " ".join(page.text.split())
    for sentence in summary.sentences:
        assert " ".join(f"{sentence.lead}{sentence.told}".split()) in text
        assert " ".join(sentence.example.split()) in text
    links = [link[1:] for link in page.values("href")]
    assert len(links) == len(summary.sentences)
    assert set(links) <= set(page.values("id"))


def test_more_rows_than_are_shown_are_counted(summary: ec.Summary, page: Read) -> None:
    more = [len(sentence.rows) - MOST_ROWS for sentence in summary.sentences if len(sentence.rows) > MOST_ROWS]
    assert more
    assert [int(found) for found in re.findall(r"and (\d+) more; the workbook has all", page.text)] == more


def test_a_line_of_time_has_a_point_a_part() -> None:
    lines = ["text,when"] + [f"text {row},2026-0{1 + row // 10}-{1 + row % 10:02}" for row in range(60)]
    dataset = ec.read_table("\n".join(lines).encode(), filename="t.csv", text_column="text")
    rng = np.random.default_rng(0)
    space = ec.EmbeddingSpace(rng.normal(size=(60, 4)).astype(np.float32), dataset=dataset)
    made = ec.summarize(space, ec.cluster(space, n_clusters=2))
    points = Read(made.to_html()).values("points")
    assert [len(one.split()) for one in points] == [len(issue.by_time) for issue in made.issues]
