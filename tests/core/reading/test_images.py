"""A ZIP or a folder of images as a table; a ZIP of one table; and what is refused."""

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from embedcore.errors import DataError, ParameterError
from embedcore.reading import pictures, unpacking
from embedcore.table.dataset import read_table
from tests.core.pictures import picture, zipped

RED, BLUE = picture("red"), picture("blue", (3, 5), "JPEG")
CSV = b"text,label\nhello to you,a\nbye to you,b\n"


def reasons(data: bytes) -> dict[int, str]:
    return {row.row_number: row.reason for row in read_table(data, filename="a.zip").report.left_out}


def test_a_zip_of_images() -> None:
    dataset = read_table(zipped({"cats/a.png": RED, "dogs/b.jpg": BLUE, "c.png": RED}), filename="pets.zip")
    frame = dataset.frame
    assert frame["file"].tolist() == ["a.png", "b.jpg", "c.png"]
    assert frame["folder"].isna().tolist() == [False, False, True]
    assert frame["folder"].tolist()[:2] == ["cats", "dogs"]
    assert frame[["width", "height"]].values.tolist() == [[6, 4], [3, 5], [6, 4]]
    assert dict(dataset.column_roles) == {
        "file": "id", "folder": "category", "width": "number", "height": "number", "image": "image",
    }  # fmt: skip
    assert (dataset.image_column, dataset.images) == ("image", [RED, BLUE, RED])
    assert (dataset.name, dataset.text_column, dataset.report.format) == ("pets.zip", None, "images")
    assert (dataset.row_numbers.tolist(), dataset.report.n_rows_read) == ([1, 2, 3], 3)
    assert "folder" not in read_table(zipped({"a.png": RED})).frame.columns


def test_handwritten_digits_come_back_as_they_are() -> None:
    digits = load_digits()
    files = {}
    for row, (pixels, digit) in enumerate(zip(digits.images[:300], digits.target, strict=False)):
        stream = io.BytesIO()
        Image.fromarray((pixels * 15).astype(np.uint8)).save(stream, "PNG")
        files[f"{digit}/{row:04}.png"] = stream.getvalue()
    dataset = read_table(zipped(files))
    assert dataset.n_rows == 300
    assert dataset.frame["folder"].tolist() == digits.target[:300].astype(str).tolist()
    shown = np.array([np.asarray(Image.open(io.BytesIO(image))) for image in dataset.images])
    np.testing.assert_array_equal(shown / 15, digits.images[:300])


def test_a_folder_reads_as_its_zip(tmp_path: Path) -> None:
    (tmp_path / "pets" / "cats").mkdir(parents=True)
    (tmp_path / "pets" / "cats" / "a.png").write_bytes(RED)
    (tmp_path / "pets" / "b.jpg").write_bytes(BLUE)
    (tmp_path / "pets" / ".DS_Store").write_bytes(b"x")
    of_zip = read_table(zipped({"b.jpg": BLUE, "cats/a.png": RED}))
    for source in (tmp_path / "pets", str(tmp_path / "pets")):
        dataset = read_table(source)
        assert dataset.frame.equals(of_zip.frame)
        assert dataset.name == "pets"
        assert dataset.report.notes == ("1 file that the system added ignored: .DS_Store.",)


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(RED)
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "a.png").write_bytes(RED)
    (folder / "link.png").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.png")
    dataset = read_table(folder)
    assert dataset.frame["file"].tolist() == ["a.png"]
    assert [row.reason for row in dataset.report.left_out] == [
        "link.png: a link or a device, which isn't followed", "pipe.png: a link or a device, which isn't followed",
    ]  # fmt: skip


def test_folders_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    match = r"source must be a file \(got the folder .* in which there are no images\); name a file in it"
    with pytest.raises(DataError, match=match):
        read_table(tmp_path)
    (tmp_path / "a.png").write_bytes(bytes(300_000))
    monkeypatch.setattr(pictures, "most_unpacked", lambda: 200_000)
    with pytest.raises(DataError, match=r"a folder must hold at most 0\.2 MB of files on this machine \(got 0\.3 MB"):
        read_table(tmp_path)
    monkeypatch.setattr(pictures, "MAX_ENTRIES", 1)
    with pytest.raises(DataError, match="a folder must hold at most 1 files"):
        read_table(tmp_path)


