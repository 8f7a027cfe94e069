"""What cells mean: amounts as people write them, dates of one order per column, codes as written, chats and logs."""

import datetime as dt
import json

import pytest

from embedcore.table.dataset import Dataset, read_table

SAID = ["The parcel arrived late", "My order was replaced without fuss", "The kettle leaks again", "A very good room"]


def column(cells: list[str], name: str = "x", delimiter: str = ";") -> Dataset:
    """A file of a text and a column of these cells, none of them quoted."""
    rows = "".join(f"{SAID[i % 4]}{delimiter}{cell}\n" for i, cell in enumerate(cells))
    return read_table(f"comment{delimiter}{name}\n{rows}".encode(), filename="a.csv")


AMOUNTS: list[tuple[list[str], list[float]]] = [
    (["$1,200.00", "$13.50", "$7.00"], [1200, 13.5, 7]),
    (["€ 1.200,00", "€ 13,50", "€ 7,00"], [1200, 13.5, 7]),
    (["1.234,56 €", "13,50 €", "7,00 €"], [1234.56, 13.5, 7]),
    (["USD 1,200", "USD 950", "USD 12,000"], [1200, 950, 12000]),
    (["1 234,50 zł", "13,50 zł", "7,00 zł"], [1234.5, 13.5, 7]),
    (["12 500 руб.", "900 руб.", "1 000 руб."], [12500, 900, 1000]),
    (["¥1,200", "¥800", "¥95"], [1200, 800, 95]),
    (["CHF 1'200.50", "CHF 13.00", "CHF 7.00"], [1200.5, 13, 7]),
    (["₹1,23,456.00", "₹99.00", "₹12,345.00"], [123456, 99, 12345]),
    (["45%", "7%", "12.5%"], [45, 7, 12.5]),
    (["45 %", "7,5 %", "12,5 %"], [45, 7.5, 12.5]),
    (["1,234", "907", "12,345"], [1234, 907, 12345]),
    (["1.234,56", "907,00", "12.345,10"], [1234.56, 907, 12345.1]),
    (["1,5", "2,25", "10,0"], [1.5, 2.25, 10]),
    (["4 stars", "1 star", "5 stars"], [4, 1, 5]),
    (["4/5", "1/5", "5/5"], [4, 1, 5]),
    (["4 out of 5", "1 out of 5", "5 out of 5"], [4, 1, 5]),
    (["4.0 out of 5 stars", "1.0 out of 5 stars", "5.0 out of 5 stars"], [4, 1, 5]),
    (["★★★★☆", "★☆☆☆☆", "★★★★★"], [4, 1, 5]),
    (["4 Sterne", "1 Stern", "5 Sterne"], [4, 1, 5]),
    (["1.2k", "900", "3k"], [1200, 900, 3000]),
    (["(1,200.50)", "13.50", "(7.00)"], [-1200.5, 13.5, -7]),
    (["-$5.00", "$3.00", "-$1.50"], [-5, 3, -1.5]),
    (["5 kg", "12 kg", "7.5 kg"], [5, 12, 7.5]),
    (["$1.5M", "$2M", "$0.5M"], [1.5e6, 2e6, 5e5]),
    (["+5%", "-3%", "+12%"], [5, -3, 12]),
]


@pytest.mark.parametrize(("cells", "numbers"), AMOUNTS)
def test_amounts_are_numbers(cells: list[str], numbers: list[float]) -> None:
    dataset = column(cells * 3)
    assert dataset.frame["x"].tolist() == numbers * 3
    assert dataset.column_roles["x"] == "number"
    assert any(note.startswith("Read as numbers: ") for note in dataset.report.notes)
    assert dataset.with_text_column("x").texts[:3] == cells, "they can be had as they were written"


