"""python benchmarks/run.py NAME [options]: measures, prints the tables and writes results/NAME.md and .json."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "pipeline",
    "memory",
    "responsiveness",
    "graph",
    "placement",
    "threshold",
    "latency",
    "truth",
    "sts",
    "models",
    "typing",
    "recommend",
    "load",
    "stages",
    "million",
    "start",
    "large",
    "drawing",
    "labels",
    "duplicates",
    "names",
    "how_many",
    "trust",
    "compare",
    "adapt",
    "apart",
    "demo",
    "saving",
    "shared_file",
)


def main() -> None:
    # The project's root in place of this folder, so that "benchmarks", "embedcore" and "ui" are found.
    sys.path[0] = str(ROOT)
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="name", required=True)
    modules = {name: import_module(f"benchmarks.{name}") for name in NAMES}
    for name, module in modules.items():
        module.add_options(commands.add_parser(name, help=module.__doc__.splitlines()[0], description=module.__doc__))
    options = parser.parse_args()
    report = modules[options.name].measure(options)
    print(report.write())


if __name__ == "__main__":
    main()
