"""Rows as a table, with what was found of them beside it."""

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from ui import tables
from ui.session import Project, Tag


def dataset(**columns: list[object]) -> ec.Dataset:
    n_rows = len(next(iter(columns.values())))
    texts = [f"this is the text of number {row}" for row in range(n_rows)]
    content = pd.DataFrame({"text": texts, **columns}).to_csv(index=False).encode()
    return ec.read_table(content, filename="t.csv", text_column="text")


def clustering(labels: list[int], names: tuple[str, ...]) -> ec.Clustering:
    sizes = tuple(np.bincount(labels, minlength=len(names)).tolist())
    return ec.Clustering(np.array(labels), names, ((),) * len(names), sizes, ((0,),) * len(names), 0.2)


def test_table_adds_columns_and_keeps_the_order_asked_for() -> None:
    table = dataset(kind=["a", "b", "c"])
    groups_found = clustering([0, 1, 0], ("first", "second"))
    whole = ec.EmbeddingSpace(np.eye(3), dataset=table)
    projection = ec.project(whole, method="pca")
    frame = tables.table(Project("t", table), np.array([2, 0]), clustering=groups_found, projection=projection)
    assert list(frame.columns) == ["row_number", "text", "kind", "cluster", "cluster_name", "x", "y"]
    assert frame["kind"].tolist() == ["c", "a"]
    assert frame["row_number"].tolist() == [3, 1]
    assert frame["cluster"].tolist() == [1, 1]
    assert frame["cluster_name"].tolist() == ["first", "first"]
    assert frame["x"].to_numpy() == pytest.approx(projection.coordinates[[2, 0], 0])
    solid = tables.table(Project("t", table), projection=ec.project(whole, method="pca", n_components=3))
    assert list(solid.columns)[-3:] == ["x", "y", "z"]


def test_columns_of_the_table_are_never_overwritten() -> None:
    table = dataset(x=["p", "q", "r"], cluster=["k", "l", "m"], cluster_=["u", "v", "w"], row_number=["7", "8", "9"])
    whole = ec.EmbeddingSpace(np.eye(3), dataset=table)
    frame = tables.table(
        Project("t", table), clustering=clustering([0, 0, 0], ("all",)), projection=ec.project(whole, method="pca")
    )
    assert frame["x"].tolist() == ["p", "q", "r"]
    assert frame["cluster"].tolist() == ["k", "l", "m"]
    assert frame["cluster_"].tolist() == ["u", "v", "w"]
    assert frame["cluster__"].tolist() == [1, 1, 1]
    assert frame["row_number_"].tolist() == [1, 2, 3]
    assert "x_" in frame.columns
    assert table.frame.shape == (3, 5)


def test_names_of_kept_rows_are_a_column() -> None:
    table = dataset(kind=["a", "b", "c"])
    kept = (Tag("late", np.array([1, 3])), Tag("angry", np.array([3])))
    frame = tables.table(Project("t", table, tags=kept), np.array([2, 1, 0]))
    assert frame["tags"].tolist() == ["late; angry", "", "late"]
