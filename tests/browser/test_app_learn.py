"""The lesson in a browser: arrows by mouse and by keyboard, numbers that follow, sections on their way, the address."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

import embedcore as ec
from driving.person import Person, visitor
from embedcore.metrics import pair_scores
from ui.learn import SECTIONS, phrases
from ui.wording.words import WORDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
METRICS = {"cosine": ec.Metric.COSINE, "distance": ec.Metric.EUCLIDEAN, "dot": ec.Metric.DOT}


def arrows(person: Person) -> "Locator":
    return person.page.locator(".learn-arrows")


def ends(person: Person) -> tuple[list[float], list[float]]:
    """Where both arrows end, and that the numbers beside them are embedcore's for these."""
    shown = arrows(person)
    a, b = ([float(part) for part in (shown.get_attribute(f"data-{side}") or "").split(",")] for side in "ab")
    for name, metric in METRICS.items():
        expected = float(pair_scores(metric, np.array(a), np.array(b))[0])
        assert float(shown.locator(f"[data-metric={name}]").inner_text()) == pytest.approx(expected, abs=0.005)
    return a, b


def drag(person: Person, side: str, by: tuple[float, float]) -> None:
    """The tip of an arrow, by so many pixels."""
    target = arrows(person).locator(f".learn-arrow-{side} .learn-arrow-target")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = person.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0], y + by[1], steps=4)
    mouse.up()


def moves_arrows(person: Person) -> None:
    arrows(person).locator(".learn-arrow-b").wait_for()
    a, b = ends(person)
    drag(person, "a", (-60, -90))
    moved, still = ends(person)
    assert moved[0] < a[0] and moved[1] > a[1] and still == b
    tip = arrows(person).get_by_role("slider", name="Arrow B")
    tip.focus()
    person.page.keyboard.press("ArrowRight")
    person.page.keyboard.press("Shift+ArrowDown")
    assert ends(person) == (moved, pytest.approx([b[0] + 0.5, b[1] - 0.1]))
    assert WORDS["learn_arrow_cosine"][0] in (tip.get_attribute("aria-valuetext") or "")
    for _ in range(30):
        person.page.keyboard.press("ArrowUp")
    assert ends(person)[1][1] == 5  # it stays in the picture
    arrows(person).get_by_role("button", name="At a right angle").click()
    assert arrows(person).locator("[data-metric=cosine]").inner_text() == "0.00"
    ends(person)
    at_the_origin(person)


def at_the_origin(person: Person) -> None:
    """An arrow without length has no direction, which is said to the eye and to the ear."""
    tip = arrows(person).get_by_role("slider", name="Arrow A")
    tip.focus()
    for key in ["ArrowLeft"] * 6 + ["ArrowDown"] * 2:
        person.page.keyboard.press(key)
    assert arrows(person).get_attribute("data-a") == "0,0"
    shown = {name: arrows(person).locator(f"[data-metric={name}]").inner_text() for name in METRICS}
    assert shown == {"cosine": "–", "distance": "3.16", "dot": "0.00"}
    words = "No angle: A has no length, and so no direction. Length of A 0.00, of B 3.16"
    assert arrows(person).locator(".learn-arrows-angle").inner_text() == words
    read_out = tip.get_attribute("aria-valuetext") or ""
    assert WORDS["learn_arrow_none"][0] in read_out and words in read_out
    person.page.keyboard.press("ArrowUp")
    ends(person)


def test_the_lesson_by_mouse_and_keyboard(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit("Learn")
        person.says(re.compile(rf"^1 · {re.escape(WORDS['learn_why'][0])}$"))
        person.says(re.compile(r"^0\.\d\d$"))
        person.press("learn_got_it")
        person.says(re.compile(rf"^1 of {len(SECTIONS)} read"))
        person.page.wait_for_url(re.compile(r"/learn\?lesson=ways$"))
        person.press("learn_go_metrics")
        moves_arrows(person)
        person.press("learn_go_capture")
        first, _, third, _ = phrases.FOUR
        person.keyed("learn_capture_2").get_by_role("textbox").fill(third)
        person.page.keyboard.press("Enter")
        person.says(re.compile(rf"^Most alike: “{third}” and “{third}”, 1\.00\.$"))
        assert first in person.keyed("learn_capture_1").get_by_role("textbox").input_value()
        person.page.reload()  # the address leads back to the section
        person.says(re.compile(rf"^3 · {re.escape(WORDS['learn_capture'][0])}$"))
        assert person.overflow() <= 0


def in_view(person: Person, name: str) -> None:
    """The section that is open stands in the list of sections where it is seen, and is named as the one."""
    person.keyed(f"learn_{name}").wait_for()
    person.page.wait_for_function(
        """(name) => {
          const list = document.querySelector(".st-key-learn_contents"), open = list.querySelector(`.st-key-learn_go_${name}`);
          const [around, own] = [list, open].map((one) => one.getBoundingClientRect());
          const current = list.querySelectorAll(`[class*=st-key-learn_go_]:has([aria-current])`);
          return own.top >= around.top && own.bottom <= around.bottom && current.length === 1 && current[0] === open;
        }""",
        arg=name,
    )


def test_the_lesson_on_a_phone(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 390, "height": 844}, has_touch=True) as person:
        person.page.goto(f"{app.url}/learn?lesson=metrics")
        person.arrived("Learn")
        in_view(person, "metrics")
        moves_arrows(person)
        person.settled()
        person.press("learn_got_it")
        in_view(person, "neighbours")
        assert person.overflow() <= 0
