"""Files that people reported to have been read wrongly elsewhere: what they expect of each (see the folder's README).

The files lie beside the project; each stands for a kind, which the other tests hold with files of their own.
"""

from collections.abc import Callable

import pytest

from embedcore.errors import DataError
from embedcore.table.data_kind import propose_kinds
from embedcore.table.dataset import Dataset, read_table
from embedcore.table.vector_columns import find_vectors
from tests.public_data import public_data

Check = Callable[[Dataset], bool]
N_CONTROLS = "".join(map(chr, range(0x80, 0xA0)))


def columns(*names: str) -> Check:
    return lambda d: list(d.frame.columns) == list(names)


def roles(**wanted: str) -> Check:
    return lambda d: {name: d.column_roles[name] for name in wanted} == wanted


def rows(n: int) -> Check:
    return lambda d: d.n_rows == n


def kind(name: str) -> Check:
    return lambda d: d.kind.name == name


def dims(n: int) -> Check:
    return lambda d: find_vectors(d.frame, d.column_roles)[0].n_dims == n


def offered(name: str) -> Check:
    return lambda d: name in [one.name for one in propose_kinds(d)]


def text(begins: str) -> Check:
    return lambda d: d.texts[0].startswith(begins)


def said(words: str) -> Check:
    return lambda d: any(words in note for note in d.report.notes)


def letters_as_written(d: Dataset) -> bool:
    return not any(character in N_CONTROLS for character in "".join(d.texts))


CHECKS: dict[str, list[Check]] = {
    "anon_ratings_noheader.csv": [rows(400)],
    "amazon_ratings_noheader.csv": [rows(840), lambda d: len(d.frame.columns) == 4],
    "arxiv_like.csv": [lambda d: "2401.00010" in d.frame["id"].tolist(), roles(id="id")],
    "cp1252_stray_9d.csv": [
        text("“Great value” – it’s"),
        letters_as_written,
        lambda d: "".join(d.texts).count("\ufffd") == 1,
    ],
    "currency.csv": [
        roles(price="number", discount="number", reviews="number", listing="id"),
        lambda d: d.frame["price"].iloc[-1] == 2300 and d.frame["reviews"].iloc[-1] == 1600,
    ],
    "excel_cover_sheet.xlsx": [rows(80), columns("response_id", "comment", "nps")],
    "excel_dates.xlsx": [roles(amount="number", when="time"), lambda d: int(d.frame["amount"].isna().sum()) == 1],
    "excel_hidden_sheet.xlsx": [rows(40), columns("id", "comment")],
    "excel_merged_down.xlsx": [lambda d: bool(d.frame["Department"].notna().all())],
    "excel_sheet_a_month.xlsx": [rows(75), lambda d: d.frame["sheet"].nunique() == 3],
    "excel_title_rows.xlsx": [
        rows(50),
        columns("Date", "Branch", "Comment", "Score"),
        roles(Score="number", Date="time"),
    ],
    "inner_quotes.csv": [rows(50), text('the 32" screen and the "deluxe" stand: The invoice'), roles(stars="number")],
    "ja_sjis.csv": [lambda d: d.report.encoding == "cp932", letters_as_written, text("配送がすぐに")],
    "log_column.csv": [text("2024-03-01 10:00:05 ERROR"), kind("texts")],
    "namibia.csv": [lambda d: int((d.frame["country"] == "NA").sum()) == 15, said("Namibia")],
    "ml1m_ratings.dat": [rows(840), lambda d: len(d.frame.columns) == 4],
    "pl_cp1250.csv": [lambda d: d.report.encoding == "cp1250", text("Faktura dotarła za późno")],
    "preamble.csv": [rows(80), columns("Ticket", "Created", "Subject", "Description", "Priority")],
    "qualtrics.csv": [rows(60), roles(Q1="number", Q2_1="number", Q3="text"), said("below the column names left out")],
    "ru_cp1251.csv": [lambda d: d.report.encoding == "cp1251", text("Посылка пришла")],
    "server_log.txt": [rows(60), kind("texts"), text("2024-03-01 10:00:05,123 ERROR")],
    "unquoted_commas_last.csv": [rows(60), columns("label", "text"), lambda d: d.texts[0].endswith(", thanks, bye")],
    "amazon_reviews.jsonl": [rows(840), roles(reviewerID="user", asin="item", overall="rating"), offered("ratings")],
    "chinese_utf8.csv": [kind("texts")],
    "duplicates100.csv": [rows(160), kind("texts")],
    "html_reviews.csv": [kind("texts")],
    "chroma_get.json": [rows(48), dims(32), roles(ids="id", documents="text"), text("The invoice was charged twice")],
    "elasticsearch_hits.json": [rows(48), text("The invoice was charged twice"), roles(message="text")],
    "intercom.json": [rows(60), lambda d: d.text_column == "source.body"],
    "nested_records.jsonl": [rows(60), lambda d: d.text_column == "review.body", roles(**{"review.title": "text"})],
    "np_float64_repr.csv": [rows(48), kind("vectors"), dims(32)],
    "numpy_repr_ellipsis.csv": [rows(48), kind("texts"), said("were cut when they were saved")],
    "openai_batch_output.jsonl": [rows(48), kind("vectors"), dims(32), roles(custom_id="id")],
    "pandas_split.json": [rows(60), columns("comment", "score")],
    "projector_vectors_trailing_tab.tsv": [rows(48), kind("vectors"), dims(32)],
    "socrata.json": [rows(60), columns("sid", "Borough", "Complaint", "Score")],
    "struct_column.parquet": [rows(48), lambda d: d.text_column == "post.body"],
    "telegram_result.json": [lambda d: not any(cell.startswith(("[", "{")) for cell in d.texts)],
    "ml_latest_small.zip": [rows(840), kind("ratings"), said("ml/movies.csv")],
}


@pytest.mark.parametrize("file", CHECKS)
def test_reported_file(file: str) -> None:
    dataset = read_table(public_data("reported", file))
    failed = [place for place, check in enumerate(CHECKS[file]) if not check(dataset)]
    assert not failed, f"{dataset.report.notes}\n{dataset.column_roles}\n{dataset.frame.head(3)}"


@pytest.mark.parametrize("file", CHECKS)
def test_the_report_repeats_the_reading(file: str) -> None:
    path = public_data("reported", file)
    first = read_table(path)
    again = read_table(path, **{choice.name: choice.value for choice in first.report.used})  # type: ignore[arg-type]
    assert first.frame.equals(again.frame) and first.report.left_out == again.report.left_out


def test_every_file_is_read_or_refused_in_words() -> None:
    for path in sorted(public_data("reported").iterdir()):
        try:
            assert read_table(path).n_rows > 0
        except DataError as error:
            assert path.name in str(error)
