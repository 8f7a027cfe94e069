"""Where the rows are: envelopes in a list, texts and vectors by name, records with a geometry, scripts."""

import json

import numpy as np

from embedcore.table.dataset import Dataset, read_table
from embedcore.table.vector_columns import find_vectors

SAID = [f"The parcel number {i} arrived late" for i in range(30)]


def read(value: object, before: str = "", after: str = "") -> Dataset:
    return read_table((before + json.dumps(value) + after).encode(), filename="a.json")


def listing(kind: str, rows: list[dict[str, object]]) -> dict[str, object]:
    return {"kind": "Listing", "data": {"after": None, "children": [{"kind": kind, "data": row} for row in rows]}}


def test_a_post_and_its_comments_are_rows() -> None:
    value = [listing("t3", [{"id": "p", "title": "A post"}]), listing("t1", [{"id": s, "body": s} for s in SAID])]
    dataset = read(value)
    assert dataset.n_rows == 30 and dataset.text_column == "body"


def test_texts_by_name_are_rows() -> None:
    dataset = read({f"doc {i}": text for i, text in enumerate(SAID)})
    assert dataset.texts == SAID and dataset.frame["id"].iloc[1] == "doc 1"
    assert read({"name": "Anna", "comment": SAID[0], "city": "Rome"}).n_rows == 1


def test_vectors_by_name_are_rows_and_columns_of_numbers_stay_columns() -> None:
    numbers = np.random.default_rng(0).normal(size=(30, 12)).tolist()
    dataset = read({f"w{i}": row for i, row in enumerate(numbers)})
    assert dataset.n_rows == 30 and find_vectors(dataset.frame, dataset.column_roles)[0].n_dims == 12
    assert read({f"c{i}": [0.5 * k for k in range(30)] for i in range(10)}).n_rows == 30


def test_attributes_beside_a_geometry_are_the_record() -> None:
    dataset = read(
        {"features": [{"attributes": {"OBJECTID": i, "note": s}, "geometry": {"x": 1}} for i, s in enumerate(SAID)]}
    )
    assert {"OBJECTID", "note"} <= set(dataset.frame.columns)


def test_a_script_that_exports_its_value() -> None:
    for after in (";\nexport default data;\n", ";\nmodule.exports = data;"):
        assert read([{"text": s} for s in SAID], "const data = ", after).n_rows == 30


def test_a_label_before_or_behind_unnamed_vectors_is_no_dimension() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 12)).round(4).astype(str).tolist()
    for lines in (
        [["ab"[i % 2], *row] for i, row in enumerate(rows)],
        [[*row, "ab"[i % 2]] for i, row in enumerate(rows)],
    ):
        dataset = read_table("\n".join(map(",".join, lines)).encode(), filename="a.csv")
        assert dataset.n_rows == 30 and find_vectors(dataset.frame, dataset.column_roles)[0].n_dims == 12


def test_a_text_or_an_object_of_a_text_are_one_column() -> None:
    dataset = read([{"id": i, "body": s if i % 2 else {"text": s}} for i, s in enumerate(SAID)])
    assert list(dataset.frame.columns) == ["id", "body"] and dataset.texts == SAID


def test_names_beside_a_list_of_rows_deep_in_a_file() -> None:
    value = {"result": {"head": {"fields": ["id", "note"]}, "body": {"rows": [[i, s] for i, s in enumerate(SAID)]}}}
    assert list(read(value).frame.columns) == ["id", "note"]


def test_objects_by_column_that_hold_vectors_and_objects() -> None:
    vectors = np.random.default_rng(0).normal(size=(30, 12)).tolist()
    value = {
        "embedding_dict": {f"n{i}": row for i, row in enumerate(vectors)},
        "metadata_dict": {f"n{i}": {"page": i} for i in range(30)},
    }
    dataset = read(value)
    assert dataset.n_rows == 30 and find_vectors(dataset.frame, dataset.column_roles)[0].n_dims == 12
