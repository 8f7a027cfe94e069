"""The columns of a table as vectors: scalings and categories by hand, cells of all kinds, what is said."""

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

import embedcore as ec
from embedcore.encoders import load_encoder
from embedcore.encoders.tables.rows import TableRows
from tests.core.encoders.test_features import table


def fitted(columns: dict[str, Any], **options: Any) -> Any:
    frame = pd.DataFrame(columns)
    roles = options.pop("roles", None) or {
        name: "category" if frame[name].dtype in ("str", "bool") else "number" for name in frame
    }
    return ec.get_encoder("table-numbers", **options).fit(TableRows.from_frame(frame, roles))


def vectors_of(columns: dict[str, Any], **options: Any) -> list[list[float]]:
    return fitted(columns, **options).encode(pd.DataFrame(columns)).astype(float).tolist()


def test_a_table_by_hand() -> None:
    """1, 3: mean 2, standard deviation 1. Two categories: 0.7071 at their own place."""
    half = pytest.approx(0.5**0.5)
    assert vectors_of({"n": [1, 3], "c": ["x", "y"]}) == [[-1, half, 0], [1, 0, half]]


@pytest.mark.parametrize(
    ("scaling", "expected"),
    [
        # 0, 2, 4, 10: mean 4, mean square 30, so the variance is 14.
        ("standard", [-4 / 14**0.5, -2 / 14**0.5, 0, 6 / 14**0.5]),
        # Median 3; quartiles 1.5 and 5.5, 4 apart, and 1.349 apart in a normal distribution.
        ("robust", [-3 * 1.34898 / 4, -1.34898 / 4, 1.34898 / 4, 7 * 1.34898 / 4]),
        ("min-max", [0, 0.2, 0.4, 1]),
        ("none", [0, 2, 4, 10]),
    ],
)
def test_scalings_by_hand(scaling: str, expected: list[float]) -> None:
    assert np.ravel(vectors_of({"n": [0, 2, 4, 10]}, scaling=scaling)) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("scaling", "scaler"),
    [
        ("standard", StandardScaler()),
        ("robust", RobustScaler(unit_variance=True)),
        ("min-max", MinMaxScaler()),
    ],
)
def test_scalings_against_scikit_learn(scaling: str, scaler: Any) -> None:
    values = np.random.default_rng(1).lognormal(size=(500, 3)) * [1, 1e6, 1e-6]
    ours = vectors_of(dict(zip("abc", values.T, strict=True)), scaling=scaling)
    assert ours == pytest.approx(scaler.fit_transform(values), rel=1e-5, abs=1e-5)


def test_two_categories_are_as_far_apart_as_one_standard_deviation() -> None:
    many = [f"value {n:02}" for n in range(40)]
    few = ["a", "b"] * 20
    number = np.arange(40.0)
    encoder = fitted({"number": number, "many": many, "few": few})
    rows = pd.DataFrame(
        {"number": [0, number.std(), 0, 0], "many": many[:1] * 2 + many[1:2] + many[:1], "few": list("aaab")}
    )
    first, *others = encoder.encode(rows)
    assert [np.linalg.norm(first - other) for other in others] == pytest.approx([1, 1, 1], abs=1e-6)
    heavier = fitted({"few": few}, category_weight=3).encode(rows)
    assert np.linalg.norm(heavier[0] - heavier[3]) == pytest.approx(3)


def test_the_scaling_is_chosen_by_the_tails_and_said() -> None:
    even = np.linspace(0, 1, 101)
    far = np.concatenate([even[:-1], [1e6]])
    counts = np.array([0] * 80 + list(range(1, 22)))  # the middle half is all equal, so it has no scale
    encoder = fitted({"even": even, "far": far, "counts": counts})
    assert encoder.notes[0] == 'scaled to mean 0 and standard deviation 1: "even", "counts"'
    assert "scaled by the median and the middle half" in encoder.notes[1]
    assert '"far" (2.7e+05 times)' in encoder.notes[1]
    vectors = encoder.encode(pd.DataFrame({"even": even, "far": far, "counts": counts}))
    assert vectors[:-1, 1].std() == pytest.approx(0.8, abs=0.05)  # the others are still told apart
    with pytest.raises(
        ec.ParameterError, match=r'scaling "robust" needs columns whose middle half varies \(got "counts"'
    ):
        fitted({"counts": counts}, scaling="robust")
    assert fitted({"even": even, "far": far}, scaling="standard").notes == ()


