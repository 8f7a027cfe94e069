"""Vectors that exist already: where they stand, whose rows they are, and what is refused."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedcore as ec
from embedcore.errors import DataError, ParameterError
from embedcore.table.vector_cells import numbers_in
from embedcore.table.vector_columns import find_vectors

X = np.round(np.random.default_rng(0).standard_normal((6, 4)), 3).astype(np.float32)
TEXTS = [f"this is text number {row}" for row in range(6)]


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def csv(frame: pd.DataFrame, sep: str = ",") -> bytes:
    return frame.to_csv(index=False, sep=sep).encode()


def excel(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_excel(stream, index=False)
    return stream.getvalue()


def lists(vectors: np.ndarray = X) -> list[list[float]]:
    return [[round(float(value), 3) for value in row] for row in vectors]


def written(form: str) -> list[str]:
    return {
        "json": [str(row) for row in lists()],
        "numpy": ["[" + "  ".join(map(str, row)) + "]" for row in lists()],
        "tuple": [str(tuple(row)) for row in lists()],
        "postgres": ["{" + ",".join(map(str, row)) + "}" for row in lists()],
        "spaces": [" ".join(map(str, row)) for row in lists()],
        "semicolons": [";".join(map(str, row)) for row in lists()],
        "commas": [", ".join(map(str, row)) for row in lists()],
        "lines": ["\n".join(map(str, row)) for row in lists()],
    }[form]


@pytest.mark.parametrize("form", ["json", "numpy", "tuple", "postgres", "spaces", "semicolons", "commas", "lines"])
@pytest.mark.parametrize("write", [csv, lambda frame: csv(frame, "\t"), excel], ids=["csv", "tsv", "excel"])
def test_lists_written_as_text(form: str, write: Any) -> None:
    dataset = ec.read_table(write(pd.DataFrame({"text": TEXTS, "embedding": written(form)})))
    assert dict(dataset.column_roles) == {"text": "text", "embedding": "vector"}
    own = ec.with_vectors(dataset)
    np.testing.assert_array_equal(own.vectors, X)
    assert own.vectors.dtype == np.float32
    assert (own.origin, own.notes) == ('the column "embedding"', ())


@pytest.mark.parametrize("value", ["list", "float32", "fixed", "json", "jsonl"])
def test_columns_of_lists(value: str) -> None:
    if value.startswith("json"):
        rows = [{"text": text, "v": vector} for text, vector in zip(TEXTS, lists(), strict=True)]
        text = json.dumps(rows) if value == "json" else "\n".join(map(json.dumps, rows))
        data = text.encode()
    else:
        kind = {"list": pa.list_(pa.float64()), "float32": pa.list_(pa.float32()), "fixed": pa.list_(pa.float32(), 4)}
        data = parquet(text=TEXTS, v=pa.array(lists(), kind[value]))
    own = ec.with_vectors(ec.read_table(data))
    np.testing.assert_array_equal(own.vectors, X)


@pytest.mark.parametrize("name", ["dim_{}", "x{}", "emb_{}", "{}", "embedding.{}", "V{}", "Feature {}"])
@pytest.mark.parametrize("first", [0, 1])
def test_one_column_for_each_dimension_in_the_order_of_their_numbers(name: str, first: int) -> None:
    many = np.tile(X, 3)  # 12 dimensions: 10 follows 9, not 1
    frame = pd.DataFrame(many, columns=[name.format(i + first) for i in range(12)]).astype(float).round(3)
    shuffled = frame[sorted(frame.columns)].assign(text=TEXTS)
    own = ec.with_vectors(ec.read_table(csv(shuffled)))
    np.testing.assert_array_equal(own.vectors, many)
    assert own.origin == f'the 12 columns from "{frame.columns[0]}" to "{frame.columns[-1]}"'


def test_columns_that_are_chosen() -> None:
    dataset = ec.read_table(
        csv(pd.DataFrame({"text": TEXTS, "height": X[:, 0].round(3), "weight": [1, 2, 3, 4, 5, 6]}))
    )
    own = ec.with_vectors(dataset, columns=["weight", "height"])
    np.testing.assert_array_equal(own.vectors, np.column_stack([np.arange(1, 7), X[:, 0]]).astype(np.float32))
    for columns, match in [
        ([], r"a list of column names, at least one \(got \[\]\)"),
        ("height", r"a list of column names, at least one \(got 'height'\)"),
        (["height", "height"], "differ from each other"),
        (["high"], r"column must be one of .*\(got 'high'\)"),
    ]:
        with pytest.raises(ParameterError, match=match):
            ec.with_vectors(dataset, columns=columns)
    with pytest.raises(DataError, match=r'"text" must hold a number in every row \(got \'this is .* in row 1\)'):
        ec.with_vectors(dataset, columns=["text"])


@pytest.mark.parametrize(
    "names",
    [
        [f"q{i}" for i in range(1, 11)],  # the questions of a survey
        [f"dim_{i}" for i in (0, 1, 2, 4, 5)],  # a gap
        [f"dim_{i}" for i in range(5, 12)],  # the beginning is missing
        ["x1", "x2", "y1", "y2"],
        ["2019", "2020", "2021"],
    ],
)
def test_what_is_no_run_of_dimensions(names: list[str]) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).random((6, len(names))), columns=names)
    dataset = ec.read_table(csv(frame))
    assert find_vectors(dataset.frame, dataset.column_roles) == ()
    with pytest.raises(DataError, match=r"must hold vectors: a column of lists of numbers, or columns such as dim_0"):
        ec.with_vectors(dataset)


def test_cells_that_are_no_vectors_are_not_taken_for_them() -> None:
    frame = pd.DataFrame(
        {
            "phone": ["030 123 4567", "030 765 4321"] * 3,
            "version": ["1.2.3", "1.2.4"] * 3,
            "place": ["52.5 13.4", "48.1 11.6"] * 3,
            "day": ["2024 01 31", "2024 02 28"] * 3,
            "tags": ["[1]", "[1, 2, 3]"] * 3,
        }
    )
    dataset = ec.read_table(csv(frame))
    assert find_vectors(dataset.frame, dataset.column_roles) == ()
    assert [dataset.column_roles[name] == "vector" for name in frame.columns] == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("[1, -2.5e-3, .5]", [1, -0.0025, 0.5]),
        ("[0.1 0.2\n 0.3]", [0.1, 0.2, 0.3]),
        ("1;2 ; 3", [1, 2, 3]),
        ("[1, 2,]", [1, 2]),
        ("[]", []),
        ("[1_000]", None),
        ("[1, two]", None),
        ("[1+2j]", None),
        ("[true, false]", None),
        ("[[1, 2]]", [1, 2]),
        ("[[1, 2], [3, 4]]", None),
        ([1, 2.5], [1, 2.5]),
        ([True, 1], None),
        (["1"], None),
        (7, None),
        (np.array([1.5, 2]), [1.5, 2]),
    ],
)
def test_numbers_in_a_cell(cell: object, numbers: list[float] | None) -> None:
    found = numbers_in(cell)
    assert (None if found is None else list(found)) == numbers


def test_missing_numbers_in_a_cell_are_nan() -> None:
    for cell in ("[1, nan]", "[1, null]", "[1, None]", [1, None], "1;NA"):
        assert np.isnan(numbers_in(cell) or [0]).tolist() == [False, True]


BAD = np.array(lists(), dtype=object)
BAD[1, 2], BAD[4, 0] = float("nan"), float("inf")


def bad_tables() -> dict[str, bytes]:
    rows = [{"text": text, "v": list(vector)} for text, vector in zip(TEXTS, BAD, strict=True)]
    frame = pd.DataFrame(BAD, columns=[f"dim_{i}" for i in range(4)]).assign(text=TEXTS)
    return {
        "parquet": parquet(text=TEXTS, v=[list(map(float, row)) for row in BAD]),
        "json": json.dumps(rows).encode(),  # NaN and Infinity, as Python writes them
        "csv": csv(pd.DataFrame({"text": TEXTS, "v": [str(list(row)) for row in BAD]})),
        "columns": csv(frame.astype(object).map(str)),
    }


@pytest.mark.parametrize("source", ["parquet", "json", "csv", "columns", "npy"])
def test_nan_and_infinity_are_refused_by_row_or_left_out_on_request(source: str) -> None:
    table = csv(pd.DataFrame({"text": TEXTS})) if source == "npy" else bad_tables()[source]
    dataset = ec.read_table(table)
    vectors = ec.read_vectors(npy(BAD.astype(float))) if source == "npy" else None
    match = r"there and finite \(got: the vector holds NaN in row 2, the vector holds infinity, .* in row 5\); mend"
    with pytest.raises(DataError, match=match):
        ec.with_vectors(dataset, vectors)
    own = ec.with_vectors(dataset, vectors, leave_out=True)
    np.testing.assert_array_equal(own.vectors, X[[0, 2, 3, 5]])
    assert own.dataset.row_numbers.tolist() == [1, 3, 4, 6]
    assert own.dataset.texts == [TEXTS[row] for row in (0, 2, 3, 5)]
    assert [(row.row_number, row.reason) for row in own.dataset.report.left_out] == [
        (2, "the vector holds NaN"),
        (5, "the vector holds infinity, or a number too large for 32 bits"),
    ]  # fmt: skip
    assert own.dataset.report.n_rows_read == 6 == own.dataset.n_rows + 2
    assert own.notes[-1] == "2 rows without a finite vector left out: rows 2 and 5."
    again = own.dataset.with_text_column(None)
    assert again.row_numbers.tolist() == [1, 3, 4, 6]


def test_numbers_too_large_for_32_bits_are_infinite() -> None:
    dataset = ec.read_table(parquet(v=[[1e300, 1.0], [2.0, 3.0]]))
    with pytest.raises(DataError, match=r"the vector holds infinity, or a number too large for 32 bits in row 1"):
        ec.with_vectors(dataset)


def test_rows_without_a_vector() -> None:
    dataset = ec.read_table(parquet(text=TEXTS[:3], v=[[1.0, 2.0], None, []]))
    with pytest.raises(DataError, match=r"got: there is no vector in rows 2 and 3"):
        ec.with_vectors(dataset)
    assert ec.with_vectors(dataset, leave_out=True).vectors.tolist() == [[1, 2]]
    with pytest.raises(DataError, match=r"must keep at least one row \(got none: there is no vector, and so on\)"):
        ec.with_vectors(ec.read_table(parquet(text=TEXTS[:2], v=[[float("nan")] * 2] * 2)), leave_out=True)


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([[1.0, 2.0], [1.0], [3.0, 4.0], [1.0, 2.0, 3.0]]),
        ["[1.5, 2.5]", "[1.5]", "[3.5, 4.5]", "[1.5, 2, 3]"],
    ],
)
def test_different_lengths_are_refused_by_row_whatever_is_asked(cells: Any) -> None:
    dataset = ec.read_table(parquet(text=TEXTS[:4], v=cells))
    match = r"same number of dimensions \(got 2 in most rows, but 1, 3 in rows 2 and 4\)"
    for leave_out in (False, True):
        with pytest.raises(DataError, match=match):
            ec.with_vectors(dataset, column="v", leave_out=leave_out)


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        (["[1, 2]", "[1, 2]", "abc"], r"got 'abc' in row 3"),
        (["[1+1j, 2]", "[1, 2]", "[1, 2]"], r"got '\[1\+1j, 2\]' in row 1"),
        ([[True, False], [True, True], [True, True]], r"got '\[true, false\]' in row 1"),
        ([["a"], ["b"], ["c"]], r"in row 1"),
        ([[], [], []], "got empty lists alone"),
        ([1.5, 2.5, 3.5], r"got '1\.5' in row 1"),
    ],
)
def test_what_is_no_list_of_real_numbers(cells: Any, match: str) -> None:
    dataset = ec.read_table(parquet(text=TEXTS[:3], v=cells), text_column="text")
    with pytest.raises(DataError, match=match):
        ec.with_vectors(dataset, column="v")


def test_several_columns_of_vectors_ask_which() -> None:
    dataset = ec.read_table(parquet(title=lists(), body=lists(2 * X)))
    with pytest.raises(
        DataError, match=r'one column of vectors, .*\(got "title", "body"\); name it, as in column="title"'
    ):
        ec.with_vectors(dataset)
    np.testing.assert_array_equal(ec.with_vectors(dataset, column="body").vectors, (2 * X).round(3))
    with pytest.raises(ParameterError, match="from one place"):
        ec.with_vectors(dataset, column="body", columns=["title"])


GAPS = b"text,id\na text here,1\n,2\n\nNA,4\nthe fifth one,5\nand a sixth,6\nx,y,7\n"


def test_vectors_beside_a_table_belong_to_the_rows_of_the_file() -> None:
    dataset = ec.read_table(GAPS)
    assert dataset.row_numbers.tolist() == [1, 5, 6]
    assert dataset.report.n_rows_read == 7
    all_rows = np.arange(14, dtype=np.float32).reshape(7, 2)
    own = ec.with_vectors(dataset, ec.read_vectors(npy(all_rows)))
    assert own.vectors.tolist() == all_rows[[0, 4, 5]].tolist()
    assert own.notes == ("4 vectors belong to rows that were left out of table.",)
    without_blank = np.delete(all_rows, 2, axis=0)  # as pandas counts them
    assert ec.with_vectors(dataset, without_blank).vectors.tolist() == own.vectors.tolist()
    kept = ec.with_vectors(dataset, all_rows[[0, 4, 5]])
    assert kept.vectors.tolist() == own.vectors.tolist()
    assert kept.notes == (
        "vectors has 3 vectors, as many as table has rows that are kept, so they were taken for these.",
    )
    every = ec.with_vectors(dataset.with_text_column(None), all_rows)
    assert every.vectors.tolist() == all_rows[[0, 1, 3, 4, 5]].tolist()


@pytest.mark.parametrize("n_vectors", [1, 2, 4, 5, 8])
def test_a_number_of_vectors_that_fits_neither_is_refused_with_both(n_vectors: int) -> None:
    match = rf"got {n_vectors} vectors in v\.npy and 6 rows in table, of which 3 are kept"
    with pytest.raises(DataError, match=match):
        ec.with_vectors(ec.read_table(GAPS), ec.read_vectors(npy(np.ones((n_vectors, 2))), filename="v.npy"))


def test_only_rows_that_are_there_must_be_finite() -> None:
    vectors = np.ones((7, 2))
    vectors[1] = np.nan  # the row without a text
    assert ec.with_vectors(ec.read_table(GAPS), vectors).vectors.shape == (3, 2)


def test_lines_of_json_count_without_blank_ones() -> None:
    data = b'{"text": "one two"}\n\n{"text": "three four"}\n'
    dataset = ec.read_table(data, filename="a.jsonl")
    assert dataset.row_numbers.tolist() == [1, 3]
    assert ec.with_vectors(dataset, np.array([[1.0, 2], [3, 4]])).vectors.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ([[1, 2], [3]], r"2 in most rows, but 1 in row 2|1 in most rows, but 2 in row 1"),
        ([["a"], ["b"]], r"vectors must hold a list of real numbers in every row \(got \"\['a'\]\" in row 1\)"),
        (np.ones(3), r"vectors must hold a table of vectors"),
        (np.ones((2, 2), dtype=complex), "complex numbers"),
        (np.ones((2, 2), dtype=bool), "true and false"),
        (np.array([["a", "b"]]), "got text"),
        ("vectors.npy", r"must be a table of numbers \(got str\)"),
        ([], r"must be a table of numbers \(got list\)"),
        (7, r"must be a table of numbers \(got int\)"),
    ],
)
def test_what_is_no_table_of_vectors(values: Any, match: str) -> None:
    with pytest.raises(DataError, match=match):
        ec.with_vectors(ec.read_table(b"text\nhello to you\nbye to you\n"), values)


def test_an_array_of_the_file_is_not_copied() -> None:
    data = npy(X)
    own = ec.with_vectors(ec.read_table(data))
    assert np.shares_memory(own.vectors, np.frombuffer(data, dtype=np.uint8))
    assert not own.vectors.flags.writeable
    assert np.shares_memory(own.space().vectors, own.vectors)


@pytest.mark.parametrize(
    "data",
    [
        npy(X),
        npy(np.asfortranarray(X.astype(np.float64))),
        csv(pd.DataFrame(lists()), "\t").split(b"\n", 1)[1],  # no column names
        csv(pd.DataFrame(lists(), columns=list("abcd"))),
        csv(pd.DataFrame({"v": written("json")})),
        parquet(v=lists(), text=TEXTS),
        ("\n".join(map(str, lists()))).encode(),
    ],
)
def test_read_vectors_from_files_of_any_format(data: bytes) -> None:
    found = ec.read_vectors(data)
    np.testing.assert_array_equal(found.vectors, X)
    assert (found.n_rows, found.n_dims, found.name) == (6, 4, "table")


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (csv(pd.DataFrame({"text": TEXTS})), r'v must hold vectors: .*\(got the columns "text"\)'),
        (b"1.5,2\n3,4\n5,6,7\n", r"v must hold a vector in every row \(got row 3, .*3 fields where the header has 2"),
        (parquet(a=lists(), b=lists()), r'v must hold one column of vectors, .*"a", "b"\); name it, as in column="a"'),
        (npy(X)[:-1], "must be a whole NumPy file"),
    ],
)
def test_files_that_hold_no_vectors(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        ec.read_vectors(data, filename="v")


def test_vectors_as_the_samples_keep_them() -> None:
    folder = Path(__file__).resolve().parents[3] / "sample_data"
    with np.load(folder / "support_tickets.npz") as arrays:
        expected = arrays["vectors"].astype(np.float32)
    own = ec.with_vectors(
        ec.read_table(folder / "support_tickets.csv"), ec.read_vectors(folder / "support_tickets.npz")
    )
    np.testing.assert_array_equal(own.vectors, expected)


def test_read_vectors_from_a_named_column_or_array() -> None:
    data = parquet(a=lists(), b=lists(2 * X))
    np.testing.assert_array_equal(ec.read_vectors(data, column="b").vectors, (2 * X).round(3))
    with pytest.raises(ParameterError, match=r'column must be one of "a", "b" \(got \'c\'\)'):
        ec.read_vectors(data, column="c")
    stream = io.BytesIO()
    np.savez(stream, X=X, Y=2 * X)
    np.testing.assert_array_equal(ec.read_vectors(stream.getvalue(), array="Y").vectors, 2 * X)


TSV = csv(pd.DataFrame(lists()), "\t").split(b"\n", 1)[1]


def test_the_projectors_pair_of_files() -> None:
    one = ec.read_projector(TSV, b'red shoes\n"quoted\nblue, green\n4\nfive\nsix\n')
    np.testing.assert_array_equal(one.vectors, X)
    assert one.dataset.texts == ["red shoes", '"quoted', "blue, green", "4", "five", "six"]
    several = ec.read_projector(TSV, b"word\tcount\n" + b"".join(b"w%d\t%d\n" % (i, i) for i in range(6)))
    assert list(several.dataset.frame.columns) == ["word", "count"]
    assert several.dataset.frame["count"].tolist() == list(range(6))
    np.testing.assert_array_equal(several.vectors, X)
    alone = ec.read_projector(TSV)
    np.testing.assert_array_equal(alone.vectors, X)
    np.testing.assert_array_equal(ec.read_projector(npy(X), b"a\nb\nc\nd\ne\nf\n").vectors, X)


def test_the_projectors_vectors_have_no_column_names_even_where_they_look_like_some() -> None:
    whole = np.arange(16).reshape(2, 8)
    data = "\n".join("\t".join(map(str, row)) for row in whole.tolist()).encode()
    np.testing.assert_array_equal(ec.read_projector(data).vectors, whole)


def test_the_projectors_vectors_parted_otherwise() -> None:
    data = "\n".join(" ".join(map(str, row)) for row in lists()).encode()
    np.testing.assert_array_equal(ec.read_projector(data).vectors, X)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"1\t2\nx\t3\n", r'column "column 1" must hold a number in every row \(got \'x\' in row 2\)'),
        (b"1\t2\n3\tfour\n", r"got 'four' in row 2"),
        (b"1\t2\n3\t1+2j\n", r"got '1\+2j' in row 2"),
        (b"1\t2\n3\tTrue\n", r"got 'True' in row 2"),
        (b"1\t2\n3\t\n4\tinf\n", r"got: the vector holds NaN in row 2, the vector holds infinity, .* in row 3"),
        (b"", "an empty file"),
        (b"\0\1\2" * 50, "bytes that are not text"),
    ],
)
def test_the_projectors_vectors_must_be_numbers(data: bytes, match: str) -> None:
    with pytest.raises(DataError, match=match):
        ec.read_projector(data, b"a\nb\nc\n" if b"inf" in data else None)


def test_the_projectors_files_must_belong_together() -> None:
    with pytest.raises(DataError, match=r"got 6 vectors in vectors\.tsv and 5 rows in metadata\.tsv"):
        ec.read_projector(TSV, b"a\nb\nc\nd\ne\n", vectors_filename="vectors.tsv", metadata_filename="metadata.tsv")
    with pytest.raises(DataError, match=r"row 2, which can't be used: 4 fields where the header has 2"):
        ec.read_projector(b"1\t2\n1\t2\t3\t4\n3\t4\n", b"a\nb\nc\n")
    blank = ec.read_projector(TSV, b"a\n\nc\nd\ne\nf\n")
    assert blank.dataset.row_numbers.tolist() == [1, 3, 4, 5, 6]
    np.testing.assert_array_equal(blank.vectors, X[[0, 2, 3, 4, 5]])


@pytest.fixture(scope="module")
def space() -> ec.EmbeddingSpace:
    """Sixty rows around three points, and no text anywhere."""
    chance = np.random.default_rng(0)
    centres = np.eye(3, 8) * 5
    vectors = np.concatenate([centre + chance.standard_normal((20, 8)) * 0.3 for centre in centres])
    return ec.with_vectors(ec.read_table(npy(vectors.astype(np.float32)))).space()


def test_a_space_without_texts_is_clustered_projected_and_searched_by_row(space: ec.EmbeddingSpace) -> None:
    assert (space.n_rows, space.n_dims, space.texts) == (60, 8, None)
    groups = ec.cluster(space)
    assert groups.names == ("Group 1", "Group 2", "Group 3")
    assert len({tuple(groups.labels[start : start + 20]) for start in (0, 20, 40)}) == 3
    picture = ec.project(space, method="pca")
    assert picture.coordinates.shape == (60, 2)
    assert picture.place(space.vectors[0]).coordinates.shape == (1, 2)
    found = ec.search(space, 0, n_neighbors=19)
    assert sorted(found.indices.tolist()) == list(range(1, 20))
    assert ec.calibrate(space).near_duplicate > ec.calibrate(space).floor.mean


def test_queries_that_such_a_space_cannot_answer(space: ec.EmbeddingSpace) -> None:
    with pytest.raises(DataError, match="only with the model that made the vectors"):
        ec.search(space, "red shoes")
    with pytest.raises(
        ParameterError, match=r"must have 8 dimensions.*got shape \(5,\)\); only vectors of the same model"
    ):
        ec.search(space, np.ones(5))
    with pytest.raises(ParameterError, match="same model"):
        ec.project(space, method="pca").place(np.ones(5))
    with pytest.raises(DataError, match="needs a text column"):
        ec.embed(ec.read_table(npy(X)))


def test_texts_beside_the_vectors_name_the_groups() -> None:
    texts = ["red shoes for sale"] * 10 + ["blue hats on offer"] * 10
    vectors = np.repeat(np.eye(2, 8), 10, axis=0) + np.random.default_rng(0).standard_normal((20, 8)) * 0.01
    dataset = ec.read_table(csv(pd.DataFrame({"text": texts})))
    names = ec.cluster(ec.with_vectors(dataset, vectors).space(), n_clusters=2).names
    assert any("shoes" in name for name in names) and any("hats" in name for name in names)


def test_the_model_that_made_the_vectors_reads_what_is_searched_for() -> None:
    model = ec.get_encoder()
    texts = ["where is my parcel", "reset my password", "lentil soup"]
    own = ec.with_vectors(ec.Dataset.from_texts(texts), model.encode(texts))
    space = own.space(encoder=model)
    assert ec.search(space, "the parcel is late", n_neighbors=1).indices.tolist() == [0]
    with pytest.raises(ec.DataError, match=r"got all-MiniLM-L6-v2, which gives 384 numbers, for vectors of 3"):
        ec.with_vectors(ec.Dataset.from_texts(texts), np.eye(3)).space(encoder=model)
