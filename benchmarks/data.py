"""The public data that is measured on: banking77 (Casanueva et al. 2020, CC BY 4.0), training part."""

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedcore.space.space import EmbeddingSpace

ROOT = Path(__file__).resolve().parent.parent
NAME = "banking77 train"
ALL_ROWS = 10_003


def csv_path(file: str = "train.csv") -> Path:
    """train.csv or test.csv in the data folder; ends the command with a sentence where it is not there."""
    folder = Path(os.environ.get("EMBEDCORE_TEST_DATA", ROOT.parent / "shared" / "data"))
    path = folder / "banking77" / file
    if not path.is_file():
        raise SystemExit(f"banking77/{file} must be there; set EMBEDCORE_TEST_DATA to the folder that holds banking77")
    return path


def folder(name: str) -> Path:
    """A folder of the public data; ends the command with a sentence where it is not there."""
    found = Path(os.environ.get("EMBEDCORE_TEST_DATA", ROOT.parent / "shared" / "data")) / name
    if not found.is_dir():
        raise SystemExit(f"{name} must be there; set EMBEDCORE_TEST_DATA to the folder that holds {name}")
    return found


def write_csv(target: Path, n_rows: int, *, ending: str = "") -> Path:
    """Writes n_rows of the table, evenly spread over it (it is sorted by category), and returns target.

    ending: added to every text, so that nothing of it was ever embedded before.
    """
    with csv_path().open(encoding="utf-8", newline="") as source:
        header, *rows = csv.reader(source)
    n_rows = min(n_rows, len(rows))
    chosen = [rows[position * len(rows) // n_rows] for position in range(n_rows)]
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *([text + ending, category] for text, category in chosen)])
    return target


def space(n_rows: int) -> "EmbeddingSpace":
    """n_rows of the texts, embedded (from the disk cache where it has them)."""
    from tempfile import TemporaryDirectory

    import embedcore as ec

    with TemporaryDirectory() as folder:
        dataset = ec.read_table(write_csv(Path(folder) / "banking77.csv", n_rows), text_column="text")
        return ec.embed(dataset)
