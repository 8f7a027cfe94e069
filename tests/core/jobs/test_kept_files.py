"""Files of tables: kept once, and gone when nothing refers to them."""

import gc
from pathlib import Path

import pytest

from embedcore.jobs import kept_files
from embedcore.jobs.kept_files import KeptFiles


def test_a_file_goes_with_the_last_that_refers_to_it(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path / "tables")
    one, two = files.keep("a.csv", b"id,text\n"), files.keep("b.csv", b"id,text\n", source="https://x.org/b.csv")
    assert one is not None and two is not None
    assert one.path == two.path and one.path.read_bytes() == b"id,text\n"
    assert (one.name, one.source, two.name, two.source) == ("a.csv", "a.csv", "b.csv", "https://x.org/b.csv")
    path = one.path
    del one
    gc.collect()
    assert path.exists()
    del two
    gc.collect()
    assert list((tmp_path / "tables").iterdir()) == []
    again = files.keep("a.csv", b"id,text\n")
    assert again is not None and again.path.exists()


def test_no_more_is_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "private_use", lambda: False)
    monkeypatch.setattr(kept_files, "MOST_BYTES", 10)
    files = KeptFiles(tmp_path)
    first = files.keep("a", b"12345678")
    assert first is not None
    assert files.keep("b", b"another") is None
    assert files.keep("c", b"12345678") is not None  # the same content takes no more
    del first
    gc.collect()
    assert files.keep("b", b"another") is not None
    monkeypatch.setattr(kept_files, "FREE_BYTES", 1 << 60)
    assert files.keep("d", b"x") is None


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path).keep("../../" + "ä" * 300 + "\0.csv", b"x")
    assert kept is not None and kept.path.parent == tmp_path
