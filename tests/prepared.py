"""What takes long and is the same in every run, made once for an environment: python -m tests.prepared

A cache folder with the vectors of the common words, and in which precision the bundled model computes here; it is made
anew when the code that makes it has changed.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import embedcore as ec
from embedcore.encoders.transformer.precision import FILE

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(sys.prefix) / "prepared-for-tests"
KEPT = 3
MADE_BY = {
    "words": (
        "encoders/transformer/bert.py",
        "encoders/transformer/compiled.py",
        "encoders/transformer/graph.py",
        "encoders/transformer/layers.py",
        "encoders/transformer/precision.py",
        "encoders/vector_cache.py",
        "space/vocabulary.py",
    ),
}


def copy_prepared(cache_folder: Path, *parts: str) -> None:
    """Puts what is prepared (of MADE_BY; all by default) into a cache folder; made now where it is not there."""
    for part in parts or MADE_BY:
        shutil.copytree(_prepared(part), cache_folder, dirs_exist_ok=True)


def copy_precision(cache_folder: Path) -> None:
    """Puts in which precision the bundled model computes here into a cache folder, so that it isn't measured again."""
    shutil.copy(_prepared("words") / FILE, cache_folder)


def embed_common_words() -> ec.EmbeddingSpace:
    """The common words by the bundled model; quick where they were copied into the cache folder in use."""
    return ec.embed(list(ec.vocabulary().words))


def _prepared(part: str) -> Path:
    """The folder; waits for another process that is making it."""
    FOLDER.mkdir(exist_ok=True)
    code = b"".join((ROOT / "embedcore" / name).read_bytes() for name in MADE_BY[part])
    made = FOLDER / f"{part}-{blake2b(code, digest_size=8).hexdigest()}"
    with (FOLDER / f"{part}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(part, made)
    return made


def _make(part: str, made: Path) -> None:
    """In a process of its own, which has written and closed everything when it ends."""
    unfinished = made.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    environment = {**os.environ, "EMBEDCORE_CACHE_DIR": str(unfinished)}
    subprocess.run([sys.executable, "-m", "tests.prepared", part], cwd=ROOT, env=environment, check=True)
    unfinished.rename(made)
    for old in sorted(FOLDER.glob(f"{part}-*/"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old)


def main() -> None:
    match sys.argv[1:]:
        case ["words"]:
            embed_common_words()
        case _:
            for part in MADE_BY:
                _prepared(part)


if __name__ == "__main__":
    main()
