"""What takes long and is the same in every run, made once for an environment: python -m tests.prepared

A cache folder with the token vectors of the static model and the vectors of the common words, from which tests copy.
It is made anew when the code that makes it has changed.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import embedcore as ec
from embedcore.encoders.minilm.static import NAME

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(sys.prefix) / "prepared-for-tests"
KEPT = 3
MADE_BY = ("embedcore/encoders/minilm/*.py", "embedcore/encoders/vector_cache.py", "embedcore/space/vocabulary.py")


def prepared_cache() -> Path:
    """The folder; waits for another process that is making it. Nobody writes to it."""
    FOLDER.mkdir(exist_ok=True)
    code = b"".join(file.read_bytes() for name in MADE_BY for file in sorted(ROOT.glob(name)))
    made = FOLDER / blake2b(code, digest_size=10).hexdigest()
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
    return made


def static_table() -> Path:
    """The file of the static model's token vectors."""
    return next((prepared_cache() / "static").glob("*.npz"))


def embed_common_words() -> ec.EmbeddingSpace:
    """The common words by the bundled model; quick where the cache folder in use is a copy of the prepared one."""
    return ec.embed(list(ec.vocabulary().words))


def _make(made: Path) -> None:
    """In a process of its own, which has written and closed everything when it ends."""
    part = made.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    environment = {**os.environ, "EMBEDCORE_CACHE_DIR": str(part)}
    subprocess.run([sys.executable, "-m", "tests.prepared", "fill"], cwd=ROOT, env=environment, check=True)
    part.rename(made)
    for old in sorted(FOLDER.glob("*/"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old)


def main() -> None:
    if sys.argv[1:] == ["fill"]:
        ec.get_encoder(NAME).encode(["the first text makes the table"])
        embed_common_words()
    else:
        prepared_cache()


if __name__ == "__main__":
    main()