def test_missing_cells_are_filled_and_said() -> None:
    columns = {"n": [1.0, None, 3.0, 8.0], "c": ["x", "y", None, "x"]}
    encoder = fitted(columns, scaling="none")
    half = pytest.approx(0.5**0.5)
    assert encoder.encode(pd.DataFrame(columns)).tolist() == [
        [1, half, 0, 0],
        [3, 0, half, 0],
        [3, 0, 0, half],
        [8, half, 0, 0],
    ]
    assert encoder.feature_names == ("n", "c = x", "c = y", "c is missing")
    assert encoder.notes == (
        '1 missing cell in "n" filled with its median, 3 (row 2)',
        '1 missing cell in "c" taken as a value of its own (row 3)',
    )


def test_constant_and_other_columns_are_left_out_and_said() -> None:
    csv = "id,age,same,empty,note\n" + "".join(f"k{n},{n},7,,a note with number {n} in it\n" for n in range(12))
    space = ec.embed(ec.read_table(csv.encode()), model="table-numbers")
    assert space.encoder.feature_names == ("age",)
    assert space.notes == (
        'left out, because they hold no numbers, categories or times: "id" (id), "note" (text)',
        'left out, because they are the same in every row: "same", "empty"',
        'scaled to mean 0 and standard deviation 1: "age"',
    )


def test_rare_values_share_a_place_and_it_is_said() -> None:
    values = ["a"] * 5 + ["b"] * 3 + ["c"] * 2 + ["d", "e"]
    encoder = fitted({"c": values}, max_values=2)
    assert encoder.feature_names == ("c = a", "c = b", "c is another value")
    assert encoder.notes == (
        '"c" has 5 values: the 2 most frequent have a place each, the other 3 (33% of the rows) share one, as if they '
        "were equal",
    )
    vectors = encoder.encode(pd.DataFrame({"c": ["c", "e", "never seen", "a"]}))
    assert (vectors[:3] == vectors[0]).all()
    assert not (vectors[3] == vectors[0]).all()


def test_new_rows_get_the_same_scale_and_unknown_categories_are_zeros() -> None:
    encoder = fitted({"n": [0.0, 10.0], "c": ["x", "y"]}, scaling="min-max")
    rows = pd.DataFrame({"extra": [1, 2, 3], "c": ["z", "x", None], "n": [20, 5, None]})
    assert encoder.encode(rows) == pytest.approx(np.array([[2, 0, 0], [0.5, 0.5**0.5, 0], [0.5, 0, 0]]))
    with pytest.raises(ec.DataError, match=r'columns that were learned from \(got none called "n"\)'):
        encoder.encode(rows[["c"]])


def test_infinite_and_unreadable_cells_are_refused_by_row() -> None:
    with pytest.raises(ec.DataError, match=r'column "n" must hold finite numbers \(got infinity in rows 2 and 4\)'):
        fitted({"n": [1, np.inf, 2, -np.inf]})
    with pytest.raises(ec.DataError, match=r"column \"n\" must hold numbers \(got 'two' in row 3\)"):
        fitted({"n": ["1", " 2.5 ", "two", "NA"]}, roles={"n": "number"})
    with pytest.raises(ec.DataError, match=r"scaled numbers must fit 32 bits \(got larger ones in row 2\)"):
        vectors_of({"n": [1, 1e300, 2]}, scaling="none")
    dataset = ec.read_table(b"a,b\n1,x\n,\n2,y\n3,x\n4,inf\n").with_role("b", "number")
    with pytest.raises(ec.DataError, match=r"got 'x' in rows 1 and 4 and 1 other value\)"):
        ec.embed(dataset.with_role("b", "number"), model="table-numbers")


