"""The panel "How this file was read": what it says, what a person changes, what comes of it, its line of Python."""

import gc
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore import jobs
from tests.ui.app_page import (
    TICKETS,
    embedded,
    healthy,
    open_sample,
    said,
    small_csv,
    start,
    table,
    title,
    upload,
    visit,
)  # fmt: skip
from ui import cache, session
from ui.data.how_read import draft as drafts
from ui.data.how_read.facts import facts
from ui.same_in_python import python_line

pytestmark = pytest.mark.usefixtures("queue_ends")
SAID = ("the parcel never arrived", "a very good room", "the kettle leaks", "the bill is wrong", "where is my refund")


def rows(n: int = 20, sign: str = ",", day: Callable[[int], str] = lambda i: f"2026-03-{i + 1:02d}") -> str:
    return "".join(f"{i}{sign}{SAID[i % 5]} number {i}{sign}{day(i)}\n" for i in range(n))


def workbook(**sheets: tuple[list[str], int]) -> bytes:
    """title=(names, number of rows)"""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, (names, n) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(names)
        for i in range(n):
            sheet.append([f"{SAID[i % 5]} in {name} {i}", *[i] * (len(names) - 1)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(**tables: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return stream.getvalue()


def panel_label(app: AppTest) -> str:
    (label,) = [one.label for one in app.expander if one.label.startswith("How this file was read")]
    return label.replace("\\", "").removeprefix("How this file was read: ")


def is_open(app: AppTest) -> bool:
    (panel,) = [one for one in app.expander if one.label.startswith("How this file was read")]
    return bool(panel.proto.expanded)


def line(app: AppTest) -> str:
    return next(str(code.value) for code in app.code if str(code.value).startswith("ec.read_table"))


def project(app: AppTest) -> session.Project:
    found: session.Project = app.session_state["project"]
    return found


def widget(app: AppTest, name: str) -> object:
    key = f"data_read_{name}"
    kinds = (app.selectbox, app.number_input, app.multiselect, app.segmented_control)
    return next(one for kind in kinds for one in kind if one.key == key)


def set_to(app: AppTest, name: str, value: object) -> AppTest:
    return healthy(widget(app, name).set_value(value).run())  # type: ignore[attr-defined]


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def first_rows(app: AppTest) -> pd.DataFrame:
    """The panel's own preview: the first table on the page."""
    frame: pd.DataFrame = app.dataframe[0].value
    return frame


def same(one: ec.Dataset, other: ec.Dataset) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert dict(one.column_roles) == dict(other.column_roles)
    assert one.text_column == other.text_column
    if one.text_column is not None:
        assert one.texts == other.texts
    assert one.row_numbers.tolist() == other.row_numbers.tolist()


def test_the_closed_panel_says_the_facts() -> None:
    content = ("Отчёт\nна май;2026\n\nномер;отзыв;день\n" + rows(sign=";")).encode("cp1251")
    app = upload(start(), "a.csv", content)
    assert panel_label(app) == "CSV, Windows-1251, semicolons, 3 lines above the table"
    assert not is_open(app)
    assert "Found out: titles and remarks stand above the table" in said(app).replace("**", "")


def test_a_file_with_the_wrong_letters_is_read_anew() -> None:
    """A few letters can be meant in more than one way: the panel is open, and the right one is chosen."""
    content = ("id,text,day\n" + rows()).replace("kettle", "чайник").encode("cp1251")
    app = upload(start(), "a.csv", content)
    app = set_to(app, "encoding", "mac_roman")
    assert "чайник" not in "".join(first_rows(app)["text"])
    assert not project(app).reading.options.given  # tried, not taken
    app = set_to(app, "encoding", "cp1251")
    assert "чайник" in "".join(first_rows(app)["text"])
    app = press(app, "data_read_take")
    assert project(app).reading.options.given == ("encoding",)
    assert "чайник" in "".join(project(app).dataset.texts)
    assert "Windows-1251" in panel_label(app)
    assert "You chose this." in said(app)
    app = press(app, "data_read_back")
    assert not project(app).reading.options.given


def test_a_setting_that_does_not_fit_says_so_in_place_of_the_rows() -> None:
    app = upload(start(), "a.csv", ("id,text,day\n" + rows()).encode())
    before = project(app)
    app = set_to(app, "skip_rows", 500)
    assert "must hold" in said(app)
    assert not [button for button in app.button if button.key == "data_read_take"]
    app = healthy(app.toggle(key="data_read_more").set_value(True).run())
    app = set_to(set_to(app, "decimal", ","), "thousands", ",")
    assert "ecimal and thousands must differ" in said(app)
    assert widget(app, "thousands").value == ""  # type: ignore[attr-defined]
    app = press(app, "data_read_leave")
    assert widget(app, "skip_rows").value == 0  # type: ignore[attr-defined]
    assert project(app) is before


def test_one_choice_goes_back_to_what_was_found() -> None:
    app = upload(start(), "a.csv", ("id,text,day\n" + rows()).encode())
    app = set_to(app, "header_rows", 0)
    assert first_rows(app).iloc[0].astype(str).tolist() == ["id", "text", "day"]
    app = press(app, "data_read_header_rows_found")
    assert widget(app, "header_rows").value == 1  # type: ignore[attr-defined]
    assert not [button for button in app.button if button.key == "data_read_take"]


def test_the_sheets_of_a_workbook_are_offered_with_their_rows() -> None:
    content = workbook(Answers=(["comment", "score"], 30), Tickets=(["ticket", "a", "b"], 28), Legend=(["x"], 2))
    app = upload(start(), "a.xlsx", content)
    box = widget(app, "sheet")
    assert set(box.options) == {"Answers (30 rows)", "Tickets (28 rows)", "Legend (2 rows)"}  # type: ignore[attr-defined]
    assert is_open(app)  # two of them look like data
    app.session_state["map_filter"] = "of the other sheet"
    app = press(set_to(app, "sheet", ["Tickets"]), "data_read_take")
    assert "map_filter" not in app.session_state
    assert project(app).reading.options.sheet == ("Tickets",)
    assert list(project(app).dataset.frame.columns) == ["ticket", "a", "b"]
    assert not is_open(app)
    same(ec.read_table(content, filename="a.xlsx", sheet=["Tickets"]), project(app).table)


def test_the_tables_of_a_zip_are_offered() -> None:
    content = packed(large="id,text,day\n" + rows(40), small="nr,said,when\n" + rows(8))
    app = upload(start(), "a.zip", content)
    assert panel_label(app).startswith("CSV, “large.csv” in the ZIP")
    app = press(set_to(app, "member", "small.csv"), "data_read_take")
    assert project(app).dataset.n_rows == 8
    assert 'member="small.csv"' in line(app)


def test_the_lists_of_a_json_are_offered() -> None:
    texts = ", ".join(f'{{"said": "{SAID[i % 5]} {i}"}}' for i in range(12))
    notes = ", ".join(f'{{"note": "{SAID[i % 5]} {i}", "n": {i}}}' for i in range(11))
    app = upload(start(), "a.json", f'{{"texts": [{texts}], "notes": [{notes}]}}'.encode())
    assert is_open(app)
    app = press(set_to(app, "records", "texts"), "data_read_take")
    assert list(project(app).dataset.frame.columns) == ["said"]


AMBIGUOUS = "id,text,day\n" + rows(day=lambda i: f"{i % 7 + 1:02d}/{i * 5 % 9 + 1:02d}/2026")


@pytest.mark.parametrize(("day_first", "month"), [(True, 6), (False, 2)])
def test_which_number_is_the_day_is_asked_where_nothing_tells(day_first: bool, month: int) -> None:
    app = upload(start(), "a.csv", AMBIGUOUS.encode(), straight=True)
    assert title(app) == "Data"
    assert "Which day is 02/06/2026?" in said(app)
    labels = {button.key: button.label for button in app.button}
    assert labels["data_day_first_True"] == "2 June 2026"
    assert labels["data_day_first_False"] == "6 February 2026"
    app = press(app, f"data_day_first_{day_first}")
    assert project(app).table.frame["day"].iloc[1].month == month
    assert "Which day is" not in said(app)
    assert f"day_first={day_first}" in line(app)


def test_nothing_is_asked_where_the_dates_tell() -> None:
    app = upload(start(), "a.csv", AMBIGUOUS.replace("05/", "25/").encode())
    assert "Which day is" not in said(app)


def test_what_was_made_stays_where_the_texts_do() -> None:
    app = visit(embedded(upload(start(), "a.csv", AMBIGUOUS.encode())), "pages/data.py")
    before = project(app)
    assert before.space is not None
    app = press(app, "data_day_first_True")
    assert project(app).space is not None
    assert project(app).space.fingerprint == before.space.fingerprint  # type: ignore[union-attr]
    app = set_to(app, "skip_rows", 1)
    assert "so what was made of them goes" in said(app)
    app = press(app, "data_read_take")
    assert project(app).space is None
    assert project(app).id == before.id


def test_tags_in_texts_are_read_or_not() -> None:
    content = ("id,text,day\n" + rows()).replace("kettle", "<b>kettle</b>").encode()
    app = upload(start(), "a.csv", content)
    assert "reads “the kettle leaks" in said(app)
    app = press(set_to(app, "markup", "keep"), "data_read_take")
    assert "<b>" in "".join(project(app).dataset.texts)
    assert 'markup="keep"' in line(app)


def test_a_chat_can_be_read_as_a_table() -> None:
    content = "".join(f"13/03/2024, 10:1{i} - Anna: {SAID[i % 5]}\n" for i in range(9)).encode()
    app = upload(start(), "a.txt", content)
    assert "message" in project(app).dataset.frame.columns
    app = press(set_to(app, "delimiter", ""), "data_read_take")
    assert project(app).dataset.n_rows == 9
    assert project(app).dataset.texts[0].startswith("13/03/2024")


def test_a_sample_read_otherwise_is_a_table_of_ones_own() -> None:
    app = visit(open_sample(), "pages/data.py")
    assert line(app) == f'ec.read_table("sample_data/{TICKETS.file}")'
    sample = project(app)
    app = press(set_to(app, "footer_rows" if _has(app, "footer_rows") else "skip_rows", 1), "data_read_take")
    assert project(app).sample is None
    assert project(app).id != sample.id
    assert cache.sample(TICKETS.file)[0].n_rows == sample.dataset.n_rows  # everybody else's is as it was


def _has(app: AppTest, name: str) -> bool:
    return any(one.key == f"data_read_{name}" for one in app.number_input)


FILES: dict[str, tuple[str, bytes, dict[str, object]]] = {
    "plain": ("a.csv", ("id,text,day\n" + rows()).encode(), {}),
    "preamble": ("a.csv", ("Bericht\nStand;1\n\nid;text;day\n" + rows(sign=";")).encode("cp1252"), {"skip_rows": 2}),
    "dates": ("a.csv", AMBIGUOUS.encode(), {"day_first": True}),
    "tags": ("a.csv", ("id,text,day\n" + rows()).replace("bill", "<i>bill</i>").encode(), {"markup": "keep"}),
    "sheets": ("a.xlsx", workbook(A=(["text", "n"], 12), B=(["text", "n"], 12)), {"sheet": ["B"]}),
    "zip": ("a.zip", packed(a="id,text,day\n" + rows(40), b="id,text,day\n" + rows(9)), {"member": "b.csv"}),
    "no names": ("a.csv", rows().encode(), {}),
}


@pytest.mark.parametrize("file", FILES)
def test_the_line_of_python_gives_the_same_dataset(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, content, options = FILES[file]
    app = upload(start(), name, content)
    for option, value in options.items():
        app = set_to(app, option, value)
    if options:
        app = press(app, "data_read_take")
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    same(eval(line(app), {"ec": ec}), project(app).table)


CHANGED: dict[str, Callable[[ec.Dataset], ec.Dataset]] = {
    "another text": lambda table: table.with_text_column("reverse"),
    "no text": lambda table: table.with_text_column(None),
    "a role": lambda table: table.with_role("amount", "category"),
    "the text as a category": lambda table: table.with_role("text", "category"),
    "there and back": lambda table: table.with_text_column("kind").with_text_column("text"),
    "both": lambda table: table.with_text_column("reverse").with_role("kind", "id"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_the_line_repeats_what_the_columns_are_used_for(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(small_csv())
    monkeypatch.chdir(tmp_path)
    found = ec.read_table("a.csv")
    file = jobs.KeptFile("a.csv", path, "a.csv")
    reading = session.Reading(file, text_column=found.text_column, roles=dict(found.column_roles))
    changed = session.Project("a.csv", CHANGED[change](found), reading=reading)
    same(eval(python_line(changed), {"ec": ec}), changed.table)


def test_what_the_columns_are_used_for_outlives_another_reading() -> None:
    app = upload(start(), "a.csv", small_csv())
    changed = project(app).table.with_text_column("reverse").with_role("amount", "category")
    before = replace(project(app), dataset=changed)
    draft = drafts.Draft(before.reading, before.reading.options.with_option("footer_rows", 1), "strip")
    again, _ = drafts.read_whole(before, draft)
    assert again.text_column == "reverse"
    assert again.column_roles["amount"] == "category"


def test_a_large_file_is_tried_on_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "QUICK_S", -1.0)
    monkeypatch.setattr(drafts, "HEAD_BYTES", 2_000)
    app = upload(start(), "a.csv", ("id;text;day\n" + rows(400, sign=";")).encode())
    app = set_to(app, "delimiter", ",")
    assert "Tried on the first 0.0 of 0 MB" in said(app)
    app = set_to(app, "header_rows", 0)
    app = press(app, "data_read_take")
    assert project(app).table.n_rows == 401


def test_a_file_is_deleted_when_nothing_refers_to_it() -> None:
    app = upload(start(), "one.csv", ("id,text,day\n" + rows(17)).encode())
    file = project(app).reading.file
    assert file is not None and file.path.read_bytes().startswith(b"id,text")
    path = file.path
    same_content = cache.job_queue().keep_table("two.csv", path.read_bytes())
    assert same_content is not None and same_content.path == path  # kept once
    app.session_state["project"] = session.Project("t", project(app).dataset)
    cache.shelf().empty(app.session_state["visitor_key"])
    del file, app
    gc.collect()
    assert path.exists()
    del same_content
    gc.collect()
    assert not path.exists()


def test_without_the_file_it_says_how_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedcore.jobs.kept_files.FREE_BYTES", 1 << 60)
    app = upload(start(), "full.csv", ("id,text,day\n" + rows(18)).encode())
    assert project(app).reading.file is None
    assert "The file itself is not here" in said(app)
    assert not [box for box in app.selectbox if str(box.key).startswith("data_read_")]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "CSV, UTF-8, commas"),
        ({"header_rows": 0}, "CSV, UTF-8, commas, no column names"),
        ({"label_rows": 2}, "CSV, UTF-8, commas, 2 rows that explain the columns"),
        ({"footer_rows": 1}, "CSV, UTF-8, commas, 1 row at the end left out"),
        ({"delimiter": ""}, "plain text, UTF-8, one column"),
        ({"quote": ""}, "CSV, UTF-8, commas, no quotation marks"),
        ({"encoding": "iso8859-15"}, "CSV, ISO 8859-15, commas"),
        ({"markup": "keep"}, "CSV, UTF-8, commas, tags in texts kept"),
    ],
)
def test_facts(options: dict[str, object], expected: str) -> None:
    assert facts(ec.read_table(("id,text,day\n" + rows()).encode(), filename="a.csv", **options)) == expected  # type: ignore[arg-type]


def test_the_page_is_in_plain_words_or_in_those_of_the_options() -> None:
    app = upload(start(), "a.csv", ("id,text,day\n" + rows()).encode())
    assert widget(app, "encoding").label == "Letters (encoding)"  # type: ignore[attr-defined]
    app.toggle(key="frame_technical").set_value(True)
    app = healthy(app.run())
    assert widget(app, "skip_rows").label == "skip_rows"  # type: ignore[attr-defined]
    assert table(app, "text").shape[0] > 0
