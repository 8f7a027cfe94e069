"""The step from a table to vectors, on the Data page: a form for each kind of data."""

from ui.embedding.kinds import choose_kind
from ui.embedding.start import form

__all__ = ["choose_kind", "form"]
