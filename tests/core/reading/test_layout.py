"""What stands around a table: titles, remarks, several rows of names, labels, totals; and loose quotes and commas."""

import io

import openpyxl
import pytest

from embedcore.table.dataset import Dataset, read_table

SAID = [
    "The parcel arrived late, and nobody answered", "My order was replaced without fuss", "The kettle leaks",
    "A very good room, thank you", "The invoice was charged twice", "It does not start any more",
]  # fmt: skip


def read(text: str, name: str = "a.csv") -> Dataset:
    return read_table(text.encode(), filename=name)


def table(delimiter: str = ",", n: int = 12) -> str:
    """id, day, comment and score, with names above."""
    rows = [
        delimiter.join((str(100 + i), f"2024-05-{i % 28 + 1:02}", f'"{SAID[i % len(SAID)]}"', str(i % 5 + 1)))
        for i in range(n)
    ]
    return "\n".join((delimiter.join(("id", "day", "comment", "score")), *rows)) + "\n"


ABOVE = {
    "title": "Guest feedback\n",
    "title and blank": "Guest feedback 2024\n\n",
    "names and values": "Ticket report\nGenerated on,2024-05-02 08:11\nFilter,status = closed\n\n",
    "padded by a spreadsheet": "Guest feedback,,,\nExported,2024-05-02,,\n,,,\n",
    "remarks": "# exported by a program\n# version 3, all rights reserved\n",
    "slashes": "// exported\n",
    "blank": "\n\n",
    "blank fields": ",,,\n",
    "quoted title": '"Report: feedback, all branches"\n\n',
    "a sentence": "This file holds the answers of all guests.\nPlease do not share it.\n\n",
}


@pytest.mark.parametrize("above", ABOVE)
def test_what_stands_above_the_header_is_skipped(above: str) -> None:
    dataset = read(ABOVE[above] + table())
    assert list(dataset.frame.columns) == ["id", "day", "comment", "score"]
    assert (dataset.n_rows, dataset.text_column) == (12, "comment")
    choice = dataset.report.choice("skip_rows")
    assert choice is not None and choice.value == ABOVE[above].count("\n")
    assert dataset.row_numbers.tolist() == list(range(1, 13))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_titles_above_tables_of_other_delimiters(delimiter: str) -> None:
    dataset = read(f"Bericht\nErstellt am{delimiter}02.05.2024\n\n" + table(delimiter))
    assert list(dataset.frame.columns) == ["id", "day", "comment", "score"]
    assert dataset.report.delimiter == delimiter


def test_a_remark_that_is_the_header() -> None:
    dataset = read("# made by a program\n#id\tcomment\tscore\n1\tvery good room\t5\n2\tbad bed in it\t1\n", "a.tsv")
    assert list(dataset.frame.columns) == ["id", "comment", "score"]
    assert dataset.n_rows == 2


BELOW = {
    "total": "Total,,,36\n",
    "total after a blank line": "\nGrand total,,,36\n",
    "German": "Summe,,,36\n",
    "remark": "\nGenerated on 2024-05-02 by the portal\n",
    "count": "(12 rows)\n",
    "two": "Total,,,36\n\nSource: customer portal\n",
    "padded": ",,,\nEnd of report,,,\n",
    "footnote": "* provisional figures,,,\n",
}


@pytest.mark.parametrize("below", BELOW)
def test_totals_and_remarks_at_the_end_are_left_out_and_said(below: str) -> None:
    dataset = read(table() + BELOW[below])
    assert (dataset.n_rows, dataset.column_roles["score"]) == (12, "number")
    n = "2 rows" if below in ("two", "padded") else "1 row"
    assert any(note.startswith(f"{n} of totals or remarks at the end left out") for note in dataset.report.notes)
    choice = dataset.report.choice("footer_rows")
    assert choice is not None and choice.value == (2 if below in ("two", "padded") else 1)
    assert dataset.report.n_rows_read == dataset.n_rows + len(dataset.report.left_out)


def test_rows_of_data_at_the_end_are_kept() -> None:
    for last in ("200,2024-06-01,Total chaos at the desk,1\n", "200,2024-06-01,,\n", "200,,,\n"):
        assert 200 in read(table() + last, "a.csv").with_text_column(None).frame["id"].tolist(), last
    texts = read("text\n" + "\n".join(SAID) + "\nTotal\n")
    assert texts.n_rows == len(SAID) + 1


def test_several_rows_of_names_are_joined() -> None:
    merged = ",Q1,,Q2,\nRegion,Sales,Comment,Sales,Comment\n"
    rows = "".join(f"R{i},{i},good in the first {i},{i * 2},bad in the second {i}\n" for i in range(10))
    dataset = read(merged + rows)
    assert list(dataset.frame.columns) == ["Region", "Q1 / Sales", "Q1 / Comment", "Q2 / Sales", "Q2 / Comment"]
    assert dataset.n_rows == 10 and dataset.frame["Q1 / Sales"].dtype == "int64"


