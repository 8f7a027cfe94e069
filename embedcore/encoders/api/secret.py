"""A key that shows itself nowhere, and text from a server with the key taken out."""

from typing import NoReturn, Self

from embedcore.errors import ParameterError

_SHOWN = "[key]"
_LEAST_PART = 6


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
        kept: list[str] = []
        key, lower = self._value.lower(), text.lower()
        if len(lower) != len(text):  # letters that become two when lowered; no key has any
            lower = text
        start = 0
        while start < len(text):
            end = start + _LEAST_PART
            if end <= len(text) and lower[start:end] in key:
                while end < len(text) and lower[start : end + 1] in key:
                    end += 1
                kept.append(_SHOWN)
                start = end
            else:
                kept.append(text[start])
                start += 1
        return "".join(kept)

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
