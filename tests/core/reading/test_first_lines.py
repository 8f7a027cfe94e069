"""Where a table begins: titles above quoted cells of several lines, years as names, rows without any names."""

import csv
import io

import pytest

from embedcore.table.dataset import read_table

SAID = ["The delivery was late, and nobody answered.", "I would buy this kettle again.", "The invoice is wrong."]


def written(rows: list[list[object]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def test_titles_above_cells_of_several_lines() -> None:
    body = written(
        [["Id", "Feedback", "Score"], *([i, f"{SAID[i % 3]}\n\nOn line 3, more.", i % 5] for i in range(60))]
    )
    dataset = read_table(f"Customer feedback\nCreated by,Anna\n\n{body}".encode(), filename="a.csv")
    assert list(dataset.frame.columns) == ["Id", "Feedback", "Score"]
    assert dataset.n_rows == 60 and dataset.texts[1] == f"{SAID[1]}\n\nOn line 3, more."


def test_years_name_columns_below_titles_too() -> None:
    years = list(range(1990, 2010))
    body = [[f"Country {i}", f"C{i}", *(1000 * i + year for year in years), ""] for i in range(40)]
    above = [["Data Source", "Indicators", ""], [], ["Last Updated", "2026-03-05", ""], []]
    rows = [*above, ["Country Name", "Country Code", *years, ""], *body]
    dataset = read_table(written(rows).encode(), filename="a.csv")
    assert dataset.n_rows == 40 and list(dataset.frame.columns) == ["Country Name", "Country Code", *map(str, years)]


def test_numbers_that_count_up_beside_a_sentence_are_no_names() -> None:
    rows = [[i, SAID[i % 3], i % 5 + 1] for i in range(1, 6)]
    assert read_table(written(rows).encode(), filename="a.csv").n_rows == 5


def test_a_first_line_of_numbers_between_spaces_is_a_row() -> None:
    lines = "".join(f"{i}.25   -1.5    {i}.75    0.5\n" for i in range(20))
    dataset = read_table(lines.encode(), filename="a.dat")
    assert dataset.n_rows == 20


@pytest.mark.parametrize("delimiter", ["~", "^"])
def test_rare_delimiters(delimiter: str) -> None:
    rows = [["id", "comment", "stars"], *([i, SAID[i % 3], i % 5] for i in range(20))]
    dataset = read_table(written(rows, delimiter).encode(), filename="a.txt")
    assert list(dataset.frame.columns) == ["id", "comment", "stars"] and dataset.report.delimiter == delimiter


def test_a_text_that_all_rows_have_goes_before_one_that_few_have() -> None:
    rows = [["What did you like?", "Any other comments?"]]
    rows += [[f"{SAID[i % 3]} ({i})", "" if i % 3 else f"{SAID[(i + 1) % 3]} ({i})"] for i in range(60)]
    dataset = read_table(written(list(map(list, rows))).encode(), filename="a.csv")
    assert dataset.text_column == "What did you like?" and dataset.n_rows == 60


def test_a_usual_name_that_half_of_a_column_says_is_a_value() -> None:
    rows = [[f"tt{i:07}", "movie", f"The Film {i}", 1900 + i, "Drama,Comedy"] for i in range(60)]
    assert read_table(written(rows, "\t").encode(), filename="a.tsv").n_rows == 60


def test_columns_with_spaces_between_them() -> None:
    lines = "".join(f"{i:4}   {i * 1.5:8.2f}   {i % 7}\n" for i in range(20))
    dataset = read_table(f"  id   value   score\n{lines}".encode(), filename="a.txt")
    assert list(dataset.frame.columns) == ["id", "value", "score"] and dataset.n_rows == 20
    again = read_table(f"  id   value   score\n{lines}".encode(), filename="a.txt", delimiter=" ")
    assert again.frame.equals(dataset.frame)
    ratings = "".join(f"{i % 20 + 1} {i // 20 + 1} {i % 5 + 1}\n" for i in range(400))
    assert read_table(ratings.encode(), filename="a.txt").kind.name == "ratings"


def test_prose_and_vectors_between_spaces_stay_lines() -> None:
    assert list(read_table("\n".join(SAID * 4).encode(), filename="a.txt").frame.columns) == ["text"]
    lines = "".join(f"{i}.25 -1.5 {i}.75 0.5\n" for i in range(20))
    assert read_table(lines.encode(), filename="a.txt").kind.name == "vectors"


def test_fields_too_many_belong_to_the_text_before_the_label() -> None:
    rows = [f"{i},Well{', really' * (i % 3)} the parcel number {i} is late,{'ab'[i % 2]}" for i in range(40)]
    dataset = read_table("\n".join(["id,text,label", *rows]).encode(), filename="a.csv")
    assert dataset.n_rows == 40 and dataset.texts[2] == "Well, really, really the parcel number 2 is late"
    assert set(dataset.frame["label"]) == {"a", "b"}


def test_fields_too_many_beside_other_values_are_left_out() -> None:
    rows = [f"{i},The parcel number {i} is late,{'ab'[i % 2]}" for i in range(40)] + [
        "41,The parcel, is late,and so on"
    ]
    dataset = read_table("\n".join(["id,text,label", *rows]).encode(), filename="a.csv")
    assert dataset.n_rows == 40 and len(dataset.report.left_out) == 1


def test_a_second_byte_order_mark_is_no_name() -> None:
    dataset = read_table("\ufeff\ufeffid,comment\n1,It is late\n".encode(), filename="a.csv")
    assert list(dataset.frame.columns) == ["id", "comment"]


def test_a_title_of_one_usual_word_above_the_names() -> None:
    rows = [["Bericht", "", ""], ["Nr", "Kommentar", "Preis"], *([i, f"{SAID[i % 3]} {i}", i * 2] for i in range(20))]
    assert list(read_table(written(rows, ";").encode(), filename="a.csv").frame.columns) == ["Nr", "Kommentar", "Preis"]
