"""Home: samples, and the upload that the Data page has too."""

from ui.home.loading import upload
from ui.home.sample_cards import sample_cards

__all__ = ["sample_cards", "upload"]
