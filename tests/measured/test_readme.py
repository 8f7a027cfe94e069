"""The Python in the README runs, and prints what a reader is told to expect."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.measured

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_in_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert blocks
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    (ROOT / "tickets.embx").unlink(missing_ok=True)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert len(lines) == 18
    assert "(1694, 2)" in lines[5]
    assert "RecommendQuality(n_users=400" in lines[-1]
