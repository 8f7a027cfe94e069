"""Numbers that tell time."""

_CLOCKS = {
    "seconds": (1e8, 5e9),
    "milliseconds": (1e11, 5e12),
    "yyyymmdd": (19_000_101, 21_001_231),
    "years": (1_700, 2_200),
}


def clock_between(low: float, high: float) -> str | None:
    """What numbers from low to high count, if they tell time; else None.

    "seconds" or "milliseconds" since 1970 (from 1973 on), "yyyymmdd" (days as 20240131), or "years".
    """
    return next((clock for clock, (least, most) in _CLOCKS.items() if least <= low and high <= most), None)
