"""What the measured tests share with the core's: as in a program without the dashboard, a cache, one loaded model."""

from tests.core.conftest import a_script, cache_folder, minilm

__all__ = ["a_script", "cache_folder", "minilm"]