def test_extreme_numbers_are_scaled_without_overflow() -> None:
    for values in ([-1.7e308, 0, 1.7e308], [5e-324, 1e-323, 1.5e-323], [1e15, 1e15 + 1, 1e15 + 2]):
        vectors = np.ravel(vectors_of({"n": values}, scaling="standard"))
        assert vectors == pytest.approx([-(1.5**0.5), 0, 1.5**0.5], abs=1e-4)


@pytest.mark.parametrize(
    ("cells", "role", "expected"),
    [
        (["1", "2.5", None], "number", [1, 2.5, 1.75]),
        (["1e2", "nan", "-3"], "number", [100, 48.5, -3]),
        (pd.array([1, 2, None], dtype="Int64"), "number", [1, 2, 1.5]),
        (pd.array([1.5, None, 2.5], dtype="float64[pyarrow]"), "number", [1.5, 2, 2.5]),
        (np.array([1, 2, 2**63], dtype=np.uint64), "number", [1, 2, 2.0**63]),
        ([True, False, True], "number", [1, 0, 1]),
        (pd.to_timedelta(["1 day", "36 hours", None]), "number", [1, 1.5, 1.25]),
        (pd.to_datetime(["1970-01-02 00:00", "1970-01-03 12:00", None]), "time", [1, 2.5, 1.75]),
        (pd.to_datetime(["1970-01-02T02:00+02:00", "1970-01-03T02:00+02:00"]), "time", [1, 2]),
        (["1970-01-02", "1970-01-11", "no date"], "time", [1, 10, 5.5]),
        (["02/01/1970", "13/01/1970", "1970-01-05"], "time", [1, 12, 4]),  # 13 can only be a day
        (["01/02/1970", "01/13/1970", "01/05/1970"], "time", [1, 12, 4]),
        (["2.1.1970", "3.1.1970", "5.1.1970"], "time", [1, 2, 4]),
        (["2 January 1970", "Jan 3, 1970"], "time", [1, 2]),
        (["06:00", "6 pm", "12:00 AM"], "time", [0.25, 0.125, 0]),
        (["06:00", "6:00 PM", "12:00:00"], "time", [0.25, 0.75, 0.5]),
        ([86_400 * 10_000, 86_400 * 10_001], "time", [10_000, 10_001]),
        ([86_400_000 * 10_000, 86_400_000 * 10_001], "time", [10_000, 10_001]),
        ([19_700_102, 19_700_201], "time", [1, 31]),
        ([1970, 1971], "time", [0, 365.2425]),
        ([3, 5], "time", [3, 5]),
    ],
)
def test_cells_of_all_kinds_become_numbers(cells: Any, role: str, expected: list[float]) -> None:
    assert np.ravel(vectors_of({"x": cells}, roles={"x": role}, scaling="none")) == pytest.approx(expected)


def test_what_was_made_of_times_is_said() -> None:
    encoder = fitted({"t": ["03/04/2024", "05/06/2024", "", "soon"]}, roles={"t": "time"}, scaling="none")
    assert encoder.feature_names == ("t (days)",)
    assert encoder.notes == (
        '1 cell of "t" could not be read as dates and count as missing (row 4)',
        'dates in "t" don\'t tell whether day or month comes first; they were read with the month first',
        '2 missing cells in "t" filled with its median, 2024-04-04 (rows 3 and 4)',
    )
    plain = fitted({"t": [3, 5]}, roles={"t": "time"}, scaling="none")
    assert plain.feature_names == ("t",)
    assert plain.notes == ('"t" is a time, but not one of a known kind; its numbers were taken as they are',)


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ([1, 2, 2], ("1", "2")),
        ([1.0, 2.5, None], ("1", "2.5")),
        ([True, False, True], ("false", "true")),
        (pd.array([True, None, False], dtype="boolean"), ("false", "true")),
        (pd.Categorical(["u", "v", None]), ("u", "v")),
        ([" a", "a ", "b"], ("a", "b")),
        (["a", " ", "b"], ("a", "b")),
        (pd.to_datetime(["2024-01-02", "2024-01-03", None]), ("2024-01-02", "2024-01-03")),
    ],
)
def test_cells_of_all_kinds_become_categories(cells: Any, names: tuple[str, ...]) -> None:
    found = fitted({"x": cells}, roles={"x": "category"}).feature_names
    assert tuple(name.removeprefix("x = ") for name in found if "=" in name) == names


