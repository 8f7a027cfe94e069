"""What read_table may be told, and that the report's line of Python repeats a reading exactly."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pandas as pd
import pytest

import embedcore as ec
from embedcore.errors import DataError, ParameterError
from embedcore.reading.options import Choice, ReadOptions, python_line
from embedcore.table.dataset import Dataset, read_table

SAID = ["The parcel arrived late, again", "My order was replaced", "The kettle leaks", "A very good room"]


def sheets(*titles: str, hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title in titles:
        sheet = book.create_sheet(title)
        sheet.append(["comment", "score"])
        for i, said in enumerate(SAID):
            sheet.append([f"{said} in {title}", i])
        sheet.sheet_state = "hidden" if title == hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(data: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


ROWS = "".join(f'{i};"{said}";0{i + 1}.02.2026;1.{i}00,50 €\n' for i, said in enumerate(SAID))
FILES: dict[str, tuple[str, bytes]] = {
    "plain": ("a.csv", b"id,comment\n1,the bed was hard\n2,very good room\n3,all fine here\n"),
    "preamble": ("a.csv", f"Bericht\nStand;02.05.2026\n\nid;comment;day;price\n{ROWS}Summe;;;1\n".encode("cp1252")),
    "no header": ("a.tsv", "".join(f"u{i % 3}\t{said}\t{i}\n" for i, said in enumerate(SAID * 5)).encode("utf-16-le")),
    "Cyrillic": ("a.csv", "ид,отзыв\n1,Посылка пришла с опозданием\n2,Верните деньги\n".encode("koi8-r")),
    "long delimiter": ("a.dat", "".join(f"{i}::{i % 3}::{i % 5}\n" for i in range(30)).encode()),
    "log": ("a.log", "".join(f"2024-03-01 10:0{i}:05 ERROR {said}\n" for i, said in enumerate(SAID)).encode()),
    "labels": ("a.csv", b"Q1,Q2\nHow warm?,What else?\n1,the bed was hard\n2,good room\n3,all fine\n4,never again\n"),
    "sheets": ("a.xlsx", sheets("January", "February")),
    "hidden": ("a.xlsx", sheets("old", "new", hidden="old")),
    "chat": ("a.txt", "".join(f"13/03/2024, 10:1{i} - Anna: {said}\n" for i, said in enumerate(SAID)).encode()),
    "packed": ("a.zip", packed(f"id;comment;day;price\n{ROWS}".encode("cp1252"), "in/b.csv")),
    "json": ("a.json", '[{"comment": "häuser sind da", "n": 1}, {"comment": "noch eins", "n": null}]'.encode("cp1252")),
    "html": ("a.xls", b"<table><tr><td>id<td>comment<tr><td>1<td>the bed was hard<tr><td>2<td>very good</table>"),
}  # fmt: skip


def same(one: Dataset, other: Dataset) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert dict(one.column_roles) == dict(other.column_roles)
    assert one.row_numbers.tolist() == other.row_numbers.tolist()
    assert one.text_column == other.text_column
    assert one.report.left_out == other.report.left_out
    assert [(choice.name, choice.value) for choice in one.report.used] == [
        (choice.name, choice.value) for choice in other.report.used
    ]


@pytest.mark.parametrize("file", FILES)
def test_all_that_was_used_gives_the_same_dataset_again(file: str) -> None:
    name, data = FILES[file]
    first = read_table(data, filename=name)
    assert not any(choice.given for choice in first.report.used)
    assert all(choice.reason for choice in first.report.used)
    told = {choice.name: choice.value for choice in first.report.used}
    again = read_table(data, filename=name, **told)  # type: ignore[arg-type]
    same(first, again)
    assert all(choice.given for choice in again.report.used)


@pytest.mark.parametrize("file", FILES)
def test_the_line_of_python_gives_the_same_dataset_again(file: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    name, data = FILES[file]
    (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    first = read_table(name)
    same(first, eval(first.report.python(name), {"ec": ec}))


def test_the_line_says_what_is_not_usual() -> None:
    assert read_table(FILES["plain"][1], filename="a.csv").report.python("a.csv") == 'ec.read_table("a.csv")'
    line = read_table(FILES["preamble"][1], filename="a.csv").report.python("my file.csv", "comment")
    assert line == (
        'ec.read_table("my file.csv", encoding="cp1252", delimiter=";", skip_rows=3, footer_rows=1, day_first=True, '
        'decimal=",", thousands=".", text_column="comment")'
    )
    assert (
        python_line([Choice("delimiter", repr("\t"), True, "")], 'a"b.csv')
        == "ec.read_table('a\"b.csv', delimiter='\\t')"
    )


GIVEN: list[tuple[str, bytes, dict[str, object], Callable[[Dataset], bool]]] = [
    ("delimiter", b"a;b,c\n1;2,3\n4;5,6\n", {"delimiter": ","}, lambda d: list(d.frame.columns) == ["a;b", "c"]),
    ("one column", b"text,l\nhello you,a\nbye you,b\n", {"delimiter": ""}, lambda d: d.texts[0] == "hello you,a"),
    ("long", b"a<>text\n1<>hello you\n2<>bye you\n", {"delimiter": "<>"}, lambda d: d.texts[1] == "bye you"),
    ("quote", b"id,text\n1,'hello, you'\n2,'bye, you'\n", {"quote": "'"}, lambda d: d.texts[0] == "hello, you"),
    ("no quote", b'id,text\n1,"hello you\n2,bye" you\n', {"quote": ""}, lambda d: d.texts[0] == '"hello you'),
    ("skip", b"junk,more\nid,text\n1,hello you\n", {"skip_rows": 1}, lambda d: list(d.frame.columns) == ["id", "text"]),
    ("none", b"id,text\n1,hello you\n2,bye you\n", {"header_rows": 0}, lambda d: d.n_rows == 3),
    ("two", b"a,a\nb,c\nhello you,1\n", {"header_rows": 2}, lambda d: list(d.frame.columns) == ["a / b", "a / c"]),
    ("labels", b"t,n\nx,y\nhello you,1\n", {"label_rows": 1}, lambda d: d.n_rows == 1 and d.report.n_rows_read == 2),
    ("footer", b"t,n\nhello you,1\nbye you,2\nx,3\n", {"footer_rows": 1}, lambda d: d.n_rows == 2),
    ("thousands", b"t;n\nhello you;1.234\nbye;2.500\n", {"decimal": ","}, lambda d: d.frame["n"].sum() == 3734),
]  # fmt: skip


@pytest.mark.parametrize(("data", "options", "holds"), [case[1:] for case in GIVEN], ids=[case[0] for case in GIVEN])
def test_what_is_given_holds(data: bytes, options: dict[str, object], holds: Callable[[Dataset], bool]) -> None:
    dataset = read_table(data, filename="a.csv", **options)  # type: ignore[arg-type]
    assert holds(dataset)
    for name, value in options.items():
        choice = dataset.report.choice(name)
        assert choice is not None and choice.given and choice.value == value


def test_sheets_are_chosen_and_joined() -> None:
    data = sheets("North", "South", "archive", hidden="archive")
    joined = read_table(data)
    assert joined.frame["sheet"].tolist() == ["North"] * 4 + ["South"] * 4
    assert "2 sheets of the same columns" in " ".join(joined.report.notes)
    one = read_table(data, sheet="South")
    assert "sheet" not in one.frame and one.texts[0].endswith("in South")
    assert read_table(data, sheet="archive").texts[0].endswith("in archive")
    both = read_table(data, sheet=["archive", "North"])
    assert both.frame["sheet"].tolist() == ["archive"] * 4 + ["North"] * 4
    assert read_table(data, sheet="all").n_rows == 8
    choice = one.report.choice("sheet")
    assert choice is not None and choice.given and set(choice.others) == {"North", "South", "archive"}
    with pytest.raises(ParameterError, match=r"sheet must be one that holds cells: .*did you mean .South."):
        read_table(data, sheet="south")


def test_joined_sheets_of_other_columns_are_not_said_to_be_the_same() -> None:
    book = openpyxl.Workbook()
    for name, first in (("North", "comment"), ("Legend", "meaning")):
        sheet = book.create_sheet(name)
        for row in ([first, "code"], [f"a word about {name}", 1], [f"another word about {name}", 2]):
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    notes = " ".join(read_table(stream.getvalue(), sheet=["North", "Legend"]).report.notes)
    assert "2 sheets, one below the other" in notes and "of the same columns" not in notes
    assert "columns that a sheet doesn't have are empty there" in notes


@pytest.mark.parametrize("names", [("reviews.csv",), ("reviews.csv", "people.csv"), ("a.csv", "b.csv", "c.csv")])
def test_the_line_says_which_table_of_several_was_guessed(names: tuple[str, ...]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for at, name in enumerate(names):
            archive.writestr(name, "id,text\n" + f"{at},a long word about {name}\n" * (30 - 9 * at))
    line = read_table(stream.getvalue(), filename="shop.zip").report.python("shop.zip")
    member = f', member="{names[0]}"' if len(names) > 1 else ""
    assert line == f'ec.read_table("shop.zip"{member})'


@pytest.mark.parametrize(
    ("names", "said"), [(("North",), ""), (("North", "South"), ', sheet=["North", "South"]')], ids=["one", "two"]
)
def test_the_line_says_which_sheets_of_several_were_guessed(names: tuple[str, ...], said: str) -> None:
    assert read_table(sheets(*names)).report.python("a.xlsx") == f'ec.read_table("a.xlsx"{said})'


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"delimiter": "\n"}, "delimiter must not hold a line end"),
        ({"delimiter": 5}, "delimiter must be a str or None"),
        ({"quote": "''"}, "quote must be one character"),
        ({"decimal": ";"}, "decimal must be one of"),
        ({"decimal": ",", "thousands": ","}, "decimal and thousands must differ"),
        ({"skip_rows": -1}, "skip_rows must be >= 0"),
        ({"skip_rows": True}, "skip_rows must be a whole number"),
        ({"header_rows": 21}, "header_rows must be in 0..20"),
        ({"day_first": "yes"}, "day_first must be True, False or None"),
        ({"sheet": []}, "sheet must be a name"),
        ({"sheet": 3}, "sheet must be a name"),
        ({"records": 3}, "records must be a str or None"),
    ],
)
def test_values_that_can_be_none(options: dict[str, object], match: str) -> None:
    with pytest.raises(ParameterError, match=match):
        read_table(b"id,text\n1,hello you\n", **options)  # type: ignore[arg-type]


def test_an_option_that_does_not_fit_the_file() -> None:
    with pytest.raises(
        ParameterError, match=r"options must fit the file: a text file takes .* \(got sheet='S'\); leave out"
    ):
        read_table(b"id,text\n1,hello you\n", sheet="S")
    with pytest.raises(ParameterError, match=r"a workbook takes .* \(got encoding='utf-8'\)"):
        read_table(sheets("A"), encoding="utf-8")
    with pytest.raises(ParameterError, match=r"JSON takes .* \(got footer_rows=1\)"):
        read_table(b'[{"a": 1}]', filename="a.json", footer_rows=1)


def test_more_rows_skipped_than_there_are() -> None:
    with pytest.raises(DataError, match="must hold"):
        read_table(b"id,text\n1,hello you\n", skip_rows=9)
    with pytest.raises(DataError, match="must hold"):
        read_table(sheets("A"), skip_rows=90)


def test_options_without_and_given() -> None:
    options = ReadOptions(delimiter=";", member="a.csv")
    assert options.given == ("delimiter", "member")
    assert options.without("member").given == ("delimiter",)
