"""The view in an address: what was written is read again; whatever a stranger wrote is never an error."""

import random
import zlib
from base64 import urlsafe_b64encode
from datetime import date

import numpy as np
import pytest

from embedcore.facets import Days
from ui.address import LONGEST_ROWS, View, packed, read, unpacked, written
from ui.address.view import PARTS

FULL = View(
    sample="support_tickets.csv", method="umap", dims=3, color="Größe & <b>", words="C&A + 100 %", n_groups=7,
    selected=(0, 5, 6, 1_000), clicked=3, query="my parcel\nnever", like="a\nb", unlike="c", row=0,
    hidden=("0123456789abcdef01234567", (0, 2, 15)), summed_up="30", lesson="maps",
)  # fmt: skip


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@pytest.mark.parametrize("view", [FULL, View(), View(file="abcdefgh12"), View(n_groups="coarse"), View(clicked=0)])
def test_what_was_written_is_read_again(view: View) -> None:
    params, too_long = written(view)
    assert not too_long
    assert read(params) == (view, ())


def test_what_is_as_ever_does_not_stand_in_the_address() -> None:
    assert written(View()) == ({}, ())
    assert written(View(sample="product_reviews.csv", dims=2)) == ({"sample": "product_reviews.csv"}, ())


@pytest.mark.parametrize(
    "rows", [[0], [127], [128], [0, 1, 2, 3], [5, 300, 40_000, 9_999_999], list(range(0, 9_000, 3))]
)
def test_rows_are_packed_and_unpacked(rows: list[int]) -> None:
    assert unpacked(packed(rows)) == tuple(rows)


def test_a_selection_is_short() -> None:
    rows = np.sort(np.random.default_rng(0).permutation(10_000)[:800]).tolist()
    assert len(packed(rows)) <= LONGEST_ROWS
    assert len(packed(list(range(50_000)))) < 200  # neighbours in the file pack well


def test_a_selection_that_is_too_long_is_left_out_and_said() -> None:
    rows = np.sort(np.random.default_rng(0).permutation(1_000_000)[:20_000]).tolist()
    params, too_long = written(View(sample="a.csv", selected=tuple(rows)))
    assert params == {"sample": "a.csv"}
    assert too_long == ("the selection",)


def test_each_hostile_value_is_left_out_and_said_by_our_own_name() -> None:
    bad = {
        "sample": "../../etc/passwd", "file": "x", "map": "<script>", "dims": "4", "color": "a\x00b",
        "filter": "x" * 301,
        "groups": "1e9", "rows": "not+base64", "only": "0", "hide": "0123.1",
        "point": "-1", "q": "\u202e\x07", "like": "\x1b", "unlike": "x" * 5_000,
        "row": "٣", "sum": "31", "lesson": "../why",
    }  # fmt: skip
    assert bad.keys() == PARTS.keys()
    view, not_understood = read(bad)
    assert view == View()
    assert not_understood == tuple(part.said for part in PARTS.values())
    for name, value in bad.items():  # the good ones beside a bad one count
        view, not_understood = read({**written(FULL)[0], name: value})
        assert not_understood == (PARTS[name].said,)
        assert view != View()


def test_what_is_not_ours_is_no_matter() -> None:
    assert read({"utm_source": "<b>", "at": "x"}) == (View(), ())


@pytest.mark.parametrize(
    "content",
    [
        zlib.compress(bytes(50_000_000)),  # a bomb
        zlib.compress(b""),
        zlib.compress(b"\xff" * 50),  # a number without an end
        zlib.compress(b"\xff" * 6 + b"\x01"),  # one too large
        zlib.compress(b"\xff\xff\xff\x7f"),  # beyond all rows
        zlib.compress(b"\x01\x02")[:-2],
        b"nothing",
    ],
)
def test_rows_that_no_page_wrote_are_refused(content: bytes) -> None:
    written = encoded(content)
    with pytest.raises(ValueError, match="in an address must be"):
        unpacked(written)


def test_any_text_is_read_without_an_error() -> None:
    letters = random.Random(0)
    for _ in range(3_000):
        value = "".join(chr(letters.choice((letters.randrange(128), letters.randrange(0xD800)))) for _ in range(9))
        read(dict.fromkeys(PARTS, value))


SEPTEMBER = Days(date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "filters",
    [((0, (1, 2)), (3, (-1,))), ((12, (0, 40)),), ((0, (-1,)), (1, SEPTEMBER)), ((2, Days(date(1, 1, 1), date.max)),)],
)
def test_filters_are_written_and_read(filters: tuple[tuple[int, tuple[int, ...] | Days], ...]) -> None:
    params, too_long = written(View(filters=filters))
    assert not too_long
    assert read(params) == (View(filters=filters), ())


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "0",
        "0.",
        "a.1",
        "0.1~",
        "0.--1",
        "0.1~0",
        "0." + "1." * 300 + "1",
        "1234.1",
        "٣.١",
        "0.20260930-20260901",
        "0.20260931-20261001",
        "0.2026-2027",
        "0.20260901-20260930.1",
        "0.00000101-00010101",
    ],
)
def test_hostile_filters_are_named_and_left_out(hostile: str) -> None:
    assert read({"only": hostile}) == (View(), ("the filters by column",))


@pytest.mark.parametrize(
    "hostile", ["", "f" * 24, "f" * 24 + ".", "f" * 24 + ".-1", "F" * 24 + ".1", "f" * 24 + ".1" * 200]
)
def test_hostile_groups_are_named_and_left_out(hostile: str) -> None:
    assert read({"hide": hostile}) == (View(), ("the groups that are shown",))
