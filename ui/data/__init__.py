"""The Data page: what was read, what kind of data it is, and the step from it to vectors."""

from ui.data.how_read import how_read
from ui.data.kinds import choose_kind, form
from ui.data.model_picker import KEY_NAME, OPTIONAL_KEY_LABEL, choose_reader, typed_key
from ui.data.sections import ask, columns, first_rows, left_out, summary, text_column

__all__ = [
    "KEY_NAME",
    "OPTIONAL_KEY_LABEL",
    "ask",
    "choose_kind",
    "choose_reader",
    "columns",
    "first_rows",
    "form",
    "how_read",
    "left_out",
    "summary",
    "text_column",
    "typed_key",
]
