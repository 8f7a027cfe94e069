"""The public demo: cold start, and memory of all processes on the sample's whole way, confined as on a small host."""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report
from benchmarks.memory import Reading, total
from benchmarks.report import Report, Table, seconds, verdict
from benchmarks.small_host import Way, from_checkout, from_image, limited, walk
from driving.confined import why_not
from driving.running import running_browser

LIMIT_MB = 690
"""What Streamlit Community Cloud gives at least."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=LIMIT_MB, help=f"MB for all processes (default {LIMIT_MB})")
    parser.add_argument(
        "--image", type=Path, help="follow the Dockerfile below this empty folder, and start what it made"
    )
    parser.add_argument("--python", default="python3.11", help="with --image: stands for the image's Python")
    parser.add_argument(
        "--build-arg", action="append", default=[], metavar="NAME=VALUE", help="with --image: as of docker build"
    )


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "openvino", "umap-learn", "numba", "playwright"),
        rows="1,694",
        data="the support tickets sample",
    )
    problem = why_not()
    with TemporaryDirectory() as temporary, running_browser() as browser:
        folder = Path(temporary)
        folder.chmod(0o755)
        started = time.perf_counter()
        server = (
            from_image(options.image, options.python, options.build_arg)
            if options.image
            else from_checkout(folder / "writable")
        )
        print(f"made ready in {time.perf_counter() - started:.0f} s", flush=True)
        with limited(options.limit, server.writable, problem) as place:
            way = walk(browser, folder / "server.log", server, place)
    return Report(
        name="demo_image" if options.image else "demo",
        title="The public demo on a small host" + (", as the Dockerfile makes it" if options.image else ""),
        conditions=conditions,
        tables=[_verdicts(way, options.limit), _steps(way), _peak(way)],
        figures={
            "limit_mb": options.limit,
            "confined": not problem,
            "killed": way.n_killed,
            "steps": {
                what: {"seconds": took, "then": _figures(then), "peak": _figures(peak)}
                for what, (took, then, peak) in way.steps.items()
            },
        },
        notes=_notes(way, options, problem),
    )


def _figures(reading: Reading) -> dict[str, dict[str, float]]:
    return {role: vars(memory) for role, memory in reading.items()}


def _highest(way: Way) -> tuple[str, Reading]:
    """The step with the highest peak, and that peak."""
    what = max(way.steps, key=lambda step: total(way.steps[step][2]).pss)
    return what, way.steps[what][2]


def _verdicts(way: Way, limit_mb: int) -> Table:
    what, reading = _highest(way)
    highest = total(reading).pss
    rows = [
        [f"all processes at their peak ({what}), MB", f"{highest:.0f}", str(limit_mb), verdict(highest, limit_mb)],
        ["processes that the system ended for want of memory", str(way.n_killed), "0", verdict(way.n_killed, 0)],
    ]
    return Table("", ["what", "measured", "limit", "within"], rows)


def _steps(way: Way) -> Table:
    rows = [
        [what, seconds(took), f"{total(then).pss:.0f}", f"{total(peak).pss:.0f}", ", ".join(sorted(then))]
        for what, (took, then, peak) in way.steps.items()
    ]
    return Table(
        "The way, step by step",
        ["step", "seconds", "all then, MB", "all at the peak of the step, MB", "processes then"],
        rows,
    )


def _peak(way: Way) -> Table:
    what, reading = _highest(way)
    memories = {**reading, "all": total(reading)}
    rows = [[role, f"{memory.rss:.0f}", f"{memory.pss:.0f}"] for role, memory in memories.items()]
    return Table(f"At the highest peak ({what})", ["process", "RSS, MB", "PSS, MB"], rows)


def _notes(way: Way, options: argparse.Namespace, problem: str) -> list[str]:
    caches = "those of the image" if options.image else "empty, so that the code of the maps is compiled on the way"
    notes = [
        "MB is 10^6 bytes of PSS: pages shared by several processes are counted once, and those that processes beside "
        "the server use, too (of the same installation), in part; with --image there are none. Read every 0.2 s. "
        "The browser is not counted and not confined. The server is closed (no EMBEDCORE_PRIVATE_USE); its caches are "
        f"{caches}.",
        "The first step begins with the start of the process; all others with a click, and end when the page has shown "
        "no work for a second (which is counted). Browser and server share the cores.",
    ]
    if problem:
        notes.append(f"NOT CONFINED, since {problem}: the memory is that of processes which might have had more.")
    else:
        notes.append(
            f"The system let all processes together have {options.limit} MB, on a file system that is read-only but "
            f"for one folder, as a user without any right. It counted {way.confined_peak:.0f} MB at most, with files "
            "that it keeps in memory as long as there is room, but without those that it had there before."
        )
    if options.image:
        notes.append(
            "The steps of the Dockerfile were followed without Docker: what .dockerignore leaves was copied into an "
            "empty folder, requirements.txt installed into a new environment, and the command of CMD started there. "
            "The health check answers."
        )
    notes.append(f"What the server wrote into that folder: {'; '.join(sorted(way.written)) or 'nothing'}.")
    return notes