def test_surveys_with_two_rows_of_names() -> None:
    first = "Respondent ID,Start Date,How satisfied are you?,What could we do better?,Where did you hear of us?,\n"
    second = ",,Response,Open-Ended Response,Friends,Press\n"
    rows = "".join(
        f"{11800 + i},2024-03-{i + 1:02} 10:00,{i % 5 + 1},Open the pool earlier please,Friends,\n" for i in range(9)
    )
    dataset = read(first + second + rows)
    assert list(dataset.frame.columns) == [
        "Respondent ID", "Start Date", "How satisfied are you?", "What could we do better?",
        "Where did you hear of us? / Friends", "Where did you hear of us? / Press",
    ]  # fmt: skip
    assert (dataset.n_rows, dataset.text_column) == (9, "What could we do better?")


LABELS = {
    "units": ("room,temperature,comment\n,°C,\n", 1),
    "units in brackets": ("room,temperature,comment\n(no.),(°C),(text)\n", 1),
    "types": ("room,temperature,comment\nstring,float,string\n", 1),
    "descriptions": ("Q1,Q2,Q3\nWhich room was yours?,How warm was it?,What could we do better?\n", 1),
    "rule": ("room,temperature,comment\n---,---,---\n", 1),
    "ids of questions": (
        'Q1,Q2,Q3\nRoom,Warmth,What else?\n"{""ImportId"": ""a""}","{""ImportId"": ""b""}","{""ImportId"": ""c""}"\n',
        2,
    ),
}


@pytest.mark.parametrize("labels", LABELS)
def test_rows_that_describe_the_columns_are_left_out_and_said(labels: str) -> None:
    header, n_labels = LABELS[labels]
    dataset = read(header + "".join(f"{100 + i},{20 + i / 2},{SAID[i % 6].replace(',', '')}\n" for i in range(10)))
    assert dataset.n_rows == 10
    assert [str(kind) for kind in dataset.frame.dtypes[:2]] == ["int64", "float64"]
    assert [row.reason for row in dataset.report.left_out] == ["the row describes the columns"] * n_labels
    assert dataset.row_numbers[0] == n_labels + 1


def test_a_missing_value_in_the_first_row_is_no_label() -> None:
    dataset = read("id,score,comment\n1,n/a,the bed was hard\n2,3,very good room\n3,4,all fine here\n4,n/a,not again\n")
    assert dataset.n_rows == 4


HEADERLESS = {
    "ids and numbers": [f"user_{i % 7},item_{i % 5},{i % 5}.0" for i in range(40)],
    "codes": [f"A{i:04}XQ9,B{i % 9:07}AA,{i % 5}.0,{1278000000 + i}" for i in range(40)],
    "labels": [f"{('ham', 'spam')[i % 2]},{SAID[i % 6].replace(',', '')} number {i} it is." for i in range(40)],
    "a word that names columns": [f"{('NO_QUERY', 'red shoes', 'NO_QUERY')[i % 3]},{i},{20 + i}" for i in range(40)],
    "dates": [f"2024-05-{i % 28 + 1:02},North,{SAID[i % 6].replace(',', '')}" for i in range(40)],
    "scores and reviews": [f'{i % 2 + 1},"{SAID[i % 6]}","{SAID[(i + 1) % 6]} again"' for i in range(40)],
    "short labels": [
        f"{('red', 'green', 'blue')[i % 3]},{('dark', 'light')[i % 2]},{('round', 'long')[i % 2]}" for i in range(40)
    ],
}


@pytest.mark.parametrize("rows", HEADERLESS)
def test_files_without_a_header_keep_every_row(rows: str) -> None:
    dataset = read("\n".join(HEADERLESS[rows]) + "\n").with_text_column(None)
    assert dataset.n_rows == 40
    assert next(iter(dataset.frame.columns)) == "column 1"
    choice = dataset.report.choice("header_rows")
    assert choice is not None and choice.value == 0


@pytest.mark.parametrize(
    "header",
    [
        "user_id,item_id,rating",
        "name,city,country",
        "Vorname,Ort,Wert",
        "q1,q2,q3",
        "0,1,2",
        "2019,2020,2021",
        "x,y,z",
        "A,B,C",
    ],
)
def test_headers_are_names(header: str) -> None:
    rows = "".join(f"{i},{i * 3},{i % 5}\n" for i in range(1, 30))
    assert list(read(f"{header}\n{rows}").frame.columns) == header.split(",")


def test_quotes_inside_quoted_cells() -> None:
    lines = [f'"{i}","the 32" screen, and the "deluxe" stand, number {i}","{i % 5}"' for i in range(1, 21)]
    dataset = read('"id","comment","stars"\n' + "\n".join(lines) + "\n")
    assert dataset.n_rows == 20
    assert dataset.texts[0] == 'the 32" screen, and the "deluxe" stand, number 1'
    assert dataset.frame["stars"].dtype == "int64"


def test_quotes_inside_some_cells_that_need_none() -> None:
    lines = [
        f'{i},he said "hello, you" and left,{i % 5}' if i % 2 else f'{i},"fine, thanks",{i % 5}' for i in range(1, 11)
    ]
    dataset = read("id,comment,stars\n" + "\n".join(lines).replace("hello, you", "hello you") + "\n")
    assert (dataset.n_rows, dataset.texts[0]) == (10, 'he said "hello you" and left')


