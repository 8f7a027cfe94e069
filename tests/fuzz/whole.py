"""One or more whole files of every format, small, which are then broken."""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from tests.core.pictures import picture, zipped
from tests.core.reading.test_workbooks import XLS, ods, ods_cell, ods_row, xlsb

_SUBJECTS = ("the invoice", "my password", "a late parcel", "the mobile app", "a refund", "this account")
_WORDS = ("I have a question about {}", "{} does not work", "please help me with {}", "where do I find {}?")
N_ROWS = 24


@cache
def frame() -> pd.DataFrame:
    texts = [_WORDS[row % 4].format(_SUBJECTS[row % 6]) + f" since {row % 5 + 2} days" for row in range(N_ROWS)]
    return pd.DataFrame(
        {
            "id": np.arange(1_000, 1_000 + N_ROWS),
            "text": texts,
            "price": [f"{1_000 + row * 7:,}.50" for row in range(N_ROWS)],
            "day": [f"{row % 27 + 1:02d}.03.2026" for row in range(N_ROWS)],
            "channel": [("mail", "chat", None)[row % 3] for row in range(N_ROWS)],
            "score": np.linspace(-1, 5, N_ROWS),
        }
    )


@cache
def vectors() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(N_ROWS, 12)).astype(np.float32)


def _records() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = frame().to_dict("records")
    for number, row in enumerate(rows):
        row |= {
            "user": {"name": f"u{number % 5}", "tags": ["a", "b"][: number % 3]},
            "vector": vectors()[number].tolist(),
        }
    return rows


def _json(value: object) -> bytes:
    return json.dumps(value, default=str).encode()


def _arrow_table() -> pa.Table:
    table = pa.Table.from_pandas(frame())
    table = table.append_column("vector", pa.array(vectors().tolist(), pa.list_(pa.float32())))
    table = table.append_column("channel 2", table["channel"].dictionary_encode())
    return table.append_column("user", pa.array([row["user"] for row in _records()]))


