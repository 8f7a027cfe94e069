"""Which guesses are sure, and the cells that show what a choice means."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from embedcore.reading import date_example, encoded_example, number_example
from embedcore.table import read_table

SAID = ("the parcel never arrived", "a very good room", "the kettle leaks", "the bill is wrong", "where is my refund")
RUSSIAN = ("Посылка пришла с опозданием", "Верните деньги", "Товар не работает", "Очень хороший номер")


def unsure(data: bytes, name: str = "a.csv") -> list[str]:
    return [choice.name for choice in read_table(data, filename=name).report.unsure]


def rows(n: int = 20, sign: str = ",") -> str:
    return "".join(f"{i}{sign}{SAID[i % 5]} {i}\n" for i in range(n))


def book(**sheets: int) -> bytes:
    made = openpyxl.Workbook()
    del made["Sheet"]
    for name, n in sheets.items():
        sheet = made.create_sheet(name)
        sheet.append(["text", name])
        for i in range(n):
            sheet.append([f"{SAID[i % 5]} {i}", i])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_plain_file_is_sure() -> None:
    assert unsure(("id,text\n" + rows()).encode()) == []
    assert unsure(("id;text\n" + rows(sign=";")).encode()) == []


@pytest.mark.parametrize(("n", "expected"), [(1, ["encoding"]), (4, [])])
def test_few_letters_are_not_sure(n: int, expected: list[str]) -> None:
    words = ["да"] if n == 1 else RUSSIAN
    data = ("id,text\n" + rows() + "".join(f"9,{word}\n" for word in words)).encode("cp1251")
    report = read_table(data, filename="a.csv").report
    assert [choice.name for choice in report.unsure] == expected
    assert ("If letters look wrong, try" in report.notes[0]) == bool(expected)


def test_given_is_sure() -> None:
    data = ("id,text\n" + rows() + "9,да\n").encode("cp1251")
    assert read_table(data, filename="a.csv", encoding="cp1251").report.unsure == ()


def test_days_that_nothing_tells_are_not_sure() -> None:
    days = "".join(f"{SAID[i % 5]} {i},0{i * 7 % 9 + 1}/0{i * 5 % 8 + 1}/2026\n" for i in range(9))
    assert unsure(("text,day\n" + days).encode()) == ["day_first"]
    assert unsure(("text,day\n" + days + "the last,25/02/2026\n").encode()) == []


def test_sheets_that_look_alike_are_not_sure() -> None:
    assert unsure(book(North=30, South=28), "a.xlsx") == ["sheet"]
    assert unsure(book(North=300, Legend=3), "a.xlsx") == []
    choice = read_table(book(North=30, South=28), filename="a.xlsx").report.choice("sheet")
    assert choice is not None
    assert (choice.others, choice.sizes) == (("North", "South"), ("30 rows", "28 rows"))
    assert choice.reason.endswith('"South" looks about as much like data')


def test_tables_of_a_zip_that_are_as_large_are_not_sure() -> None:
    def packed(n: int) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("one.csv", "id,text\n" + rows(40))
            archive.writestr("two.csv", "id,text\n" + rows(n))
        return stream.getvalue()

    assert unsure(packed(38), "a.zip") == ["member"]
    notes = read_table(packed(38), filename="a.zip").report.notes
    assert 'Not read: "two.csv"; another table of the archive can be chosen instead.' in notes
    assert unsure(packed(3), "a.zip") == []


def test_lists_of_a_json_that_say_as_much_are_not_sure() -> None:
    def lists(n: int) -> bytes:
        listed = [", ".join(f'{{"{key}": "{SAID[i % 5]} {i}"}}' for i in range(m)) for key, m in (("a", 20), ("b", n))]
        return f'{{"one": [{listed[0]}], "two": [{listed[1]}]}}'.encode()

    assert unsure(lists(19), "a.json") == ["records"]
    assert unsure(lists(2), "a.json") == []


def test_a_sign_that_few_lines_have_is_not_sure() -> None:
    assert unsure(("id,text\n" + "".join(f"{i},a, b, c {SAID[i % 5]}\n" for i in range(20))).encode()) == ["delimiter"]


PLACES = ("North", "South", "East", "West", "Centre")


def without_names(first: str, *columns: tuple[str, ...], n: int = 40) -> bytes:
    lines = (",".join(column[i % len(column)] for column in columns) for i in range(n))
    return "\n".join([first, *lines]).encode()


def header_rows(data: bytes, name: str = "a.csv") -> tuple[object, bool]:
    choice = read_table(data, filename=name).report.choice("header_rows")
    assert choice is not None
    return choice.value, choice.sure


def test_a_first_row_that_is_hardly_like_the_others_is_not_surely_data() -> None:
    assert header_rows(without_names("good,North", SAID, PLACES)) == (0, False)
    assert header_rows(without_names("opinions", tuple(f"{said} and that is all I say" for said in SAID)), "a.txt") == (
        0,
        False,
    )
    assert header_rows(without_names("good,North", SAID, PLACES[:2])) == (0, True)
    assert header_rows(without_names("North,South", PLACES, PLACES[2:] + PLACES[:2])) == (0, True)
    assert header_rows(without_names("1,North", tuple(map(str, range(2, 50))), PLACES)) == (0, True)
    assert header_rows(without_names("good", SAID), "a.txt") == (0, True)


def test_a_first_row_of_a_sheet_that_is_hardly_like_the_others_is_not_surely_data() -> None:
    def sheet(places: tuple[str, ...]) -> bytes:
        made = openpyxl.Workbook()
        for line in without_names("good,North", SAID, places).decode().splitlines():
            made.active.append(line.split(","))
        stream = io.BytesIO()
        made.save(stream)
        return stream.getvalue()

    assert header_rows(sheet(PLACES), "a.xlsx") == (0, False)
    assert header_rows(sheet(PLACES[:2]), "a.xlsx") == (0, True)


def test_a_date_shows_both_orders() -> None:
    raw = read_table(b"text,day\nthe first,25.02.2026\nthe second,05.03.2026\n").raw
    example = date_example(raw)
    assert example is not None
    assert (example.written, example.day_first, example.month_first) == (
        "05.03.2026",
        dt.date(2026, 3, 5),
        dt.date(2026, 5, 3),
    )
    assert date_example(read_table(b"text,n\nthe first,1\n").raw) is None
    assert date_example(None) is None


def test_a_number_shows_its_marks() -> None:
    raw = read_table(b"text;price\nthe first;12,50\nthe second;1.234,56\n").raw
    example = number_example(raw)
    assert example is not None
    assert (example.written, example.number) == ("1.234,56", 1234.56)
    assert number_example(read_table(b"text,n\nthe first,1\n").raw) is None


def test_words_of_the_file_in_each_encoding() -> None:
    data = "id,text\n1,plain\n2,Посылка\n".encode("cp1251")
    read = encoded_example(data, ["cp1251", "cp1252", "no-such"])
    assert read == {"cp1251": "Посылка", "cp1252": "Ïîñûëêà"}
    assert encoded_example(b"id,text\n1,plain\n", ["cp1251"]) == {}
