"""What every test shares: names of cases that are the same in each process, and a word on missing public data."""

import os
from pathlib import Path

import pytest

from tests.public_data import FOLDER, MISSING

# Several test processes share the cores; threads that wait spin, which makes short runs of t-SNE many times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


TOGETHER = {
    "browser/test_app_": "the app",  # one server, its workers, its maps and one browser for all
    "ui/": "the pages",  # the workers that all pages share
    "core/encoders/test_clip": "the library",  # sentence-transformers, which imports for seconds
    "core/encoders/test_encoders": "the library",
    "core/encoders/test_hub": "the library",
}
"""Files, by how their path in tests begins, that prepare the same and so belong in one test process."""
THROUGH_WORKERS = {"queue_of_the_session", "shared", "own"}
"""Fixtures that start worker processes."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(here).as_posix()
        together = next((group for start, group in TOGETHER.items() if file.startswith(start)), file)
        item.add_marker(pytest.mark.xdist_group(together))
        fixtures = set(getattr(item, "fixturenames", ())) - set(
            getattr(item, "callspec", item).__dict__.get("params", ())
        )
        if not THROUGH_WORKERS.isdisjoint(fixtures):
            item.add_marker("whole")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed bytes hold the time of packing, functions their address: such cases go by their argument's name."""
    return argname if isinstance(val, bytes) or callable(val) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nothing is skipped silently."""
    without_data = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if without_data:
        n_tests = f"{len(without_data)} test" + "s" * (len(without_data) > 1)
        terminalreporter.write_line(
            f"{n_tests} skipped for want of public data, which is looked for in {FOLDER} (EMBEDCORE_TEST_DATA); "
            "what they measure there is held on the samples, too",
            yellow=True,
        )
