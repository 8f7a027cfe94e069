"""Wheels from the package index, downloaded by pip as it is set up here; nothing of them is installed or run."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from embedcore.errors import BackendMissingError, is_installed

LOOKED_EVERY_S = 0.2
RETRIES = 2
_NO_NETWORK = re.compile(
    "NewConnectionError|NameResolution|name resolution|Timeout|timed out|ProxyError|Unreachable", re.I
)
_SAID = 200


def download_wheel(requirement: str, folder: Path, on_bytes: Callable[[int], None]) -> Path:
    """The wheel that a requirement ("name==1.0") names, downloaded into the folder, without what it depends on.

    pip does it in a process of its own, so that its index, proxy and certificates are used. Only wheels: to get one
    from a source package would run its code. on_bytes: told a few times a second how many bytes have come; what it
    raises ends the download.
    Raises BackendMissingError where pip is not there, or gets nothing.
    """
    if not is_installed("pip"):
        raise BackendMissingError(
            "pip must be installed to download from the package index (it is not); run: python -m ensurepip"
        )
    with TemporaryDirectory(dir=folder) as temporary:
        coming, said = Path(temporary, "coming"), Path(temporary, "said.txt")
        coming.mkdir()
        command = [sys.executable, "-m", "pip", "download", requirement, "--dest", str(folder)]
        command += ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--progress-bar", "off"]
        command += ["--retries", str(RETRIES), "--disable-pip-version-check"]
        # pip writes what is coming to the temporary folder, where its size can be seen.
        environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(coming))}
        before = set(folder.glob("*.whl"))
        with said.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=coming, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
            came = 0
            try:
                while process.poll() is None:
                    came = max(came, _largest(coming))  # it moves the file away at last
                    on_bytes(came)
                    time.sleep(LOOKED_EVERY_S)
            finally:
                process.kill()
                process.wait()
        made = sorted(set(folder.glob("*.whl")) - before)
        if process.returncode or len(made) != 1:
            reason = _reason(said.read_text(encoding="utf-8", errors="replace"))
            raise BackendMissingError(
                f"{requirement} must be on the package index that pip uses, and the network there to download it "
                f"({reason}); try again, or see what `pip download --no-deps {requirement}` says"
            )
        return made[0]


def _largest(folder: Path) -> int:
    """Bytes of the largest file below the folder, which another process writes."""
    sizes = [0]
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(os.stat(os.path.join(place, name)).st_size)
            except OSError:  # moved away meanwhile
                continue
    return max(sizes)


def _reason(said: str) -> str:
    """Why pip failed, from what it said."""
    if _NO_NETWORK.search(said):
        return "the index can't be reached"
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    return f"pip says: {errors[-1][:_SAID]}" if errors else "pip ended without a word"
