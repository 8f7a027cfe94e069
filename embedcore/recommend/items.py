"""The items of a ratings or clicks table as a dataset: their ids, what the table says of each, and their titles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from embedcore.reading.report import ReadReport
from embedcore.recommend.table import InteractionParams, Interactions, Ints, table_of
from embedcore.table.dataset import Dataset, free_name

if TYPE_CHECKING:
    import pandas as pd

_TITLE_NAMES = ("title", "name", "label")


def items_dataset(
    source: pd.DataFrame | Dataset, interactions: Interactions, params: InteractionParams
) -> tuple[Dataset, str | None]:
    """The items as a dataset, and the column that names them."""
    import pandas as pd

    item = params.item
    table, row_numbers = table_of(source)
    is_kept = np.isin(row_numbers, [row.row_number for row in interactions.left_out], invert=True)
    kept = table[is_kept]
    first_of, extra = _item_columns(kept, interactions, item, leave=set(params.columns.values()))
    columns: dict[str, object] = {item: pd.Series(list(interactions.item_ids), dtype=kept[item].dtype.name if
                                                  pd.api.types.is_string_dtype(kept[item]) else None)}  # fmt: skip
    columns.update(extra)
    n_users = np.bincount(interactions.item_of, minlength=interactions.n_items)
    columns[free_name("n_users", columns)] = n_users
    if interactions.ratings is not None:
        sums = np.bincount(interactions.item_of, weights=interactions.ratings, minlength=interactions.n_items)
        columns[free_name("mean_rating", columns)] = np.round(sums / n_users, 4)
    frame = pd.DataFrame(columns)
    words = all(isinstance(value, str) for value in interactions.item_ids)
    title = _title_column(extra) or (item if words else None)
    if title in extra:
        ids = frame[item].astype(object).map(str)
        frame[title] = frame[title].where(frame[title].notna(), ids)
    roles = {
        str(name): "number" if pd.api.types.is_numeric_dtype(frame[name]) else "category" for name in frame.columns
    }
    roles |= {item: "item"} | ({title: "text"} if title else {})
    report = ReadReport(
        n_rows_read=interactions.n_rows_read,
        n_rows_kept=interactions.n_rows_read - len(interactions.left_out),
        left_out=interactions.left_out,
        format="interactions",
        notes=interactions.notes,
    )
    name = source.name if isinstance(source, Dataset) else "items"
    markup = source.markup if isinstance(source, Dataset) else "keep"
    made = Dataset(frame, title, roles, row_numbers[is_kept][first_of], name, report, markup=markup)
    return made, title if title != item else None


def _item_columns(
    kept: pd.DataFrame, interactions: Interactions, item: str, *, leave: set[str | None]
) -> tuple[Ints, dict[str, pd.Series]]:
    """The first row of each item, and the columns that say the same of an item in all its rows."""
    position_of = {known: row for row, known in enumerate(interactions.item_ids)}
    items = np.array([position_of[value] for value in kept[item].tolist()], dtype=np.int64)
    _, first_of = np.unique(items, return_index=True)
    found = {}
    for name in kept.columns:
        if name in leave:
            continue
        try:
            codes = kept[name].factorize()[0]
        except (TypeError, NotImplementedError):  # lists and the like have no equality to go by
            continue
        values = kept[name].iloc[first_of].reset_index(drop=True)
        constant = bool((codes == codes[first_of][items]).all())
        if constant and (len(first_of) < len(kept)) and values.notna().any() and values.nunique() > 1:
            found[str(name)] = values
    return first_of, found


def _title_column(extra: Mapping[str, pd.Series]) -> str | None:
    """The column of words that tells items apart: one called title or name, or with a value of its own for most."""
    candidates = []
    for name, values in extra.items():
        if not all(isinstance(value, str) and value.strip() for value in values.dropna().tolist()):
            continue
        own = values.nunique() / len(values)
        named = any(word in name.casefold() for word in _TITLE_NAMES)
        if (named and own > 0.5) or own > 0.95:
            candidates.append((named, own, name))
    return max(candidates)[2] if candidates else None
