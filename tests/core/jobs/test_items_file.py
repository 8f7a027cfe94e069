"""Items on their way to a worker."""

from pathlib import Path

import pytest

import embedcore as ec
from embedcore.jobs.items_file import read_items, write_items


@pytest.mark.parametrize(
    "items",
    [[], ["a", "", "ü \ud83d PK"], [b"", b"abc", b"\x00" * 3], [b"PK"]],
    ids=["none", "texts", "bytes", "zip-like"],
)
def test_items_come_back_as_they_were(items: list, tmp_path: Path) -> None:
    write_items(tmp_path / "x.items", items)
    assert read_items(tmp_path / "x.items") == items


def test_a_mixture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ec.DataError, match=r"all be texts or all be pictures \(got bytes, str\)"):
        write_items(tmp_path / "x.items", ["a", b"b"])
