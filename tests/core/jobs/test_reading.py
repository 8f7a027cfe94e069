"""Reading in a process of its own: the same as read_table, and whatever a file does, whoever asked goes on."""

import contextlib
import io
import json
import os
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.files import file_of
from embedcore.jobs.reading import apart, limits, transfer
from embedcore.jobs.reading.reader import Reader
from embedcore.jobs.reading.request import AsTable
from embedcore.reading import ReadOptions, large_files
from tests.core.pictures import picture, zipped

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to limits of memory")
CSV = "id,text,number,day,open\n" + "\n".join(
    f"{row},How do I change entry {row}?,{row / 2},2026-01-{row % 28 + 1:02d},{'yes' if row % 3 else ''}"
    for row in range(300)
)


def _parquet() -> bytes:
    rows = {"text": ["one", "two", None] * 20, "v": [[1.0, 2.0]] * 60, "made": pd.date_range("2026-01-01", periods=60)}
    stream = io.BytesIO()
    pq.write_table(pa.table(rows), stream, row_group_size=7)
    return stream.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.csv": CSV.encode,
    "utf16.csv": lambda: CSV.replace(",", "\t").encode("utf-16"),
    "a.jsonl": lambda: b'{"text": "see this", "tags": ["a", "b"], "big": 9007199254740993}\n' * 5,
    "a.parquet": _parquet,
    "pictures.zip": lambda: zipped({f"{n}.png": picture(color) for n, color in enumerate(("red", "blue"))}),
    "a.xlsx": lambda: _workbook(),
}


def _workbook() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"text": ["one thing", "another thing"], "n": [1, 2]}).to_excel(stream, index=False)
    return stream.getvalue()


def same(one: ec.Dataset, other: ec.Dataset) -> None:
    assert one.raw is not None
    assert other.raw is not None
    for left, right in ((one.frame, other.frame), (one.raw.frame, other.raw.frame)):
        pd.testing.assert_frame_equal(left, right)
        assert left.attrs == right.attrs
    assert one.raw.as_written.keys() == other.raw.as_written.keys()
    assert (one.report, one.column_roles, one.name, one.text_column, one.markup, one.kind) == (
        other.report, other.column_roles, other.name, other.text_column, other.markup, other.kind
    )  # fmt: skip
    np.testing.assert_array_equal(one.row_numbers, other.row_numbers)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_read_table_reads_it(name: str, tmp_path: Path) -> None:
    data = FILES[name]()
    here = ec.read_table(data, filename=name)
    same(jobs.read_apart(data, filename=name), here)
    same(jobs.read_apart(io.BytesIO(data), filename=name), here)
    (tmp_path / name).write_bytes(data)
    same(jobs.read_apart(tmp_path / name), here)


def test_what_the_caller_says_of_a_file_holds() -> None:
    data = "skip this\nday;text\n05.03.2026;<b>a text</b> of words\n".encode("utf-16-le")
    options = ReadOptions(encoding="utf-16-le", delimiter=";", skip_rows=1, day_first=False)
    found = jobs.read_apart(data, filename="a.txt", options=options, text_column="text", markup="keep")
    here = ec.read_table(
        data, filename="a.txt", encoding="utf-16-le", delimiter=";", skip_rows=1, day_first=False, text_column="text",
        markup="keep",
    )  # fmt: skip
    same(found, here)
    assert found.texts == ["<b>a text</b> of words"]


def test_refusals_are_those_of_read_table(tmp_path: Path) -> None:
    cases = ((b"", "a.csv"), (b"\x89PNG\r\n", "a.csv"), (tmp_path / "none.csv", None), (3, None), ("a\0b.csv", None))
    for source, name in cases:
        with pytest.raises(ec.EmbedcoreError) as here:
            ec.read_table(source, filename=name)
        with pytest.raises(type(here.value)) as there:
            jobs.read_apart(source, filename=name)
        assert str(there.value) == str(here.value)
    with pytest.raises(ec.ParameterError, match="options must fit the file"):
        jobs.read_apart(b"text\none\n", options=ReadOptions(sheet="Data"))
    with pytest.raises(ec.ParameterError, match='markup must be "strip" or "keep"'):
        jobs.read_apart(b"text\none\n", markup="no")
    with pytest.raises(ec.ParameterError, match="text_column must be a str or None"):
        jobs.read_apart(b"text\none\n", text_column=3)  # type: ignore[arg-type]


