"""Short names of what a dataset holds, for caches and jobs."""

from collections.abc import Sequence
from hashlib import blake2b


def digest_of(items: Sequence[str] | Sequence[bytes]) -> bytes:
    """16 bytes that name these texts or pictures, in their order."""
    content = [item if isinstance(item, bytes) else item.encode() for item in items]
    return blake2b(b"\x00".join(content), digest_size=16).digest()
