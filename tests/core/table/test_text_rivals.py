"""Which columns could be the text: those whose texts differ, not a remark that says the same in nearly every row."""

from collections.abc import Callable

import pytest

import embedcore as ec
from embedcore.table import text_rivals


def line(row: int) -> str:
    return f"the courier lost parcel number {row} on the way to the village"


@pytest.mark.parametrize(
    ("message", "note", "rivals"),
    [
        (line, lambda row: "ok" if row else "please call this customer back", ["message"]),
        (line, lambda row: ("ok", "OK ", "fine", "")[row % 4], ["message"]),
        (line, lambda row: line(row)[::-1] if row < 5 else "", ["message"]),  # nothing in most rows
        (line, lambda row: f"about parcel {row} from the courier", ["message", "note"]),
        (line, lambda row: f"about parcel {row // 3} from the courier", ["message", "note"]),  # a third of them differ
        # The text itself hardly differs: then each of them could be meant.
        (lambda row: line(row % 9), lambda row: f"call back about {row % 7}, please", ["message", "note"]),
    ],
)
def test_rivals(message: Callable[[int], str], note: Callable[[int], str], rivals: list[str]) -> None:
    rows = "".join(f"{message(row)},{note(row)}\n" for row in range(200))
    dataset = ec.read_table(f"message,note\n{rows}".encode(), filename="t.csv")
    assert dataset.text_column == "message" and dataset.column_roles["note"] == "text"
    assert text_rivals(dataset) == rivals
    without = dataset.with_text_column(None)
    assert text_rivals(without) == [name for name in ("message", "note") if without.column_roles[name] == "text"]
