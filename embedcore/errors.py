"""The one small family of errors that leaves embedcore on bad input."""


class EmbedcoreError(ValueError):
    """Something the caller can mend: the message says what must hold, what came and what to do."""


class DataError(EmbedcoreError):
    """The data can't be used as it is."""


class ParameterError(EmbedcoreError):
    """A parameter is unknown, impossible, or does not fit the data."""


class BackendMissingError(EmbedcoreError):
    """A package or model that this call needs is not on this machine."""


class Cancelled(Exception):
    """Raised by an on_progress callback to stop the work; passes through embedcore unchanged."""
