"""Tables for the browser tests: real questions, or made-up texts that no cache knows."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from tests.public_data import FOLDER

SAMPLE_ROWS = {"support_tickets": 1_694, "product_reviews": 640}


def bank_questions(path: Path, *, every: int = 6) -> Path:
    """Every sixth row of banking77's test set (all 77 categories), or 300 made-up rows where it is absent."""
    source = FOLDER / "banking77" / "test.csv"
    frame = pd.read_csv(source).iloc[::every] if source.exists() else made_up(300, seed=1, n_words=12)
    frame.to_csv(path, index=False)
    return path


def made_up(n_rows: int, *, seed: int, n_words: int) -> pd.DataFrame:
    """Different texts on eight subjects; another seed gives other texts, which no cache knows."""
    random = np.random.default_rng(seed)
    subjects = {
        "parcel": "parcel delivery courier address late door tracking depot",
        "refund": "refund money return bank statement days charge amount",
        "login": "password login account email code reset locked device",
        "card": "card payment declined terminal contactless pin chip shop",
        "weather": "rain sunny forecast storm wind cloud snow temperature",
        "recipe": "onion butter oven bake flour garlic sauce simmer",
        "travel": "train flight hotel luggage ticket station passport delay",
        "music": "guitar concert album singer melody drummer stage song",
    }
    rows = []
    for row in range(n_rows):
        subject = list(subjects)[row % len(subjects)]
        words = random.choice(subjects[subject].split(), n_words)
        rows.append({"text": f"Question {seed}-{row} on the {subject}: {' '.join(words)}", "category": subject})
    return pd.DataFrame(rows)


_SAID = (
    "the parcel never arrived at my door",
    "a very good room by the sea",
    "the kettle leaks from below",
    "my bill is wrong again",
    "where is the refund for my order",
)


def _said(row: int) -> str:
    return f"{_SAID[row % len(_SAID)]} number {row}"


def misread_letters(path: Path, n_rows: int) -> Path:
    """In Windows-1251, with one Russian word alone, which is taken for Hebrew; two titles as wide as the table."""
    rows = [f"{row},{_said(row)},2026-03-{row % 28 + 1:02d}" for row in range(n_rows)]
    text = "\n".join(["Shop North,Answers,Spring", "All of them,by mail,and phone", "id,text,day", *rows]) + "\n"
    path.write_bytes(text.replace("kettle leaks from below number 2,", "чай 2,").encode("cp1251"))
    return path


def two_sheets(path: Path, n_rows: int) -> Path:
    """A sheet of answers and one of tickets, which is a little smaller, and the one that is meant."""
    answers = pd.DataFrame({"comment": [_said(row) for row in range(n_rows + 4)], "score": range(n_rows + 4)})
    tickets = pd.DataFrame({"ticket": [f"ticket: {_said(row)}" for row in range(n_rows)], "agent": "Anna", "hours": 2})
    with pd.ExcelWriter(path) as book:
        answers.to_excel(book, sheet_name="Answers", index=False)
        tickets.to_excel(book, sheet_name="Tickets", index=False)
    return path


def two_tables(path: Path, n_rows: int) -> Path:
    """A ZIP of two tables: the larger one is read, the other one is meant."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, n in (("answers", n_rows + 40), ("tickets", n_rows)):
            rows = [f"{row},{name}: {_said(row)}" for row in range(n)]
            archive.writestr(f"export/{name}.csv", "\n".join(["id,text", *rows]) + "\n")
    return path


def names_like_data(path: Path, n_rows: int) -> Path:
    """Names of columns that read like a row of data."""
    rows = [f"{_said(row)},{2000 + row}" for row in range(n_rows)]
    path.write_text("\n".join(["how was the stay in our house by the sea,2026", *rows]) + "\n", encoding="utf-8")
    return path


def undecided_days(path: Path, n_rows: int) -> Path:
    """Dates that can be meant either way."""
    rows = [f"{row},{_said(row)},{row * 7 % 9 + 1:02d}/{row * 5 % 8 + 1:02d}/2026" for row in range(n_rows)]
    path.write_text("\n".join(["id,text,day", *rows]) + "\n", encoding="utf-8")
    return path
