"""Small files that could fill the memory or burn time: each is refused, or read, within bounds of both."""

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest
from PIL import Image

from embedcore.errors import EmbedcoreError
from embedcore.precomputed import read_vectors
from embedcore.reading import pictures
from embedcore.table.dataset import read_table
from tests.core.pictures import zipped

_MOST_MB = 1_000
_MOST_CPU_S = 20
_CHILD = """
import resource, sys
from embedcore.errors import EmbedcoreError
from embedcore.table.dataset import read_table
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
for path in sys.argv[1:]:
    for source in (path, open(path, "rb").read()):
        begun = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        try:
            got = f"{read_table(source, filename=path).n_rows} rows"
        except EmbedcoreError as error:
            got = str(error)
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - begun
        status = open("/proc/self/status").read() if sys.platform == "linux" else "VmHWM: 0 kB"
        peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
        print(round(spent, 1), peak, path, got.replace(chr(10), " "), sep="|")
"""


def _parquet(table: pa.Table, **options: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def _arrow(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    with ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def _long_text_often() -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(50_000, np.int32)), pa.array(["x y " * 50_000]))


def _lists_of_it() -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(np.arange(50_001, dtype=np.int32)), _long_text_often())


def _equal_lists() -> pa.Table:
    offsets = np.arange(301, dtype=np.int32) * 100_000
    return pa.table({"v": pa.ListArray.from_arrays(pa.array(offsets), pa.array(np.zeros(30_000_000, np.int8)))})


def _wide() -> pa.Table:
    column = pa.array(np.zeros(100_000, np.int64))
    return pa.table({f"c{place}": column for place in range(150)})


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "dictionary.parquet": (lambda: _parquet(pa.table({"text": _long_text_often()})), "must unpack to at most"),
    "in lists.parquet": (lambda: _parquet(pa.table({"text": _lists_of_it()})), "must unpack to at most"),
    "equal lists.parquet": (lambda: _parquet(_equal_lists()), "must unpack to at most"),
    "packed text.parquet": (
        lambda: _parquet(pa.table({"text": ["x" * (1 << 20)] * 150}), use_dictionary=False, compression="zstd"),
        "must unpack to at most",
    ),
    "by prefix.parquet": (
        lambda: _parquet(
            pa.table({"text": ["xy" * (1 << 19)] * 300}),
            use_dictionary=False,
            column_encoding={"text": "DELTA_BYTE_ARRAY"},
        ),
        "must unpack to at most",
    ),
    "many columns.parquet": (lambda: _parquet(_wide()), "must unpack to at most"),
    "in lists.arrow": (lambda: _arrow(pa.table({"text": _lists_of_it()})), "must unpack to at most"),
    "in structs.arrow": (
        lambda: _arrow(pa.table({"s": pa.StructArray.from_arrays([_long_text_often()], ["text"])})),
        "must unpack to at most",
    ),
    "sparse keys.jsonl": (
        lambda: "\n".join(json.dumps({f"k{row}": 1}) for row in range(10_000)).encode(),
        "about as many cells",
    ),
    "a row of its own.json": (
        lambda: json.dumps({f"c{n}": {str(n): 1} for n in range(10_000)}).encode(),
        "about as many cells",
    ),
    "long and short rows.json": (
        lambda: json.dumps([[0] * 5_000, *([[1]] * 20_000)]).encode(),
        "20001 rows",
    ),
    "nothing packed.csv.gz": (lambda: gzip.compress(b"") * 200_000, "must hold at most 100,000 packed parts"),
    "small parts.csv.gz": (
        lambda: b"".join(gzip.compress(b"hello to you all\n") for _ in range(50_000)),
        "50000 rows|49999 rows",
    ),
    "equal names.csv": (lambda: b",".join([b"n"] * 3_000) + b"\n" + b",".join([b"1"] * 3_000), "1 rows"),
    "quotes.csv": (lambda: b"a,b\n" + b'x",",\n' * 20_000, "20000 rows"),
    "one long line of quotes.csv": (lambda: b'x",",' * 24_000, "at most 10,000 columns"),
    "loose.json": (lambda: b"[" + b"{a: 'x y z', b: [1, 2,],}," * 40_000 + b"]", "40000 rows"),
    "unclosed.json": (lambda: b"[" * 200_000, "nested too deeply"),
    "unclosed objects.json": (lambda: b"{'a':" * 200_000, "must be valid JSON"),
}


def test_small_files_stay_within_memory_and_time(tmp_path: Path) -> None:
    paths = []
    for name, (make, _) in FILES.items():
        path = tmp_path / name
        path.write_bytes(make())
        assert path.stat().st_size < 5 << 20, name
        paths.append(str(path))
    run = subprocess.run(
        [sys.executable, "-c", _CHILD, *paths], capture_output=True, text=True, timeout=600, check=False
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    lines = [line.split("|", 3) for line in run.stdout.splitlines()]
    assert len(lines) == 2 * len(FILES)
    for cpu, peak, path, got in lines:
        match = FILES[Path(path).name][1]
        assert any(part in got for part in match.split("|")), (path, got)
        assert float(cpu) < _MOST_CPU_S, (path, cpu)
        assert int(peak) < _MOST_MB, (path, peak)


def test_pictures_that_unpack_to_very_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    Image.new("1", (2_000, 2_000)).save(stream, "PNG")
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 10_000_000)
    assert read_table(zipped({f"{n}.png": stream.getvalue() for n in range(2)})).n_rows == 2
    with pytest.raises(EmbedcoreError, match=r"about as much room as they show \(got 12 million pixels in 2 KB\)"):
        read_table(zipped({f"{n}.png": stream.getvalue() for n in range(5)}))


def _header(shape: str, descr: str = "'<f4'") -> bytes:
    head = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head


@pytest.mark.parametrize(
    "data",
    [
        _header("(0, 9223372036854775807)"),
        _header("(9223372036854775807, 0)"),
        _header(f"({'1, ' * 40})") + bytes(4),
        _header("(True, 2)") + bytes(8),
        _header("()") + bytes(4),
        _header("(0,)"),
        _header("(-1, 4)"),
        _header("(2.0, 2)") + bytes(16),
        _header("(2, 2)", "[('a', '<f4')]") + bytes(16),
        _header("(2, 2)", "'|V0'"),
        _header("(2, 2)", "'<U1'") + b"\xff" * 16,
    ],
)
def test_odd_headers_of_numpy_leave_only_our_errors(data: bytes) -> None:
    for read in (read_table, read_vectors):
        with pytest.raises(EmbedcoreError, match="must"):
            read(data, filename="a.npy")


def test_odd_arrays_in_npz_leave_only_our_errors(tmp_path: Path) -> None:
    arrays = (
        {"v": np.zeros((2, 3), np.float32), "n": np.zeros((2, 0))},
        {"v": np.zeros((2, 3), np.float32), "\udcff": np.zeros(2)},
        {"v": np.zeros((0, 3), np.float32)},
        {"v": np.zeros((2, 3), np.float32), "s": np.zeros(2, "S0"), "e": np.zeros(2, "U0")},
        {"v": np.zeros(3)},
        {"v": np.array(1.0)},
    )
    for place, each in enumerate(arrays):
        path = tmp_path / f"{place}.npz"
        with np.errstate(all="ignore"):
            try:
                np.savez(path, **each)
            except UnicodeError:
                continue
        try:
            assert read_table(path).n_rows > 0
        except EmbedcoreError as error:
            assert any(said in str(error) for said in ("must", "can't be read"))
