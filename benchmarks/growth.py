"""What `stages` and `million` have in common: texts of any number, and a process for each size."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import data


def write_texts(target: Path, n_rows: int) -> Path:
    """Writes n_rows distinct texts, each two questions of banking77 drawn at random, as a CSV file; returns target."""
    with data.csv_path().open(encoding="utf-8", newline="") as source:
        questions = [row["text"] for row in csv.DictReader(source)]
    rng = np.random.default_rng(0)
    pairs = np.empty(0, dtype=np.int64)
    while len(pairs) < n_rows:
        more = rng.integers(len(questions) ** 2, size=n_rows + n_rows // 10)
        pairs = np.unique(np.concatenate([pairs, more]))
    pairs = rng.permutation(pairs)[:n_rows]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["text", "number"])
        for number, (one, other) in enumerate(zip(*np.divmod(pairs, len(questions)), strict=True)):
            writer.writerow([f"{questions[one]} {questions[other]}", number])
    return target


def measured(kind: str, source: Path, folder: Path, *methods: str, limit_s: float, cache: Path) -> dict[str, Any]:
    """The stages that a new process did within the time: see growth_step. ended: why it did no more, else empty."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "steps.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.growth_step", kind, str(source), str(folder), *methods]
    ended = ""
    try:
        environment = {**os.environ, "EMBEDCORE_CACHE_DIR": str(cache)}
        subprocess.run(command, cwd=data.ROOT, env=environment, check=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        ended = f"stopped after {limit_s:.0f} s"
    except subprocess.CalledProcessError as error:
        ended = f"ended with code {error.returncode}"
    file = folder / "steps.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"stages": {}}
    return {**found, "ended": ended}