CODES: list[tuple[str, list[str]]] = [
    ("id", ["2401.00010", "2401.00020", "2401.00101"]),
    ("paper", ["2401.00010", "2402.10020", "2312.00101"]),
    ("version", ["1.9", "1.10", "1.11"]),
    ("app", ["1.9", "1.10", "2.0"]),
    ("ref", ["007", "012", "100"]),
    ("zip", ["02134", "10001", "94016"]),
    ("phone", ["555 123 4567", "555 123 4568", "555 987 6543"]),
    ("phone", ["+49 30 1234567", "+49 30 1234568", "+49 89 1234567"]),
    ("x", ["555 123 456", "555 123 457", "555 987 654"]),
    ("ip", ["203.0.113.1", "203.0.113.2", "10.0.0.1"]),
    ("model", ["A4", "B5", "C6"]),
    ("room", ["5a", "6b", "7c"]),
    ("cable", ["38m", "40m", "42m"]),
    ("form", ["3B", "4B", "5B"]),
    ("size", ["5 kg", "3 days", "2 m"]),
    ("big", ["12345678901234567890", "12345678901234567891", "12345678901234567892"]),
    ("price", ["$5", "€5", "£7"]),
    ("order_id", ["1,234", "1,235", "2,000"]),
]


@pytest.mark.parametrize(("name", "cells"), CODES)
def test_codes_stay_as_written(name: str, cells: list[str]) -> None:
    dataset = column(cells * 3, name)
    assert dataset.frame[name].tolist() == cells * 3
    assert dataset.column_roles[name] in ("id", "category")


def test_marks_that_contradict_the_others_make_no_number() -> None:
    cells = ["1,000.50", "1,007.50", *["1,1126"] * 6]
    assert column(cells).frame["x"].tolist() == cells


def test_prices_are_no_versions() -> None:
    for cells in (["1.50", "2.05", "10.10"], ["1.5", "2.25", "3"], ["0.5", "0.25", "0.75"], ["12", "12.50", "9.99"]):
        assert column(cells * 3, "price").column_roles["price"] == "number", cells


def test_whole_numbers_with_gaps_stay_whole() -> None:
    dataset = column(["10000", "", "20000", "NA"])
    assert str(dataset.frame["x"].dtype) == "Int64"
    assert "10000.0" not in dataset.frame.to_csv() and "10000" in dataset.frame.to_csv()
    made = read_table(json.dumps([{"t": "a b c", "n": 10000}, {"t": "d e f", "n": None}]).encode(), filename="a.json")
    assert "10000.0" not in made.frame.to_csv()


def test_the_whole_file_says_what_a_full_stop_is() -> None:
    rows = "".join(f"{SAID[i % 4]};{i}.{500 + i};{i},5\n" for i in range(1, 9))
    frame = read_table(f"comment;visits;price\n{rows}".encode()).frame
    assert frame["visits"].tolist()[:2] == [1501, 2502] and frame["price"].tolist()[:2] == [1.5, 2.5]
    alone = column(["1.234", "2.500", "7.125"])
    assert alone.frame["x"].tolist() == [1.234, 2.5, 7.125]
    rows = "comment;x\n" + "".join(
        f"{said};{cell}\n" for said, cell in zip(SAID, ("1.234", "2.500", "7.125", "8.000"), strict=True)
    )
    assert read_table(rows.encode(), decimal=",").frame["x"].tolist() == [1234, 2500, 7125, 8000]


def read_prices(cells: list[str], delimiter: str = ",", more: str = "", **given: str) -> Dataset:
    rows = "".join(f'{SAID[i % 4]}{delimiter}"{cell}"{delimiter}{more}\n' for i, cell in enumerate(cells))
    head = delimiter.join(("comment", "price", "more"))
    return read_table(f"{head}\n{rows}".encode(), filename="a.csv", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("delimiter", "first", "mark"), [(";", 1.1, ","), (",", 1100, "."), ("\t", 1100, ".")])
