"""How each stage grows from 1,000 to 1,000,000 rows of text, with the static model; a table and a chart.

Each size in a new process with an empty cache of vectors.
"""

import argparse
from html import escape
from math import log10
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import growth, report
from benchmarks.growth_step import MODEL, MOST_GRAPH_ROWS
from benchmarks.report import RESULTS, Report, Table, seconds

SIZES = (1_000, 10_000, 100_000, 1_000_000)
STAGES = {
    "read": "read the table",
    "embed": f"embed ({MODEL})",
    "search": "one search",
    "graph": "neighbours of all rows",
    "groups": "groups with names",
    "pca": "PCA map",
    "umap": "UMAP map",
}
COLOURS = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#a463f2", "#97bbf5", "#3ca951")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 820, 480, 70, 210, 20, 50
TEXT = 'font-family="sans-serif" font-size="13" fill="#555"'


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=max(SIZES), help="leave out the sizes beyond")
    parser.add_argument("--limit", type=float, default=600, help="seconds for each size")


def measure(options: argparse.Namespace) -> Report:
    sizes = [size for size in SIZES if size <= options.rows] or [options.rows]
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "numba"),
        rows=", ".join(f"{size:,}" for size in sizes),
        data="two questions of banking77 train in one text, drawn at random, all different",
    )
    found: dict[int, dict[str, Any]] = {}
    with TemporaryDirectory() as place:
        for size in sizes:
            print(f"{size:,} rows ...", flush=True)
            folder = Path(place) / str(size)
            folder.mkdir()
            source = growth.write_texts(folder / "texts.csv", size)
            found[size] = growth.measured("texts", source, folder, limit_s=options.limit, cache=folder / "cache")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "stages.svg").write_text(chart(found), encoding="utf-8")
    rows = [[title, *(_cell(each, stage) for each in found.values())] for stage, title in STAGES.items()]
    columns = ["stage", *(f"{size:,} rows" for size in found)]
    peaks = ["peak of the memory, MB", *(_peak(each) for each in found.values())]
    return Report(
        name="stages",
        title="How each stage grows with the number of rows",
        conditions=conditions,
        tables=[Table("Seconds on the clock (of all cores together)", columns, [*rows, peaks])],
        figures={"sizes": {str(size): each for size, each in found.items()}},
        notes=[
            "![How each stage grows](stages.svg)",
            "The graph is exact up to 20,000 rows. The UMAP map is made from the graph where that was measured before "
            f"it; beyond {MOST_GRAPH_ROWS:,} rows it makes one of its own, of a sample.",
            *(f"{size:,} rows: {each['ended']}" for size, each in found.items() if each["ended"]),
            *(f"{size:,} rows: {note}" for size, each in found.items() for note in each.get("notes", ())),
        ],
    )


def _cell(run: dict[str, Any], stage: str) -> str:
    figures = run["stages"].get(stage)
    if figures is None:
        return "-"
    if "cpu_seconds" not in figures:
        return f"{figures['seconds']:.4f}"
    return f"{seconds(figures['seconds'])} ({seconds(figures['cpu_seconds'])})"


def _peak(run: dict[str, Any]) -> str:
    return f"{max((each['peak_mb'] for each in run['stages'].values()), default=0):,.0f}"


def chart(found: dict[int, dict[str, Any]]) -> str:
    """An SVG of seconds by rows, both on logarithmic axes, a line a stage."""
    lines = {
        stage: [(rows, run["stages"][stage]["seconds"]) for rows, run in found.items() if stage in run["stages"]]
        for stage in STAGES
    }
    every = [max(value, 1e-4) for line in lines.values() for _, value in line] or [1.0]
    low, high = int(log10(min(every)) // 1), int(-(-log10(max(every)) // 1))
    first, last = log10(min(found)), max(log10(max(found)), log10(min(found)) + 1)

    def at(rows: int, value: float) -> tuple[float, float]:
        across = (log10(rows) - first) / (last - first) * (WIDTH - LEFT - RIGHT)
        up = (log10(max(value, 1e-4)) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
        return LEFT + across, HEIGHT - BOTTOM - up

    parts = []
    for power in range(low, high + 1):
        _, y = at(min(found), 10.0**power)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" {TEXT}>{10.0**power:g} s</text>')
    for rows in found:
        x, _ = at(rows, 1.0)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle" {TEXT}>{rows:,} rows</text>')
    ends = []
    for (stage, line), colour in zip(lines.items(), COLOURS, strict=True):
        if not line:
            continue
        points = [at(*point) for point in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], points[-1][0], STAGES[stage], colour))
    below = 0.0
    for y, x, title, colour in sorted(ends):  # names that would lie on each other move down
        below = max(y, below + 17)
        parts.append(
            f'<text x="{x + 12:.1f}" y="{below + 4:.1f}" font-family="sans-serif" font-size="13" fill="{colour}">'
            f"{escape(title)}</text>"
        )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )
