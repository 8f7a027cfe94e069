"""Tables for the browser tests: real questions, or made-up texts that no cache knows."""

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
