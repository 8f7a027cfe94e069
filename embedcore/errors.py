"""The one small family of errors that leaves embedcore on bad input."""


class EmbedcoreError(ValueError):
    """Something the caller can mend: the message says what must hold, what came and what to do."""


class DataError(EmbedcoreError):
    """The data can't be used as it is."""


class ItemError(DataError):
    """One of the items can't be read. position: its place among the items given; reason: why, and what to do."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"the item at position {position} can't be read: {reason}")
        self.position, self.reason = position, reason


class ParameterError(EmbedcoreError):
    """A parameter is unknown, impossible, or does not fit the data."""


class BackendMissingError(EmbedcoreError):
    """A package or model that this call needs is not on this machine."""


class Cancelled(Exception):
    """Raised by an on_progress callback to stop the work; passes through embedcore unchanged."""
