"""What the measured tests share with those of the core: a cache folder of their own, and the model loaded once."""

from tests.core.conftest import cache_folder, minilm

__all__ = ["cache_folder", "minilm"]
