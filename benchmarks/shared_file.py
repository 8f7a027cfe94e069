"""The map as one file: how big it is, how soon it opens from disk, and its search beside Python's."""

import argparse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

import embedcore as ec
from benchmarks import data, report
from benchmarks.report import Report, Table
from driving.running import running_browser
from embedcore.encoders import STATIC_MODEL
from embedcore.facets import facets
from ui.scatter import MapFacets, MapGroups, MapPoints, first_rows
from ui.shared_file import N_NEIGHBORS, SharedMap, content, values_of

ROUNDS, PHRASES = 5, 100
DRAWN = "document.querySelector('.embedding-map')?.dataset.state === 'drawn'"
WHEN_DRAWN = f"""() => new Promise((resolve) => {{
  const look = () => ({DRAWN} ? resolve(performance.now()) : requestAnimationFrame(look));
  look();
}})"""
SEARCH = """async (phrases) => {
  const map = document.querySelector(".embedding-map").sharedMap;
  const before = performance.now();
  const search = new MeaningSearch(await smallModel(), map.rows.texts);
  await search.prepare();
  const read = performance.now();
  const found = phrases.map((phrase) => search.search(phrase));
  const each = (performance.now() - read) / phrases.length;
  const firsts = found.map(({ rows, scores }) => [...rows.slice(0, 10)].map((row) => [row, scores[row]]));
  return { read: read - before, each, firsts };
}"""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="texts of banking77")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of opening (default {ROUNDS})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "numpy", "playwright", "tokenizers"),
        rows=f"{options.rows:,}",
        data=f"{data.NAME}; phrases: {PHRASES} of its test part",
    )
    space = data.space(options.rows)
    shared, graph = _shared(space), ec.neighbor_graph(space, n_neighbors=N_NEIGHBORS)
    rows, figures = list[list[str]](), dict[str, Any]()
    with TemporaryDirectory() as folder, running_browser() as browser:
        for search in (False, True):
            started = perf_counter()
            made = content(shared, graph, search=search)
            seconds = perf_counter() - started
            path = Path(folder) / "map.html"
            path.write_bytes(made)
            opened, worked = zip(*(_opened(browser, path) for _ in range(options.rounds)), strict=True)
            name = "with search by meaning" if search else "without"
            times = [median(opened), max(opened), median(worked)]
            rows.append([name, f"{len(made) / 1e6:.2f}", f"{seconds:.1f}", *(f"{time:.2f}" for time in times)])
            figures[name] = {"bytes": len(made), "made_s": seconds, "opened_s": opened, "processor_s": worked}
        found = _searched(browser, path, space)
    figures["search"] = found
    told = [[name, value] for name, value in found.items()]
    return Report(
        name="shared_file",
        title="The map as one file",
        conditions=conditions,
        tables=[
            Table("", ["file", "MB", "made in s", "opens in s, median", "slowest", "processor, s"], rows),
            Table("Search by meaning in the file", ["what", "value"], told),
        ],
        figures=figures,
        notes=[
            "Opens: from the navigation to a file on disk, in a new browser context without a network, until the map "
            f"is drawn; Chromium without a GPU, {options.rounds} rounds. Processor: of the page's thread until then, "
            "which other work on the machine hardly changes.",
            "Read: the model unpacked and all texts read, once, before the first search. Order: phrases of which the "
            "first ten rows are Python's, one by one; scores: the largest difference among these ten.",
        ],
    )


def _shared(space: ec.EmbeddingSpace) -> SharedMap:
    """What the Map page would share: text and category."""
    assert space.dataset is not None
    dataset, projection = space.dataset, ec.project(space, method="pca")
    groups = ec.cluster(space)
    found = facets(dataset)
    by_column = [MapGroups(one.codes.astype(np.int64), one.names, title=one.column) for one in found]
    return SharedMap(
        name="banking77",
        source=("Source: banking77",),
        description="Map of questions.",
        model="all-MiniLM-L6-v2",
        points=MapPoints(
            projection.coordinates,
            (),
            "measured",
            first_rows=first_rows(dataset.texts, space.vectors, projection.coordinates),
        ),
        colourings=[MapGroups(groups.labels, groups.names), *by_column],
        columns={column: values_of(dataset, column) for column in map(str, dataset.frame.columns)},
        text=dataset.text_column,
        facets=MapFacets(found) if found else None,
        nouns=("text", "texts"),
    )


def _page(browser: Browser, path: Path) -> tuple[Page, float, float]:
    """The page with its map drawn, the seconds until then, and those of the processor."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
    page.set_default_timeout(120_000)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri(), wait_until="commit")
    seconds = float(page.evaluate(WHEN_DRAWN)) / 1e3
    metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    return page, seconds, float(metrics["TaskDuration"])


def _opened(browser: Browser, path: Path) -> tuple[float, float]:
    page, *seconds = _page(browser, path)
    page.context.close()
    return seconds[0], seconds[1]


def _searched(browser: Browser, path: Path, space: ec.EmbeddingSpace) -> dict[str, str]:
    assert space.dataset is not None
    texts = ec.read_table(data.csv_path("test.csv"), text_column="text").texts
    phrases = texts[:: len(texts) // PHRASES][:PHRASES]
    page, *_ = _page(browser, path)
    found = page.evaluate(SEARCH, phrases)
    page.context.close()
    encoder = ec.get_encoder(STATIC_MODEL)
    scores = encoder.encode(phrases) @ encoder.encode(space.dataset.texts).T
    wanted = np.argsort(-scores.round(6), axis=1, kind="stable")[:, :10]
    rows = np.array([[row for row, _ in first] for first in found["firsts"]])
    said = np.array([[score for _, score in first] for first in found["firsts"]])
    same = (rows == wanted).all(axis=1)
    apart = np.abs(said - np.take_along_axis(scores, rows, axis=1))
    return {
        "all texts read, s": f"{found['read'] / 1e3:.2f}",
        "a phrase, ms": f"{found['each']:.0f}",
        "order of the first ten is Python's": f"{same.sum()} of {len(same)}",
        "scores differ by at most": f"{apart.max():.4f}",
    }
