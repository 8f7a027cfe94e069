"""How long names and words take to find their places on the map, in the browser, and words to be found."""

import argparse
import time
from pathlib import Path
from statistics import median

import numpy as np

import embedcore as ec
from benchmarks import data, report
from benchmarks.report import Report, Table
from driving.running import running_browser
from embedcore.groups import place_words
from embedcore.groups.naming import terms_of
from ui.scatter import assets

SIZES = (10_000, 100_000, 1_000_000)
N_NAMES, N_WORDS = 60, 110
ROUNDS = 15
IN_BROWSER = Path(__file__).with_name("labels.js")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="numbers of points")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each measurement (default {ROUNDS})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scipy", "playwright"),
        rows=", ".join(f"{n:,}" for n in options.rows),
        data="made-up groups of points; banking77 for the words",
    )
    placed: dict[str, dict[str, list[float]]] = {}
    with running_browser() as browser:
        page = browser.new_page()
        page.add_script_tag(content=assets.library_js())
        page.add_script_tag(path=IN_BROWSER)
        for n in options.rows:
            placed[str(n)] = page.evaluate("(given) => namesTimes(given)", [n, N_NAMES, N_WORDS, options.rounds])
    texts, seconds, n_words = _words(options.rounds)
    rows = [
        [
            f"{int(n):,}",
            *(f"{median(times[what]):.1f} / {max(times[what]):.1f}" for what in ("names", "follow", "words")),
        ]
        for n, times in placed.items()
    ]
    found = [f"{len(texts):,}", *(f"{median(times):.2f}" for times in seconds.values()), f"{n_words:,}"]
    return Report(
        name="labels",
        title="Names and words on the map",
        conditions=conditions,
        tables=[
            Table(
                "In the browser, ms (median / slowest)",
                ["points", f"{N_NAMES} names placed", "names followed", f"{N_WORDS} words placed"],
                rows,
            ),
            Table("In a worker", ["texts", "texts cut into words, s", "words of places, s", "words"], [found]),
        ],
        figures={**placed, "words": seconds},
        notes=[
            f"Medians of {options.rounds} rounds, on a map of 1100 x 800 pixels, Chromium without a GPU. Placed: with "
            "the points counted on their grid, as it happens when the scale has changed by enough or the map rests. "
            "Followed: any other frame.",
        ],
    )


def _words(rounds: int) -> tuple[list[str], dict[str, list[float]], int]:
    """banking77 on its PCA map."""
    texts = ec.read_table(data.csv_path(), text_column="text").texts
    space = ec.embed(texts, model="lsa")
    coordinates = ec.project(space, method="pca").coordinates
    seconds: dict[str, list[float]] = {"index": [], "words": []}
    n_words = 0
    for _ in range(max(3, rounds // 5)):
        fresh = ec.EmbeddingSpace(np.asarray(space.vectors), dataset=space.dataset)
        start = time.perf_counter()
        terms_of(fresh)
        seconds["index"].append(time.perf_counter() - start)
        start = time.perf_counter()
        n_words = len(place_words(fresh, coordinates).texts)
        seconds["words"].append(time.perf_counter() - start)
    return texts, seconds, n_words
