"""What the Streamlit tests share: a cache folder of their own, and short-lived workers that end with the tests."""

from collections.abc import Iterator

import pytest

from ui import cache


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path_factory.mktemp("vectors")))
        patch.setenv("EMBEDDING_EXPLORER_IDLE_S", "30")
        yield


@pytest.fixture(scope="module")
def queue_ends() -> Iterator[None]:
    cache.job_queue.clear()
    yield
    cache.job_queue().close()
    cache.job_queue.clear()
