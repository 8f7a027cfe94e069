"""Takes the screenshots in docs/ from the running app: python -m docs.screenshots (needs requirements-dev.txt)."""

import re
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from playwright.sync_api import Browser

from driving.map_hand import MapHand
from driving.person import LONG, Person
from driving.running import App, running_app, running_browser
from ui import samples

FOLDER = Path(__file__).resolve().parent
QUESTION = "my parcel never arrived"
N_PLANTED, N_DIMS = 600, 64


def main() -> None:
    with running_app(Path(mkdtemp()) / "log.txt") as app, running_browser() as browser:
        _journey(_person(browser, app))
        for name, options in {
            "map-dark": {"color_scheme": "dark"},
            "map-phone": {"viewport": {"width": 390, "height": 844}},
        }.items():
            person = _person(browser, app, **options)
            _open_tickets(person)
            _shoot(person, name)


def _person(browser: Browser, app: App, **options: object) -> Person:
    person = Person(browser.new_page(**{"viewport": {"width": 1440, "height": 1000}, **options}), app.url)
    person.page.set_default_timeout(LONG)
    return person


def _journey(person: Person) -> None:
    person.visit()
    _shoot(person, "home")
    _open_tickets(person)
    _shoot(person, "map")
    person.go("Data")
    _shoot(person, "data")
    person.go("Groups")
    _shoot(person, "groups")
    person.go("Home")
    person.keyed("home_summary_repeats").wait_for(timeout=LONG)
    _shoot(person, "summary")
    person.go("Duplicates")
    person.says(re.compile(r"^0 of \d+ groups decided$"), timeout=LONG)
    _shoot(person, "duplicates")
    person.go("Compare")
    for shown in person.compare_maps:
        shown.drawn(timeout=LONG)
    _shoot(person, "compare")
    person.go("Search")
    person.press("search_example")
    person.found()
    person.search_map.becomes("markers", 1)
    _shoot(person, "search")
    person.go("Playground")
    for number, text in enumerate((QUESTION, "how do I cancel my subscription?"), start=1):
        person.type_text(number, text)
        person.playground_map.becomes("markers", number)
    person.press("playground_try_negation")
    person.playground_map.becomes("trails", 1)
    person.page.mouse.move(5, 5)
    _shoot(person, "playground")
    _learn(person)
    _trust(person)
    person.visit()
    person.open_sample("cookery_club", page="Recommend")
    person.says(re.compile("because of", re.IGNORECASE))
    _finished(person, person.recommend_map)
    _shoot(person, "recommend")
    person.visit()
    person.open_sample("handwritten_digits", ending="zip")
    _finished(person, person.map)
    person.map.hover(person.map.free_row())
    _shoot(person, "pictures")


def _learn(person: Person) -> None:
    """The section on ways to measure, with one arrow moved."""
    person.go("Learn")
    person.press("learn_go_metrics")
    tip = person.page.get_by_role("slider", name="Arrow B")
    tip.focus()
    for _ in range(3):
        person.page.keyboard.press("ArrowLeft")
    _shoot(person, "learn")


def _trust(person: Person) -> None:
    """Tickets whose vectors have one number on another scale, and the fix of that."""
    dataset, vectors = samples.read(samples.SAMPLES[0])
    numbers = vectors[:N_PLANTED, :N_DIMS].astype("float64")
    numbers[:, 7] *= 30
    path = Path(mkdtemp()) / "tickets with vectors.csv"
    table = pd.DataFrame(numbers.round(5), columns=[f"x_{at}" for at in range(N_DIMS)])
    table.insert(0, "text", list(dataset.texts[:N_PLANTED]))
    table.to_csv(path, index=False)
    person.visit()
    person.upload(path)
    person.arrived("Data", timeout=LONG)
    person.press("data_embed")
    _finished(person, person.map)
    person.go("Trust")
    person.press("trust_dominant_dimensions_fix")
    person.says(re.compile("Also changes|Nothing else changes"), timeout=LONG)
    person.keyed("trust_dominant_dimensions").evaluate(
        "card => { card.scrollIntoView(); document.querySelector('[data-testid=stMain]').scrollBy(0, -70) }"
    )
    _shoot(person, "trust")


def _open_tickets(person: Person) -> None:
    person.visit()
    person.open_sample("support_tickets")
    person.grouped()
    _finished(person, person.map)


def _finished(person: Person, shown: MapHand) -> None:
    """The map that was chosen, no longer the one that is shown meanwhile."""
    shown.drawn(method="tsne", timeout=LONG)
    person.settled()


def _shoot(person: Person, name: str) -> None:
    person.settled()
    person.page.wait_for_timeout(1_500)  # what fades in has arrived
    person.page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png")


if __name__ == "__main__":
    main()
