"""The step from a table to vectors, on the Data page: a form for each kind of data."""

from ui.data.form import form
from ui.data.kinds import choose_kind

__all__ = ["choose_kind", "form"]
