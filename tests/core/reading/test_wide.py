"""Tables of many columns of numbers, as vectors come: types, gaps, and what turns up far below."""

import io

import numpy as np
import pandas as pd
import pytest

from embedcore.reading import column_builder
from embedcore.table.dataset import read_table

N_DIMS = 80


def wide(n_rows: int, change: dict[tuple[int, int], str] | None = None, *, header: bool = True) -> bytes:
    values = np.round(np.random.default_rng(0).standard_normal((n_rows, N_DIMS)), 6)
    frame = pd.DataFrame(values, columns=[f"dim_{i}" for i in range(N_DIMS)]).astype(object)
    for (row, column), cell in (change or {}).items():
        frame.iat[row, column] = cell
    return frame.to_csv(index=False, header=header).encode()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_builder, "_CHUNK_CELLS", 10 * N_DIMS)


@pytest.mark.parametrize("header", [True, False])
def test_numbers_read_as_pandas_reads_them(header: bool) -> None:
    data = wide(35, header=header)
    frame = read_table(data).frame
    assert list(frame.columns)[:2] == (["dim_0", "dim_1"] if header else ["column 1", "column 2"])
    expected = pd.read_csv(io.BytesIO(data), header=0 if header else None)
    np.testing.assert_array_equal(frame.to_numpy(), expected.to_numpy())
    assert set(frame.dtypes.astype(str)) == {"float64"}


def test_gaps_become_missing_numbers() -> None:
    frame = read_table(wide(35, {(3, 0): "", (12, 0): "NA", (34, 79): " "})).frame
    assert np.flatnonzero(frame["dim_0"].isna()).tolist() == [3, 12]
    assert frame["dim_79"].isna().sum() == 1
    assert set(frame.dtypes.astype(str)) == {"float64"}


def test_a_word_far_below_makes_the_column_text_and_loses_nothing() -> None:
    dataset = read_table(wide(35, {(0, 5): "3.10", (34, 5): "many"}))
    assert dataset.frame["dim_5"].tolist()[0] == "3.10"
    assert dataset.frame["dim_5"].tolist()[-1] == "many"
    assert str(dataset.frame["dim_4"].dtype) == "float64"
    assert dataset.n_rows == 35


def test_whole_numbers_too_long_for_a_float_stay_exact() -> None:
    values = [str(2**55 + i) for i in range(35)]
    frame = read_table(wide(35, {(row, 7): value for row, value in enumerate(values)})).frame
    assert frame["dim_7"].tolist() == [2**55 + i for i in range(35)]
    mixed = {(row, 7): value for row, value in enumerate(values[:20])}
    assert read_table(wide(35, mixed)).frame["dim_7"].tolist()[0] == float(2**55)


def test_texts_beside_the_numbers() -> None:
    words = {(row, 0): f"this is text number {row}" for row in range(35)}
    dataset = read_table(wide(35, words))
    assert dataset.texts[34] == "this is text number 34"
    gap = {**words, **{(row, 0): "" for row in range(10, 20)}}  # a whole chunk of it missing
    assert read_table(wide(35, gap), text_column="dim_0").n_rows == 25
