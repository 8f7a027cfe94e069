"""Numbers that are names of things, and words where numbers are missing."""

import pytest

from embedcore.table.dataset import Dataset, read_table


def column(name: str, cells: list[str]) -> Dataset:
    rows = "".join(f"The parcel number {i} arrived late;{cell}\n" for i, cell in enumerate(cells))
    return read_table(f"comment;{name}\n{rows}".encode(), filename="a.csv")


@pytest.mark.parametrize("name", ["zip", "PLZ", "phone", "isbn", "Telefonnummer", "home_phone"])
def test_whole_numbers_that_tell_things_apart_are_ids(name: str) -> None:
    assert column(name, [str(5551000000 + 37 * i) for i in range(20)]).column_roles[name] == "id"


def test_hashes_of_digits_and_an_e_stay_as_written() -> None:
    dataset = column("v", ["12e45", "10234", "77e02", "99812"])
    assert dataset.frame["v"].tolist() == ["12e45", "10234", "77e02", "99812"]
    assert column("v", ["1e+05", "2e+03", "7e-02", "99812"]).column_roles["v"] == "number"


@pytest.mark.parametrize("nothing", ["-", ".", "..", ":", "?", "n.a.", "unknown", "k.A.", "n/a"])
def test_a_word_for_a_missing_number_makes_no_text_of_the_others(nothing: str) -> None:
    dataset = column("v", [*map(str, range(10)), nothing])
    assert dataset.frame["v"].dropna().tolist() == list(range(10)) and dataset.column_roles["v"] == "number"


def test_a_column_of_such_words_alone_stays_text() -> None:
    assert column("answer", ["unknown", "-", "unknown", "?"]).frame["answer"].tolist() == [
        "unknown",
        "-",
        "unknown",
        "?",
    ]


@pytest.mark.parametrize(("cells", "numbers"), [
    (["−1.5", "2.5", "−3.0"], [-1.5, 2.5, -3.0]),
    (["1,5E+03", "2,5E+03", "7,25E-01"], [1500, 2500, 0.725]),
])  # fmt: skip
def test_minus_signs_and_powers(cells: list[str], numbers: list[float]) -> None:
    assert column("v", cells).frame["v"].tolist() == pytest.approx(numbers)
