"""Equal steps that people can read: of numbers (1, 2 or 5 times a power of ten) and of time (hours to years)."""

import numpy as np
from numpy.typing import NDArray

MOST_NUMBER_STEPS, MOST_TIME_STEPS = 24, 60
OUTER = 0.05
"""The share of the numbers that is an end."""
FAR = 2.0
"""How many times the width of the other numbers an end must reach out, to be one open step."""
_MINUTE, _HOUR, _DAY, _WEEK = 60_000, 3_600_000, 86_400_000, 604_800_000
_SHORT = (1_000, 5_000, 15_000, *(n * _MINUTE for n in (1, 5, 15, 30)), *(n * _HOUR for n in (1, 3, 6, 12)))
_FIXED = (*_SHORT, _DAY, _WEEK)
"""Steps of one length, in ms."""
_MONTHS = (1, 3, 12, 24, 60, 120, 240, 600, 1_200)
_MONDAY = np.datetime64("1970-01-05", "ms")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number_steps(numbers: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """(n_steps + 1,) edges, and what each step is called. numbers: (n,) finite, at least two different ones.

    Where a few numbers lie far out, the first or last step is open: its outer edge is infinite.
    """
    lowest, highest = float(numbers.min()), float(numbers.max())
    low, high = (float(value) for value in np.quantile(numbers, [OUTER, 1 - OUTER]))
    with np.errstate(over="ignore"):
        far = FAR * (high - low)
        low = low if 0 < far < low - lowest else lowest
        high = high if 0 < far < highest - high else highest
        step = nice((high - low) / MOST_NUMBER_STEPS)
    first, last = np.floor(low / step), np.floor(high / step) + 1
    edges = np.arange(first, last + 1) * step
    if lowest < edges[0]:
        edges = np.concatenate([[-np.inf], edges])
    if highest >= edges[-1]:
        edges = np.concatenate([edges, [np.inf]])
    whole = bool((numbers == np.round(numbers)).all())
    for digits in (6, 9, 12, 17):  # as many as tell the edges apart
        written = [f"{edge:,.{digits}g}" for edge in edges.tolist()]
        if len(set(written)) == len(edges):
            break
    # 20 to 21, then 22 to 23
    ends = [f"{edge - 1:,.{digits}g}" for edge in edges.tolist()] if whole and step > 1 else written
    names = list(map(_between, written[:-1], ends[1:]))
    if whole and step == 1:
        names = written[:-1]
    if np.isinf(edges[0]):
        names[0] = f"below {written[1]}"
    if np.isinf(edges[-1]):
        names[-1] = f"{written[-2]} and more"
    return edges, tuple(names)


def nice(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below least."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9)))


def _between(start: str, end: str) -> str:
    return start if start == end else f"{start} to {end}"


def time_steps(times: NDArray[np.datetime64]) -> tuple[NDArray[np.datetime64], tuple[str, ...]]:
    """(n_steps + 1,) edges, datetime64[ms], and what each step is called. times: (n,) without NaT.

    The shortest of hours, days, weeks from Monday, months, quarters, years (and parts or multiples of these) that makes
    at most MOST_TIME_STEPS.
    """
    oldest, newest = times.min().astype("datetime64[ms]"), times.max().astype("datetime64[ms]")
    for step in _FIXED:
        origin = _MONDAY if step == _WEEK else np.datetime64(0, "ms")
        first, last = (int((end - origin).astype(np.int64)) // step for end in (oldest, newest))
        if last - first < MOST_TIME_STEPS:
            edges = origin + (np.arange(first, last + 2) * step).astype("timedelta64[ms]")
            return edges, tuple(_fixed_name(start, step) for start in edges[:-1])
    months = [int(end.astype("datetime64[M]").astype(np.int64)) for end in (oldest, newest)]
    for step in _MONTHS:
        # Counted from January of the year 0, so that quarters and decades begin where people begin them.
        first, last = ((month + 12 * 1970) // step for month in months)
        if last - first < MOST_TIME_STEPS:
            break
    starts = np.arange(first, last + 2) * step - 12 * 1970
    edges = starts.astype("datetime64[M]").astype("datetime64[ms]")
    return edges, tuple(_month_name(start, step) for start in edges[:-1])


def time_ends(edges: NDArray[np.datetime64], names: tuple[str, ...]) -> tuple[str, ...]:
    """How a range that ends with each step ends: a week by its last day, the others by their names."""
    if not names[0].startswith("week of "):
        return names
    return tuple(_day(str(end - np.timedelta64(1, "ms"))) for end in edges[1:])


def _fixed_name(start: np.datetime64, step: int) -> str:
    written = str(start)
    if step == _WEEK:
        return f"week of {_day(written)}"
    if step == _DAY:
        return _day(written)
    return f"{_day(written)}, {written[-12:-4] if step < _MINUTE else written[-12:-7]}"


def _month_name(start: np.datetime64, step: int) -> str:
    written = str(start)
    year, month = int(written[:-19]), int(written[-18:-16])
    if step == 1:
        return f"{MONTHS[month - 1]} {year}"
    if step == 3:
        return f"{MONTHS[month - 1]} to {MONTHS[month + 1]} {year}"
    return f"{year}" if step == 12 else f"{year} to {year + step // 12 - 1}"


def _day(written: str) -> str:
    """'2026-04-01T03:16:00.000' as '1 Apr 2026'."""
    return f"{int(written[-15:-13])} {MONTHS[int(written[-18:-16]) - 1]} {int(written[:-19])}"