def test_three_digits_behind_every_comma_can_be_meant_either_way(delimiter: str, first: float, mark: str) -> None:
    cells = ["1,100", "2,137", "10,174"]
    dataset = read_prices(cells, delimiter)
    assert dataset.frame["price"].iloc[0] == first
    choice = dataset.report.choice("decimal")
    assert choice is not None and choice.value == mark and dataset.report.unsure == (choice,)
    assert "1,100 could be" in choice.reason and "three digits behind one comma" in choice.reason
    assert any("could be meant either way" in note and "can be chosen" in note for note in dataset.report.notes)
    for decimal, told in ((".", 1100), (",", 1.1)):
        given = read_prices(cells, delimiter, decimal=decimal)
        assert given.frame["price"].iloc[0] == told and given.report.unsure == ()
    assert read_prices(cells, delimiter, thousands=",").frame["price"].iloc[0] == 1100


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        (["1,100", "1,234,567"], ""),
        (["1,100", "1,234.50"], ""),
        (["1,100", "2,200"], "4.5"),
        (["1,100", "2,200"], "$3.25"),
        (["$1,100", "$2,200"], ""),
        (["1,100", "950"], ""),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_thousands_that_the_file_tells_are_sure(cells: list[str], more: str, delimiter: str) -> None:
    dataset = read_prices(cells, delimiter, more)
    assert dataset.frame["price"].iloc[0] == 1100
    assert dataset.report.unsure == ()
    reasons = [dataset.report.choice(name).reason for name in ("decimal", "thousands")]  # type: ignore[union-attr]
    assert any(reason.startswith(('in "price"', *cells, more or "-")) for reason in reasons)
    assert '1,100 in "price" has it before three digits' in reasons[1]


def test_full_stops_before_three_digits() -> None:
    told = read_prices(["1.100", "2.350"], ";", "12,50")
    assert told.frame["price"].tolist() == [1100, 2350] and told.report.unsure == ()
    choice = told.report.choice("decimal")
    assert choice is not None and choice.reason == '12,50 in "more" can only be meant so'
    alone = read_prices(["1.100", "2.350"], ";")
    assert alone.frame["price"].tolist() == [1.1, 2.35]
    assert [each.name for each in alone.report.unsure] == ["decimal"]
    assert read_prices(["1.100", "2.350"], ";", decimal=",").frame["price"].tolist() == [1100, 2350]
    assert read_prices(["1.100", "2.350"], ",").report.unsure == ()


@pytest.mark.parametrize("more", ["★★★", "1 234"])
def test_stars_and_gaps_tell_no_decimal_mark(more: str) -> None:
    assert [each.name for each in read_prices(["1,100", "2,350"], ";", more).report.unsure] == ["decimal"]


def test_text_in_json_that_is_only_digits_stays_text() -> None:
    dataset = read_table(json.dumps([{"comment": said, "code": str(7 + i)} for i, said in enumerate(SAID)]).encode())
    assert dataset.frame["code"].tolist() == ["7", "8", "9", "10"]
    paid = read_table(
        json.dumps([{"comment": said, "paid": f"${i},200.00"} for i, said in enumerate(SAID, 1)]).encode()
    )
    assert paid.frame["paid"].tolist() == [1200, 2200, 3200, 4200]


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        ("country", ["NA", "ZA", "BW", "ZM", "DE"], 1),
        ("iso2", ["NA", "ZA", "BW"], 1),
        ("region", ["NA", "EMEA", "APAC", "LATAM"], 1),
        ("continent", ["NA", "EU", "AS", "AF"], 1),
        ("state", ["NA", "NC", "CA", "TX"], 0),
        ("grade", ["NA", "A", "B", "C"], 0),
        ("answer", ["NA", "YES", "NO"], 0),
        ("city", ["NA", "Berlin", "Bonn"], 0),
        ("score", ["NA", "3", "4"], 0),
    ],
)
def test_na_is_a_value_among_codes(name: str, cells: list[str], values: int) -> None:
    dataset = column(cells * 3, name)
    assert int((dataset.frame[name] == "NA").sum()) == 3 * values
    assert int(dataset.frame[name].isna().sum()) == 3 * (1 - values)
    assert any('"NA" was taken as a code' in note for note in dataset.report.notes) == bool(values)


DATES: list[tuple[list[str], str, str]] = [
    (["05.03.2026", "17.03.2026", "01.04.2026"], "2026-03-05", "numbers up to 17 stand first"),
    (["03/05/2026", "03/17/2026", "04/01/2026"], "2026-03-05", "numbers up to 17 stand second"),
    (["05.03.2026", "06.03.2026", "07.03.2026"], "2026-03-05", "full stops"),
    (["05-03-2026 10:12", "17-03-2026 11:00", "01-04-2026 09:30"], "2026-03-05 10:12", "numbers up to 17 stand first"),
    (["3/5/26 10:12 PM", "3/6/26 1:00 AM", "3/7/26 2:00 AM"], "2026-03-05 22:12", "AM and PM"),
    (["11/03/2026", "12/03/2026", "01/04/2026"], "2026-03-11", "order of time"),
    (["5/3/2026", "17/3/2026", "1/4/2026"], "2026-03-05", "numbers up to 17 stand first"),
]


