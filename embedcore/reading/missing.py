"""Cells that stand for nothing."""

PLACEHOLDERS = frozenset(
    (
        "NA", "N/A", "n/a", "null", "NULL", "Null", "NaN", "nan", "NAN", "<NA>",
        "\\N", "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!",
    )
)  # fmt: skip
"""In any column. "None" isn't among them: it is a real answer to "Any other comments?" and a real category."""

_NO_NUMBERS = frozenset({word.lower() for word in PLACEHOLDERS} | {"", "none", "-nan", "-"})
"""Where a number belongs, in any case: there "None" and "-" are no answers."""


def number_in(text: str) -> float | None:
    """The number that a cell writes, NaN for one that stands for nothing, None for anything else."""
    bare = text.strip()
    if bare.lower() in _NO_NUMBERS:
        return float("nan")
    try:
        return float(bare) if "_" not in bare else None  # 1_000 is a number to Python alone
    except ValueError:
        return None