def test_what_is_no_image_is_left_out_by_name_with_the_reason() -> None:
    files = {
        "good.png": RED,
        "cut.png": RED[:40],
        "cut.jpg": picture("red", (200, 200), "JPEG")[:-300],
        "notes.txt": b"hello",
        "inner.zip": zipped({"x.png": RED}),
        "inner.gz": b"\x1f\x8b\x08",
        "empty.png": b"",
        "fake.png": b"hello",
        "last.gif": picture("blue", kind="GIF", mode="P"),
    }
    dataset = read_table(zipped(files), filename="a.zip")
    assert dataset.frame["file"].tolist() == ["good.png", "last.gif"]
    assert dataset.row_numbers.tolist() == [1, 9]
    assert reasons(zipped(files)) == {
        2: "cut.png: an image must be whole (got one that is cut off or damaged: UnidentifiedImageError)",
        3: "cut.jpg: an image must be whole (got one that is cut off or damaged: OSError)",
        4: "notes.txt: no PNG, JPEG, GIF, BMP, WebP or TIFF image",
        5: "inner.zip: an archive inside; unpack it first",
        6: "inner.gz: an archive inside; unpack it first",
        7: "empty.png: the file is empty",
        8: "fake.png: no PNG, JPEG, GIF, BMP, WebP or TIFF image",
    }


def test_giant_images_are_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedcore.images.MAX_PIXELS", 1000)
    found = reasons(zipped({"a.png": RED, "big.png": picture(size=(50, 40))}))
    assert found == {2: "big.png: an image must have at most 1,000 pixels (got 2,000)"}


def flagged(data: bytes, name: bytes, flag: int) -> bytes:
    """The archive with a flag set for one of its files."""
    changed = bytearray(data)
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(name, data.find(start))
        changed[data.rfind(start, 0, at) + offset] |= flag
    return bytes(changed)


def test_encrypted_and_damaged_entries_are_left_out_by_name() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("a.png", "b.png", "c.png"):
            archive.writestr(name, RED)
    stored = stream.getvalue()
    assert reasons(flagged(stored, b"a.png", 1)) == {1: "a.png: encrypted with a password; pack it without one"}
    place = stored.find(RED, stored.find(b"b.png")) + 45
    damaged = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
    assert reasons(damaged) == {2: "b.png: damaged in the archive"}
    with pytest.raises(DataError, match=r'"a\.csv", encrypted with a password'):
        read_table(flagged(zipped({"a.csv": CSV}), b"a.csv", 1), filename="a.zip")


@pytest.mark.measured
def test_a_file_is_never_unpacked_further_than_the_directory_says() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", RED)
        archive.writestr("b.png", bytes(300 << 20))
    data = bytearray(stream.getvalue())
    for start, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(start) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")  # in truth 300 MB
    assert reasons(bytes(data)) == {2: "b.png: damaged in the archive"}


def test_a_method_that_is_not_known() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.png", RED)
        archive.writestr("b.png", RED)
    data = bytearray(stream.getvalue())
    at = data.find(b"PK\x01\x02")
    data[at + 10] = 99
    data[data.find(b"PK\x03\x04") + 8] = 99
    assert reasons(bytes(data)) == {1: "a.png: packed by a method that isn't known here; pack it as ordinary ZIP"}


def test_names_that_lead_out_are_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["../../up.png", "/abs/root.png", "C:\\win\\w.png", "..\\dots.png", "a/./b/../c.png"]
    dataset = read_table(zipped(dict.fromkeys(names, RED)))
    assert dataset.frame["file"].tolist() == ["up.png", "root.png", "w.png", "dots.png", "c.png"]
    assert dataset.frame["folder"].fillna("").tolist() == ["", "abs", "win", "", "a/b"]
    assert dataset.report.notes == ("4 names led out of the archive; only what follows was kept of it.",)
    assert list(tmp_path.iterdir()) == []