def _parquet(**options: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(_arrow_table(), stream, **options)
    return stream.getvalue()


def _arrow(new: Callable[..., ipc.RecordBatchStreamWriter], compression: str | None = None) -> bytes:
    stream = io.BytesIO()
    table = _arrow_table()
    with new(stream, table.schema, options=ipc.IpcWriteOptions(compression=compression)) as writer:
        writer.write_table(table, max_chunksize=10)
    return stream.getvalue()


def _npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _npz(**options: bool) -> bytes:
    stream = io.BytesIO()
    save = np.savez_compressed if options.get("packed") else np.savez
    save(stream, vectors=vectors(), label=np.array([f"row {row}" for row in range(N_ROWS)]), n=np.arange(N_ROWS))
    return stream.getvalue()


def _xlsx() -> bytes:
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as writer:
        frame().to_excel(writer, sheet_name="Data", index=False)
        frame().head(3).to_excel(writer, sheet_name="Notes", startrow=2)
    return stream.getvalue()


def _ods() -> bytes:
    head = ods_row(*map(ods_cell, frame().columns))
    return ods(head + "".join(ods_row(*(ods_cell(cell) for cell in row)) for row in frame().values.tolist()))


def _xlsb() -> bytes:
    texts = [str(text) for text in frame()["text"]]
    cells = [(row, 0, 7, struct.pack("<I", row)) for row in range(N_ROWS)]
    cells += [(row, 1, 5, struct.pack("<d", float(row))) for row in range(1, N_ROWS)]
    return xlsb(cells, shared=tuple(texts))


def _ratings(between: str, *, head: bool) -> bytes:
    lines = [between.join(("user", "item", "rating", "timestamp"))] if head else []
    rows = ((n % 9 + 1, n * 7 % 13 + 100, n % 5 + 1, 978_300_000 + n) for n in range(90))
    lines += [between.join(map(str, row)) for row in rows]
    return "\n".join(lines).encode()


def _pictures() -> bytes:
    colors = ("red", "blue", "green", "#884400", "#123456", "white")
    return zipped(
        {f"{color[1:]}.{kind.lower()}": picture(color, kind=kind) for color in colors for kind in ("PNG", "JPEG")}
    )


def _html() -> bytes:
    return frame().head(12).to_html(index=False).encode()


def _word_vectors() -> bytes:
    lines = [f"{N_ROWS} 12", *(f"word{n} " + " ".join(f"{x:.4f}" for x in row) for n, row in enumerate(vectors()))]
    return "\n".join(lines).encode()


def _chat() -> bytes:
    texts = frame()["text"]
    return "\n".join(f"[{n % 27 + 1:02d}.03.26, 10:{n:02d}:00] Ann: {text}" for n, text in enumerate(texts)).encode()


def _csv(**options: object) -> bytes:
    return frame().to_csv(index=False, **options).encode()


FORMATS: Mapping[str, tuple[tuple[str, Callable[[], bytes]], ...]] = {
    "csv": (
        ("a.csv", _csv),
        ("semicolons.csv", lambda: _csv(sep=";", decimal=",", quoting=1)),
        ("windows.csv", lambda: _csv().replace(b"question", "größere Frage".encode("cp1252"))),
        ("vectors.csv", lambda: pd.DataFrame({"t": frame()["text"], "v": vectors().tolist()}).to_csv().encode()),
    ),
    "tsv": (("a.tsv", lambda: _csv(sep="\t")), ("unicode.txt", lambda: _csv(sep="\t").decode().encode("utf-16"))),
    "txt": (("a.txt", lambda: "\n".join(frame()["text"]).encode()), ("chat.txt", _chat)),
    "ratings": (("ratings.csv", lambda: _ratings(",", head=True)), ("ratings.dat", lambda: _ratings("::", head=False))),
    "word vectors": (("words.vec", _word_vectors),),
    "html": (("a.html", _html), ("a.xls", _html)),
    "json": (
        ("a.json", lambda: _json(_records())),
        ("wrapped.json", lambda: _json({"meta": {"n": 3}, "data": {"rows": _records()}})),
        ("split.json", lambda: frame().to_json(orient="split").encode()),
        ("columns.json", lambda: frame().to_json().encode()),
    ),
    "jsonl": (("a.jsonl", lambda: b"\n".join(map(_json, _records()))),),
    "parquet": (
        ("a.parquet", _parquet),
        ("zstd.parquet", lambda: _parquet(compression="zstd", row_group_size=7, data_page_version="2.0")),
        ("plain.parquet", lambda: _parquet(compression="none", use_dictionary=False)),
    ),
    "arrow": (("a.arrow", lambda: _arrow(ipc.new_file)), ("a.arrows", lambda: _arrow(ipc.new_stream))),
    "feather": (("a.feather", lambda: _arrow(ipc.new_file, "lz4")),),
    "xlsx": (("a.xlsx", _xlsx),),
    "xlsb": (("a.xlsb", _xlsb),),
    "xls": (("tickets.xls", lambda: XLS),),
    "ods": (("a.ods", _ods),),
    "npy": (("a.npy", lambda: _npy(vectors())), ("f.npy", lambda: _npy(np.asfortranarray(vectors().astype("f8"))))),
    "npz": (("a.npz", _npz), ("packed.npz", lambda: _npz(packed=True))),
    "csv.gz": (("a.csv.gz", lambda: gzip.compress(_csv(), mtime=0)),),
    "zip": (("pictures.zip", _pictures),),
    "zipped tables": (
        ("tables.zip", lambda: zipped({"a.csv": _csv(), "b/c.json": _json(_records()), "note.txt": b"read me"})),
    ),
}
"""By format, files as their name and what makes their content."""


@cache
def files(kind: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, make()) for name, make in FORMATS[kind])


def is_archive(content: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content))
