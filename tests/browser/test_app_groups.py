"""The Groups page as a person uses it: names, merging, taking back, and the same groups on the map."""

import re
from typing import TYPE_CHECKING

from driving.person import LONG, SOON, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.person import Person
    from driving.running import App

NAME = "Told by the phone team"
LISTED = "n => document.querySelectorAll('.st-key-groups_radio input[type=radio]').length === n"
IN_SIGHT = """entry => {
  const [own, list] = [entry, entry.closest(".embedding-map-legend")].map((element) => element.getBoundingClientRect());
  return own.top >= list.top && own.bottom <= list.bottom;
}"""


def _on_map(person: "Person") -> None:
    """The tickets' map, with its groups."""
    person.visit()
    person.open_sample("support_tickets")
    person.map.drawn(method="tsne", timeout=LONG)
    person.grouped()


def test_groups_are_named_merged_taken_back_and_shown_on_the_map(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        _on_map(person)
        n_groups = person.map.groups().count()
        person.go("Groups")
        person.page.wait_for_function(LISTED, arg=n_groups, timeout=SOON)
        entry = person.keyed("groups_radio").locator("label:has(input)").nth(n_groups - 2)
        chosen = entry.locator("p").first.inner_text()
        person.click(entry)
        # The group before stays in its place until the whole of this one is there.
        person.page.get_by_role("heading", name=chosen, exact=True).wait_for(timeout=SOON)
        person.settled()
        name = person.page.get_by_label("Name", exact=True)
        name.fill(NAME)
        name.press("Enter")
        person.says("You changed one, which stays as it is")
        person.press("groups_merge_do")
        person.page.wait_for_function(LISTED, arg=n_groups - 1, timeout=SOON)
        person.press("groups_undo")
        person.page.wait_for_function(LISTED, arg=n_groups, timeout=SOON)
        person.settled()

        person.press("groups_on_map")
        person.arrived("Map")
        person.map.drawn(timeout=LONG)
        person.map.becomes("hidden", n_groups - 1)
        shown = person.map.groups().filter(has_text=NAME)
        assert shown.get_attribute("aria-pressed") == "true"
        assert shown.evaluate(IN_SIGHT)


def test_what_solved_it_and_what_is_new_are_two_clicks_from_the_map(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        _on_map(person)
        person.go("Groups")  # the menu, and the page
        person.says("What solved it", timeout=LONG)
        first = person.keyed("groups_way_0")
        first.wait_for(timeout=SOON)
        n_rows = int(re.search(r"· (\d+) of", first.inner_text()).group(1))  # type: ignore[union-attr]
        assert "“" in first.inner_text()
        person.says(re.compile(r"new texts since \d+ \w+ 2026"))
        bars = person.keyed("groups_when").locator(".bars .point")
        bars.first.wait_for(state="attached", timeout=SOON)

        person.press("groups_way_rows_0")
        person.keyed("groups_way_download").wait_for(timeout=SOON)
        assert len(person.download("groups_way_download")) == n_rows
        person.press("groups_way_on_map")
        person.arrived("Map")
        person.map.drawn(timeout=LONG)
        person.says(f"{n_rows} selected")


def test_a_channel_is_called_that_and_corrected(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        _on_map(person)
        kind = person.page.locator(".embedding-map-kind", has_text="channel: phone note")
        kind.wait_for(state="attached", timeout=SOON)
        person.go("Groups")
        listed = person.keyed("groups_radio").locator("[data-rac]:has(> label)").filter(has_text="channel: phone note")
        person.click(listed.locator("label"))
        person.says("A channel, not an issue")
        person.press("groups_issue")
        listed.wait_for(state="detached", timeout=SOON)
        person.press("groups_undo")
        listed.wait_for(state="visible", timeout=SOON)
        assert listed.count() == 1


def test_a_map_without_a_point_in_sight_says_so_and_leads_back(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.map.stands_still()
        whole = person.map.attribute("range")
        for _ in range(8):
            person.map.zoom_in()
        person.click(person.page.get_by_role("button", name="Nothing in sight: show all"))
        person.map.becomes("range", whole)
        person.page.get_by_role("button", name="Nothing in sight: show all").wait_for(state="hidden", timeout=SOON)
        person.map.becomes("range", whole)
        assert person.map.attribute("range") == whole
