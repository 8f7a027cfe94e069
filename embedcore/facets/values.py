"""The numbers and dates of a column, as filters, growth and colours take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


_UNITS: dict[str, Literal["s", "ms"]] = {"seconds": "s", "milliseconds": "ms"}


def number_values(values: pd.Series) -> NDArray[np.float64]:
    """(n_rows,) the numbers; NaN for a cell without a finite one."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def time_values(values: pd.Series) -> NDArray[np.datetime64]:
    """(n_rows,) the dates as datetime64[ms] in UTC; NaT for a cell without one."""
    import pandas as pd

    from embedcore.reading.clocks import clock_between

    numbers = pd.to_numeric(values, errors="coerce") if not pd.api.types.is_datetime64_any_dtype(values) else values
    if pd.api.types.is_numeric_dtype(numbers) and numbers.notna().sum() == values.notna().sum() > 0:
        unit = _UNITS.get(clock_between(numbers.min(), numbers.max()) or "")
        if unit is not None:
            counted = numbers.astype("float64")
            return pd.to_datetime(counted, unit=unit, errors="coerce").to_numpy(dtype="datetime64[ms]")
        values = values.astype("str") if not isinstance(values.dtype, pd.StringDtype) else values
    dates = pd.to_datetime(values, errors="coerce", utc=True, format="mixed").dt.tz_localize(None)
    return dates.to_numpy(dtype="datetime64[ms]")