@pytest.mark.parametrize(("cells", "first", "reason"), DATES)
def test_dates_have_one_order_in_a_whole_column(cells: list[str], first: str, reason: str) -> None:
    dataset = column(cells, "when")
    assert dataset.column_roles["when"] == "time"
    assert dataset.frame["when"].iloc[0] == dt.datetime.fromisoformat(first)
    assert dataset.frame["when"].notna().all()
    choice = dataset.report.choice("day_first")
    assert choice is not None and reason in choice.reason
    assert dataset.with_text_column("when").texts == cells


def test_where_nothing_decides_it_is_said_and_can_be_told() -> None:
    cells = ["05/03/2026", "02/04/2026", "03/01/2026"]
    for delimiter, other in ((",", "day"), (";", "month")):
        notes = column(cells, "when", delimiter).report.notes
        assert any("could be meant either way" in note and f"the {other} first can be chosen" in note for note in notes)
    rows = "".join(f"{SAID[i]};{cell}\n" for i, cell in enumerate(cells)).encode()
    for day_first, month in ((True, 3), (False, 5)):
        told = read_table(b"comment;when\n" + rows, day_first=day_first)
        assert told.frame["when"].iloc[0].month == month
        assert not any("either way" in note for note in told.report.notes)


MIXED = ["03/04/2025", "2025-04-03", "3 Apr 2025", "13.04.2025"]


def test_dates_of_one_sign_tell_others_of_the_column_but_not_surely() -> None:
    dataset = column(MIXED, "when")
    assert dataset.frame["when"].dt.strftime("%d.%m.").tolist() == ["03.04.", "03.04.", "03.04.", "13.04."]
    choice = dataset.report.choice("day_first")
    assert choice is not None and choice in dataset.report.unsure
    assert "13.04.2025 can only be meant so" in choice.reason and "03/04/2025 alone doesn't tell" in choice.reason
    rows = "".join(f"{SAID[i]};{cell}\n" for i, cell in enumerate(MIXED)).encode()
    told = read_table(b"comment;when\n" + rows, day_first=False)
    assert told.frame["when"].dt.strftime("%d.%m.").tolist() == ["04.03.", "03.04.", "03.04.", "13.04."]
    assert told.report.unsure == ()


@pytest.mark.parametrize(
    "cells",
    [
        ["03/04/2025", "13/04/2025", "13.04.2025"],
        ["03.04.2025", "13.04.2025", "14/04/2025"],
        ["04/04/2025", "13.04.2025", "2025-04-03"],
    ],
)
def test_dates_of_every_sign_that_tell_are_sure(cells: list[str]) -> None:
    dataset = column(cells, "when")
    assert dataset.frame["when"].dt.month.unique().tolist() == [4]
    assert dataset.report.unsure == ()


def test_a_few_dates_in_digits_among_clear_ones_are_not_silent() -> None:
    for clear in ("2025-04-03", "3 Apr 2025"):
        cells = [clear] * 60 + ["03/04/2025"]
        data = "".join(f"the parcel number {i},{cell}\n" for i, cell in enumerate(cells))
        dataset = read_table(f"comment,when\n{data}".encode())
        assert dataset.column_roles["when"] == "time"
        assert [choice.name for choice in dataset.report.unsure] == ["day_first"]


def test_one_column_tells_another_of_the_file() -> None:
    rows = "".join(f"{SAID[i]};0{i + 1}/02/2026;{20 + i}/02/2026\n" for i in range(4))
    frame = read_table(f"comment;opened;closed\n{rows}".encode()).frame
    assert frame["opened"].iloc[1].month == frame["closed"].iloc[1].month == 2


def test_months_in_other_languages() -> None:
    for cells in (
        ["5. März 2026", "17. Mai 2026"],
        ["5 mars 2026", "17 août 2026"],
        ["5 de marzo de 2026", "17 de mayo de 2026"],
    ):
        assert column(cells, "when").frame["when"].iloc[0] == dt.datetime(2026, 3, 5), cells


