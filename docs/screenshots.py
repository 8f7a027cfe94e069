"""Takes the screenshots in docs/ from the running app: python -m docs.screenshots (needs requirements-dev.txt)."""

from pathlib import Path
from tempfile import mkdtemp

from playwright.sync_api import Page

from tests.browser.running import running_app, running_browser

FOLDER = Path(__file__).resolve().parent
PATIENCE_MS = 240_000


def main() -> None:
    with running_app(Path(mkdtemp()) / "log.txt") as app, running_browser() as browser:
        desktop = browser.new_page(viewport={"width": 1440, "height": 1000})
        desktop.set_default_timeout(PATIENCE_MS)
        _journey(desktop, app.url, "")
        dark = browser.new_page(viewport={"width": 1440, "height": 1000}, color_scheme="dark")
        dark.set_default_timeout(PATIENCE_MS)
        _open_sample(dark, app.url)
        _shoot(dark, "map-dark")
        phone = browser.new_page(viewport={"width": 390, "height": 844})
        phone.set_default_timeout(PATIENCE_MS)
        _open_sample(phone, app.url)
        _shoot(phone, "map-phone")


def _journey(page: Page, url: str, suffix: str) -> None:
    page.goto(url)
    page.get_by_text("Try it with a sample").wait_for()
    page.wait_for_timeout(1_000)
    _shoot(page, f"home{suffix}")
    _open_sample(page, url)
    _shoot(page, f"map{suffix}")
    page.get_by_role("link", name="Data").click()
    page.get_by_text("Which column holds the text?").wait_for()
    page.wait_for_timeout(1_500)
    _shoot(page, f"data{suffix}")
    page.get_by_role("link", name="Search").click()
    page.get_by_role("button", name="Try").click()
    page.get_by_text("highest similarity first").wait_for()
    page.locator("[data-state=drawn][data-markers='1']").wait_for()
    page.wait_for_timeout(1_500)
    _shoot(page, f"search{suffix}")
    page.get_by_role("link", name="Playground").click()
    for number, text in enumerate(("my parcel never arrived", "how do I cancel my subscription?"), start=1):
        field = page.locator(f".st-key-playground_text_{number} input")
        field.fill(text)
        field.press("Enter")
        page.locator(f".st-key-playground_map [data-markers='{number}']").wait_for()
    page.locator(".st-key-playground_try_negation").get_by_role("button").first.click()
    page.get_by_text("Experiment: a negation").wait_for()
    page.mouse.move(5, 5)
    page.wait_for_timeout(1_500)
    _shoot(page, f"playground{suffix}")
    page.goto(url)
    page.get_by_role("button", name="Recommend").click()
    page.get_by_text("because of").first.wait_for()
    page.locator("[data-state=drawn]").wait_for()
    page.wait_for_timeout(1_500)
    _shoot(page, f"recommend{suffix}")
    page.goto(url)
    page.get_by_role("button", name="Open the map").last.click()
    page.locator("[data-state=drawn]").wait_for()
    page.get_by_text("the PCA map is shown meanwhile").wait_for(state="detached")
    page.wait_for_timeout(1_500)
    _hover(page)
    _shoot(page, f"pictures{suffix}")


def _hover(page: Page) -> None:
    """The mouse over the point nearest to the middle of the map, so that its picture shows."""
    box = page.locator(".embedding-map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(60):
        page.mouse.move(x + (step % 8) * 14, y + (step // 8) * 14)
        page.wait_for_timeout(60)
        if page.locator(".embedding-map img").count() and page.locator(".embedding-map img").first.is_visible():
            return


def _open_sample(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Open the map").first.click()
    page.locator("[data-state=drawn]").wait_for()
    page.get_by_text("The groups flow into each other").wait_for(state="attached")
    page.wait_for_timeout(1_000)
    page.get_by_text("the PCA map is shown meanwhile").wait_for(state="detached")
    page.wait_for_timeout(1_500)


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png")


if __name__ == "__main__":
    main()