def test_commas_in_a_last_column_that_is_not_quoted() -> None:
    for header in ("label,text\n", "class,review\n", "id,message\n"):
        rows = "".join(f"{('ham', 'spam')[i % 2]},{SAID[0]}, number {i}, thanks, bye\n" for i in range(20))
        dataset = read(header + rows)
        assert dataset.n_rows == 20
        assert dataset.texts[0] == f"{SAID[0]}, number 0, thanks, bye"
        assert any("with more fields than the header" in note for note in dataset.report.notes)


def test_single_quotes_and_long_delimiters() -> None:
    dataset = read("'id','comment'\n" + "".join(f"'{i}','good, really good {i}'\n" for i in range(8)))
    assert dataset.texts[0] == "good, really good 0" and dataset.report.choice("quote").value == "'"  # type: ignore[union-attr]
    frame = read(
        "".join(f"{i % 9 + 1}::{i % 7 + 1}::{i % 5 + 1}::{978300000 + i}\n" for i in range(60)), "ratings.dat"
    ).frame
    assert frame.shape == (60, 4) and frame["column 1"].dtype == "int64"


def workbook(*rows: list[object], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BODY: list[list[object]] = [[100 + i, SAID[i % 6], i % 5 + 1] for i in range(12)]


def test_the_same_holds_for_sheets() -> None:
    titles: list[list[object]] = [["Guest feedback"], [], ["Exported", "2024-05-02"]]
    dataset = read_table(workbook(*titles, ["id", "comment", "score"], *BODY, ["Total", None, 36]))
    assert list(dataset.frame.columns) == ["id", "comment", "score"]
    assert (dataset.n_rows, dataset.frame["score"].dtype) == (12, "int64")
    assert dataset.report.python("a.xlsx") == 'ec.read_table("a.xlsx", skip_rows=3, footer_rows=1)'


def test_merged_names_of_a_sheet_are_joined() -> None:
    head: list[list[object]] = [["Guest", "Answers", None], [None, "comment", "score"]]
    dataset = read_table(workbook(*head, *BODY, merged=("A1:A2", "B1:C1")))
    assert list(dataset.frame.columns) == ["Guest", "Answers / comment", "Answers / score"]
    assert dataset.n_rows == 12


def test_merged_cells_are_filled_down_and_said() -> None:
    rows: list[list[object]] = [["North" if i == 0 else "South" if i == 6 else None, SAID[i % 6]] for i in range(12)]
    dataset = read_table(workbook(["branch", "comment"], *rows, merged=("A2:A7", "A8:A13")))
    assert dataset.frame["branch"].tolist() == ["North"] * 6 + ["South"] * 6
    assert "10 cells below merged ones filled with their values." in dataset.report.notes


def test_a_sheet_without_names() -> None:
    dataset = read_table(workbook(*BODY))
    assert (dataset.n_rows, list(dataset.frame.columns)) == (12, ["column 1", "column 2", "column 3"])


def test_three_rows_of_names_over_merged_cells() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Sales", "", "", "Cost", "", ""], ["2025", "", "2026", "2025", "", "2026"], ["Q1", "Q2", "Q1"] * 2):
        sheet.append(row)
    for number in range(20):
        sheet.append([number, number + 1, number + 2, 2 * number, 3 * number, 4 * number])
    stream = io.BytesIO()
    book.save(stream)
    dataset = read_table(stream.getvalue(), filename="a.xlsx")
    assert dataset.n_rows == 20 and dataset.frame.columns[0] == "Sales / 2025 / Q1"


def test_sheets_of_the_same_columns_in_another_order_are_joined() -> None:
    book = openpyxl.Workbook()
    for year, names in ((2025, ["Comment", "Score"]), (2026, ["Score", "Comment"])):
        sheet = book.create_sheet(str(year))
        sheet.append(names)
        for number in range(12):
            row = {"Comment": f"The parcel number {number} arrived late", "Score": number}
            sheet.append([row[name] for name in names])
    sheet = book.create_sheet("2027")
    sheet.append(["Comment", "Score", "Extra"])
    sheet.append(["The parcel is late", 12, "x"])
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    dataset = read_table(stream.getvalue(), filename="a.xlsx")
    assert dataset.n_rows == 25 and dataset.frame["Score"].tolist() == [*range(12), *range(13)]


@pytest.mark.parametrize("sum_of", [None, "=SUM(C2:C9)"])
def test_a_total_that_was_not_computed_closes_a_sheet(sum_of: str | None) -> None:
    report = read_table(workbook(["id", "comment", "score"], *BODY, ["Total", None, sum_of])).report
    choice = report.choice("footer_rows")
    assert choice is not None and choice.value == 1
    assert [row.reason for row in report.left_out] == ["a total or remark below the table"]


def test_a_text_that_says_total_alone_is_no_closing_row() -> None:
    texts = [[f"a word about {i}", i] for i in range(12)]
    assert read_table(workbook(["comment", "score"], *texts, ["Total", None])).report.n_rows_kept == 13
