"""Home: samples, and the upload that the Data page has too."""

from ui.home.loading import open_button, open_sample, sample_cards, upload
from ui.home.readiness import begin as get_ready
from ui.home.reading import Read, read
from ui.home.straight import goes_straight

__all__ = ["Read", "get_ready", "goes_straight", "open_button", "open_sample", "read", "sample_cards", "upload"]
