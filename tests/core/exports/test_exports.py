"""Rows and vectors in every format, read back by the library that people read it with: nothing is other than it was."""

import datetime
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as parquet
import pytest

import embedcore as ec
from embedcore.duplicates import Decisions, Judged
from embedcore.exports import FORMATS, measure
from embedcore.groups import GroupEdits, edited

TABLE = """id;text;version;day;iso;price;left;power;odd
007;red apples;3.10;05.03.2026;2026-03-05;"1.234,5";3;1e3;=1+1
008;green apples;3.2;06.03.2026;2026-03-06;"2.000,0";;2e3;@x
009;a blue sky;4;17.03.2026;2026-03-07;"3.000,25";5;1e4;-5
010;"blue ""seas"", here";NA;18.03.2026;2026-03-08;"7,5";123456789012345678;1e5;"two
lines"
"""
FOUND = ["cluster", "cluster_name", "x", "y", "tags", "decision"]
COLUMNS = ["row_number", "id", "text", "version", "day", "iso", "price", "left", "power", "odd", *FOUND]
IDS = ["007", "008", "009", "010"]


@pytest.fixture(scope="module")
def project() -> ec.Project:
    space = ec.embed(ec.read_table(TABLE.encode(), filename="t.csv"), model="lsa", n_dims=2)
    clustering = ec.cluster(space, n_clusters=2)
    return ec.Project(
        space=space,
        clustering=clustering,
        edits=GroupEdits().renamed(edited(space, clustering), 0, "=Mine"),
        maps=(ec.project(space, method="pca"),),
        tags={"later": [2, 3], "now": [3]},
        decisions=Decisions().judge(Judged((1, 2), 1)),
    )


def written(project: ec.Project | ec.EmbeddingSpace, name: str, folder: Path, **options: object) -> Path:
    path = folder / f"rows{FORMATS[name].ending}"
    made = ec.export(project, path, **options)  # type: ignore[arg-type]
    assert made.n_bytes == path.stat().st_size
    assert made.n_rows == (4 if "rows" not in options else 2)
    return path


