"""Can I trust this spot: the figure in the map's corner, the colouring it leads to, and a point that is clicked."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.person import Person
    from driving.running import App

BANDS = ["Mostly right", "About half right", "Few right", "Hardly any right"]
FIGURE = re.compile(
    r"Of the 15 most alike texts, (\d+)% are near on this map: (very good|fair, usual for a flat map|weak|poor)"
)


def kept(person: "Person") -> int:
    found = FIGURE.search(person.keyed("map_trust").inner_text(timeout=LONG))
    assert found is not None
    return int(found[1])


@pytest.mark.timeout(600)
def test_from_the_corner_to_the_spot(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        assert 15 <= kept(person) <= 80  # by chance 2
        drawn = person.map.attribute("revision")

        person.press("map_trust")
        person.has_groups(len(BANDS))
        assert person.map.names().all_inner_texts() == BANDS
        assert sum(person.map.counts()) == int(person.map.attribute("points"))
        person.says("Which map keeps these texts best")
        assert person.map.attribute("revision") == drawn  # no point was sent again

        row = person.map.free_row()
        person.map.click_row(row)
        person.says("Can you trust this spot?")
        lines = person.map.overlay()["lines"]
        missing, false = (
            [line for line in lines if line["color"] and bool(line["dashed"]) is it] for it in (False, True)
        )
        assert len(missing) == len(false) > 0  # of as many neighbours as are looked at
        left = 15 - len(missing)
        person.says(f"{left} of the 15 texts most like it are among the 15 nearest to it on this map.")
        for said in ("Alike, but not near on this map", "Near on this map, but less alike"):
            shown = person.page.get_by_text(f"{said}: {len(missing)}").filter(visible=True)
            shown.nth(1).wait_for(timeout=LONG)  # over the map, and above the list beside it
            assert shown.count() == 2
        person.press("map_clear")
        person.says("Which map keeps these texts best")


@pytest.mark.timeout(600)
def test_the_best_map_is_found_and_shown(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.method("PCA")
        person.map.drawn(method="pca", timeout=LONG)
        person.page.keyboard.press("Escape")
        poor = kept(person)
        person.press("map_trust")
        person.press("map_trust_others")
        person.press("map_trust_best")
        person.page.wait_for_selector(
            f"{person.map.selector}:not([data-revision*=pca])[data-state=drawn]", timeout=LONG
        )
        person.keyed("map_trust_best").wait_for(state="detached", timeout=LONG)
        assert kept(person) > poor
