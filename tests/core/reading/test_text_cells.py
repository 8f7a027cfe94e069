import numpy as np
import pandas as pd
import pytest

from embedcore.reading import cells
from embedcore.reading.text_cells import n_distinct, told_empty

MANY = 12_003  # more than the parts in which a column is looked through


def test_blank_cells_hold_nothing_to_see():
    blank = [None, "", "  ", "\n\t", "\u200b", " \ufeff\u00ad ", "\u200b\u200c\u200d\u2060"]
    filled = ["a", "é", "字", "NA", "0", "\u200bx", "\u200b" * 5, "👩\u200d🚀"]
    told, _ = told_empty(cells.strings([*blank, *filled]))
    assert told.tolist() == [True] * len(blank) + [False] * len(filled)


def test_stand_ins_are_those_of_any_column_in_their_own_letters():
    stand_in = ["NA", " null ", "\\N", "#DIV/0!", "#VALUE!"]
    values = ["None", "na", "-", "NA.", "", None]
    _, told = told_empty(cells.strings([*stand_in, *values]))
    assert told.tolist() == [True] * len(stand_in) + [False] * len(values)


def test_long_columns_of_several_pieces_are_told_cell_by_cell():
    few = cells.strings(["a long text that is neither", "", "NA", "\u200b", "x"])
    places = np.arange(MANY) % 5
    column = pd.concat([few.iloc[places[:7_001]], few.iloc[places[7_001:]]], ignore_index=True)
    blanks, stand_ins = told_empty(column)
    assert (blanks == np.isin(places, (1, 3))).all()
    assert (stand_ins == (places == 2)).all()
    assert n_distinct(column) == 5
    assert n_distinct(cells.strings([f"text {at}" for at in range(MANY)])) == MANY


def test_missing_cells_are_no_value_of_their_own():
    assert n_distinct(cells.strings(["a", None, "b", "a", ""])) == 3
    assert n_distinct(cells.strings([None])) == 0
    assert n_distinct(cells.strings([])) == 0


@pytest.mark.parametrize("written", ["0.1", "1e-400", "-0.0", "1.", ".5", "5.e3", "123456789.123456789", "4.9e-324"])
def test_fractions_are_what_python_reads(written):
    typed = cells.type_strings(cells.strings([f" {written} ", "1.5"] * 40)).values
    assert typed.dtype == np.float64
    assert typed[0].hex() == float(written).hex()


@pytest.mark.parametrize("written", ["1e400", "+5", "007", "0x10", "inf", "1_000", "1.5.2", "12\n13"])
def test_what_no_number_can_hold_stays_text(written):
    typed = cells.type_strings(cells.strings(["1.5"] * 60 + [written])).values
    assert typed.tolist() == ["1.5"] * 60 + [written]