def test_files_that_systems_add_are_ignored_and_said() -> None:
    added = ["__MACOSX/._a.png", ".DS_Store", "cats/.hidden.png", "Thumbs.db", "cats/desktop.ini", ".git/x.png"]
    dataset = read_table(zipped({"cats/a.png": RED, **dict.fromkeys(added, b"x")}))
    assert (dataset.n_rows, dataset.report.n_rows_read) == (1, 1)
    (note,) = dataset.report.notes
    assert note.startswith("6 files that the system added ignored: __MACOSX/._a.png, .DS_Store,")
    assert note.endswith("and 1 more.")


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (zipped({"a.png": RED})[:60], r"a\.zip must be a whole ZIP archive \(got one that is cut off or damaged"),
        (b"PK\x03\x04" + bytes(100), r"a\.zip must be a whole ZIP archive"),
        (b"\0\1\2 no text\n\3\n", r"a\.zip must be a ZIP file \(got one that doesn't start as such files do\)"),
        (zipped({}), "a ZIP archive with nothing in it.*pack it again"),
        (zipped({"a.png": b"no"}), r"at least one image that can be read \(got 1 file, the first: a\.png: no PNG"),
        (zipped({"a.exe": b"MZ"}), r'a ZIP archive without images or a table in it, but "a\.exe"'),
        (zipped({"mimetype": b"application/epub+zip", "cover.png": RED}), "an OpenDocument or EPUB file"),
        (zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "an Office file without a workbook"),
        (zipped({"a.png": bytes(101 << 20)}), r"a\.zip must unpack to .* 200 times its size \(got 101 MB from 0\.1 MB"),
    ],
)
def test_archives_refused(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="a.zip")


def test_more_than_the_machine_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "most_unpacked", lambda: 1 << 20)
    noise = np.random.default_rng(0).bytes(1 << 20)
    match = r"a\.zip must unpack to at most 1 MB on this machine.*\(got 2\.0 MB from 2\.0 MB\)"
    with pytest.raises(DataError, match=match):
        read_table(zipped({"a.png": noise, "b.png": noise}), filename="a.zip")


def test_a_directory_of_a_million_files_is_not_even_listed() -> None:
    with pytest.raises(DataError, match=r"a\.zip must hold at most 100,000 files \(got 1,000,000\)"):
        read_table(b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 1_000_000, filename="a.zip")


def test_a_bomb_of_overlapping_files_counts_every_file() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.png", bytes(1 << 20))
        (kernel,) = archive.infolist()
        for number in range(1, 150):  # all of them point at the same bytes (Fifield 2019)
            copy = zipfile.ZipInfo(f"{number}.png")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, field, getattr(kernel, field))
            archive.filelist.append(copy)
    with pytest.raises(DataError, match=r"a\.zip must unpack to .*got 150 MB from"):
        read_table(stream.getvalue(), filename="a.zip")


def test_a_zip_of_one_table() -> None:
    dataset = read_table(
        zipped({"data/a.csv": CSV, "README.md": b"x", "__MACOSX/data/._a.csv": b"x"}), filename="a.zip"
    )
    assert dataset.texts == ["hello to you", "bye to you"]
    assert (dataset.name, dataset.report.format) == ("a.zip", "csv")
    assert dataset.report.notes == ('Read "data/a.csv" from the archive: 1 KB from 1 KB.', 'Not read: "README.md".')
    assert read_table(zipped({"a.csv": CSV})).texts == dataset.texts


@pytest.mark.parametrize(
    ("files", "name", "match"),
    [
        ({"a.csv": CSV}, "a.docx", r'a ZIP archive of "a\.csv", which can\'t be read as a table; unpack it first'),
        ({"a.csv": zipped({"b.csv": CSV})}, "a.zip", r"a\.csv is a ZIP archive of"),
        ({"a.csv.gz": b"\x1f\x8b\x08"}, "a.zip", "a gzip archive in an archive"),
        ({"a.csv": bytes(200)}, "a.zip", "bytes that are not text"),
    ],
)
def test_zips_of_tables_refused(files: dict[str, bytes], name: str, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(zipped(files), filename=name)


def test_images_are_asked_for_where_there_are_none() -> None:
    with pytest.raises(DataError, match=r'a column of images is needed \(got none among "text", "label"\)'):
        _ = read_table(CSV).images


def test_a_column_of_images_is_no_text() -> None:
    dataset = read_table(zipped({"a.png": RED, "b.png": RED}))
    with pytest.raises(ParameterError, match=r'the text column must hold text \(got "image", which holds images\)'):
        dataset.with_text_column("image")
    named = dataset.with_text_column("file")
    assert (named.texts, named.images, named.image_column) == (["a.png", "b.png"], [RED, RED], "image")


def test_rows_without_an_image_are_named() -> None:
    import pyarrow as pa
    import pyarrow.feather as feather

    stream = io.BytesIO()
    feather.write_feather(pa.table({"image": [RED, None, BLUE], "n": [1, 2, 3]}), stream)
    dataset = read_table(stream.getvalue())
    assert dataset.image_column == "image"
    with pytest.raises(DataError, match=r'every row must have an image \(got none in "image" in row 2\)'):
        _ = dataset.images