def test_dates_that_are_clear_stay_as_they_are() -> None:
    dataset = column(["2026-03-05", "2026-03-17"], "when")
    assert dataset.frame["when"].tolist() == ["2026-03-05", "2026-03-17"]
    assert dataset.report.choice("day_first") is None


LOGS = [
    "2024-03-01 10:0{i}:05 ERROR The invoice was charged twice",
    "2024-03-01T10:0{i}:05Z worker started, waiting for the next job",
    "[2024-03-01 10:0{i}:05] production.ERROR: The order could not be saved",
    "Mar  1 10:0{i}:05 web1 sshd[1{i}]: Accepted password for a user",
    '203.0.113.{i} - - [01/Mar/2024:10:0{i}:05 +0000] "GET /shop/item/{i} HTTP/1.1" 200 5123',
    "10:0{i}:05,123 INFO the cache was cleared, all is well",
]


@pytest.mark.parametrize("line", LOGS)
@pytest.mark.parametrize("name", ["server.log", "server.txt"])
def test_lines_of_a_log_are_texts(line: str, name: str) -> None:
    lines = [line.replace("{i}", str(i)) for i in range(9)]
    dataset = read_table("\n".join(lines).encode(), filename=name)
    assert dataset.texts == lines
    assert dataset.kind.name == "texts"


def test_a_column_of_messages_that_begin_with_a_time_is_the_text() -> None:
    rows = "".join(f'web{i % 3},"2024-03-01 10:0{i}:05 ERROR {SAID[i % 4]}"\n' for i in range(9))
    dataset = read_table(f"host,message\n{rows}".encode())
    assert dataset.text_column == "message"


CHATS = [
    ("[12.03.24, 10:12:0{i}] {who}: {said}", dt.datetime(2024, 3, 12, 10, 12)),
    ("\u200e[13/03/2024, 10:12:0{i}] {who}: {said}", dt.datetime(2024, 3, 13, 10, 12)),
    ("13/03/2024, 10:1{i} - {who}: {said}", dt.datetime(2024, 3, 13, 10, 10)),
    ("3/13/24, 10:1{i}\u202fPM - {who}: {said}", dt.datetime(2024, 3, 13, 22, 10)),
    ("13.03.24, 10:1{i} - {who}: {said}", dt.datetime(2024, 3, 13, 10, 10)),
    ("13/03/2024 à 10:1{i} - {who}: {said}", dt.datetime(2024, 3, 13, 10, 10)),
    ("2024-03-13 10:1{i} <{who}> {said}", None),
]


@pytest.mark.parametrize(("line", "first"), CHATS)
@pytest.mark.parametrize("name", ["_chat.txt", "chat.csv"])
def test_a_chat_becomes_time_sender_and_message(line: str, first: dt.datetime | None, name: str) -> None:
    written = [
        line.replace("{i}", str(i))
        .replace("{who}", ("Anna", "Ben K.", "+49 170 1234567")[i % 3])
        .replace("{said}", said)
        for i, said in enumerate(
            [*SAID, "two lines, of which\nthis is the second", "see https://example.org: good", "bye"]
        )
    ]
    dataset = read_table("\n".join(written).encode(), filename=name)
    assert list(dataset.frame.columns) == ["time", "sender", "message"]
    assert dataset.text_column == "message" and dataset.n_rows == 7
    assert dataset.texts[0] == SAID[0] and dataset.texts[4] == "two lines, of which\nthis is the second"
    assert dataset.frame["sender"].tolist()[:4] == ["Anna", "Ben K.", "+49 170 1234567", "Anna"]
    assert dataset.column_roles["time"] == "time"
    if first is not None:
        assert dataset.frame["time"].iloc[0].replace(second=0) == first


def test_what_the_program_says_in_a_chat_has_no_sender() -> None:
    lines = [
        "13/03/2024, 10:12 - Messages are encrypted.",
        *(f"13/03/2024, 10:1{i} - Anna: {said}" for i, said in enumerate(SAID)),
    ]
    frame = read_table("\n".join(lines).encode(), filename="chat.txt").frame
    assert frame["sender"].isna().tolist() == [True, False, False, False, False]
