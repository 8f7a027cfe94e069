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
VIEWPORT = {"width": 1440, "height": 900}
PAGE = Path(__file__).with_name("map_page.py")
SELECTED = re.compile(r"^SELECTED [1-9]")

# Milliseconds from the navigation until the chart has all its traces and their canvas, and the frame after.
CHART_DRAWN = """() => new Promise((resolve) => {
  const look = () => {
    const chart = document.querySelector(".js-plotly-plot");
    if (!chart?._fullData?.length || !chart.querySelector("canvas")) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  };
  look();
})"""
MAP_DRAWN = """() => new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector(".embedding-map[data-state=drawn]")) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  };
  look();
})"""
# Frames a second while one pans and zooms, all points painted anew for each.
MAP_FRAMES = """async (seconds) => {
  const view = document.querySelector(".embedding-map").embeddingMap, { camera } = view;
  const start = performance.now();
  let frames = 0;
  for (; performance.now() - start < 1000 * seconds; frames++) {
    const turn = frames / 15;
    camera.reset();
    camera.zoomAt(camera.center, 1.2 + 0.2 * Math.sin(turn));
    camera.panBy(60 * Math.sin(1.3 * turn), 40 * Math.cos(turn));
    await view.stage.show(camera);
    view.drawOverlay();
    await new Promise(requestAnimationFrame);
  }
  return frames / ((performance.now() - start) / 1000);
}"""
PLOTLY_FRAMES = """async ([n, groups, width, height, seconds]) => {
  const plot = document.getElementById("plot");
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const traces = Array.from({ length: groups }, () => {
    const [cx, cy] = [20 * Math.random() - 10, 20 * Math.random() - 10];
    const along = (c) => Float32Array.from({ length: n / groups }, () => c + 1.2 * normal());
    return { type: "scattergl", mode: "markers", x: along(cx), y: along(cy), hoverinfo: "none", marker: { size: 3, opacity: 0.5 } };
  });
  await Plotly.newPlot(plot, traces, { width, height, showlegend: false, margin: { l: 0, r: 0, t: 0, b: 0 }, xaxis: { range: [-14, 14] }, yaxis: { range: [-14, 14] } });
  const contexts = [...plot.querySelectorAll("canvas")].map((canvas) => canvas.getContext("webgl")).filter(Boolean);
  const start = performance.now();
  let frames = 0;
  for (; performance.now() - start < 1000 * seconds || frames < 2; frames++) {
    const turn = frames / 15, half = 14 / (1.2 + 0.2 * Math.sin(turn)), x = Math.sin(1.3 * turn), y = Math.cos(turn);
    await Plotly.relayout(plot, { "xaxis.range": [x - half, x + half], "yaxis.range": [y - half, y + half] });
    for (const gl of contexts) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // until it is drawn
    await new Promise(requestAnimationFrame);
  }
  return frames / ((performance.now() - start) / 1000);
}"""
# Milliseconds from a move of the pointer onto each of some points until its label is on the screen.
HOVER = """async (count) => {
  const view = document.querySelector(".embedding-map").embeddingMap, box = view.frame.getBoundingClientRect(), times = [];
  const move = (x, y) => view.frame.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, pointerId: 1, isPrimary: true, bubbles: true }));
  const wait = () => new Promise(requestAnimationFrame);
  for (let i = 0, row = 0; times.length < count && i < 5000; i++, row = (row + 7919) % view.axes[0].length) {
    const [x, y] = view.clientPosition(row);
    if (x < box.left + 20 || x > box.right - 20 || y < box.top + 50 || y > box.bottom - 20) continue;
    view.hoverAt(null);
    while (!view.label.element.hidden) await wait();
    const start = performance.now();
    move(x, y);
    while (view.label.element.hidden) await wait();
    times.push(performance.now() - start);
  }
  return times;
}"""
HOVERED = 30


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
            f"Window of {VIEWPORT['width']} x {VIEWPORT['height']}, Chromium without a GPU. Medians of {options.rounds} "
            "rounds, ours and Plotly's in turn; the ratio is that of the medians.",
            "Drawn: from the navigation to a new page of a warm server until all points are on the screen; beside it "
            "st.plotly_chart with one scattergl trace a group.",
            "Frames: all points painted anew for each, while one pans and zooms; beside it Plotly.relayout of the same "
            "number of points on an empty page. Between two pictures the map shows the last one, moved, at the "
            "screen's own rate.",
            f"Label: from the pointer's move until the label is on the screen, median and slowest of {HOVERED} points; "
            "beyond 8 MB of texts it says … until the server has told the text. Lasso: from the hand's release until "
            "the page that ran again says how many rows are inside.",
        ],
    )


def _times(browser: Browser, app: App, n_rows: int, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {
        name: [] for name in ("drawn", "chart drawn", "frames", "plotly frames", "label", "lasso")
    }
    _open(browser, app, n_rows, "ours").context.close()  # the server makes the points
    if n_rows in CHART_SIZES:
        _open(browser, app, n_rows, "plotly").context.close()
    for _ in range(rounds):
        page = _open(browser, app, n_rows, "ours")
        times["drawn"].append(float(page.evaluate("window.drawnAt")))
        times["frames"].append(float(page.evaluate(MAP_FRAMES, MOVING_S)))
        page.evaluate(
            "(() => { const view = document.querySelector('.embedding-map').embeddingMap; view.move(() => view.camera.reset()); })()"
        )
        MapHand(page, "map").painted()
        times["label"] += page.evaluate(HOVER, HOVERED)
        times["lasso"].append(_lasso(page))
        frame = MapHand(page, "map").frame()
        page.context.close()
        if n_rows in CHART_SIZES:
            page = _open(browser, app, n_rows, "plotly")
            times["chart drawn"].append(float(page.evaluate("window.drawnAt")))
            page.context.close()
        page = browser.new_context(viewport=VIEWPORT).new_page()
        page.set_content("<body style='margin:0'><div id=plot></div></body>")
        page.add_script_tag(path=assets.packaged_plotly())
        given = [n_rows, 12, frame["width"], frame["height"], MOVING_S]
        times["plotly frames"].append(float(page.evaluate(PLOTLY_FRAMES, given)))
        page.context.close()
    return times


def _open(browser: Browser, app: App, n_rows: int, by: str) -> Page:
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{app.url}/?n={n_rows}&by={by}", wait_until="commit")
    page.evaluate(f"({CHART_DRAWN if by == 'plotly' else MAP_DRAWN})().then((at) => {{ window.drawnAt = at; }})")
    return page


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
    def beside(ours: list[float], theirs: list[float], form: str) -> list[str]:
        if not theirs:
            return [format(median(ours), form), "", ""]
        return [format(median(ours), form), format(median(theirs), form), f"{median(ours) / median(theirs):.2f}"]

    rows = []
    for n, times in found.items():
        label = f"{median(times['label']):.0f} / {max(times['label']):.0f}"
        rows.append(
            [
                f"{n:,} points: drawn, s",
                *beside([t / 1e3 for t in times["drawn"]], [t / 1e3 for t in times["chart drawn"]], ".2f"),
            ]
        )
        rows.append([f"{n:,} points: frames a second", *beside(times["frames"], times["plotly frames"], ".1f")])
        rows.append([f"{n:,} points: label, ms", label, "", ""])
        rows.append([f"{n:,} points: lasso to answer, ms", f"{median(times['lasso']):.0f}", "", ""])
    return Table("", ["what", "our map", "Plotly", "ratio"], rows)
