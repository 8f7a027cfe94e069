"""How quickly the dashboard answers one person while it works for another, stops work, and opens a sample."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from playwright.sync_api import Browser

from benchmarks import data, report
from benchmarks.dashboard import Visitor, running_server
from benchmarks.report import Report, Table, seconds
from driving.running import App, running_browser

CLICKS = 40
BETWEEN_CLICKS_MS = 250
CANCELS = 3
SAMPLES = 5
EMBEDDING = "embedding texts"
ARRANGING = "arranging the map"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="rows of the uploaded table (default: all)")
    parser.add_argument("--clicks", type=int, default=CLICKS, help=f"clicks on the idle server (default {CLICKS})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "openvino", "sentence-transformers", "umap-learn", "playwright"),
        rows=f"{options.rows:,} uploaded",
        data=f"{data.NAME}; clicks on the map of the support tickets sample",
    )
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running_server(folder) as server, running_browser() as browser:
            first_sample, samples = _open_samples(browser, server)
            clicks = _clicks(browser, server, folder, options)
            cancels = _cancels(browser, server, folder, options.rows)
    figures: dict[str, Any] = {
        "sample_first_s": first_sample,
        "sample_s": samples,
        "clicks_s": clicks,
        "cancel_s": cancels,
    }
    return Report(
        name="responsiveness",
        title="How quickly the dashboard answers",
        conditions=conditions,
        tables=[_click_table(clicks), _cancel_table(cancels), _sample_table(first_sample, samples)],
        figures=figures,
        notes=[
            "Browser, server and workers share the same cores, so the browser's own work is in every time.",
            f"A click switches the technical wording on the Map page; it ends when the page says the same in other "
            f"words and its script has ended (measured in the page). {BETWEEN_CLICKS_MS} ms between clicks.",
            "Cancel: from the click until the page says that the work is cancelled. For this the texts are new ones "
            "(an ending added), because those of before are in the cache. The page looks once a second.",
            "Sample: from the click on its card to the drawn map, each time in a new browser session. The first one "
            "was also the first on this server, and its map may be the PCA that stands in until UMAP is ready.",
        ],
    )


def _open_samples(browser: Browser, server: App) -> tuple[float, list[float]]:
    """Seconds of the first visitor of all, and of those on the warm server."""
    print("sample ...", flush=True)
    first = Visitor(browser, server.url)
    on_cold_server = first.open_first_sample()
    first.wait_for_map()
    first.close()
    times = []
    for _ in range(SAMPLES):
        visitor = Visitor(browser, server.url)
        times.append(visitor.open_first_sample())
        visitor.close()
    return on_cold_server, times


def _clicks(browser: Browser, server: App, folder: Path, options: argparse.Namespace) -> dict[str, list[float]]:
    """Seconds a click, by what goes on for somebody else."""
    print("clicks ...", flush=True)
    table = data.write_csv(folder / "banking77.csv", options.rows)
    clicking = Visitor(browser, server.url)
    clicking.open_first_sample()
    clicking.wait_for_map()
    found: dict[str, list[float]] = {"nothing": [], EMBEDDING: [], "grouping and mapping": []}
    clicking.toggle_wording()
    for _ in range(options.clicks):
        found["nothing"].append(_click(clicking))
    working = Visitor(browser, server.url)
    working.upload_table(table)
    working.embed()
    while not working.map_finished:
        goes_on = "grouping and mapping" if working.on_map_page else EMBEDDING
        found[goes_on].append(_click(clicking))
    working.close()
    clicking.close()
    return found


def _click(visitor: Visitor) -> float:
    visitor.page.wait_for_timeout(BETWEEN_CLICKS_MS)
    return visitor.toggle_wording()


def _cancels(browser: Browser, server: App, folder: Path, n_rows: int) -> dict[str, list[float]]:
    """Seconds until cancelled; fewer than asked for where the work ended before the click."""
    print("cancel ...", flush=True)
    table = data.write_csv(folder / "banking77-new.csv", n_rows, ending=" Thank you.")
    visitor = Visitor(browser, server.url)
    visitor.upload_table(table)
    visitor.embed()
    found: dict[str, list[float]] = {EMBEDDING: [], ARRANGING: []}
    for _ in range(CANCELS):
        visitor.until(lambda: visitor.shows(EMBEDDING) or visitor.on_map_page, "the embedding")
        if visitor.on_map_page:
            break
        found[EMBEDDING].append(visitor.cancel(visitor.cancel_button))
        visitor.run_again()
    visitor.until(lambda: visitor.on_map_page, "the Map page")
    visitor.method("UMAP")
    for _ in range(CANCELS):
        visitor.until(lambda: visitor.shows(ARRANGING) or visitor.map_finished, "the map's work")
        if not visitor.shows(ARRANGING):
            break
        found[ARRANGING].append(visitor.cancel(visitor.map_cancel_button))
        visitor.run_again()
    visitor.close()
    return found


def _click_table(clicks: dict[str, list[float]]) -> Table:
    rows = []
    for goes_on, times in clicks.items():
        p50, p95 = np.percentile(times, [50, 95]) * 1e3 if times else (float("nan"), float("nan"))
        rows.append([goes_on, str(len(times)), f"{p50:.0f}", f"{p95:.0f}"])
    return Table("A click, milliseconds", ["what goes on for another session", "clicks", "median", "p95"], rows)


def _cancel_table(cancels: dict[str, list[float]]) -> Table:
    names = {EMBEDDING: "embedding", ARRANGING: "UMAP"}
    rows = [[names[what], str(len(times)), *_spread(times)] for what, times in cancels.items()]
    return Table("Cancel, seconds", ["work", "times", "median", "longest"], rows)


def _sample_table(first: float, times: list[float]) -> Table:
    return Table(
        "From the click on a sample to its map, seconds",
        ["server", "times", "median", "longest"],
        [["just started", "1", seconds(first), seconds(first)], ["warm", str(len(times)), *_spread(times)]],
    )


def _spread(times: list[float]) -> tuple[str, str]:
    return (seconds(float(np.median(times))), seconds(max(times))) if times else ("too quick to cancel", "")
