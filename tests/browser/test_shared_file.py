"""The map as one file, opened from disk without a network; and its model beside Python's."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.encoders import STATIC_MODEL
from embedcore.encoders.minilm.static import StaticEncoder
from tests.ui.shared_file.made import ATTACK, KINDS, attacked, dataset_of, file_of, shared_of, tickets
from ui.scatter import Box, Lasso, Plane, rows_in_outline

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

from driving.map_hand import MapHand

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
N_ROWS = 1_200
PHRASES = (
    "I want my money back",
    "the parcel never arrived",
    "Où est mon café? ÇA VA",
    "crème brûlée naïve façade",
    "İstanbul'da ıslak ΣΊΣΥΦΟΣ ΟΔΟΣ",
    "straße GROSSE Füße",
    "我想退款，包裹没有到。",
    "日本語の取扱説明書が欲しい ガス",
    "배송이 늦어요 한국어",
    "الطرد لم يصل",
    "पार्सल नहीं आया",
    "café latte e\u0301 decomposed",
    "😀 broken 💔 lamp 👩‍👩‍👧",
    "!!! ... ??? (really?) -- it's $5.99 & 20%",
    "email me@example.org or http://a.b/c?d=e#f",
    "[MASK] is [SEP] the [UNK] word [cls] [PAD",
    "supercalifragilisticexpialidocious xqzzkwv",
    "a" * 101 + " b" * 3,
    "ｆｕｌｌｗｉｄｔｈ ﬁne ½ ② ™",
    "tab\tnew\nline\u00a0space\u200bzero\ufeffmark\u2028end\x00\x07",
    "half \ud83d pair",
    "soft\u00adhyphen non‑breaking—dash",
    "price_in_euro snake_case CamelCase 3x4",
    "lamp " * 700,
    "not working the smart plug after update",
    "charged twice on my card",
    "gift card code invalid",
    "thermostat shows wrong temperature",
    "how do I reset the password",
    "kettle smells of plastic",
)

HINT_FITS = """(field) => {
  const context = document.createElement("canvas").getContext("2d"), style = getComputedStyle(field);
  context.font = style.font;
  return context.measureText(field.placeholder).width <= field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}"""


def sample_texts() -> list[str]:
    return [str(text) for text in pd.read_csv(SAMPLES / "support_tickets.csv")["text"].dropna()]


@pytest.fixture(scope="module")
def opened(browser: sync_api.Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sync_api.Page]:
    """A file with a search by meaning, from disk, where nothing of outside can be reached."""
    shared, space = shared_of(dataset_of(tickets(sample_texts()[:N_ROWS])))
    shared = attacked(shared)
    path = tmp_path_factory.mktemp("shared") / "map.html"
    path.write_bytes(file_of(shared, space, search=True))
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}, color_scheme="light")
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    MapHand(page, "map").drawn()
    yield page
    assert said == []
    assert {re.split(r":(?:null)?", url, maxsplit=1)[0] for url in asked} <= {"file", "blob"}
    context.close()


def texts_of(page: sync_api.Page) -> list[str]:
    found: list[str] = page.evaluate("(() => document.querySelector('.embedding-map').sharedMap.rows.texts)()")
    return found


def test_the_tokens_are_pythons(opened: sync_api.Page) -> None:
    """Also of signs of all scripts, between two letters; Python's tables know none that came later."""
    tokenizer = StaticEncoder().tokenizer
    signs = [chr(sign) for sign in (*range(0x3100), *range(0x3100, 0x10000, 7)) if not 0xD800 <= sign <= 0xDFFF]
    asked = [*(phrase.encode("utf-8", "replace").decode() for phrase in PHRASES), *(f"a{sign}b" for sign in signs)]
    wanted = [found.ids for found in tokenizer.encode_batch_fast(asked, add_special_tokens=False)]
    read = "async (texts) => { const { pieces } = await smallModel(); return texts.map((text) => pieces.of(text)); }"
    got = opened.evaluate(read, asked)
    assert got[: len(PHRASES)] == wanted[: len(PHRASES)]
    others = [text for text, one, other in zip(asked, got, wanted, strict=True) if one != other]
    assert len(others) < 300 and not any(ord(text[1]) < 0x600 for text in others)
    assert opened.evaluate(f"({read})(['half \\ud83d pair'])") == opened.evaluate(read, ["half ? pair"])


