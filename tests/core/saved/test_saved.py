"""What is saved comes back exactly: data, vectors, maps, groups, what was decided, and the model."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

import embedcore as ec
from embedcore.duplicates import Decisions, Judged
from embedcore.encoders import load_encoder
from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment
from embedcore.groups import DecidedGroup, GroupEdits, edited
from embedcore.reading.raw_table import RawTable
from embedcore.reading.report import ReadReport
from embedcore.saved.versions import VERSION
from embedcore.scores import calibrate, known_calibration
from embedcore.table import Dataset
from embedcore.trust import apply_fix
from embedcore.trust.adapting import JudgedResults
from tests.core.conftest import CountingEncoder

SAMPLES = Path(__file__).resolve().parents[3] / "sample_data"
VERSIONS = Path(__file__).with_name("files")
"""A file of each version, and of what one held before another thing was added to it."""
AS_WRITTEN = (
    b"id,text,version,when\n1,a parcel is late,3.10,2024-02-01\n2,,3.2,2024-02-02\n3,my password,NA,\n4,hi,4,\n"
)


def saved(what: object) -> bytes:
    file = io.BytesIO()
    ec.save(what, file)  # type: ignore[arg-type]
    return file.getvalue()


def again(what: Any) -> Any:
    """What comes back; saved once more it must be the same bytes."""
    content = saved(what)
    found = ec.load(content)
    assert type(found) is type(what)
    assert saved(found) == content
    return found


def differences(a: Any, b: Any, path: str = "") -> list[str]:
    """Where two values differ, in content, type or precision; the objects in them are walked through."""
    if isinstance(a, ec.EmbeddingSpace) or (is_dataclass(a) and not isinstance(a, type)):
        if type(a) is not type(b):
            return [path]
        names = [field.name for field in fields(a) if field.name not in ("_memo", "encoder")]
        return [one for name in names for one in differences(getattr(a, name), getattr(b, name), f"{path}.{name}")]
    if isinstance(a, csr_array):
        return differences((a.data, a.indices, a.indptr), (b.data, b.indices, b.indptr), path)
    if isinstance(a, np.ndarray):
        same = isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        return [] if same else [path]
    if isinstance(a, pd.Series):
        a, b = a.to_frame("values"), b.to_frame("values")
    if isinstance(a, pd.DataFrame):
        try:
            pd.testing.assert_frame_equal(a, b, check_exact=True)
        except AssertionError as error:
            return [f"{path}: {error}"]
        return []
    if isinstance(a, (list, tuple)):
        if type(a) is not type(b) or len(a) != len(b):
            return [path]
        return [one for n, (x, y) in enumerate(zip(a, b, strict=True)) for one in differences(x, y, f"{path}[{n}]")]
    if isinstance(a, Mapping):
        if list(a) != list(b):
            return [path]
        return [one for key in a for one in differences(a[key], b[key], f"{path}[{key!r}]")]
    same = a == b or (isinstance(a, float) and isinstance(b, float) and np.isnan(a) and np.isnan(b))
    return [] if same and type(a) is type(b) else [f"{path}: {a!r} and {b!r}"]


def space_of(kind: str) -> ec.EmbeddingSpace:
    """A space of a sample of each kind of data."""
    if kind == "ratings":
        dataset = ec.read_table(SAMPLES / "cookery_club.csv")
        return ec.embed_interactions(dataset, user="member", item="dish", rating="stars", time="date", n_dims=8)
    if kind == "vectors":
        rng = np.random.default_rng(0)
        table = pd.DataFrame({"name": [f"row {n}" for n in range(30)], "embedding": list(rng.normal(size=(30, 8)))})
        file = io.BytesIO()
        table.to_parquet(file)
        return ec.with_vectors(ec.read_table(file.getvalue(), filename="vectors.parquet")).space(metric="dot")
    file, model = {
        "texts": ("product_reviews.csv", "lsa"),
        "images": ("handwritten_digits.zip", "image-histogram"),
        "numbers": ("dishes.csv", "table-numbers"),
    }[kind]
    return ec.embed(ec.read_table(SAMPLES / file), model=model)


@pytest.fixture(scope="module", params=["texts", "images", "numbers", "vectors", "ratings"])
def project(request: pytest.FixtureRequest) -> ec.Project:
    """A project of each kind, with two maps, groups, edits and tags."""
    space = space_of(request.param)
    clustering = ec.cluster(space, n_clusters=4)
    edits = GroupEdits().renamed(edited(space, clustering), 1, "Ours, “renamed”")
    edits = edits.made(edited(space, clustering, edits), [0, 2, 3], "Mine")
    return ec.Project(
        space=space,
        maps=(
            ec.project(space, method="pca"),
            ec.project(space.with_metric("euclidean"), method="pca", n_components=3),
        ),
        clustering=clustering,
        edits=edits,
        decisions=Decisions().judge(Judged((1, 2, 5), 2, (5,), "longest")).judge(Judged((3, 4), 3)),
        tags={"later": [5, 1], "none": []},
        source=ec.read_table(SAMPLES / "cookery_club.csv") if request.param == "ratings" else None,
        thumbnails=tuple(b"\x89PNG %d" % row for row in range(space.n_rows)) if request.param == "images" else (),
        settings={"page": "Map", "shades": [1, 2], "at": {"x": 0.1, "y": None}},
    )


def test_a_project_of_each_kind_comes_back_exactly(project: ec.Project) -> None:
    found = again(project)
    assert differences(project, found) == []
    assert found.space.fingerprint == project.space.fingerprint
    assert found.maps[0].space is found.space and found.maps[1].space.vectors is found.space.vectors
    shown, before = (edited(one.space, one.clustering, one.edits) for one in (found, project))
    assert shown.names == before.names and (shown.labels == before.labels).all()


def test_what_comes_back_is_used_as_before(project: ec.Project) -> None:
    found = again(project.space)
    before = ec.search(project.space, 3, n_neighbors=5)
    assert differences(before, ec.search(found, 3, n_neighbors=5)) == []
    assert (
        differences(ec.project(project.space, method="pca").coordinates, ec.project(found, method="pca").coordinates)
        == []
    )
    if isinstance(found, ec.InteractionSpace):
        assert isinstance(project.space, ec.InteractionSpace)
        user = found.users.ids[0]
        assert differences(ec.recommend(project.space, user=user), ec.recommend(found, user=user)) == []
    elif found.encoder is not None and found.dataset is not None:
        assert found.encoder.cache_key == project.space.encoder.cache_key  # type: ignore[union-attr]
    if found.encoder is not None and found.encoder.card.reads_text:
        phrase = ec.search(project.space, "a phrase about water", n_neighbors=4)
        assert differences(phrase, ec.search(found, "a phrase about water", n_neighbors=4)) == []


def test_rows_left_out_and_cells_as_they_were_written_come_back() -> None:
    dataset = ec.read_table(AS_WRITTEN, filename="versions.csv").with_text_column("version")
    assert dataset.texts == ["3.10", "3.2", "4"]
    space = ec.EmbeddingSpace(np.eye(3, dtype=np.float32), dataset=dataset)
    found = again(space)
    assert differences(space, found) == []
    assert found.dataset.texts == ["3.10", "3.2", "4"]
    assert found.dataset.report.left_out[0].row_number == 3
    assert found.dataset.with_text_column("text").texts == ["a parcel is late", "my password", "hi"]
    assert found.dataset.with_role("id", "category").column_roles["id"] == "category"


def test_what_was_read_is_not_kept_twice(project: ec.Project) -> None:
    with zipfile.ZipFile(io.BytesIO(saved(project))) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
        assert all(part.compress_type == zipfile.ZIP_STORED for part in archive.infolist())
    if project.space.dataset is not None and project.space.dataset.raw is not None:
        assert "space/dataset/own.arrow" not in sizes


def test_a_space_of_texts_alone_and_one_of_nothing_else() -> None:
    vectors = np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)
    for space in (
        ec.EmbeddingSpace(vectors, texts=["a", "", "é\n", "\U0001f600"], notes=["made by hand"]),
        ec.EmbeddingSpace(vectors, metric="euclidean"),
    ):
        assert differences(space, again(space)) == []


COLUMNS = {
    "whole": pd.Series([1, -(2**63), 2**63 - 1]),
    "small": pd.Series([1, 2, 3], dtype="uint8"),
    "real": pd.Series([0.1, np.nan, -0.0]),
    "single": pd.Series([0.1, np.inf, 1e-45], dtype="float32"),
    "flag": pd.Series([True, False, True]),
    "text": pd.Series(["a", None, "ü\n"], dtype="str"),
    "old text": pd.Series(["a", pd.NA, ""], dtype=pd.StringDtype("python")),
    "day": pd.to_datetime(pd.Series(["2024-02-29", None, "1900-01-01"])).astype("datetime64[us]"),
    "second": pd.to_datetime(pd.Series(["2024-02-29", None, "1900-01-01"])).astype("datetime64[s]"),
    "zoned": pd.to_datetime(pd.Series(["2024-02-29", None, "2024-07-01"])).dt.tz_localize("Europe/Berlin"),
    "lasting": pd.to_timedelta(pd.Series([1, 2, None], dtype="float64"), unit="D"),
    "nullable": pd.Series([1, None, 3], dtype="Int64"),
    "nullable real": pd.Series([0.5, None, 3], dtype="Float32"),
    "nullable flag": pd.Series([True, None, False], dtype="boolean"),
    "kinds": pd.Series(pd.Categorical(["b", None, "a"], categories=["b", "a", "c"], ordered=True)),
    "numbered kinds": pd.Series(pd.Categorical([3, 1, 3])),
    "pictures": pd.Series([b"\x89PNG\0", None, b""], dtype=object),
    "lists": pd.Series(pd.arrays.ArrowExtensionArray(pa.array([[1.5, 2.0], None, []], pa.list_(pa.float32())))),
    "bytes": pd.Series(pd.arrays.ArrowExtensionArray(pa.array([b"a", None, b"\0"], pa.large_binary()))),
    "mixed": pd.Series(["a", 1, None], dtype=object),
    "large lists": pd.Series([[2**70, 1], None, [1]], dtype=object),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_kind_of_column_comes_back_as_it_was(name: str) -> None:
    frame = pd.DataFrame({"id": [1, 2, 3], name: COLUMNS[name]})
    roles = {"id": "id", name: "category"}
    report = ReadReport(n_rows_read=3, n_rows_kept=3)
    raw = RawTable(frame, np.arange(1, 4), "made", "table")
    for part in (None, raw):
        dataset = Dataset(frame, None, roles, np.arange(1, 4), "made", report, part)
        space = ec.EmbeddingSpace(np.eye(3, dtype=np.float32), dataset=dataset)
        found = again(space).dataset
        assert differences(dataset, found) == []
        assert found.frame[name].tolist()[0] == frame[name].tolist()[0]


@pytest.mark.parametrize("cell", [1 + 2j, {1, 2}, object(), (1, 2)])
def test_a_cell_that_could_not_come_back_is_refused(cell: object) -> None:
    frame = pd.DataFrame({"odd": pd.Series([cell, None], dtype=object)})
    dataset = Dataset(frame, None, {"odd": "category"}, np.arange(1, 3), "made", ReadReport(2, 2))
    with pytest.raises(ec.DataError, match=r'column "odd" must hold texts, numbers, dates.*turn it into text'):
        saved(ec.EmbeddingSpace(np.eye(2, dtype=np.float32), dataset=dataset))


def test_a_file_is_whole_or_not_at_all(tmp_path: Path) -> None:
    space = ec.EmbeddingSpace(np.eye(3, dtype=np.float32), texts=["a", "b", "c"])
    path = tmp_path / "new folder" / "mine.embx"
    ec.save(space, path)
    before = path.read_bytes()
    assert differences(space, ec.load(path)) == []
    with path.open("rb") as file:
        assert differences(space, ec.load(file)) == []
    with pytest.raises(ec.DataError, match="texts must be str"):
        ec.save(ec.EmbeddingSpace(np.eye(1, dtype=np.float32), texts=[1]), path)  # type: ignore[list-item]
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(ec.DataError, match="path must be a file that can be written"):
        ec.save(space, tmp_path)
    with pytest.raises(ec.DataError, match="path must be a file that can be written"):
        ec.save(space, "a\0b")
    with (tmp_path / "text.embx").open("w") as as_text, path.open("rb") as to_read:
        for wrong, said in (
            (3, r"a path or a file opened in binary mode \(got int\)"),
            (io.StringIO(), r"opened in binary mode \(got StringIO, which takes texts\); open it with mode 'wb'"),
            (as_text, r"opened in binary mode \(got TextIOWrapper"),
            (to_read, "path must be an open file that can be written"),
        ):
            with pytest.raises(ec.EmbedcoreError, match=said):
                ec.save(space, wrong)  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match="project_or_space must be a Project or an EmbeddingSpace"):
        ec.save([1, 2], path)  # type: ignore[arg-type]


def test_nothing_is_pickled(project: ec.Project) -> None:
    with zipfile.ZipFile(io.BytesIO(saved(project))) as archive:
        for name in archive.namelist():
            assert Path(name).suffix in (".json", ".npy", ".arrow")
            if name.endswith(".npy"):
                np.load(io.BytesIO(archive.read(name)), allow_pickle=False)


def test_what_a_model_learned_travels_and_a_bundled_one_goes_by_name(minilm: ec.Encoder) -> None:
    learned = ec.embed(["red apples", "green apples", "blue sky"], model="lsa", n_dims=2)
    found = again(learned)
    assert (found.encoder.encode(["red sky"]) == learned.encoder.encode(["red sky"])).all()  # type: ignore[union-attr]
    exact = ec.get_encoder("all-MiniLM-L6-v2", precision="float32")
    space = ec.EmbeddingSpace(np.eye(2, 384, dtype=np.float32), texts=["a", "b"], encoder=exact)
    assert again(space).encoder.options == {"precision": "float32"}
    assert again(space.with_encoder(minilm)).model_name == "all-MiniLM-L6-v2"


def test_changes_of_vectors_come_back_with_what_they_started_from() -> None:
    dataset = ec.read_table(AS_WRITTEN, filename="t.csv", text_column="text")
    first = ec.embed(dataset, model="lsa", n_dims=2)
    second = apply_fix(first, "standardise")
    third = apply_fix(second, "all_but_the_top").with_metric("euclidean")
    judged = JudgedResults().judge("late", 1, True).judge("", 3, False, like=1)
    project = ec.Project(space=third, before=(first, second, third.with_metric("cosine")), judged=judged)
    found = again(project)
    assert differences(project, found) == [] and found.judged == judged
    for one, other in zip((project.space, *project.before), (found.space, *found.before), strict=True):
        assert one.encoder.cache_key == other.encoder.cache_key
        assert (one.encoder.encode_query("a parcel") == other.encoder.encode_query("a parcel")).all()
        assert other.dataset is found.space.dataset
    assert found.before[2].vectors is found.space.vectors
    with pytest.raises(ec.ParameterError, match=r"before must be spaces of the same 3 rows \(got 2 rows\)"):
        ec.Project(space=third, before=(ec.EmbeddingSpace(np.eye(2)),))


def test_changed_vectors_of_a_model_that_is_not_here_are_said(counting: CountingEncoder) -> None:
    found = ec.load(saved(apply_fix(ec.embed(["a parcel", "my password"], model=counting), "standardise")))
    assert isinstance(found, ec.EmbeddingSpace) and found.encoder is None
    assert "could not be made again" in found.notes[-2] and "go back to the space before" in found.notes[-1]


@pytest.mark.parametrize(
    ("part", "array"), [("shift", np.full(2, np.nan)), ("scale", np.ones(3)), ("shift", np.ones((2, 2)))]
)
def test_a_change_that_can_not_be_is_refused(part: str, array: np.ndarray) -> None:
    dataset = ec.read_table(AS_WRITTEN, filename="t.csv", text_column="text")
    changed = Adjustment(name="odd", shift=np.zeros(2), scale=np.ones(2))
    object.__setattr__(changed, part, array)
    encoder = AdjustedEncoder(ec.embed(dataset, model="lsa", n_dims=2).encoder, changed)  # type: ignore[arg-type]
    with pytest.raises(ec.DataError, match="must be finite and of as many dimensions"):
        ec.load(saved(ec.EmbeddingSpace(np.eye(3, 2), encoder=encoder)))


def test_a_model_that_is_not_here_is_said(counting: CountingEncoder) -> None:
    space = ec.embed(["one", "two"], model=counting)
    found = ec.load(saved(space))
    assert isinstance(found, ec.EmbeddingSpace) and found.encoder is None
    assert (found.vectors == space.vectors).all()
    (note,) = found.notes
    assert "the model counting could not be made again here" in note
    assert "space.with_encoder(ec.get_encoder('counting'))" in note


def test_a_key_is_never_in_the_file_and_only_the_usual_server_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    key = "sk-a-very-secret-key"
    theirs = ec.get_encoder("text-embedding-3-small", api_key=key, dimensions=3)
    space = ec.EmbeddingSpace(np.eye(3, dtype=np.float32), texts=["a", "b", "c"], encoder=theirs)
    content = saved(space)
    assert key.encode() not in content
    found = ec.load(content)
    assert isinstance(found, ec.EmbeddingSpace) and found.encoder is not None
    assert found.encoder.options == theirs.options and found.fingerprint == space.fingerprint
    other = ec.get_encoder("a-model", base_url="https://models.example.org/v1", api_key=key)
    elsewhere = ec.load(saved(space.with_encoder(other)))
    assert isinstance(elsewhere, ec.EmbeddingSpace) and elsewhere.encoder is None
    assert "the file alone names the server" in elsewhere.notes[0]
    monkeypatch.setenv("OPENAI_BASE_URL", "https://models.example.org/v1")
    mine = ec.load(saved(space.with_encoder(other)))
    assert isinstance(mine, ec.EmbeddingSpace) and mine.model_name == "a-model"


def test_word_vectors_go_by_their_file_in_private_use_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "words.txt"
    words.write_text("red 1 0\ngreen 0 1\n")
    space = ec.embed(["red", "green"], model="word-vectors", path=str(words))
    assert again(space).encoder.encode(["red"]).tolist() == space.encoder.encode(["red"]).tolist()  # type: ignore[union-attr]
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    found = ec.load(saved(space))
    assert isinstance(found, ec.EmbeddingSpace) and found.encoder is None and "word-vectors" in found.notes[-1]


def test_read_table_says_what_such_a_file_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.embx"
    ec.save(ec.EmbeddingSpace(np.eye(3, dtype=np.float32)), path)
    with pytest.raises(ec.DataError, match=r"mine.embx must hold a table \(got a project.*open it with ec.load\(\)"):
        ec.read_table(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in reversed(before.namelist()):
            after.writestr(name, before.read(name))
    with pytest.raises(ec.DataError, match="got a project"):
        ec.read_table(packed.getvalue(), filename="again.zip")
    assert isinstance(ec.load(packed.getvalue()), ec.EmbeddingSpace)


def test_a_project_checks_what_it_is_made_of() -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(9, 3)))
    other = ec.EmbeddingSpace(np.random.default_rng(1).normal(size=(9, 3)))
    found = ec.cluster(space, n_clusters=2)
    with pytest.raises(ec.ParameterError, match="maps must be of this space's vectors"):
        ec.Project(space=space, maps=(ec.project(other, method="pca"),))
    with pytest.raises(ec.ParameterError, match=r"clustering must be the groups that ec\.cluster"):
        ec.Project(space=space, clustering=edited(space, found))
    with pytest.raises(ec.ParameterError, match="a label per row"):
        ec.Project(space=space, clustering=replace(found, labels=found.labels[:5]))
    with pytest.raises(ec.ParameterError, match="a tag must have a name"):
        ec.Project(space=space, tags={"": np.arange(3)})
    with pytest.raises(ec.ParameterError, match="thumbnails must be one a row"):
        ec.Project(space=space, thumbnails=(b"",))
    with pytest.raises(ec.ParameterError, match="source must be a Dataset"):
        ec.Project(space=space, source="a file")  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match="settings must be a dict"):
        ec.Project(space=space, settings={"a": (1, 2)})
    with pytest.raises(ec.ParameterError, match="settings must be what JSON can hold"):
        ec.Project(space=space, settings={"a": float("nan")})
    assert ec.Project(space=space, tags={"a": [3, 1, 3]}).tags["a"].tolist() == [1, 3]


def test_rows_that_are_not_there_and_what_is_no_field_of_a_project_are_said() -> None:
    """Nothing that a project takes is lost or refused when it is saved and opened."""
    table = b"id,text\n1,red apples\n2,\n3,green apples\n4,a blue sky\n"
    space = ec.embed(ec.read_table(table, filename="t.csv"), model="lsa", n_dims=2)
    assert space.dataset is not None and space.dataset.row_numbers.tolist() == [1, 3, 4]
    map, found = ec.project(space, method="pca"), ec.cluster(space, n_clusters=2)
    strange = GroupEdits((DecidedGroup(np.array([1, 5])),))
    there = r"must be of rows that are there, which have the numbers 1 to 4 \(got row"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"tags": {"x": [999_999]}}, f"the tag “x” {there} 999,999"),
        ({"tags": {"x": [0, 3]}}, f"{there} 0"),
        ({"tags": ["x"]}, r"tags must be a dict .*\(got list\); give each name its rows"),
        ({"tags": {"x": [[1], [2, 3]]}}, "a tag must have a list of row numbers"),
        ({"tags": {"x": 3}}, "a tag must have a list of row numbers"),
        ({"maps": map}, r"maps must be a tuple or list of Projection \(got one Projection\); use maps=\(one,\)"),
        ({"maps": [found]}, r"maps must be .*\(got a Clustering among them\)"),
        ({"before": space}, r"before must be .*\(got one EmbeddingSpace\)"),
        ({"thumbnails": b"abc"}, r"thumbnails must be .*\(got one bytes\)"),
        ({"thumbnails": "abc"}, r"thumbnails must be .*\(got str\)"),
        ({"edits_past": strange}, r"edits_past must be .*\(got one GroupEdits\)"),
        ({"edits": strange}, f"edits of groups {there} 5"),
        ({"edits_future": [strange]}, f"edits_future of groups {there} 5"),
        ({"decisions": Decisions().judge(Judged((1, 9), 1))}, f"decisions {there} 9"),
        ({"decisions": Decisions().judge(Judged(("a", "b"), "a"))}, "decisions must name rows by whole numbers"),  # type: ignore[arg-type]
        ({"decisions": Decisions((1,))}, r"decisions\.steps must be .*\(got a int among them\)"),  # type: ignore[arg-type]
        ({"judged": JudgedResults().judge("", 1, True, like=7)}, f"judged results {there} 7"),
        ({"settings": ["x"]}, "settings must be a dict"),
        ({"clustering": replace(found, sizes=(1, 1))}, "clustering has other sizes than its labels say"),
    ]
    for given, said in wrong:
        with pytest.raises(ec.ParameterError, match=said):
            ec.Project(space=space, **given)
    left_out = ec.Project(space=space, tags={"the row without a text, too": [2, 4]})
    assert again(left_out).tags["the row without a text, too"].tolist() == [2, 4]
    with pytest.raises(ec.ParameterError, match=r"numbers 1 to 3 \(got row 4\)"):
        ec.Project(space=ec.EmbeddingSpace(space.vectors), tags={"x": [4]})


def test_a_single_group_without_a_quality_comes_back() -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(9, 3)))
    found = ec.cluster(space, n_clusters=1)
    assert np.isnan(found.quality)
    project = ec.Project(space=space, clustering=found, edits=GroupEdits((DecidedGroup(np.array([2, 5])),)))
    assert differences(project, again(project)) == []


@pytest.mark.parametrize("is_issue", [None, True, False])
def test_whether_a_group_is_an_issue_comes_back(is_issue: bool | None) -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(9, 3)))
    edits = GroupEdits((DecidedGroup(np.array([2, 5]), "Mine", is_issue),))
    assert again(ec.Project(space=space, edits=edits)).edits.groups[0].is_issue is is_issue


def test_what_was_learned_can_be_unpacked_by_hand(tmp_path: Path) -> None:
    """The file is a plain ZIP of JSON, NPY and Arrow."""
    path = tmp_path / "mine.embx"
    space = ec.embed(["red apples", "green apples"], model="lsa")
    ec.save(space, path)
    with zipfile.ZipFile(path) as archive:
        head = json.loads(archive.read("project.json"))
        vectors = np.load(io.BytesIO(archive.read(head["space"]["vectors"])))
        cells = head["space"]["dataset"]["raw"]["frame"]["cells"]
        table = pa.ipc.open_file(archive.read(cells)).read_all()
    assert head["format"] == "embedding-explorer-project" and head["version"] == VERSION
    assert (vectors == space.vectors).all() and table.column(0).to_pylist() == ["red apples", "green apples"]
    space.encoder.save(tmp_path / "model")  # type: ignore[union-attr]
    assert load_encoder(tmp_path / "model").cache_key == again(space).encoder.cache_key


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.embx")), ids=lambda file: file.stem)
def test_a_file_of_each_version_that_ever_was_still_opens(file: Path) -> None:
    found = ec.load(file)
    assert isinstance(found, ec.Project) and found.clustering is not None and found.space.dataset is not None
    assert found.space.dataset.frame["number"].tolist()[:2] == ["000", "001"] and found.space.n_rows == 10
    assert found.tags["keep"].tolist() == [2, 5] and found.edits.groups[0].name == "Mine"
    assert ec.search(found.space, 0, n_neighbors=1).indices.tolist() == [1]
    assert [one.method for one in found.maps] == ["pca"] and found.settings == {"name": "Small"}
    again(found)


def test_what_was_measured_and_what_can_be_undone_come_back() -> None:
    space = ec.embed(["red apples", "green apples", "a blue sky", "a blue sea", "blue seas"], model="lsa", n_dims=2)
    before, clustering = calibrate(space), ec.cluster(space, n_clusters=2)
    first = GroupEdits().renamed(edited(space, clustering), 0, "Mine")
    second = first.renamed(edited(space, clustering, first), 1, "Ours")
    project = ec.Project(
        space=space, clustering=clustering, edits=first, edits_past=(GroupEdits(),), edits_future=(second,)
    )
    found = again(project)
    scale = known_calibration(found.space)
    assert scale is not None and differences(scale, known_calibration(space)) == []
    assert differences(calibrate(found.space), before) == []
    assert differences((found.edits_past, found.edits_future), (project.edits_past, project.edits_future)) == []
    with pytest.raises(ec.ParameterError, match="edits_past must be a tuple or list of GroupEdits"):
        replace(project, edits_past=("a step",))  # type: ignore[arg-type]
