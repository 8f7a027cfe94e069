"""Makes both notebooks of source.py: python -m docs.lab.make (with --run it runs the solutions for the code)."""

import inspect
import json
import os
import re
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ui.learn import lab_code

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
SOURCE, TASKS, SOLUTIONS, ACCEPTED = (
    FOLDER / name for name in ("source.py", "lab.ipynb", "lab_solutions.ipynb", "accepted.txt")
)
_CELL = re.compile(r"^# %%(?: \[(\w+)\])?$", re.MULTILINE)
LAST = "print(code_of(found))"


@dataclass(frozen=True)
class Cell:
    """kind: markdown, task, check, code (the end), or empty for plain code."""

    kind: str
    text: str


def cells() -> list[Cell]:
    _, *parts = _CELL.split(SOURCE.read_text(encoding="utf-8"))
    return [Cell(kind or "", text.strip("\n")) for kind, text in zip(parts[::2], parts[1::2], strict=True)]


def notebook(*, solutions: bool) -> str:
    """The notebook as it lies in its file."""
    made = [_cell(place, cell, solutions=solutions) for place, cell in enumerate(cells())]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _cell(place: int, cell: Cell, *, solutions: bool) -> dict[str, object]:
    text, kind = cell.text, "code"
    if cell.kind == "markdown":
        kind = "markdown"
        text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
        text = text.replace("{of_solutions}", " (with solutions)" if solutions else "")
    elif cell.kind == "task" and not solutions:
        lines = text.splitlines()
        n_asked = next(number for number, line in enumerate(lines) if not line.startswith("#"))
        text = "\n".join([*lines[:n_asked], ""])
    elif cell.kind == "code":
        text = _end()
    made: dict[str, object] = {"cell_type": kind, "id": f"lab-{place:02d}", "metadata": {}}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return {**made, "source": text.splitlines(keepends=True)}


def _end() -> str:
    """The function that the page has, too, and the call."""
    imports = "import json\nfrom hashlib import blake2b"
    return f"{imports}\n\n\n{inspect.getsource(lab_code.code_of).rstrip()}\n\n\n{LAST}"


def digest_of(code: str) -> str:
    """What is kept of the accepted code."""
    return sha256(code.encode()).hexdigest()


def run_solutions() -> tuple[str, float]:
    """Runs the notebook with the solutions; the code that its last cell prints, and the seconds it took."""
    import time

    import nbformat
    from nbclient import NotebookClient

    ready = nbformat.reads(notebook(solutions=True), as_version=4)
    begun = time.perf_counter()
    client = NotebookClient(ready, timeout=600, resources={"metadata": {"path": str(FOLDER)}})
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])  # where nothing is installed
    client.execute(env={**os.environ, "PYTHONPATH": path})
    return ready.cells[-1].outputs[0]["text"].strip(), time.perf_counter() - begun


def main() -> None:
    TASKS.write_text(notebook(solutions=False), encoding="utf-8")
    SOLUTIONS.write_text(notebook(solutions=True), encoding="utf-8")
    if "--run" in sys.argv:
        code, seconds = run_solutions()
        ACCEPTED.write_text(f"{digest_of(code)}\n", encoding="utf-8")
        print(f"the solutions ran in {seconds:.0f} s")


if __name__ == "__main__":
    main()
