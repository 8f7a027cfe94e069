"""From the upload of 100,000 texts to their UMAP map with named groups, in the browser: seconds and memory."""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import growth, report
from benchmarks.dashboard import Visitor, running_server
from benchmarks.memory import Sampler, total
from benchmarks.report import Report, Table, seconds, verdict
from driving.running import running_browser

ROWS = 100_000
LIMIT_S, LIMIT_MB = 120.0, 2_000.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=ROWS)


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "numpy", "numba", "playwright"),
        rows=f"{options.rows:,}",
        data="pairs of questions of banking77, all different",
    )
    steps: dict[str, float] = {}
    with TemporaryDirectory() as place:
        folder = Path(place)
        table = growth.write_texts(folder / "texts.csv", options.rows)
        with running_server(folder) as server, running_browser() as browser:
            visitor = Visitor(browser, server.url, wait_s=1_200)
            with Sampler(server.pid) as sampler:
                start = time.perf_counter()

                def passed(step: str) -> None:
                    steps[step] = time.perf_counter() - start
                    print(f"{step}: {steps[step]:.1f} s", flush=True)

                visitor.upload(table, straight=True)
                visitor.arrived("Map", timeout=1_200_000)
                passed("file read, on the way to its map")
                visitor.method("UMAP")
                visitor.map.drawn(timeout=1_200_000)
                passed("a first map is drawn")
                visitor.grouped()
                passed("its groups have names")
                visitor.wait_for_map()
                passed("the UMAP map stands and nothing goes on")
                size_mb = table.stat().st_size / 1e6
            said = visitor.text()
            visitor.close()
    peak = total(sampler.peak).pss
    whole = steps["the UMAP map stands and nothing goes on"]
    return Report(
        name="large",
        title=f"{options.rows:,} texts in the dashboard",
        conditions=conditions,
        tables=[
            Table("", ["until", "seconds"], [[step, seconds(at)] for step, at in steps.items()]),
            Table(
                "Against the limits",
                ["what", "measured", "limit", "kept"],
                [
                    ["UMAP map with named groups, s", seconds(whole), f"{LIMIT_S:.0f}", verdict(whole, LIMIT_S)],
                    ["peak of all processes, MB of PSS", f"{peak:,.0f}", f"{LIMIT_MB:,.0f}", verdict(peak, LIMIT_MB)],
                ],
            ),
            Table(
                "Memory at the peak",
                ["process", "PSS, MB"],
                [[role, f"{memory.pss:,.0f}"] for role, memory in sampler.peak.items()],
            ),
        ],
        figures={"seconds": steps, "peak_mb": {role: vars(memory) for role, memory in sampler.peak.items()}},
        notes=[
            f"A file of {size_mb:.0f} MB. The model is the one that the page proposes for so many texts: "
            f"{'all-MiniLM-L6-v2-static' if 'MiniLM-L6-v2-static' in said else 'another, see the page'}.",
            "Since the file was chosen. The last line waits two seconds more, in which nothing may begin again.",
        ],
    )
