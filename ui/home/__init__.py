"""Home: samples, and the upload that the Data page has too."""

from ui.home.loading import sample_cards, upload
from ui.home.readiness import begin as get_ready

__all__ = ["get_ready", "sample_cards", "upload"]