def test_text_formats_have_the_cells_of_the_file(project: ec.Project, tmp_path: Path) -> None:
    csv = pd.read_csv(written(project, "csv", tmp_path), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(csv) == COLUMNS
    assert csv["id"].tolist() == IDS and csv["iso"][0] == "2026-03-05" and csv["day"][0] == "05.03.2026"
    assert csv["version"].tolist() == ["3.10", "3.2", "4", "NA"] and csv["power"].tolist() == [
        "1e3",
        "2e3",
        "1e4",
        "1e5",
    ]
    assert csv["price"].tolist()[0] == "1.234,5" and csv["left"].tolist() == ["3", "", "5", "123456789012345678"]
    assert csv["odd"].tolist() == ["'=1+1", "'@x", "-5", "two\nlines"]
    assert "'=Mine" in csv["cluster_name"].tolist() and "=Mine" not in csv["cluster_name"].tolist()
    assert csv["tags"].tolist() == ["", "later", "later; now", ""]
    assert csv["decision"].tolist() == ["keep", "drop", "undecided", "undecided"]
    assert csv["x"].astype(float).to_numpy() == pytest.approx(project.maps[0].coordinates[:, 0])

    lines = [json.loads(line) for line in written(project, "jsonl", tmp_path).read_text("utf-8").splitlines()]
    assert list(lines[0]) == COLUMNS
    first, last = lines[0], lines[-1]
    assert (first["id"], first["day"], first["iso"], first["power"]) == ("007", "05.03.2026", "2026-03-05", "1e3")
    assert (first["price"], first["left"], lines[1]["left"], first["odd"]) == (1234.5, 3, None, "=1+1")
    assert last["left"] == 123456789012345678 and last["text"] == 'blue "seas", here'


def test_typed_formats_have_numbers_and_dates_and_ids_stay(project: ec.Project, tmp_path: Path) -> None:
    table = parquet.read_table(written(project, "parquet", tmp_path))
    rows = table.to_pylist()
    assert table.column_names == COLUMNS
    assert [row["id"] for row in rows] == IDS and [row["left"] for row in rows] == [3, None, 5, 123456789012345678]
    assert (
        rows[0]["day"] == datetime.datetime(2026, 3, 5) and rows[0]["price"] == 1234.5 and rows[0]["version"] == "3.10"
    )
    assert [row["x"] for row in rows] == project.maps[0].coordinates[:, 0].tolist()

    book = openpyxl.load_workbook(written(project, "excel", tmp_path))
    header, *cells = list(book["Rows"].iter_rows(values_only=True))
    assert list(header) == COLUMNS
    found = pd.DataFrame(cells, columns=COLUMNS)
    assert found["id"].tolist() == IDS and found["odd"].tolist() == ["=1+1", "@x", "-5", "two\nlines"]
    assert "f" not in {cell.data_type for row in book["Rows"].iter_rows() for cell in row}  # no formula
    assert found["day"][0] == found["iso"][0] == datetime.datetime(2026, 3, 5)
    assert book["Rows"]["F2"].number_format == "yyyy-mm-dd"
    assert [cell[7] for cell in cells] == [3, None, 5, "123456789012345678"]  # Excel would round it


def test_vectors_are_the_space_s_to_the_bit(project: ec.Project, tmp_path: Path) -> None:
    vectors = project.space.vectors
    alone = np.load(written(project, "npy", tmp_path), allow_pickle=False)
    assert alone.dtype == np.float32 and alone.tobytes() == vectors.tobytes()
    table = parquet.read_table(written(project, "parquet-vectors", tmp_path))
    assert table.column_names == [*COLUMNS, "vector"] and table["id"].to_pylist() == IDS
    assert (np.array(table["vector"].to_pylist(), dtype=np.float32) == vectors).all()
    back = ec.with_vectors(ec.read_table(tmp_path / "rows.vectors.parquet"))
    assert (back.space().vectors == vectors).all()

    path = written(project, "projector", tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["metadata.tsv", "vectors.tsv"]
        pair = [archive.read(name) for name in ("vectors.tsv", "metadata.tsv")]
    again = ec.read_projector(*pair, vectors_filename="vectors.tsv", metadata_filename="metadata.tsv")
    assert (again.space().vectors == vectors).all()
    assert again.dataset.frame["id"].tolist() == IDS and again.dataset.frame["odd"].tolist()[3] == "two lines"
    assert "became spaces" in ec.export(project, path).notes[1]


def test_what_a_format_changes_is_counted_and_said(tmp_path: Path) -> None:
    """Also where the size is worked out from some rows: then all are counted, without being written."""
    cells = ["=SUM(A1:A2)", "a;-b", "-5", "plain", "it's - fine", "bell\x07", "@you\nand me"]
    table = pd.DataFrame({"text": cells * 40, "=name": ["x"] * 280})
    table.to_parquet(tmp_path / "t.parquet")
    space = ec.EmbeddingSpace(
        np.random.default_rng(0).normal(size=(280, 3)),
        dataset=ec.read_table(tmp_path / "t.parquet", text_column="text"),
    )
    whole = ec.Project(space=space, tags={"=mine": [1, 2], "b": [3]})
    for name, said in (
        ("csv", ["in 123 cells an apostrophe was put before what a spreadsheet would run as a formula"]),
        ("projector", ["in 123 cells an apostrophe", "line breaks, tabs and quotes became spaces and ' in 40 cells"]),
        ("excel", ["40 cells lost characters"]),
        ("jsonl", []),
        ("parquet", []),
    ):
        made = ec.export(whole, tmp_path / f"out{FORMATS[name].ending}", format=name)
        assert made.notes == measure(whole, name).notes == measure(whole, name, rows=np.arange(280)).notes
        assert [note for part in said for note in made.notes if note.startswith(part)] == list(made.notes)
        assert len(made.notes) == len(said)
    back = ec.read_table(tmp_path / "out.csv", text_column="text").texts
    assert back[:2] == ["'=SUM(A1:A2)", "a;'-b"]  # as it stands: an apostrophe may be a text's own
    texts = ec.EmbeddingSpace(np.eye(3), texts=["a", "", "b"])
    assert ec.export(texts, tmp_path / "texts.csv").n_rows == 3


def test_dates_are_real_ones_in_parquet_where_all_are(tmp_path: Path) -> None:
    columns = {
        "created": ["2025-01-01", "2025-01-02", ""],
        "opened": ["2025-01-01T10:00:00.123456+02:00", "2025-01-02T10:00:00+02:00", ""],
        "closed": ["2025-03-01T10:00:00+01:00", "2025-07-02T10:00:00+02:00", ""],
        "timestamp": ["1709280000", "1709280001", ""],
        "time_of_day": ["10:15", "11:00", ""],
        "date": ["2025-01-01", "2025-01-02", "soon"],
        "time": ["2019", "2020", ""],
        "id": ["20250101", "20250102", "20250103"],
    }
    rows = "".join(
        f"a text of a few words {n};" + ";".join(c[n % 2] for c in columns.values()) + "\n" for n in range(20)
    )
    last = "the last text of them all;" + ";".join(cells[2] for cells in columns.values())
    table = ec.read_table(f"text;{';'.join(columns)}\n{rows}{last}\n".encode(), filename="t.csv")
    roles = {name: table.column_roles[name] for name in columns}
    assert roles == dict.fromkeys(columns, "time") | {"id": "id"}
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(21, 3)), dataset=table)
    made = ec.export(space, tmp_path / "rows.parquet")
    found = parquet.read_table(tmp_path / "rows.parquet")
    kinds = {name: str(found.schema.field(name).type).replace("large_string", "string") for name in columns}
    assert kinds == {
        "created": "timestamp[us]", "opened": "timestamp[us, tz=+02:00]", "closed": "timestamp[us, tz=UTC]",
        "timestamp": "timestamp[us, tz=UTC]", "time_of_day": "string", "date": "string", "time": "int64", "id": "int64",
    }  # fmt: skip
    utc = datetime.UTC
    assert found["created"].to_pylist()[1:] == [datetime.datetime(2025, 1, 2), *found["created"].to_pylist()[2:]]
    assert found["created"].to_pylist()[-1] is None
    assert found["opened"][0].as_py() == datetime.datetime(2025, 1, 1, 8, 0, 0, 123456, utc)
    assert found["closed"][1].as_py() == datetime.datetime(2025, 7, 2, 8, tzinfo=utc)
    assert found["timestamp"][0].as_py() == datetime.datetime(2024, 3, 1, 8, tzinfo=utc)
    assert found["date"].to_pylist()[-2:] == ["2025-01-02", "soon"]
    assert made.notes == (
        '"time_of_day" stays text: 20 cells are no dates',
        '"date" stays text: 1 cell is no date',
    )
    some = ec.export(space, tmp_path / "some.vectors.parquet", rows=[3, 1])
    assert (
        parquet.read_table(tmp_path / "some.vectors.parquet")["created"].to_pylist()
        == found["created"].to_pylist()[3:0:-2]
    )
    assert some.notes == made.notes
    sheet = ec.export(space, tmp_path / "rows.xlsx")
    header, first, *_ = openpyxl.load_workbook(tmp_path / "rows.xlsx")["Rows"].iter_rows(values_only=True)
    cells = dict(zip(header, first, strict=True))
    assert (
        cells["opened"].replace(microsecond=0) == datetime.datetime(2025, 1, 1, 10) and cells["time_of_day"] == "10:15"
    )
    assert cells["time"] == 2019 and cells["created"] == datetime.datetime(2025, 1, 1)
    assert sheet.notes[0] == 'the times of "opened" are those of UTC+02:00: the format has no time zones'


