"""The public data beside the project; tests that need it are skipped where it is not there, and the summary says so."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("EMBEDCORE_TEST_DATA", ROOT.parent / "shared" / "data"))
MISSING = "public test data isn't there"


def public_data(*parts: str) -> Path:
    """A file of the public data, such as ("banking77", "train.csv"); skips the test where it is missing."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{MISSING}: {path}")
    return path
