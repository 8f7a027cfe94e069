"""The tour, the quiz and the done list in a browser: offered once, by keys alone, covering nothing; kept by a reload."""

import re
from typing import TYPE_CHECKING

import pytest

from driving.person import LONG, Person, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

EXPLAINED = {2: "map", 3: "map", 4: "map_filter", 5: "map", 6: "frame_bar"}
"""What each step on the map speaks of, by its key."""


def covered(person: Person, step: int) -> float:
    """Pixels of what the step explains that lie under it."""
    a, b = (person.keyed(key).bounding_box() for key in (f"tour_step_{step}", EXPLAINED[step]))
    assert a is not None and b is not None
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return max(0.0, across) * max(0.0, down)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_tour_by_keys_the_quiz_and_the_done_list(app: "App", browser: "Browser", width: int) -> None:
    with visitor(browser, app, viewport={"width": width, "height": 860}) as person:
        person.visit()
        person.tab_to("tour_begin")
        person.page.keyboard.press("Enter")
        person.keyed("tour_step_1").wait_for()
        person.tab_to("tour_next")
        person.page.keyboard.press("Enter")
        person.arrived("Map", timeout=LONG)
        for step in EXPLAINED:
            person.keyed(f"tour_step_{step}").wait_for(timeout=LONG)
            person.settled()
            assert covered(person, step) == 0
            assert person.overflow() == 0
            assert person.keyed(EXPLAINED[step]).evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
            if not person.page.evaluate("!!document.activeElement?.closest('.st-key-tour_next')"):
                person.tab_to("tour_next")  # a new page may begin with the menu
            person.page.keyboard.press("Enter")
        person.keyed("tour_step_6").wait_for(state="detached")
        person.visit()
        person.settled()
        assert person.keyed("tour_offer").count() == 0
        person.go("Learn")
        person.click(person.page.get_by_role("tab", name="Quiz"))
        person.page.get_by_role("radio").first.check(force=True)
        person.press("quiz_check")
        person.says(re.compile(r"^(Right\.|Not quite: see why\.)$"))
        person.press("quiz_next")
        person.says(re.compile("^Question 2 of "))
        person.visit("Learn")
        person.click(person.page.get_by_role("tab", name="Quiz"))
        person.says(re.compile("^Question 2 of "))
        if width == 1440:
            ticks_the_list(person)


def ticks_the_list(person: Person) -> None:
    person.click(person.page.get_by_role("tab", name="Done"))
    before = int(person.says(re.compile(r"^\d of 6 done$")).inner_text()[0])
    person.go("Playground")
    person.type_text(1, "my parcel never arrived")
    person.type_text(2, "my parcel has not come")
    person.go("Learn")
    person.click(person.page.get_by_role("tab", name="Done"))
    person.says(f"{before + 1} of 6 done")
