"""What every test shares: names of cases that are the same in each process, and a word on missing public data."""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

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
LONGEST = (
    "browser/test_app_", "ui/", "measured/test_banking77", "browser/test_map_in_browser", "core/encoders/test_static"
)  # fmt: skip
"""What takes a minute and more, longest first: it is begun first, so that no process is left with it at the end."""
THROUGH_WORKERS = {"queue_of_the_session", "shared", "own"}
"""Fixtures that start worker processes."""


class TogetherScheduling(LoadScopeScheduling):
    """Hands a file's tests to one process, and those of files that belong together to the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0].removeprefix("tests/")
        return next((TOGETHER[start] for start in TOGETHER if file.startswith(start)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherScheduling:
    return TogetherScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        file = item.nodeid.removeprefix("tests/")
        return next((place for place, start in enumerate(LONGEST) if file.startswith(start)), len(LONGEST))

    items.sort(key=place)


def pytest_itemcollected(item: pytest.Item) -> None:
    parameters = item.callspec.params if hasattr(item, "callspec") else ()
    if THROUGH_WORKERS.intersection(getattr(item, "fixturenames", ())).difference(parameters):
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
