"""How quickly the map draws, moves, answers the pointer and a lasso, beside Plotly's in the same browser in turn."""

import argparse
import re
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks import report
from benchmarks.report import Report, Table
from driving.map_hand import MapHand
from driving.running import App, running_browser, start_app
from ui.scatter import assets

SIZES = (10_000, 100_000, 1_000_000)
CHART_SIZES = (10_000, 100_000)
"""As st.plotly_chart; a million points of it go over no socket."""
ROUNDS = 3
MOVING_S = 4
N_GROUPS = 12
VIEWPORT = {"width": 1440, "height": 900}
PAGE = Path(__file__).with_name("map_page.py")
IN_BROWSER = Path(__file__).with_name("drawing.js")
SELECTED = re.compile(r"^SELECTED [1-9]")

HOVERED, FILTERED = 30, 20


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="numbers of points")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each measurement, in turn (default {ROUNDS})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "plotly", "numpy", "playwright"),
        rows=", ".join(f"{n:,}" for n in options.rows),
        data="made-up groups of points, a text of 55 characters each",
    )
    found: dict[int, dict[str, list[float]]] = {}
    with TemporaryDirectory() as folder, running_browser() as browser:
        app = start_app(PAGE, Path(folder) / "server.log", flags=("--client.toolbarMode=minimal",))
        try:
            for n_rows in options.rows:
                print(f"{n_rows:,} points ...", flush=True)
                found[n_rows] = _times(browser, app, n_rows, options.rounds)
        finally:
            app.stop()
    return Report(
        name="drawing",
        title="Drawing the map",
        conditions=conditions,
        tables=[_table(found)],
        figures={str(n): times for n, times in found.items()},
        notes=[
            f"Window of {VIEWPORT['width']} x {VIEWPORT['height']}, Chromium without a GPU. Medians of "
            f"{options.rounds} rounds, ours and Plotly's in turn; the ratio is that of the medians.",
            "Drawn: from the navigation to a new page of a warm server until all points are on the screen; beside it "
            "st.plotly_chart with one scattergl trace a group.",
            "Frames: all points painted anew for each, while one pans and zooms; beside it Plotly.relayout of the same "
            "number of points on an empty page. Between two pictures the map shows the last one, moved, at the "
            "screen's own rate.",
            f"Label: from the pointer's move until the label is on the screen, median and slowest of {HOVERED} points; "
            "beyond 8 MB of texts it says … until the server has told the text. Range of time: from its move until "
            f"points, list and bars show what it leaves, median and slowest of {FILTERED}. Lasso: from the hand's "
            "release until the page that ran again says how many rows are inside.",
        ],
    )


def _times(browser: Browser, app: App, n_rows: int, rounds: int) -> dict[str, list[float]]:
    names = ("drawn", "chart drawn", "frames", "plotly frames", "label", "filter", "lasso")
    times: dict[str, list[float]] = {name: [] for name in names}
    for by in ("ours", "plotly") if n_rows in CHART_SIZES else ("ours",):
        _drawn(browser, app, n_rows, by)[0].context.close()  # the server makes the points
    for _ in range(rounds):
        page, drawn = _drawn(browser, app, n_rows, "ours")
        times["drawn"].append(drawn)
        times["frames"].append(float(page.evaluate("(seconds) => mapFrames(seconds)", MOVING_S)))
        hand = MapHand(page, "map")
        hand.painted()
        times["label"] += page.evaluate("(count) => labelTimes(count)", HOVERED)
        times["filter"] += page.evaluate("(count) => filterTimes(count)", FILTERED)
        hand.painted()
        times["lasso"].append(_lasso(page))
        frame = hand.frame()
        page.context.close()
        if n_rows in CHART_SIZES:
            page, drawn = _drawn(browser, app, n_rows, "plotly")
            times["chart drawn"].append(drawn)
            page.context.close()
        page = _page(browser)
        page.set_content("<body style='margin:0'><div id=plot></div></body>")
        page.add_script_tag(path=assets.packaged_plotly())
        given = [n_rows, N_GROUPS, frame["width"], frame["height"], MOVING_S]
        page.add_script_tag(path=IN_BROWSER)
        times["plotly frames"].append(float(page.evaluate("(given) => plotlyFrames(given)", given)))
        page.context.close()
    return times


def _page(browser: Browser) -> Page:
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.set_default_timeout(120_000)
    return page


def _drawn(browser: Browser, app: App, n_rows: int, by: str) -> tuple[Page, float]:
    """A page with all points on it, and the milliseconds since its navigation."""
    page = _page(browser)
    page.add_init_script(path=IN_BROWSER)
    page.goto(f"{app.url}/?n={n_rows}&by={by}", wait_until="commit")
    return page, float(page.evaluate(f"drawnAt({'chartIsDrawn' if by == 'plotly' else 'theMap'})"))


def _lasso(page: Page) -> float:
    """Milliseconds from the release until the rerun's answer is there."""
    hand = MapHand(page, "map")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    hand.take("lasso")
    frame = hand.frame()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    corners = [(x + 180 * np.cos(turn), y + 150 * np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 24)]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner)
    start = time.perf_counter()
    page.mouse.up()
    page.get_by_text(SELECTED).wait_for()
    return (time.perf_counter() - start) * 1e3


def _table(found: dict[int, dict[str, list[float]]]) -> Table:
    def beside(ours: list[float], theirs: list[float], unit: float = 1) -> list[str]:
        if not theirs:
            return [f"{median(ours) / unit:.2f}", "", ""]
        return [*(f"{median(times) / unit:.2f}" for times in (ours, theirs)), f"{median(ours) / median(theirs):.2f}"]

    rows = []
    for n, times in found.items():
        label = f"{median(times['label']):.0f} / {max(times['label']):.0f}"
        rows.append([f"{n:,} points: drawn, s", *beside(times["drawn"], times["chart drawn"], 1e3)])
        rows.append([f"{n:,} points: frames a second", *beside(times["frames"], times["plotly frames"])])
        rows.append([f"{n:,} points: label, ms", label, "", ""])
        filtered = f"{median(times['filter']):.0f} / {max(times['filter']):.0f}"
        rows.append([f"{n:,} points: range of time to map and list, ms", filtered, "", ""])
        rows.append([f"{n:,} points: lasso to answer, ms", f"{median(times['lasso']):.0f}", "", ""])
    return Table("", ["what", "our map", "Plotly", "ratio"], rows)
