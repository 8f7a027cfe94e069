"""A key that shows itself nowhere, and text from a server with the key taken out."""

import re
from typing import NoReturn, Self

from embedcore.errors import ParameterError

_SHOWN = "[key]"
_PART = 6


class Secret:
    """An API key: hidden from repr, str and format, never pickled, copied only by reference."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Raises ParameterError, without the key, for one that can't be sent."""
        if not isinstance(value, str):
            raise ParameterError(f"api_key must be a str (got {type(value).__name__}); give the key as text")
        stripped = value.strip()
        if not stripped:
            raise ParameterError("api_key must be a key (got nothing but white space); give one, or None")
        if not (stripped.isascii() and stripped.isprintable() and " " not in stripped):
            raise ParameterError(
                f"api_key must be letters, digits and signs without spaces (got {len(stripped)} characters, "
                "some of which are none of these); copy it again"
            )
        self._value = stripped

    def reveal(self) -> str:
        """The key itself, for the one header that needs it."""
        return self._value

    def scrub(self, text: str) -> str:
        """The text with the key, and every part of it of at least 6 characters in upper or lower case, replaced."""
        key = self._value.lower()
        starts = [place for place in range(len(text) - _PART + 1) if text[place : place + _PART].lower() in key]
        hidden = {place for start in starts for place in range(start, start + _PART)}
        shown = "".join("\0" if place in hidden else letter for place, letter in enumerate(text))
        return re.sub("\0+", _SHOWN, shown)

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled; give it again where it is needed")
