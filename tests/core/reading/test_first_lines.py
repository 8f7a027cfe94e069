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