def test_some_rows_a_bare_space_and_what_is_no_table(project: ec.Project, tmp_path: Path) -> None:
    some = pd.read_csv(written(project, "csv", tmp_path, rows=[2, 0]), dtype=str)
    assert some["id"].tolist() == ["009", "007"] and some["row_number"].tolist() == ["3", "1"]
    assert (np.load(written(project, "npy", tmp_path, rows=[2, 0])) == project.space.vectors[[2, 0]]).all()
    bare = ec.EmbeddingSpace(np.eye(3, dtype=np.float32))
    file = io.BytesIO()
    assert ec.export(bare, file, format="csv").n_columns == 2
    assert "row 3" in file.getvalue().decode("utf-8-sig")
    lists = pd.DataFrame({"text": ["a red apple", "a blue sky"], "embedding": [[1.0, 2.0], [3.0, 4.0]]})
    lists.to_parquet(tmp_path / "lists.parquet")
    space = ec.with_vectors(ec.read_table(tmp_path / "lists.parquet")).space()
    assert ec.export(space, io.BytesIO(), format="csv").notes == (
        'not in it: "embedding", which hold pictures or lists of numbers',
    )


def test_what_is_said_of_the_size_before_is_about_right(project: ec.Project) -> None:
    rng = np.random.default_rng(0)
    texts = [f"the {rng.choice(['red', 'green', 'blue'])} thing number {row}" for row in range(2_000)]
    space = ec.EmbeddingSpace(rng.normal(size=(2_000, 8)), texts=texts)
    for name in FORMATS:
        said, file = measure(space, name), io.BytesIO()
        made = ec.export(space, file, format=name)
        assert (said.n_rows, said.n_columns) == (made.n_rows, made.n_columns)
        assert said.n_bytes == pytest.approx(made.n_bytes, rel=0.35), name
    assert measure(project, "csv").is_exact


def test_what_can_not_be_meant_is_said(project: ec.Project, tmp_path: Path) -> None:
    for wrong, said in (
        ({"path": tmp_path / "a.txt"}, r"path must end in .csv, .xlsx, .* or \.zip \(got"),
        ({"path": io.BytesIO()}, "format must be given for an open file"),
        ({"path": io.BytesIO(), "format": "exel"}, "did you mean 'excel'"),
        ({"path": io.BytesIO(), "format": "csv", "rows": [9]}, r"rows must be in 0\.\.3"),
        ({"path": io.BytesIO(), "format": "csv", "rows": ["a"]}, "rows must be a list of row indices"),
    ):
        with pytest.raises(ec.ParameterError, match=said):
            ec.export(project, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match="which takes texts"):
        ec.export(project, io.StringIO(), format="csv")  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match=r"binary mode \(got int"):
        ec.export(project, 3, format="csv")  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match="project_or_space must be"):
        ec.export([1], tmp_path / "a.csv")  # type: ignore[arg-type]
    with pytest.raises(ec.DataError, match="path must be a file that can be written"):
        ec.export(project, tmp_path, format="csv")
