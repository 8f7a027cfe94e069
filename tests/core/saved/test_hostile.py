"""Files that are damaged, of others, or made to do harm: each is refused with a sentence, and nothing is executed."""

import copy
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import embedcore as ec
from embedcore.duplicates import Decisions, Judged
from embedcore.groups import GroupEdits, edited

Head = dict[str, Any]
N_FLIPS = 300
JUDGED = Decisions().judge(Judged((1, 2), 1))


def made(space: ec.EmbeddingSpace) -> bytes:
    clustering = ec.cluster(space, n_clusters=2)
    edits = GroupEdits().renamed(edited(space, clustering), 0, "Mine")
    maps = (ec.project(space, method="pca"),)
    project = ec.Project(
        space=space, maps=maps, clustering=clustering, edits=edits, tags={"a": [1, 2]}, decisions=JUDGED
    )
    file = io.BytesIO()
    ec.save(project, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def texts() -> bytes:
    table = b"id,text,version\n1,red apples,3.10\n2,,1\n3,green apples,NA\n4,a blue sky,4\n5,blue seas,5\n"
    return made(ec.embed(ec.read_table(table, filename="small.csv"), model="lsa", n_dims=2))


@pytest.fixture(scope="module")
def ratings() -> bytes:
    rows = "".join(f"u{n % 5},i{n % 4},{n % 3 + 1}\n" for n in range(20))
    dataset = ec.read_table(f"user,item,rating\n{rows}".encode(), filename="ratings.csv")
    return made(ec.embed_interactions(dataset, user="user", item="item", rating="rating", n_dims=2))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def with_head(content: bytes, change: Callable[[Head], object]) -> bytes:
    parts = unpacked(content)
    head = json.loads(parts["project.json"])
    change(head)
    return packed({**parts, "project.json": json.dumps(head).encode()})


def with_part(content: bytes, name: str, change: Callable[[np.ndarray], np.ndarray]) -> bytes:
    parts = unpacked(content)
    array = np.load(io.BytesIO(parts[name]))
    return packed({**parts, name: npy(change(array.copy()))})


def opens_or_is_refused(content: bytes) -> bool:
    """Whether it opens; only an EmbedcoreError may come out where not."""
    try:
        ec.load(content)
    except ec.EmbedcoreError:
        return False
    return True


@pytest.mark.parametrize("name", ["texts", "ratings"])
def test_a_changed_byte_is_seen_or_does_no_harm(name: str, request: pytest.FixtureRequest) -> None:
    content, rng = request.getfixturevalue(name), np.random.default_rng(5)
    n_opened = 0
    for place in rng.integers(len(content), size=N_FLIPS).tolist():
        changed = bytearray(content)
        changed[place] ^= 1 << int(rng.integers(8))
        n_opened += opens_or_is_refused(bytes(changed))
    assert n_opened < N_FLIPS / 3


@pytest.mark.parametrize("name", ["texts", "ratings"])
def test_a_changed_byte_under_a_right_checksum_does_no_harm(name: str, request: pytest.FixtureRequest) -> None:
    parts, rng = unpacked(request.getfixturevalue(name)), np.random.default_rng(6)
    names = sorted(parts)
    n_opened = 0
    for turn in range(N_FLIPS):
        chosen = names[turn % len(names)] if turn % 2 else "project.json"
        changed = bytearray(parts[chosen])
        changed[int(rng.integers(len(changed)))] ^= 1 << int(rng.integers(8))
        n_opened += opens_or_is_refused(packed({**parts, chosen: bytes(changed)}))
    assert n_opened < N_FLIPS


@pytest.mark.parametrize("name", ["texts", "ratings"])
def test_any_value_of_another_kind_is_refused_or_does_no_harm(name: str, request: pytest.FixtureRequest) -> None:
    """Each value of project.json in turn is another one, or gone."""
    parts = unpacked(request.getfixturevalue(name))
    head = json.loads(parts["project.json"])
    odd = [None, -1, 10**30, 1.5, "", "x", [], {}, [[]], True, "space/vectors.npy", [None, None]]
    rng = np.random.default_rng(7)
    ways = list(paths(head))
    for way in ways:
        for other in [odd[place] for place in rng.choice(len(odd), 3, replace=False)]:
            changed = copy.deepcopy(head)
            inner = changed
            for step in way[:-1]:
                inner = inner[step]
            inner[way[-1]] = other
            opens_or_is_refused(packed({**parts, "project.json": json.dumps(changed).encode()}))
    assert len(ways) > 100


def paths(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in steps for found in ((*way, key), *paths(inner, (*way, key)))]


@pytest.mark.parametrize("length", [0, 1, 4, 100, 0.5, 0.99])
def test_a_file_that_is_cut_off(texts: bytes, length: float) -> None:
    cut = texts[: int(length * len(texts)) if length < 1 else int(length)]
    got = "an empty file" if not cut else "something else, or one that is cut off or damaged"
    with pytest.raises(ec.DataError, match=rf"mine must be a project file, as ec\.save\(\) writes it \(got {got}\);"):
        ec.load(cut, filename="mine")


@pytest.mark.parametrize("content", [b"text\nhello\n", packed({"a.csv": b"text\nhello\n"}), b"\x89PNG"])
def test_another_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(ec.DataError, match=r"table.csv must be a project file.*ec.read_table"):
        ec.load(path)


def test_a_source_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ec.DataError, match="source must be a file that exists"):
        ec.load(tmp_path / "nowhere.embx")
    with pytest.raises(ec.DataError, match="source must be an ordinary file"):
        ec.load(tmp_path)
    with pytest.raises(ec.ParameterError, match=r"source must be a path, bytes .*\(got NoneType\); name the file that"):
        ec.load(None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda head: head.update(version=3), r"version 2.*\(got 3: it was made by a newer embedcore\); update"),
        (lambda head: head.update(version=0), "version 0"),
        (lambda head: head.update(format="another"), "got a file of another program"),
        (lambda head: head.update(holds="a dog"), "it holds 'a dog'"),
        (lambda head: head.pop("edits"), "edits is None"),
        (lambda head: head["space"].update(metric="near"), "metric must be one of"),
        (lambda head: head["space"].update(vectors="../../etc/passwd"), 'its part "../../etc/passwd" is missing'),
        (lambda head: head["space"].update(vectors=head["clustering"]["labels"]), "has the shape"),
        (lambda head: head["clustering"].update(surprise=1), "clustering has 'surprise', which is unknown"),
        (lambda head: head["clustering"]["names"].pop(), "clustering has not 2 names, reasons and examples"),
        (lambda head: head["clustering"].update(sizes=[1, 3]), "clustering has other sizes than its labels say"),
        (lambda head: head["clustering"]["representatives"][0].append(77), "clustering has examples of other groups"),
        (lambda head: head["maps"][0].update(method="magic"), "maps/0 is made by 'magic'"),
        (lambda head: head["maps"][0]["params"].update(perplexity=3), "unexpected keyword argument"),
        (lambda head: head["tags"].append(head["tags"][0]), "two tags have the same name"),
        (lambda head: head["edits"]["groups"].append(head["edits"]["groups"][0]), "no row can be in two groups"),
        (lambda head: head["edits"]["groups"][0].update(name="x" * 121), "the name of a group must have at most 120"),
        (lambda head: head["space"]["dataset"].update(text_column="id2"), "no text in every row"),
        (lambda head: head["space"]["dataset"]["report"].update(n_rows_kept=9), "leaves some out unsaid"),
        (lambda head: head["space"]["dataset"]["order"].pop(), "other columns than it names"),
        (lambda head: head["space"]["encoder"].update(options={"api_key": "sk"}), r"with \['api_key'\]"),
        (lambda head: head["space"]["encoder"].update(name="word2vec"), "what word2vec learned must be as it was"),
        (lambda head: head["space"]["encoder"]["learned"]["state"].update(key="x"), "its digest differs"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said(texts: bytes, change: Callable[[Head], object], said: str) -> None:
    with pytest.raises(ec.DataError, match=said):
        ec.load(with_head(texts, change), filename="mine.embx")


def _nan(array: np.ndarray) -> np.ndarray:
    array.flat[0] = np.nan
    return array


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("space/vectors.npy", _nan, r"vectors must be finite.*in 1 of 4 rows: 0"),
        ("space/vectors.npy", lambda array: array[:3], "one row for each row of the dataset"),
        ("space/vectors.npy", lambda array: array.astype(np.float64), "has the shape"),
        ("maps/0/coordinates.npy", _nan, "positions that are no numbers"),
        ("maps/0/coordinates.npy", lambda array: array[1:], "for 4 rows"),
        ("clustering/labels.npy", lambda array: array + 1, "labels that do not fit 4 rows and 2 groups"),
        ("space/dataset/row_numbers.npy", lambda array: array[1:], r"4 vectors for 3 rows"),
        ("space/dataset/row_numbers.npy", lambda array: array + 100, "rows that are not in the table that was read"),
        (
            "edits/groups/0/row_numbers.npy",
            lambda array: array[::-1],
            "must be whole numbers that rise",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_said(
    texts: bytes, part: str, change: Callable[[np.ndarray], np.ndarray], said: str
) -> None:
    with pytest.raises(ec.DataError, match=said):
        ec.load(with_part(texts, part, change), filename="mine.embx")


@pytest.mark.parametrize("part", ["user_of", "item_of", "strengths", "ratings"])
def test_interactions_that_do_not_fit_are_refused(ratings: bytes, part: str) -> None:
    name = f"space/interactions/table/{part}.npy"
    with pytest.raises(ec.DataError, match="space/interactions/table has"):
        ec.load(with_part(ratings, name, lambda array: array * 0 - 1 if part != "ratings" else array * np.nan))


def test_weights_that_lead_out_of_their_matrix_are_refused(ratings: bytes) -> None:
    for part, change in (("indices", lambda array: array + 99), ("indptr", lambda array: array * 7)):
        with pytest.raises(ec.DataError, match="must be a whole project file"):
            ec.load(with_part(ratings, f"space/interactions/weights_{part}.npy", change))


def test_a_pickle_is_never_opened(texts: bytes) -> None:
    class Harm:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
            return pytest.fail, ("a pickle was opened",)

    parts = unpacked(texts)
    objects = np.empty(4, dtype=object)
    objects[0] = Harm()
    file = io.BytesIO()
    np.lib.format.write_array(file, objects, allow_pickle=True)
    for harm in (file.getvalue(), pickle.dumps(Harm())):
        for name in parts:
            with pytest.raises(ec.DataError):
                ec.load(packed({**parts, name: harm}))


def test_parts_out_of_place_are_refused(texts: bytes) -> None:
    parts = unpacked(texts)
    for name in ("../evil.npy", "/etc/passwd", "space/more.npy"):
        with pytest.raises(ec.DataError, match=f'"{name}" does not belong in it'):
            ec.load(packed({**parts, name: b"x"}))
    assert ec.load(packed({**parts, "__MACOSX/._project.json": b"x"}))
    file = io.BytesIO(texts)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("project.json", b"{}")
    with pytest.raises(ec.DataError, match="stands in it twice"):
        ec.load(file.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(texts: bytes) -> None:
    parts = unpacked(texts)
    bomb = packed({**parts, "space/vectors.npy": bytes(300 << 20)}, method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1 << 20
    with pytest.raises(ec.DataError, match="must unpack to at most"):
        ec.load(bomb, filename="mine.embx")


def test_an_arrow_table_that_unpacks_to_more_than_it_may_is_refused(texts: bytes) -> None:
    head = json.loads(unpacked(texts)["project.json"])
    table = pa.table({str(place): pa.array(np.zeros(20_000_000)) for place in range(1)})
    file = io.BytesIO()
    with pa.ipc.new_file(file, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as made_file:
        made_file.write_table(table)
    cells = head["space"]["dataset"]["raw"]["frame"]["cells"]
    assert len(file.getvalue()) < 1 << 20
    with pytest.raises(ec.DataError, match="must unpack to at most"):
        ec.load(packed({**unpacked(texts), cells: file.getvalue()}))


def test_a_deep_or_endless_head_is_refused(texts: bytes) -> None:
    parts = unpacked(texts)
    for head in (b"[" * 100_000, b'{"format": NaN}', b"\xff\xfe", b"1" * 10_000, b"[]"):
        with pytest.raises(ec.DataError, match="project"):
            ec.load(packed({**parts, "project.json": head}))
