"""The server's own folder: it ends with the server, or with the next one's start where the server was killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embedcore.jobs.server_folder import LOCK, PREFIX, ServerFolder
from tests.core.conftest import ROOT

CODE = """
import sys, time
from embedcore.jobs.server_folder import ServerFolder
folder = ServerFolder()
print(folder.path, flush=True)
time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_folder_ends_with_its_server(temporary: Path) -> None:
    folder = ServerFolder()
    assert folder.path.parent == temporary
    (folder.path / "kept").write_text("x", encoding="utf-8")
    folder.close()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_killed_server_is_removed_at_the_next_start(temporary: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", CODE], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    left = Path(server.stdout.readline().strip())
    (left / "files").mkdir()
    (left / "files" / "words.txt").write_text("x", encoding="utf-8")
    ServerFolder().close()
    assert left.exists()  # its server lives
    server.kill()
    server.wait(10)
    server.stdout.close()
    assert left.exists()
    ServerFolder().close()
    assert not left.exists()


def test_what_may_be_in_use_or_is_another_s_stays(temporary: Path) -> None:
    young, old, other = (temporary / name for name in (f"{PREFIX}young", f"{PREFIX}old", "something-else"))
    for folder in (young, old, other):
        folder.mkdir()
    link = temporary / f"{PREFIX}link"
    link.symlink_to(other)
    hour_ago = time.time() - 3_600
    os.utime(old, (hour_ago, hour_ago))
    (other / LOCK).touch()
    ServerFolder().close()
    assert sorted(path.name for path in temporary.iterdir()) == sorted([young.name, other.name, link.name])
