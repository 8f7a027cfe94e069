"""The numbers and dates of a column, as filters, growth and colours take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


def number_values(values: pd.Series) -> NDArray[np.float64]:
    """(n_rows,) the numbers; NaN for a cell without a finite one."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def time_values(values: pd.Series) -> NDArray[np.datetime64]:
    """(n_rows,) the dates as datetime64[ms] in UTC; NaT for a cell without one."""
    import pandas as pd

    dates = pd.to_datetime(values, errors="coerce", utc=True, format="mixed").dt.tz_localize(None)
    return dates.to_numpy(dtype="datetime64[ms]")
