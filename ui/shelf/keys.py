"""The keys by which this server knows a browser again: 256 random bits, signed, so that no other is taken."""

import hmac
import secrets
from hashlib import sha256

_SECRET = secrets.token_bytes(32)
"""Of this process; what is kept ends with it, too."""


def new_key() -> str:
    """A key that no other browser has."""
    random = secrets.token_urlsafe(32)
    return f"{random}.{_signature(random)}"


def is_of(key: object) -> bool:
    """Whether this server made that key, whatever it is."""
    if not isinstance(key, str) or not key.isascii():
        return False
    random, _, signature = key.partition(".")
    return hmac.compare_digest(signature, _signature(random))


def _signature(random: str) -> str:
    return hmac.new(_SECRET, random.encode("ascii"), sha256).hexdigest()
