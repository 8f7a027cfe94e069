"""The one small family of errors that leaves embedcore on bad input, and the one check for optional packages."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec


class EmbedcoreError(ValueError):
    """Something the caller can mend: the message says what must hold, what came and what to do."""


class DataError(EmbedcoreError):
    """The data can't be used as it is."""


class ItemError(DataError):
    """One of the items can't be read. position: its place among the items given; reason: why, and what to do."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(position, reason)
        self.position, self.reason = position, reason

    def __str__(self) -> str:
        return f"the item at position {self.position} can't be read: {self.reason}"


class ParameterError(EmbedcoreError):
    """A parameter is unknown, impossible, or does not fit the data."""


class BackendMissingError(EmbedcoreError):
    """A package or model that this call needs is not on this machine."""


class Cancelled(Exception):
    """Raised by an on_progress callback to stop the work; passes through embedcore unchanged."""


def require(module: str, *, extra: str, to: str) -> None:
    """Checks that an optional package is there; call it before the import that needs it.

    module: what is imported; extra: the extra of this project that brings it (pyproject.toml); to: what it is needed
    for, as in "read Excel files".
    Raises BackendMissingError with the line that installs it.
    """
    if not is_installed(module):
        raise BackendMissingError(
            f"{module} must be installed to {to} (it is not on this machine); {how_to_install(extra)}"
        )


def is_installed(module: str) -> bool:
    """Whether a top-level module can be imported; nothing is imported to find out."""
    return find_spec(module) is not None


@cache
def how_to_install(extra: str) -> str:
    """The line that installs an extra. In a checkout that is not installed its name would lead to the package index."""
    try:
        version("embedding-explorer")
    except PackageNotFoundError:
        return f"run in the project's folder: pip install '.[{extra}]'"
    return f"run: pip install 'embedding-explorer[{extra}]'"
