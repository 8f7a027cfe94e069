"""The playground in a browser: what is typed lands on the map, moves, and agrees with the lists."""

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

import embedcore as ec
from driving.page_words import (
    BETWEEN_TWO,
    BY_COSINE,
    CLICKED_TEXT,
    MAPS,
    NUMBERS,
    SEARCH_WITH_ROW,
    WORD_ARITHMETIC,
    like_row,
)
from driving.person import LONG, Person, visitor
from ui import samples
from ui.playground import phrases

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)


def on_screen(person: Person) -> tuple[np.ndarray, list[str]]:
    """The points of the map in data units, and the range that is shown."""
    axes = person.playground_map.look("map.embeddingMap.axes.map((axis) => Array.from(axis))")
    return np.array(axes).T, person.playground_map.attribute("range").split(",")


def test_a_newcomer_sees_phrases_and_types_while_the_model_loads(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit("Playground")
        person.playground_map.becomes("markers", 4)
        assert person.playground_map.attribute("points") == "156"
        person.type_text(5, "The puppy is asleep")
        person.playground_map.becomes("markers", 5)
        person.says(re.compile("The language model .* is ready"), timeout=LONG)


def test_typed_texts_move_without_moving_the_map(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.go("Playground")
        person.playground_map.drawn(method="tsne", timeout=LONG)
        person.type_text(1, "our parcel never arrived")
        person.playground_map.becomes("markers", 1)
        person.playground_map.becomes("lines", 5)
        before, shown = on_screen(person)
        first = person.playground_map.overlay()

        dataset, vectors = samples.read(samples.SAMPLES[0])
        encoder = ec.get_encoder()
        space = ec.EmbeddingSpace(vectors, dataset=dataset, encoder=encoder)
        near = ec.search(space, "our parcel never arrived", n_neighbors=10)
        ends = [line["to"] for line in first["lines"]]
        assert np.allclose(ends, before[near.indices[:5]], atol=1e-4)
        card = person.keyed("playground_closest_1").inner_text()
        assert re.findall(r"^\s*(\d\.\d\d) ", card, re.MULTILINE) == [f"{score:.2f}" for score in near.scores[:5]]

        person.type_text(1, "our invoice never arrived")
        person.playground_map.becomes("trails", 1)
        second = person.playground_map.overlay()
        after, shown_after = on_screen(person)
        assert np.array_equal(before, after) and shown == shown_after
        assert second["trails"][0]["from"] == pytest.approx(first["markers"][0]["at"], abs=1e-4)
        assert second["trails"][0]["to"] == second["markers"][0]["at"] != first["markers"][0]["at"]
        old, new = encoder.encode(["our parcel never arrived", "our invoice never arrived"])
        person.says(re.compile(rf"{BETWEEN_TWO}: {float(old @ new):.2f}"))

        # Another kind of map: the same texts, by the same neighbours.
        person.click(person.keyed("playground_method").get_by_text(MAPS["PCA"], exact=True))
        person.playground_map.drawn(method="pca", timeout=LONG)
        person.playground_map.becomes("markers", 1)
        person.playground_map.becomes("lines", 5)
        person.go("Map")
        person.map.drawn(method="pca", timeout=LONG)


def test_an_experiment_and_the_tools_by_clicks(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit("Playground")
        person.says(re.compile("The language model .* is ready"), timeout=LONG)
        person.click(person.keyed("playground_try_negation").get_by_role("button").first)
        person.says("Experiment: a negation")
        person.playground_map.becomes("trails", 1)
        known = phrases.known_vectors()
        texts = ["The delivery arrived on time", "The delivery did not arrive on time"]
        score = float(np.dot(*(known[text] / np.linalg.norm(known[text]) for text in texts)))
        person.says(re.compile(f"{BETWEEN_TWO}: {score:.2f}"))

        person.click(person.page.get_by_role("tab", name="Compare"))
        person.says(re.compile(rf"{re.escape(BY_COSINE)}: 0\.8\d\d"))
        person.keyed("playground_matrix").locator(".js-plotly-plot").wait_for()
        person.click(person.page.get_by_role("tab", name=WORD_ARITHMETIC))
        person.click(person.keyed("playground_example_king").get_by_role("button"))
        person.says(re.compile("As expected: queen comes first"), timeout=LONG)
        person.click(person.keyed("playground_example_tokyo").get_by_role("button"))
        person.says(re.compile("One expects rome, which is number"), timeout=LONG)
        person.click(person.page.get_by_role("tab", name=NUMBERS))
        person.says(re.compile("384 numbers, length 1.000"))
        assert json.loads(json.dumps(person.playground_map.overlay()["markers"]))[4]["text"] == "5"


def test_search_with_a_row_by_a_click_and_by_its_number(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.map.drawn(method="tsne", timeout=LONG)
        row = person.map.free_row()
        person.map.click_row(row)
        person.says(CLICKED_TEXT)
        person.click(person.keyed(f"card_more_like_{row}").get_by_role("button"))
        person.arrived("Search")
        person.says(re.compile(f"{like_row(row + 1)}:"))
        matches = person.found()
        person.search_map.becomes("focus", matches)
        dataset, vectors = samples.read(samples.SAMPLES[1])
        near = ec.search(ec.EmbeddingSpace(vectors, dataset=dataset), row, n_neighbors=matches)
        assert person.scores()[:10] == [round(score, 2) for score in near.scores[:10].tolist()]
        assert row not in near.indices

        first = int(near.indices[0])
        person.click(person.keyed(f"card_more_like_{first}").get_by_role("button"))
        person.says(re.compile(f"{like_row(first + 1)}:"))
        person.press("search_phrase_instead")
        person.click(person.page.get_by_role("button", name=SEARCH_WITH_ROW))
        person.page.get_by_label("Number of the row in the file").fill("7")
        person.page.get_by_label("Number of the row in the file").press("Enter")
        person.click(person.keyed("search_this_row").get_by_role("button"))
        person.says(re.compile(f"{like_row(7)}:"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_playground_on_a_phone(app: "App", browser: "Browser", scheme: str) -> None:
    with visitor(browser, app, viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True) as person:
        person.visit("Playground")
        person.playground_map.becomes("markers", 4)
        assert person.overflow() <= 0
        assert person.is_dark() == (scheme == "dark")