def test_columns_can_be_chosen() -> None:
    dataset = ec.read_table(
        b"id,a,b,c\n" + b"".join(b"k%d,%d,%d,%s\n" % (n, n, n * n, b"xy"[n % 2 :][:1]) for n in range(9))
    )
    assert ec.embed(dataset, model="table-numbers", columns=["b", "a"]).encoder.feature_names == ("b", "a")
    assert ec.embed(dataset, model="table-numbers", columns=["c"], scaling="min-max").n_dims == 2
    assert ec.embed(dataset, model="table-numbers", columns=["id"]).n_dims == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ["agee"]}, r'columns must be columns of the table \(got "agee", .*did you mean \'age\'\?'),
        ({"columns": ["text"]}, r'columns must hold numbers, categories or times \(got "text", which is a text\)'),
        ({"columns": []}, r"at least one \(got an empty list\)"),
        ({"columns": ["age", "age"]}, r"each column once, at least one \(got a name twice\)"),
        ({"columns": "age"}, r"columns must be a list of column names \(got 'age'\)"),
        ({"scaling": "log"}, r"scaling must be one of standard, robust, min-max, none \(got 'log'\)"),
        ({"category_weight": 0}, r"category_weight must be > 0 \(got 0\)"),
        ({"category_weight": float("nan")}, r"category_weight must be a finite number"),
        ({"max_values": 0}, r"max_values must be in 1\.\.10000 \(got 0\)"),
    ],
)
def test_impossible_options_are_refused(options: dict, message: str) -> None:
    rows = "".join(f"{n},the text of row number {n}\n" for n in range(6))
    dataset = ec.read_table(f"age,text\n{rows}".encode())
    with pytest.raises(ec.ParameterError, match=message):
        ec.embed(dataset, model="table-numbers", **options)


def test_a_table_from_which_nothing_can_be_learned_is_refused() -> None:
    for columns in ({"n": [1, 1]}, {"n": [1]}, {"n": [None, None]}, {"c": ["x", "x"]}):
        with pytest.raises(
            ec.DataError, match="at least one column of numbers, categories or times that is not the same"
        ):
            fitted(columns)
    with pytest.raises(ec.DataError, match=r'\(got none in 2 rows and "text" \(text\)\)'):
        ec.embed(["one text", "another one"], model="table-numbers")
    with pytest.raises(ec.DataError, match=r'different names \(got several called "a"\)'):
        ec.get_encoder("table-numbers").fit(pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]))
    with pytest.raises(ec.DataError, match=r"table-numbers must learn from the data before it encodes"):
        ec.get_encoder("table-numbers").encode(table(3))


def test_roles_of_a_plain_frame_are_found() -> None:
    frame = pd.DataFrame({"size": ["1", "2", "3"] * 4, "kind": ["a", "b"] * 6, "id": [f"k{n}" for n in range(12)]})
    frame["mixed"] = [{"a": 1}, None, "x"] * 4
    frame["grade"] = pd.Categorical([1, 2, None] * 4)
    frame["yes"] = pd.array([True, None, False] * 4, dtype="bool[pyarrow]")
    frame["clock"] = pd.Series([dt.time(6), dt.time(18), None] * 4, dtype=object)
    frame["some"] = pd.array([1, None, 3] * 4, dtype="int64[pyarrow]")
    frame["odd"] = pd.Series(["x\ud83d", "y", 1 + 2j] * 4, dtype=object)
    encoder = ec.get_encoder("table-numbers").fit(frame)
    assert encoder.feature_names[:3] == ("size", "kind = a", "kind = b")
    assert encoder.feature_names[6:9] == ("grade = 1", "grade = 2", "grade is missing")
    assert {"yes = false", "yes = true", "yes is missing", "clock (days)", "some"} < set(encoder.feature_names)
    assert 'left out, because they hold no numbers, categories or times: "id" (id)' in encoder.notes
    assert len(encoder.encode(frame)) == 12