def test_scores_are_pythons_to_a_hundredth_and_so_is_the_order_of_the_first_ten(opened: sync_api.Page) -> None:
    """Of hard phrases, and of beginnings of texts that are not in the file."""
    asked = [phrase.encode("utf-8", "replace").decode() for phrase in PHRASES]
    others = [" ".join(text.split()[:8]) for text in sample_texts()[N_ROWS::8]]
    encoder = ec.get_encoder(STATIC_MODEL)
    phrases = encoder.encode([*asked, *others])
    wanted = phrases @ encoder.encode(texts_of(opened)).T
    search = """async (phrases) => {
      const search = new MeaningSearch(await smallModel(), document.querySelector('.embedding-map').sharedMap.rows.texts);
      await search.prepare();
      return phrases.map((phrase) => { const found = search.search(phrase); return found && [[...found.scores], [...found.rows.slice(0, 10)]]; });
    }"""
    found = opened.evaluate(search, [*asked, *others])
    same = []
    for phrase, mine, theirs in zip(phrases, found, wanted, strict=True):
        if mine is None:
            assert not phrase.any()
            continue
        assert np.abs(np.array(mine[0]) - theirs).max() < 1e-2
        same.append(mine[1] == np.argsort(-theirs.round(6), kind="stable")[:10].tolist())
    assert len(same) > 80 and np.mean(same[-len(others) :]) >= 0.9


@pytest.mark.parametrize("n_dims", [2, 3])
def test_what_lies_in_an_outline_is_pythons(opened: sync_api.Page, n_dims: int) -> None:
    random = np.random.default_rng(5)
    places = random.normal(size=(800, n_dims)).astype(np.float32)
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0][:2].tolist()
    plane = Plane(*turn) if n_dims == 3 else None
    star = [(np.cos(angle), np.sin(angle)) for angle in np.arange(5) * 4 * np.pi / 5]
    lasso: dict[str, Any] = {"kind": "lasso", "x": [x for x, _ in star], "y": [y for _, y in star]}
    box: dict[str, Any] = {"kind": "box", "x": [0.1, -0.3], "y": [-0.2, 0.4], "away": True}
    given = [{**shape, **({"plane": turn} if plane else {})} for shape in (lasso, box)]
    outline = (Lasso(lasso["x"], lasso["y"], plane), Box((0.1, -0.3), (-0.2, 0.4), plane, away=True))
    inside = opened.evaluate(
        "([axes, shapes]) => [...rowsInside(axes.map((axis) => Float32Array.from(axis)), shapes)]",
        [places.T.tolist(), given],
    )
    assert np.flatnonzero(inside).tolist() == rows_in_outline(places, outline).tolist()