def test_mapped_vectors_stay_in_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_files, "MAPPED_BYTES", 1 << 20)  # of this process, to compare with
    vectors = np.random.default_rng(0).normal(size=(44_000, 384)).astype(np.float32)
    np.save(tmp_path / "v.npy", vectors)
    found = jobs.read_apart(tmp_path / "v.npy")
    same(found, ec.read_table(tmp_path / "v.npy"))
    space = ec.with_vectors(found).space(metric="dot")
    place = file_of(space.vectors)
    assert place is not None
    assert place.path == str(tmp_path / "v.npy")


def test_what_columns_share_is_sent_once() -> None:
    dataset = ec.read_table(CSV.encode(), filename="a.csv")
    assert dataset.raw is not None
    stream = io.BytesIO()
    transfer.write((dataset.frame, dataset.frame.copy(deep=False)), stream)
    twice = len(stream.getvalue())
    stream = io.BytesIO()
    transfer.write(dataset.frame, stream)
    assert twice < 1.2 * len(stream.getvalue())
    stream.seek(0)
    pd.testing.assert_frame_equal(transfer.read(stream), dataset.frame)
    with pytest.raises(EOFError, match="must be whole"):
        transfer.read(io.BytesIO(stream.getvalue()[:1500]))


def test_vectors_of_a_file_are_read_apart_too() -> None:
    stream = io.BytesIO()
    np.save(stream, np.eye(4, dtype=np.float32))
    found = jobs.read_vectors_apart(stream.getvalue(), filename="v.npy")
    np.testing.assert_array_equal(found.vectors, np.eye(4))
    with pytest.raises(ec.DataError, match="must hold"):
        jobs.read_vectors_apart(b"a,b\nc,d\n", filename="v.csv")


@dataclass(frozen=True)
class Misbehaving(AsTable):
    """Does something else than reading in the process that reads."""

    what: str = ""

    def read(self, source: str | bytes, name: str) -> ec.Dataset:
        if self.what == "fills memory":
            held = [bytearray(32 << 20) for _ in range(1_000)]
            raise AssertionError(len(held))
        if self.what == "burns time":
            while True:
                sum(range(10_000))
        if self.what == "sleeps":
            time.sleep(600)
        if self.what == "is unforeseen":
            raise KeyError("secret cell")
        os.kill(os.getpid(), {"is killed": signal.SIGKILL, "crashes": signal.SIGSEGV}[self.what])
        return super().read(source, name)


