"""Links to pages about a file become the address of the file, and only those."""

import pytest

from embedcore.net.share_links import file_link

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcd"


@pytest.mark.parametrize(
    ("link", "file"),
    [
        (
            "https://github.com/owner/some-data/blob/main/data/a%20b.csv",
            "https://github.com/owner/some-data/raw/main/data/a%20b.csv",
        ),
        (
            "http://www.github.com/owner/some-data/blob/v1.0/a.csv?plain=1#L3",
            "https://github.com/owner/some-data/raw/v1.0/a.csv",
        ),
        (
            "https://huggingface.co/datasets/owner/name/blob/main/train.parquet",
            "https://huggingface.co/datasets/owner/name/resolve/main/train.parquet",
        ),
        (
            f"https://docs.google.com/spreadsheets/d/{SHEET}/edit?usp=sharing#gid=77",
            f"https://docs.google.com/spreadsheets/d/{SHEET}/export?format=csv&gid=77",
        ),
        (
            f"https://docs.google.com/spreadsheets/d/{SHEET}/edit?gid=77#gid=77",
            f"https://docs.google.com/spreadsheets/d/{SHEET}/export?format=csv&gid=77",
        ),
        (
            f"https://docs.google.com/spreadsheets/u/1/d/{SHEET}/",
            f"https://docs.google.com/spreadsheets/d/{SHEET}/export?format=csv",
        ),
        (
            "https://www.dropbox.com/scl/fi/abc/table.csv?rlkey=k3y&dl=0",
            "https://www.dropbox.com/scl/fi/abc/table.csv?rlkey=k3y&dl=1",
        ),
        ("https://dropbox.com/s/abc/table.csv", "https://www.dropbox.com/s/abc/table.csv?dl=1"),
    ],
)
def test_the_file_behind_a_page(link: str, file: str) -> None:
    found = file_link(link)
    assert found.url == file
    assert found.note is not None
    assert found.note.endswith("was read instead.")


def test_which_sheet_is_read_is_said() -> None:
    assert "this sheet as CSV" in str(file_link(f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0").note)
    assert "first sheet as CSV" in str(file_link(f"https://docs.google.com/spreadsheets/d/{SHEET}/edit").note)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/owner/some-data/blob/main/a.csv",
        "https://github.com.example.org/owner/some-data/blob/main/a.csv",
        "https://github.com/owner/some-data",
        "https://github.com/owner/some-data/raw/main/a.csv",
        "https://raw.githubusercontent.com/owner/some-data/main/a.csv",
        f"https://docs.google.com/spreadsheets/d/{SHEET}/export?format=xlsx",
        "https://docs.google.com/document/d/abc/edit",
        "https://www.dropbox.com/scl/fi/abc/table.csv?rlkey=k3y&dl=1",
        "https://www.dropbox.com/home",
        "https://[::1",
        "",
    ],
)
def test_other_addresses_stay_as_they_are(link: str) -> None:
    assert file_link(link) == (link, None)
