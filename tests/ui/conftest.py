"""What the Streamlit tests share: a cache folder of their own, workers that end with the tests, and small samples."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests import prepared
from tests.ui import small_samples
from ui import cache, home, page_shell, samples


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("vectors")
        patch.setenv("EMBEDCORE_CACHE_DIR", str(folder))
        patch.setenv("EMBEDCORE_DATA_DIR", str(folder / "data"))
        # Workers inherit it when the first test starts them; tests of a closed app start workers of their own.
        patch.setenv("EMBEDCORE_PRIVATE_USE", "1")
        # No thread that writes behind a test; tests/ui/shelf and tests/browser/test_app_restart.py save.
        patch.setenv("EMBEDDING_EXPLORER_SAVED_MB", "0")
        yield folder


@pytest.fixture(scope="session", autouse=True)
def packages_are_scanned_once() -> Iterator[None]:
    """A server looks once through all installed packages for components; AppTest would for every app."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session")
def samples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "sample_data"
    small_samples.write(folder)
    return folder


@pytest.fixture(scope="session")
def queue_of_the_session(cache_folder: Path) -> Iterator[None]:
    """Workers are started once, and know the model and the compiled code from the first test on."""
    prepared.copy_prepared(cache_folder)
    yield
    cache.job_queue().close()


@pytest.fixture(autouse=True)
def work_ends_with_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody waits for what a test began and left, neither the next test nor the processor."""
    yield
    if "queue_of_the_session" in request.fixturenames:
        queue = cache.job_queue()
        for job in [job for job in queue.jobs() if job.active]:
            for session in set(job.sessions):
                queue.cancel(job, session=session, leave=True)


@pytest.fixture(scope="module")
def queue_ends(queue_of_the_session: None, samples_folder: Path) -> Iterator[None]:
    """For tests of pages: the samples are small, and the workers of the session end with it.

    The process for maps is started where a test draws one, not beside every test process.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "FOLDER", samples_folder)
        patch.setattr(page_shell, "MAPPER_AFTER_S", 3_600.0)
        patch.setattr(home, "get_ready", lambda: None)
        cache.sample.clear()  # others open the whole samples
        yield
        cache.sample.clear()
