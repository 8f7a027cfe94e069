"""gzip of the text formats: whole, cut off, something else, and bombs."""

import gzip
import json
import zlib

import pytest

from embedcore.errors import DataError
from embedcore.reading import unpacking
from embedcore.reading.unpacking import check_unpacked, gunzip, megabytes, most_unpacked
from embedcore.table.dataset import read_table
from tests.core.pictures import picture, zipped

ROWS = [{"text": "how are you", "label": "a"}, {"text": "fine by me", "label": "b"}]
CONTENTS = {
    "a.csv.gz": ("csv", b"text,label\nhow are you,a\nfine by me,b\n"),
    "a.tsv.gz": ("tsv", b"text\tlabel\nhow are you\ta\nfine by me\tb\n"),
    "a.json.gz": ("json", json.dumps(ROWS).encode()),
    "a.jsonl.gz": ("jsonl", "\n".join(map(json.dumps, ROWS)).encode()),
    "a.txt.gz": ("text", b"how are you\nfine by me\n"),
}


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("named", [True, False])
def test_text_formats(name: str, named: bool) -> None:
    kind, content = CONTENTS[name]
    if not named and kind == "text":
        content = b"text\n" + content  # without a name, the first line may be the column's name
    dataset = read_table(gzip.compress(content), filename=name if named else None)
    assert dataset.texts == ["how are you", "fine by me"]
    assert dataset.report.format == kind
    assert dataset.name == (name if named else "table")
    assert dataset.report.notes[0].startswith("The file was unpacked from gzip: 1 KB from 1 KB")


def test_what_unpacks_reads_as_the_same_file_plain() -> None:
    content = CONTENTS["a.csv.gz"][1]
    plain, packed = read_table(content), read_table(gzip.compress(content))
    assert packed.frame.equals(plain.frame)
    assert packed.report.notes[1:] == plain.report.notes


def test_all_members_are_read_and_zeros_at_the_end_are_nothing() -> None:
    data = gzip.compress(b"text,l\nhello you,a\n") + gzip.compress(b"bye you,b\n") + bytes(100)
    assert read_table(data).texts == ["hello you", "bye you"]
    large = bytes(range(256)) * 20_000
    packed = gzip.compress(large) + gzip.compress(large[:100])
    assert gunzip(packed, "a.gz") == gzip.decompress(packed)


WHOLE = gzip.compress(b"text,label\n" + b"".join(b"hello to you %d,a\n" % i for i in range(2000)))


@pytest.mark.parametrize("cut", [3, 9, 40, len(WHOLE) // 2, len(WHOLE) - 1])
def test_cut_off(cut: int) -> None:
    with pytest.raises(DataError, match=r"a\.csv\.gz must be a whole gzip file \(got a gzip archive .*unpack it first"):
        read_table(WHOLE[:cut], filename="a.csv.gz")


def test_a_changed_byte_is_found_by_the_checksum() -> None:
    damaged = bytearray(WHOLE)
    damaged[-6] ^= 1
    with pytest.raises(DataError, match=r"must be a whole gzip file .*CRC check failed"):
        read_table(bytes(damaged))


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"\0\1\2 no text\n\3\n", r"a gzip file \(got one that doesn't start .* take \.gz off its name"),
        (gzip.compress(picture()), "is a PNG image"),
        (gzip.compress(WHOLE), r"a gzip archive in an archive, .*; unpack it first"),
        (gzip.compress(b""), "a gzip archive of an empty file"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(300)), "a tar archive"),
        (gzip.compress(bytes(range(256)) * 9), "bytes that are not text"),
    ],
)
def test_something_else_inside(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.csv.gz")


def bomb(n_megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = b"text\n" * (1 << 18)
    return b"".join(packer.compress(piece) for _ in range(n_megabytes * 4 // 5)) + packer.flush()


def test_a_bomb_is_refused_by_name_with_both_sizes() -> None:
    match = r"bomb\.csv\.gz must unpack to .* 200 times its size \(got more than 10[01] MB from [\d.]+ [MK]B\)"
    with pytest.raises(DataError, match=match):
        read_table(bomb(200), filename="bomb.csv.gz")


def test_much_that_packs_little_is_refused_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "total_memory", lambda: 512 << 20)
    assert most_unpacked() == 128 << 20
    check_unpacked("a.gz", 128 << 20, 100 << 20)
    match = r"a\.gz must unpack to at most 128 MB on this machine.* \(got 129 MB from 100 MB\)"
    with pytest.raises(DataError, match=match):
        check_unpacked("a.gz", 129 << 20, 100 << 20)
    monkeypatch.setattr(unpacking, "total_memory", lambda: 100 << 30)
    assert most_unpacked() == 2 << 30


@pytest.mark.parametrize(("size", "text"), [(1, "1 KB"), (2048, "2 KB"), (1 << 18, "0.2 MB"), (3 << 30, "3,072 MB")])
def test_sizes_in_words(size: int, text: str) -> None:
    assert megabytes(size) == text


def test_pictures_in_a_packed_archive_are_read_once_unpacked() -> None:
    assert read_table(gzip.compress(zipped({"a.png": picture()})), filename="a.zip.gz").images == [picture()]