@pytest.fixture
def misbehaves(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    monkeypatch.setattr(limits, "total_memory", lambda: 1 << 30)

    def give(what: str) -> None:
        monkeypatch.setattr(limits, "_FIRST_S", 1 if what == "burns time" else 60)
        monkeypatch.setattr(apart, "AsTable", lambda *about: Misbehaving(*about, what=what))

    return give


@linux
@pytest.mark.parametrize(
    ("what", "match"),
    [
        (
            "fills memory",
            r"big\.csv must unfold to no more than 256 MB of memory on this machine \(got more from 1 KB",
        ),
        ("burns time", r"big\.csv must be read within 1 seconds of computing \(got one that takes longer\); split it"),
        (
            "is unforeseen",
            r"big\.csv must be a file that can be read .* unforeseen: KeyError\); open it in the program",
        ),
        ("is killed", "the system ended the reading of it"),
        ("crashes", "ended by something unforeseen: code -11"),
    ],
)
def test_a_file_that_would_bring_the_server_down_is_refused(
    misbehaves: Callable[[str], None], what: str, match: str
) -> None:
    misbehaves(what)
    with pytest.raises(ec.DataError, match=match) as refused:
        jobs.read_apart(b"text\none\n", filename="big.csv")
    assert "secret" not in str(refused.value)


@linux
def test_who_leaves_ends_the_reading(misbehaves: Callable[[str], None]) -> None:
    misbehaves("sleeps")

    def leave() -> None:
        if readers():
            raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        jobs.read_apart(b"text\none\n", while_waiting=leave)
    assert gone()


@linux
def test_no_reading_outlives_the_server(misbehaves: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    misbehaves("sleeps")
    reader = Reader()
    monkeypatch.setattr(apart, "_reader", reader)
    failed: list[Exception] = []

    def read() -> None:
        try:
            jobs.read_apart(b"text\none\n", filename="a.csv")
        except ec.DataError as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while not readers():
        time.sleep(0.02)
    reader.close()
    thread.join(timeout=30)
    assert len(failed) == 1
    assert gone()


def readers() -> list[psutil.Process]:
    """The processes that read a file now: forked by one that waits, which a server that a test started has as well."""
    found = []
    for waiting in psutil.Process().children():
        with contextlib.suppress(psutil.Error):  # it has just ended
            if "embedcore.jobs.reading.process" in waiting.cmdline():
                found += [child for child in waiting.children() if child.status() != psutil.STATUS_ZOMBIE]
    return found


def gone() -> bool:
    end = time.monotonic() + 10
    while readers() and time.monotonic() < end:
        time.sleep(0.02)
    return not readers()


@linux
def test_the_process_that_waits_is_started_again_where_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    monkeypatch.setattr(apart, "_reader", reader)
    assert jobs.read_apart(b"text\none\n").n_rows == 1
    assert reader._forker is not None
    reader._forker.kill()
    reader._forker.wait()
    assert jobs.read_apart(b"text\none\n").n_rows == 1
    reader.close()


def test_where_no_process_can_be_forked_one_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_reader", Reader(forks=False))
    same(jobs.read_apart(CSV.encode(), filename="a.csv"), ec.read_table(CSV.encode(), filename="a.csv"))
    monkeypatch.setattr(limits, "_FIRST_S", 0)
    with pytest.raises(ec.DataError, match="must be read within 0 seconds of computing"):
        jobs.read_apart(CSV.encode(), filename="a.csv")


def test_limits_grow_with_the_file_and_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.Limits.of(100 << 20).seconds > limits.Limits.of(1 << 20).seconds > limits.Limits.of(0).seconds >= 60
    for memory, least, most in ((1 << 30, 256 << 20, 300 << 20), (24 << 30, 5 << 30, 8 << 30)):
        monkeypatch.setattr(limits, "total_memory", lambda memory=memory: memory)
        assert least <= limits.Limits.of(0).n_bytes <= most


def test_where_memory_is_scarce_nothing_waits_for_files_and_one_is_read_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[float] = []
    monkeypatch.setattr(apart, "Timer", lambda after_s, start: started.append(after_s) or threading.Timer(0, int))
    for memory, n_at_once, n_started in ((1 << 30, 1, 0), (24 << 30, 2, 1)):
        monkeypatch.setattr("embedcore.memory.total_memory", lambda memory=memory: memory)
        assert limits.n_at_once() == n_at_once
        jobs.start_reader(after_s=2.0)
        assert len(started) == n_started


@linux
def test_a_project_is_opened_within_limits_first(monkeypatch: pytest.MonkeyPatch) -> None:
    space = ec.embed(["red apples", "green apples", "a blue sky"], model="lsa", n_dims=2)
    file, lean = io.BytesIO(), io.BytesIO()
    ec.save(ec.Project(space=space), lean)
    opened = jobs.load_apart(lean.getvalue(), filename="lean.embx")
    assert isinstance(opened, ec.Project) and (opened.space.vectors == space.vectors).all()
    # A part of 8 MB that a short list names a thousand times.
    long = ec.EmbeddingSpace(np.ones((1_000_000, 1), dtype=np.float32))
    ec.save(ec.Project(space=long, tags={"a": np.arange(1, 1_000_001)}), file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    head = json.loads(parts["project.json"])
    head["tags"] = [[f"tag {number}", head["tags"][0][1]] for number in range(1_000)]
    hostile = io.BytesIO()
    with zipfile.ZipFile(hostile, "w") as archive:
        for name, part in {**parts, "project.json": json.dumps(head).encode()}.items():
            archive.writestr(name, part)
    monkeypatch.setattr(limits, "total_memory", lambda: 1 << 30)
    with pytest.raises(
        ec.DataError, match=r"big\.embx must unfold to no more than 256 MB .*; save it again, or open it"
    ):
        jobs.load_apart(hostile.getvalue(), filename="big.embx")
