"""The keys by which this server knows a browser again: 256 random bits, signed, so that no other is taken."""

import hmac
import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from embedcore.files import cache_dir
from ui.shelf.disk import FOLDER, DiskLimits

_SECRET_BYTES = 32


@cache
def _secret() -> bytes:
    """Of this process, since what is kept ends with it; where work is saved on the disk, the one beside it."""
    if DiskLimits.here().is_on:
        try:
            return _kept_secret(cache_dir() / FOLDER / "key")
        except OSError:  # then nothing can be saved there, either
            pass
    return secrets.token_bytes(_SECRET_BYTES)


def _kept_secret(path: Path) -> bytes:
    """That of the file, which is made where there is none. Raises OSError where it can't be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f"key-{secrets.token_hex(8)}")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
    try:
        os.link(made, path)  # of two servers that start at once, one is first
    except FileExistsError:
        pass
    finally:
        made.unlink()
    found = path.read_bytes()
    if len(found) != _SECRET_BYTES:
        raise OSError("the key is not whole")
    return found


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
    return hmac.new(_secret(), random.encode("ascii"), sha256).hexdigest()
