"""The file's bytes: what is in it, and that nothing of the data is more than data."""

import base64
import gzip
import json
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import STATIC_MODEL
from embedcore.scores import ENOUGH_ROWS, space_calibration
from tests.ui.shared_file.made import ATTACK, KINDS, WORDS, attacked, dataset_of, file_of, shared_of, tickets
from ui.shared_file import columns_of
from ui.shared_file.columns import names_persons, tells_of_person
from ui.shared_file.size import expected_bytes

TEXTS = [f"the {WORDS[row % 4]} number {row} is late" for row in range(60)]


class Parts(HTMLParser):
    """The tags with their attributes, and what stands in each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.is_open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append("")
        self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.inside[-1] += data


def block(page: Parts, name: str) -> bytes:
    place = next(at for at, (_, given) in enumerate(page.tags) if given.get("id") == f"block-{name}")
    return gzip.decompress(base64.b64decode(page.inside[place]))


def test_what_the_data_says_is_nowhere_but_in_the_blocks_and_the_policy_lets_nothing_else_run() -> None:
    shared, space = shared_of(dataset_of(tickets(TEXTS)))
    hostile = replace(attacked(shared), name=ATTACK)
    page = file_of(hostile, space).decode()
    assert "alert(1)" not in page and page == file_of(hostile, space).decode()
    parts = Parts(page)
    assert {tag for tag, _ in parts.tags} == {"html", "head", "meta", "title", "style", "body", "p", "script"}
    *blocks, (code, written) = [
        (given, text) for (tag, given), text in zip(parts.tags, parts.inside, strict=True) if tag == "script"
    ]
    assert code == {}
    for given, text in blocks:
        assert given["type"] == "application/octet-stream"
        assert re.fullmatch(r"[A-Za-z0-9+/]+=*", text.strip())
    style = next(text for (tag, _), text in zip(parts.tags, parts.inside, strict=True) if tag == "style")
    policy = next(given["content"] for tag, given in parts.tags if "http-equiv" in given) or ""
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashed = [f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" for text in (written, style)]
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", *hashed)
    assert rules["img-src"] == "data: blob:" and "connect-src" not in rules
    assert set(re.findall(r"https?://[^\s\"'`]+", page)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    } & set(re.findall(r"https?://[^\s\"'`]+", page))
    assert json.loads(block(parts, "about"))["name"] == ATTACK
    assert json.loads(block(parts, "column-0"))[0] == ATTACK


def test_neighbours_columns_and_colours_are_in_it() -> None:
    shared, space = shared_of(dataset_of(tickets(TEXTS)))
    graph = ec.neighbor_graph(space, n_neighbors=15)
    parts = Parts(file_of(shared, space).decode())
    about = json.loads(block(parts, "about"))
    assert about["columns"] == ["text", "channel", "day"] and about["text"] == 0
    assert [json.loads(block(parts, f"column-{number}"))[7] for number in range(3)] == [TEXTS[7], "mail", "2026-08-08"]
    near, kinds = about["near"], {"u2": np.uint16, "u4": np.uint32}
    rows = np.frombuffer(block(parts, "near-rows"), kinds[near["stored"]["rows"]]).reshape(graph.indices.shape)
    steps = np.frombuffer(block(parts, "near-scores"), np.uint16).reshape(graph.scores.shape)
    assert (rows == graph.indices).all()
    assert np.abs(near["low"] + steps / 65535 * (near["high"] - near["low"]) - graph.scores).max() < 1e-4
    assert np.frombuffer(block(parts, "points-x"), np.float32).tolist() == shared.points.coordinates[:, 0].tolist()
    assert [one["title"] for one in about["colourings"]] == ["Groups", "channel"]
    assert about["colourings"][0]["kinds"] == list(KINDS)
    assert about["search"] is None and 0.8 < expected_bytes(shared, search=False) / len(file_of(shared, space)) < 1.2


def test_what_tells_of_persons_goes_in_only_if_it_is_asked_for() -> None:
    mailed = [*TEXTS, "write to me: a.person@example.org", "call +44 20 7946 0958 after 2026-03-04"]
    found = {column.name: column for column in columns_of(dataset_of(tickets(mailed)))}
    assert [name for name, column in found.items() if column.unasked] == ["text", "channel", "day"]
    assert found["text"].personal == 2 and found["reply_to"].personal == len(mailed)
    assert found["reply_to"].why_not == f"{len(mailed)} values with an e-mail address or a phone number"
    assert found["customer_name"].why_not == "it seems to name persons"
    assert not any(map(tells_of_person, ["on 2026-03-04 12:30", "order 4711", "03/04/2025", "12.50", "@home", None]))
    assert all(map(names_persons, ["Email", "customerId", "First name", "phone_number", "agent"]))
    assert not any(map(names_persons, ["topic", "channel", "product", "emailed", "usage", "reagent"]))


@pytest.mark.parametrize("n_texts", [99, 120])
def test_a_search_by_meaning_knows_what_nothing_here_is_about(n_texts: int) -> None:
    """As page Search says it of the small model; never of few texts."""
    texts = [f"the {WORDS[row % 4]} of order {row} is late again" for row in range(n_texts)]
    shared, space = shared_of(dataset_of(tickets(texts)))
    judged = json.loads(block(Parts(file_of(shared, space, search=True).decode()), "about"))["search"]
    small = ec.embed(texts, model=STATIC_MODEL)
    if n_texts < ENOUGH_ROWS:
        assert judged["least"] is None
        return
    scale = space_calibration(small)
    assert (judged["least"], judged["decimals"]) == (scale.least_match, scale.decimals)
    ranking = ec.search(small, "zzzzqq xkcd", n_neighbors=None).scores
    assert scale.nothing_matches(ranking) and ranking[0] < judged["least"]
    assert judged["why"].replace("{best}", scale.shown(ranking[0])) == scale.why_no_match(ranking[0], n_texts)


def test_without_its_texts_a_file_has_no_search_by_meaning() -> None:
    shared, space = shared_of(dataset_of(tickets(TEXTS)), chosen=("channel",))
    assert TEXTS[0].encode() not in gzip.decompress(
        base64.b64decode(re.findall(r'id="block-column-0">([^<]+)', file_of(shared, space).decode())[0])
    )
    with pytest.raises(ec.ParameterError, match="search by meaning needs the texts in the file"):
        file_of(shared, space, search=True)
