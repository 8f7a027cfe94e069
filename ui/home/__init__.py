"""Home: samples, and the upload that the Data page has too."""

from ui.home.loading import sample_cards, upload

__all__ = ["sample_cards", "upload"]
