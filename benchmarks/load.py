"""How long a search takes while many visitors work at once, through the queue and real workers, as the pages do."""

import argparse
import csv
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import environ
from tempfile import TemporaryDirectory

import numpy as np

import embedcore as ec
from benchmarks import data, report
from benchmarks.report import Report, Table, seconds, verdict
from embedcore import jobs
from embedcore.scores import first_threshold

VISITORS = 20
SEARCHES = 10
THINKING_S = (1.0, 4.0)
OWN_ROWS = 1_000
LIMIT_S = 2.0
PAGE_LOOKS_S = 1.0
"""How often a page looks whether its work is done."""


@dataclass(eq=False)
class Times:
    """Seconds. ready: until the visitor's data has vectors. known: from then until what scores mean is known."""

    ready: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--visitors", type=int, default=VISITORS, help=f"at once (default {VISITORS})")
    parser.add_argument("--searches", type=int, default=SEARCHES, help=f"of each visitor (default {SEARCHES})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "umap-learn"),
        rows=f"{OWN_ROWS:,} of each visitor with a table of their own, {data.ALL_ROWS:,} of the heavy one",
        data=f"{data.NAME}; test questions as searches",
    )
    with data.csv_path("test.csv").open(encoding="utf-8", newline="") as source:
        asked = [text for text, _ in list(csv.reader(source))[1:]]
    times = Times()
    with TemporaryDirectory() as cache:
        environ["EMBEDCORE_CACHE_DIR"] = cache  # empty: nothing was embedded before
        queue = jobs.JobQueue()
        with ThreadPoolExecutor(options.visitors + 1) as pool:
            heavy = pool.submit(_heavy, queue)
            visits = [
                pool.submit(_visit, queue, number, asked[number :: options.visitors][: options.searches + 1], times)
                for number in range(options.visitors)
            ]
            for visit in visits:
                visit.result()
            long_work = [
                f"{job.what}: {job.done:,} of {job.total:,}" for job in queue.jobs() if "heavy" in job.sessions
            ]
            for job in queue.jobs():
                queue.cancel(job, session="heavy")
            heavy.result()
        queue.close()
    return Report(
        name="load",
        title=f"{options.visitors} visitors at once",
        conditions=conditions,
        tables=[_table(times)],
        figures={**{f"{name}_s": found for name, found in vars(times).items()}, "long_work": long_work},
        notes=[
            "All begin at the same moment on a server without any worker. Every second visitor opens the same table, "
            "the others bring one of their own. Each embeds it, asks for its UMAP map and its groups, and searches at "
            f"once, then {options.searches} times more with {THINKING_S[0]:.0f} to {THINKING_S[1]:.0f} s between.",
            f"Beside them one visitor embeds {data.ALL_ROWS:,} rows and maps them by t-SNE; when the last search "
            f"was answered, it had come to {'; '.join(long_work)}.",
            "A search: the phrase to a vector, every row's score, the suggested threshold; as long as what scores mean "
            "in this data is not known, that of groups of usual size. The first search is asked as soon as there are "
            f"vectors; whether the meaning is known, a page looks every {PAGE_LOOKS_S:.0f} second.",
            "Queue, workers and the threads of the visitors share the cores; drawing and the network are not in it.",
        ],
    )


def _dataset(n_rows: int, whose: str) -> ec.Dataset:
    """Rows evenly spread over the table. whose: written behind each text, so that nobody else's are the same."""
    with data.csv_path().open(encoding="utf-8", newline="") as source:
        texts = [text for text, _ in list(csv.reader(source))[1:]]
    return ec.Dataset.from_texts([f"{texts[row * len(texts) // n_rows]}{whose}" for row in range(n_rows)])


def _heavy(queue: jobs.JobQueue) -> None:
    """Long work of one visitor, for as long as the others search."""
    dataset = _dataset(data.ALL_ROWS, "")
    job = jobs.embed(queue, dataset, jobs.DEFAULT_CHOICE, session="heavy")
    while job.active:
        time.sleep(0.1)
    if job.state == "done":
        space = jobs.space_of(queue, dataset, job.result, jobs.DEFAULT_CHOICE, "cosine")
        jobs.project(queue, space, jobs.MapRequest("tsne"), session="heavy")


def _visit(queue: jobs.JobQueue, number: int, phrases: list[str], times: Times) -> None:
    me, thinking = f"visitor {number}", random.Random(number)
    dataset = _dataset(OWN_ROWS, f" ({number})" if number % 2 else " (shared)")
    begun = time.monotonic()
    made = _done(jobs.embed(queue, dataset, jobs.DEFAULT_CHOICE, session=me)).result
    space = jobs.space_of(queue, dataset, made, jobs.DEFAULT_CHOICE, "cosine")
    times.ready.append(time.monotonic() - begun)
    jobs.project(queue, space, jobs.MapRequest(), session=me)
    jobs.cluster(queue, space, "auto", session=me)
    begun = time.monotonic()
    work = jobs.calibration_jobs(queue, space, session=me)
    _search(space, phrases[0], work)
    times.first.append(time.monotonic() - begun)
    while any(job.active for job in work):
        time.sleep(PAGE_LOOKS_S)
    times.known.append(time.monotonic() - begun)
    for phrase in phrases[1:]:
        time.sleep(thinking.uniform(*THINKING_S))
        begun = time.monotonic()
        _search(space, phrase, work)
        times.later.append(time.monotonic() - begun)


def _search(space: ec.EmbeddingSpace, phrase: str, calibrated: list[jobs.Job]) -> None:
    assert space.encoder is not None
    ranking = ec.search(space, space.encoder.encode([phrase])[0], n_neighbors=None)
    if all(job.state == "done" for job in calibrated):
        jobs.calibration(space, calibrated).threshold(ranking.scores)
    else:
        first_threshold(ranking.scores, space.metric)


def _done(job: jobs.Job) -> jobs.Job:
    while job.active:
        time.sleep(0.05)
    if job.state != "done":
        raise SystemExit(f"the work must be done (it is {job.state}: {job.error})")
    return job


def _table(times: Times) -> Table:
    rows = [
        ["the data has vectors", *_spread(times.ready), ""],
        ["first search", *_spread(times.first), verdict(_p95(times.first), LIMIT_S)],
        ["what scores mean is known", *_spread(times.known), ""],
        ["later search", *_spread(times.later), verdict(_p95(times.later), LIMIT_S)],
    ]
    columns = ["", "times", "median", "95th percentile", "longest", f"95th percentile at most {LIMIT_S:.0f} s"]
    return Table("Seconds", columns, rows)


def _p95(times: list[float]) -> float:
    return float(np.percentile(times, 95))


def _spread(times: list[float]) -> list[str]:
    return [f"{len(times):,}", *map(seconds, (float(np.median(times)), _p95(times), max(times)))]