def test_what_was_learned_is_kept(tmp_path: Path) -> None:
    frame = table(30)
    frame.loc[3, "amount"] = None
    frame.loc[4, "color"] = None
    encoder = ec.get_encoder("table-numbers", columns=["amount", "color", "day"], max_values=2).fit(frame)
    encoder.save(tmp_path / "learned")
    again = load_encoder(tmp_path / "learned")
    assert (again.cache_key, again.notes, again.card) == (encoder.cache_key, encoder.notes, encoder.card)
    assert again.params == encoder.params
    assert again.feature_names == encoder.feature_names
    np.testing.assert_array_equal(again.encode(frame), encoder.encode(frame))
    other = ec.get_encoder("table-numbers", columns=["amount", "color", "day"], max_values=2).fit(frame.iloc[:20])
    assert other.cache_key != encoder.cache_key
    state = (tmp_path / "learned" / "encoder.json").read_text()
    (tmp_path / "learned" / "encoder.json").write_text(state.replace('"kind"', '"sort"'))
    with pytest.raises(ec.DataError, match=r"must be as it was written \(got KeyError: "):
        load_encoder(tmp_path / "learned")


def test_the_rows_of_a_table_reach_a_worker_whole() -> None:
    frame = table(30)
    frame["text"] = [f"a text about number {n}" for n in range(30)]
    frame["yes"] = pd.array([True, None, False] * 10, dtype="boolean")
    rows = TableRows.from_frame(frame)
    again = pickle.loads(pickle.dumps(rows, protocol=5))
    assert isinstance(again, TableRows)
    assert again.roles == rows.roles
    assert "text" not in again.columns
    one, two = (ec.get_encoder("table-numbers").fit(items) for items in (rows, again))
    assert one.cache_key == two.cache_key
    np.testing.assert_array_equal(one.encode(rows), two.encode(again))


def test_a_table_of_numbers_end_to_end() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (group * 5 + rng.normal(), group * -2 + rng.normal(), "abc"[group]) for group in range(3) for _ in range(30)
    ]
    csv = "height,width,kind\n" + "".join(f"{a:.3f},{b:.3f},{c}\n" for a, b, c in rows)
    dataset = ec.read_table(csv.encode())
    assert dataset.kind.name == "numbers"
    space = ec.embed(dataset, model="table-numbers", columns=["height", "width"])
    assert (space.metric, space.n_rows, space.n_dims) == ("euclidean", 90, 2)
    assert space.dataset is dataset
    clusters = ec.cluster(space, n_clusters=3)
    assert clusters.names == ("Group 1", "Group 2", "Group 3")
    found = ec.search(space, 0, n_neighbors=5)
    brute = np.linalg.norm(space.vectors - space.vectors[0], axis=1)
    assert found.indices.tolist() == np.argsort(brute, kind="stable")[1:6].tolist()
    with pytest.raises(ec.DataError, match=r"\(table-numbers, which made this space, does not\); pass a row index"):
        ec.search(space, "a phrase")
    assert ec.calibrate(space).near_duplicate < ec.calibrate(space).floor.mean
    assert ec.project(space, method="pca").coordinates.shape == (90, 2)


def test_numbers_beside_texts_are_calibrated_without_the_texts() -> None:
    rows = "".join(f"{n % 7},message number {n} about parcels\n" for n in range(40))
    space = ec.embed(ec.read_table(f"age,text\n{rows}".encode()), model="table-numbers")
    assert ec.calibrate(space).near_duplicate >= 0
