"""The Compare page: what another model, metric or number of dimensions would change, and whether it is worth it."""

from ui.compare.page import page

__all__ = ["page"]
