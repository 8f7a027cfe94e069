"""The Data page: what was read, what kind of data it is, and the step from it to vectors."""

from ui.data.kinds import choose_kind, form
from ui.data.model_picker import choose_reader
from ui.data.sections import columns, left_out, preview, summary

__all__ = ["choose_kind", "choose_reader", "columns", "form", "left_out", "preview", "summary"]
