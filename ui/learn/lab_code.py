"""The code that the lab's last cell prints, made of what was found; the notebook has this function, too."""

import json
from hashlib import blake2b


def code_of(found: dict[str, object]) -> str:
    """A code of ten letters and digits that is the same whenever the same was found."""
    written = json.dumps(found, sort_keys=True, ensure_ascii=True).encode("ascii")
    digest = blake2b(written, key=b"embedding explorer lab", digest_size=5).hexdigest().upper()
    return f"LAB-{digest[:5]}-{digest[5:]}"
