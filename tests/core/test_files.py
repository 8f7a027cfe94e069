"""A file is seen whole or not at all, whatever its name and whatever goes wrong while it is written."""

from pathlib import Path

import pytest

from embedcore.files import write_whole


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    with write_whole(path, durable=True) as file:
        file.write(b"half, ")
        assert not path.exists()
        file.write(b"whole")
    assert path.read_bytes() == b"half, whole"
    assert list(path.parent.iterdir()) == [path]


def test_what_stood_there_stays_until_then_and_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="No space left"), write_whole(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
        raise OSError(28, "No space left on device")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_may_be_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with write_whole(path) as file:
        file.write(b"there")
    assert path.read_bytes() == b"there"


def test_a_folder_in_its_place_is_an_error_that_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError), write_whole(tmp_path / "taken") as file:
        file.write(b"lost")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"), write_whole(tmp_path / "file" / "below"):
        pass