def test_a_file_from_disk_answers_as_the_dashboard_does(opened: sync_api.Page) -> None:
    page, hand = opened, MapHand(opened, "map")
    panel = page.locator(".shared-panel")
    cards = panel.locator(".shared-card")
    texts = texts_of(page)
    assert [one for one in KINDS if one] == page.locator(".embedding-map-kind").all_inner_texts()
    assert hand.attribute("points") == str(N_ROWS) and page.title() == "Made tickets"
    assert panel.get_by_text("nothing is sent or loaded").is_visible()
    assert page.locator("img").count() == 0

    # A click: the row, its neighbours, and the slider over them
    row = hand.free_row()
    hand.click_row(row)
    hand.leads_to(15)
    assert panel.locator(".shared-text").inner_text().split() == texts[row].split()
    assert cards.count() == 15
    slider = panel.get_by_role("slider")
    slider.focus()
    # What is shown is what is compared: the closest are those that are shown with the last step's similarity
    page.keyboard.press("End")
    shown = [one.split()[-1] for one in panel.locator(".shared-card-score").all_inner_texts()]
    most = panel.locator(".shared-slider-value").inner_text()
    assert most == shown[0]
    sync_api.expect(cards).to_have_count(shown.count(most))
    page.keyboard.press("Home")
    sync_api.expect(cards).to_have_count(15)
    cards.first.click()
    sync_api.expect(panel.locator(".shared-text")).not_to_have_text(texts[row])
    panel.get_by_role("button", name="Clear").click()
    hand.becomes("clicked", "")

    # Words, a group, a column, days; all together
    field = page.get_by_role("searchbox")
    page.keyboard.press("/")
    field.fill("REFUND")
    n_words = sum("refund" in text.lower() for text in texts)
    hand.becomes("passing", n_words)
    sync_api.expect(panel.get_by_role("status")).to_have_text(f"{n_words} of {N_ROWS:,} texts")
    hand.tab("Filter by column").click()
    hand.value("chat").click()
    tabs = page.locator(".embedding-map-tab:visible")
    assert tabs.evaluate_all("(all) => all.filter((one) => one.scrollWidth > one.clientWidth && !one.title)") == []
    both = sum("refund" in text.lower() and at % 3 == 0 for at, text in enumerate(texts))
    hand.becomes("passing", both)
    hand.tab(ATTACK).click()  # the title of the groups
    page.get_by_role("button", name="Clear filters").click()
    hand.becomes("passing", N_ROWS)
    assert field.input_value() == ""
    hand.brush(0.0, 0.3)
    page.wait_for_function(f"document.querySelector('.embedding-map').dataset.passing < {N_ROWS}")
    page.get_by_role("button", name="All", exact=True).click()
    hand.becomes("passing", N_ROWS)

    # A lasso, and what it holds
    shape = hand.lasso_around(row)
    inside = hand.look("map.sharedMap.outlined.reduce((sum, one) => sum + one, 0)")
    assert shape["kind"] == "lasso" and inside >= 1
    hand.becomes("passing", inside)
    panel.get_by_role("button", name="Clear").click()
    hand.becomes("passing", N_ROWS)
    hand.take("pan")

    # By meaning, with the small model said
    page.get_by_role("radio", name="Meaning").check(force=True)
    field.fill("I want my money back")
    field.press("Enter")
    page.wait_for_selector(".shared-panel[data-kind=found]")
    assert 1 <= cards.count() <= 30
    scores = [
        float(re.findall(r"-?\d\.\d\d", one)[-1]) for one in panel.locator(".shared-card-score").all_inner_texts()
    ]
    assert scores == sorted(scores, reverse=True)
    assert f"The map, its groups and what is most similar to a point were made with {ATTACK}" in panel.inner_text()
    hand.becomes("passing", cards.count())
    field.fill("zzzzqq xkcd")
    field.press("Enter")
    panel.get_by_text("Nothing here is about it").wait_for()
    assert panel.get_by_text("The 3 closest all the same").is_visible() and cards.count() == 3
    hand.becomes("passing", 0)
    slider.focus()
    page.keyboard.press("Home")
    sync_api.expect(panel.get_by_text("Nothing here is about it")).to_be_hidden()
    hand.changes("passing", "0")
    field.fill("☃☃☃")
    field.press("Enter")
    page.get_by_text("knows none of these words").wait_for()
    page.get_by_role("radio", name="Words").check(force=True)
    field.fill("")
    hand.becomes("passing", N_ROWS)

    # Keys, colours, and dark
    page.locator(".embedding-map-frame").focus()
    page.keyboard.press("n")
    page.wait_for_selector(".embedding-map[data-focused]:not([data-focused=''])")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shared-panel[data-kind=row]")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector(".shared-panel[data-kind=intro]")
    page.get_by_label("What colours the points").select_option(label="channel")
    sync_api.expect(hand.groups()).to_have_count(3)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch to dark").click()
    page.wait_for_function("before => getComputedStyle(document.body).backgroundColor !== before", arg=before)
    assert hand.look("map.embeddingMap.theme.isDark")
    hand.use("picture")
    assert hand.picture_panel().locator("input[type=radio]").evaluate_all("(all) => all.map((one) => one.value)") == [
        "png",
        "svg",
    ]

    # On a phone all of what the field is for is read
    page.set_viewport_size({"width": 390, "height": 844})
    for way in ("Words", "Meaning"):
        page.get_by_role("radio", name=way).check(force=True)
        assert field.evaluate(HINT_FITS), way
