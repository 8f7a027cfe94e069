"""Workbooks of every kind: what is kept of their cells, and that none asks for more memory than it may."""

import io
import itertools
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from embedcore.errors import DataError
from embedcore.reading import excel
from embedcore.table.dataset import Dataset, read_table

# Made with xlwt 1.3: an empty sheet, then "Tickets" with an empty first row, dates, an error and an empty row.
XLS = (Path(__file__).parent / "tickets.xls").read_bytes()
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx(rows: str, *, shared: tuple[str, ...] = (), path: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook of one sheet with these rows as they are written in XML."""
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{DOCUMENT}/worksheet" Target="/{path}"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        path: sheet,
    }
    return zipped({name: content.encode() for name, content in parts.items()})


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TOO_LARGE = r"must have sheets that fit in 256 MB of memory on this machine \(got more from \d+ KB\)"


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "most_unpacked", lambda: 256 << 20)


def notes(dataset: Dataset) -> str:
    return " ".join(dataset.report.notes)


HEADER = f"<row>{inline('A1', 'text')}{inline('B1', 'id')}</row>"


def test_long_ids_stand_as_they_are_written_and_errors_are_missing() -> None:
    rows = HEADER + "".join(
        f'<row>{inline(f"A{row}", text)}<c r="B{row}"><v>{number}</v></c>{error}</row>'
        for row, text, number, error in (
            (2, "hello you", 1234567890123456789, '<c r="C2" t="e"><v>#DIV/0!</v></c>'),
            (3, "bye you", 12, '<c r="C3"><v>2.0</v></c>'),
        )
    )
    dataset = read_table(xlsx(rows))
    assert dataset.frame["id"].tolist() == [1234567890123456789, 12]
    assert dataset.frame["column 3"].fillna(-1).tolist() == [-1, 2]
    assert "1 cell with an error such as #N/A taken as missing." in dataset.report.notes


def test_cells_without_a_place_follow_the_one_before() -> None:
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c><v>5</v></c></row>'
    dataset = read_table(xlsx(rows, shared=("text", "n", "hello you")))
    assert (dataset.texts, dataset.frame["n"].tolist()) == (["hello you"], [5])


def test_formulas_without_a_value_are_said() -> None:
    rows = HEADER + f"<row>{inline('A2', 'hello you')}<c r='B2'><f>1+1</f></c></row>"
    rows += f"<row>{inline('A3', 'bye you')}<c r='B3'><f>1+1</f><v>2</v></c></row>"
    dataset = read_table(xlsx(rows))
    assert "1 formula without a computed value taken as empty" in notes(dataset)
    assert dataset.frame["id"].fillna(-1).tolist() == [-1, 2]


def test_hidden_sheets_and_the_one_that_was_open_are_named_as_such() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "First"
    for title in ("Aside", "Open"):
        book.create_sheet(title).append(["x"])
    book["Aside"].sheet_state = "hidden"
    book.active = 2
    for row in (["text"], ["hello you"]):
        first.append(row)
    stream = io.BytesIO()
    book.save(stream)
    said = 'Read the sheet "First"; not read: "Aside" (hidden), "Open" (open when the file was saved).'
    assert said in notes(read_table(stream.getvalue()))


@pytest.mark.parametrize(
    "rows",
    [
        inline("A1", "a") + inline("XFD1048576", "b"),
        "<x:c r='A1'><x:v>1</x:v></x:c><x:c r='XFD1048576'><x:v>1</x:v></x:c>",
        '<c r="a1"><v>1</v></c><c r="xfd1048576" t="str"><f>1</f><v></v></c>',
    ],
)
def test_a_sheet_of_two_far_cells_is_refused_before_room_is_made(rows: str) -> None:
    with pytest.raises(DataError, match=TOO_LARGE):
        read_table(xlsx(f"<row>{rows}</row>"))


def test_a_sheet_with_few_cells_in_much_room_is_refused() -> None:
    rows = "".join(f'<row><c r="ALL{row}"><v>1</v></c></row>' for row in range(1, 30_001))
    with pytest.raises(DataError, match=TOO_LARGE + "; delete what stands far"):
        read_table(xlsx(rows))


def test_the_same_holds_for_a_sheet_under_an_unusual_name() -> None:
    rows = f"<row>{inline('A1', 'a')}{inline('ALL1048576', 'b')}</row>"
    with pytest.raises(DataError, match=TOO_LARGE):
        read_table(xlsx(rows, path="xl/media/image1.png"))


@pytest.mark.measured
def test_a_stray_cell_far_below_the_table_is_read() -> None:
    rows = HEADER + f"<row>{inline('A2', 'hello you')}</row><row>{inline('A300000', 'far below')}</row>"
    dataset = read_table(xlsx(rows))
    assert dataset.texts == ["hello you", "far below"]
    assert dataset.row_numbers.tolist() == [1, 299_999]


def test_a_long_string_that_many_cells_refer_to_is_refused() -> None:
    rows = "".join(f'<row><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 5_001))
    with pytest.raises(DataError, match=TOO_LARGE):
        read_table(xlsx(rows, shared=("x" * 1_000_000,)))


def test_entities_are_never_unfolded_to_more_than_fits() -> None:
    """A kilobyte that would be 100 GB, in any part that is read as XML."""
    names = "abcdefghij"
    declared = "".join(f'<!ENTITY {new} "{10 * f"&{old};"}">' for old, new in itertools.pairwise(names))
    doctype = f"<!DOCTYPE x [<!ENTITY a '{100 * 'x'}'>{declared}]>".encode()
    data = xlsx(HEADER + f"<row>{inline('A2', 'hello &amp;j;')}<c r='B2' t='e'><v>&amp;j;</v></c></row>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        bomb = doctype + parts[name].replace(b"&amp;j;", b"&j;").replace(b'name="S"', b'name="&j;"')
        with pytest.raises(DataError, match=f"({TOO_LARGE}|must be a whole workbook)"):
            read_table(zipped({**parts, name: bomb}))


def test_a_part_that_is_larger_than_it_claims_is_refused() -> None:
    far = f"<row>{inline('A1', 'text')}{inline('A2', 'hello')}</row>"
    data = bytearray(xlsx(far))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<I", data, at + 24) == (size,)
    struct.pack_into("<I", data, at + 24, size - 10)
    with pytest.raises(DataError, match="must be a whole workbook"):
        read_table(bytes(data))


@pytest.mark.parametrize("place", ["ABCD1", "A1&#10;B2", "1"])
def test_places_that_are_none_are_refused(place: str) -> None:
    with pytest.raises(DataError, match=f"({TOO_LARGE}|must be a whole workbook)"):
        read_table(xlsx(f'<row><c r="{place}"><v>1</v></c></row>'))


def ods(rows: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def ods_cell(value: object, *, times: int = 1) -> str:
    kind = "float" if isinstance(value, int) else "string"
    number = f'office:value="{value}"' if isinstance(value, int) else ""
    return (
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="{kind}" {number}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def ods_row(*values: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(values)}</table:table-row>'


def test_open_document() -> None:
    rows = ods_row(ods_cell("text"), ods_cell("n")) + ods_row(ods_cell("hello you"), ods_cell(41), times=2)
    rows += ods_row('<table:table-cell table:number-columns-repeated="16384"/>', times=1_048_000)
    dataset = read_table(ods(rows))
    assert dataset.texts == ["hello you", "hello you"]
    assert dataset.frame["n"].tolist() == [41, 41]
    assert dataset.report.format == "ods"


@pytest.mark.parametrize(
    "rows",
    [
        ods_row(ods_cell("a", times=100), times=500_000),
        ods_row(ods_cell("x" * 100_000), times=100_000),
        ods_row('<table:table-cell table:number-columns-repeated="9000"/>' + ods_cell("a"), times=500_000),
    ],
)
def test_open_document_that_repeats_too_much_is_refused(rows: str) -> None:
    with pytest.raises(DataError, match=TOO_LARGE):
        read_table(ods(rows))


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of .xlsb: kind and size with seven bits a byte."""

    def varint(number: int) -> bytes:
        return bytes([number & 0x7F | 0x80, *varint(number >> 7)]) if number > 0x7F else bytes([number])

    return varint(kind) + varint(len(content)) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: list[tuple[int, int, int, bytes]], *, shared: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet; cells: row, column, kind of record and value."""
    sheet = record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 1)) + record(145)
    for row in sorted({row for row, *_ in cells}):
        sheet += record(0, struct.pack("<I", row) + bytes(21))
        sheet += b"".join(
            record(kind, struct.pack("<II", column, 0) + value) for at, column, kind, value in cells if at == row
        )
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("S")) + record(144)
    strings = record(159, struct.pack("<II", len(shared), len(shared)))
    strings += b"".join(record(19, b"\0" + wide(text)) for text in shared) + record(160)
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": book + record(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'.encode(),
            "xl/sharedStrings.bin": strings,
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
        }
    )


def test_xlsb() -> None:
    strings = ("text", "n", "hello you", "bye you")
    cells = [(0, 0, 7, struct.pack("<I", 0)), (0, 1, 7, struct.pack("<I", 1))]
    cells += [(1, 0, 7, struct.pack("<I", 2)), (1, 1, 5, struct.pack("<d", 41.0)), (2, 0, 7, struct.pack("<I", 3))]
    dataset = read_table(xlsb([*cells, (2, 1, 3, b"\x17")], shared=strings))
    assert dataset.texts == ["hello you", "bye you"]
    assert dataset.frame["n"].fillna(-1).tolist() == [41, -1], "an error is an empty cell"
    assert dataset.report.format == "xlsb"


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        ([(0, 0, 5, bytes(8)), (1_048_575, 9_000, 5, bytes(8))], TOO_LARGE),
        ([(0, 0, 5, bytes(8)), (0, 16_383, 5, bytes(8))], "at most 10,000 columns"),
        ([(row, 0, 7, bytes(4)) for row in range(6_000)], TOO_LARGE),
        ([(0, 0, 7, struct.pack("<I", 9))], "must be a whole workbook"),
    ],
)
def test_xlsb_that_is_too_large_is_refused(cells: list[tuple[int, int, int, bytes]], match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(xlsb(cells, shared=("x" * 100_000,)))


def test_xls() -> None:
    dataset = read_table(XLS, filename="tickets.xls")
    assert dataset.texts == ["the app does not open", "my card is late €", "a third text after an empty row"]
    assert dataset.row_numbers.tolist() == [1, 2, 4]
    assert dataset.frame["n"].tolist() == [3, 41, 7]
    assert dataset.column_roles["when"] == "time"
    assert [(row.row_number, row.reason) for row in dataset.report.left_out] == [(3, "the row is empty")]
    assert 'Read the sheet "Tickets"; not read: "Empty", "Other".' in dataset.report.notes
    assert dataset.report.format == "xls"


def patched(old: bytes, new: bytes) -> bytes:
    assert XLS.count(old) >= 1
    return XLS.replace(old, new)


# An error in row 3 and column 4 (record 0x0205), and the size that its sheet claims (record 0x0200).
CELL, CLAIM = b"\x05\x02\x08\x00" + struct.pack("<HH", 3, 4), b"\x00\x02\x0e\x00" + struct.pack("<IIHH", 1, 6, 0, 5)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (patched(CELL, CELL[:4] + struct.pack("<HH", 65_535, 65_535)), TOO_LARGE),
        (patched(CLAIM, CLAIM[:4] + struct.pack("<IIHH", 0, 65_536, 0, 65_535)), TOO_LARGE),
        (XLS[:3_000], "must be a whole workbook"),
        (XLS[:8] + bytes(600), "must be a whole workbook"),
    ],
)
def test_xls_that_is_damaged_or_too_large_is_refused(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        read_table(data, filename="tickets.xls")
