"""What a measurement found and under which conditions, as a Markdown table and as JSON."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")
BUSY_LOAD = 0.5
"""A load average at the start above this means that something else was running."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Taken at the start of a measurement, before it makes load of its own.

    load_average: over the last 1, 5 and 15 minutes.
    packages: name to version; "not installed" where there is none.
    """

    date: str
    cpu: str
    cores: int
    memory_gb: float
    python: str
    load_average: tuple[float, float, float]
    other_load: bool
    packages: dict[str, str]
    rows: str
    data: str
    command: str

    def lines(self) -> list[str]:
        one, five, fifteen = self.load_average
        load = "yes, so the times are too long" if self.other_load else "no"
        return [
            f"- date: {self.date}",
            f"- machine: {self.cpu}, {self.cores} cores, {self.memory_gb:.1f} GB of memory",
            f"- other load at the start: {load} (load average {one:.2f}, {five:.2f}, {fifteen:.2f})",
            f"- Python {self.python}; " + ", ".join(f"{name} {found}" for name, found in self.packages.items()),
            f"- data: {self.data}; rows: {self.rows}",
            f"- made by: `{self.command}`",
        ]


@dataclass(frozen=True)
class Table:
    """title: may be empty. rows: cells as they are shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        head = [f"### {self.title}", ""] if self.title else []
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join([*head, *("| " + " | ".join(cells) + " |" for cells in lines)])


@dataclass(frozen=True, kw_only=True)
class Report:
    """name: the file's name in results/. figures: every measured number, for the JSON."""

    name: str
    title: str
    conditions: Conditions
    tables: Sequence[Table]
    figures: dict[str, Any]
    notes: Sequence[str] = field(default_factory=tuple)

    def write(self) -> str:
        """Writes both files, overwriting older ones, and returns the Markdown."""
        parts = [
            f"# {self.title}",
            "\n".join(self.conditions.lines()),
            *(table.markdown() for table in self.tables),
        ]
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        text = "\n\n".join(parts) + "\n"
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{self.name}.md").write_text(text, encoding="utf-8")
        content = {"title": self.title, "conditions": asdict(self.conditions), **self.figures, "notes": self.notes}
        (RESULTS / f"{self.name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return text


def conditions(*, packages: Sequence[str], rows: str, data: str) -> Conditions:
    """Call it first: it looks at the load of the machine."""
    load = os.getloadavg()
    return Conditions(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        python=platform.python_version(),
        load_average=(round(load[0], 2), round(load[1], 2), round(load[2], 2)),
        other_load=load[0] > BUSY_LOAD,
        packages={name: _version(name) for name in packages},
        rows=rows,
        data=data,
        # Where something lies on this machine says nothing elsewhere.
        command=" ".join(
            ["python benchmarks/run.py", *(Path(arg).name if arg[:1] == "/" else arg for arg in sys.argv[1:])]
        ),
    )


def seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def verdict(measured: float, limit: float) -> str:
    return "yes" if measured <= limit else "NO"


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
