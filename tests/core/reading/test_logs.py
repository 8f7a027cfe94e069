"""Logs of programs: a comma in a time is no delimiter, and a stack trace belongs to its entry."""

import pytest

from embedcore.table import Dataset, read_table

SAID = (
    "payment refused by the bank",
    "cache is cold, loading, please wait",
    "user Anna logged in",
    "disk is full, late",
)
JAVA = "java.lang.IllegalStateException: no\n\tat com.shop.Pay.run(Pay.java:42)\nCaused by: java.io.IOException\n"
PYTHON = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    pay()\n\nValueError: no, never\n'
STARTS = (
    "2026-06-01 12:00:{:02},123 INFO shop - ", "[2026-06-01 12:00:{:02},123] ERROR in app: ",
    "INFO 2026-06-01T12:00:{:02},123 shop: ", "12:00:{:02},123 [main] DEBUG a.b - ", "01.06.2026 12:00:{:02},123 | ",
    "2026-06-01 12:00:{:02},123456Z WARN ",
)  # fmt: skip


def log(start: str, n: int = 40, *, trace: str = "", said: tuple[str, ...] = SAID) -> bytes:
    return "".join(f"{start.format(i)}{said[i % len(said)]}\n{trace if i % 10 == 4 else ''}" for i in range(n)).encode()


def read(data: bytes, name: str = "a.log", **options: str) -> Dataset:
    return read_table(data, filename=name, **options)


@pytest.mark.parametrize("start", STARTS[:4] + STARTS[5:])
@pytest.mark.parametrize("said", [SAID, SAID[:1], SAID[1:2], SAID[3:]])
@pytest.mark.parametrize("name", ["a.log", "a.txt", "a.out"])
def test_a_comma_before_milliseconds_is_no_delimiter(start: str, said: tuple[str, ...], name: str) -> None:
    data = read(log(start, said=said), name)
    assert list(data.frame.columns) == ["text"]
    assert data.frame["text"].tolist() == log(start, said=said).decode().splitlines()


@pytest.mark.parametrize("trace", [JAVA, PYTHON])
@pytest.mark.parametrize("start", [STARTS[0], STARTS[1], "2026-06-01 12:00:{:02}.123 INFO "])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_stack_trace_belongs_to_the_entry_above_it(start: str, trace: str, ending: str) -> None:
    written = log(start, trace=trace).decode()
    data = read(written.replace("\n", ending).encode())
    texts = data.frame["text"].tolist()
    assert len(texts) == 40 and "\n".join(texts) == written.rstrip("\n")
    assert texts[4].endswith(trace.rstrip("\n"))
    n_lines = sum(bool(line) for line in trace.splitlines()) * 4
    assert f"{n_lines} lines without a time belong to the entry above" in " ".join(data.report.notes)
    assert data.report.n_rows_kept == data.report.n_rows_read == 40
    alone = read(written.encode(), delimiter="").report
    assert alone.n_rows_read == sum(bool(line.strip()) for line in written.splitlines()) + written.count("\n\n")


def test_a_log_that_begins_in_a_trace_loses_no_line() -> None:
    written = "\tat a.b(C.java:1)\n\tat a.c(C.java:2)\n" + log(STARTS[0], trace=JAVA).decode()
    texts = read(written.encode()).frame["text"].tolist()
    assert len(texts) == 41 and "\n".join(texts) == written.rstrip("\n")


def test_many_lines_without_a_time_stay_rows() -> None:
    written = "".join(f"{line}\nplain {i}\n" for i, line in enumerate(log(STARTS[0]).decode().splitlines()))
    assert len(read((written + JAVA).encode()).frame) == 83


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        ("time,ms\n" + "".join(f"2026-06-01 12:00:{i:02},{100 + i}\n" for i in range(40)), ["time", "ms"]),
        (
            "time,said\n" + "".join(f"2026-06-01 12:00:{i:02},{100 + i} users came\n" for i in range(40)),
            ["time", "said"],
        ),
        ("".join(f"2026-06-01 12:00:{i:02},{100 + i},Anna,{SAID[0]} {i}\n" for i in range(40)), 4),
    ],
)
def test_a_table_with_times_stays_one(data: str, columns: list[str] | int) -> None:
    found = list(read(data.encode(), "a.csv").frame.columns)
    assert (found if isinstance(columns, list) else len(found)) == columns
