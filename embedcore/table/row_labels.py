"""A short name for each row of a dataset, whatever it holds: for hover texts, lists and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedcore.table.dataset import Dataset

_MOST_FIELDS = 3
_FIELD_ROLES = ("id", "item", "user", "category", "rating", "number", "time")
_WORD_ROLES = ("text", "category", "id", "user", "item")
_NAME_COLUMNS = ("title", "name", "label", "file")


def row_labels(dataset: Dataset) -> list[str]:
    """(n_rows,) the text; else the picture's file or the row's name or item; else its first fields; else its number."""
    if dataset.text_column is not None:
        return dataset.texts
    named = name_column(dataset)
    shown = field_columns(dataset) if named is None else (named,)
    columns = [(name, dataset.frame[name].tolist(), dataset.frame[name].isna().tolist()) for name in shown]
    labels = []
    for row, number in enumerate(dataset.row_numbers.tolist()):
        said = [
            f"{name}: {_written(dataset, values[row])}" if named is None else dataset.in_words(values[row])
            for name, values, gap in columns
            if not gap[row]
        ]
        labels.append(", ".join(said[:_MOST_FIELDS]) or f"row {number}")
    return labels


def has_names(dataset: Dataset) -> bool:
    """Whether the labels say more than the fields do: a text, or a name."""
    return dataset.text_column is not None or name_column(dataset) is not None


def name_column(dataset: Dataset) -> str | None:
    """The column that names the rows where there is no text: by what it is called, or the items."""
    if dataset.text_column is not None:
        return None
    by_name = {str(name).casefold(): str(name) for name in dataset.frame.columns}
    for wanted in _NAME_COLUMNS:
        if wanted in by_name and dataset.column_roles.get(by_name[wanted]) not in ("image", "vector", "number"):
            return by_name[wanted]
    items = [str(name) for name in dataset.frame.columns if dataset.column_roles.get(str(name)) == "item"]
    users = [name for name, role in dataset.column_roles.items() if role == "user"]
    return items[0] if items and not users else None


def field_columns(dataset: Dataset) -> tuple[str, ...]:
    """The columns to show beside a row's label: those that are short and don't name it already."""
    named = name_column(dataset)
    roles = {str(column): dataset.column_roles.get(str(column)) for column in dataset.frame.columns}
    return tuple(column for column, role in roles.items() if role in _FIELD_ROLES and column != named)


def rows_containing(dataset: Dataset, wanted: str) -> list[int]:
    """The rows in whose label or in whose value of any column of words the words stand, one beside the other, whatever
    their case; ascending."""
    needle = wanted.casefold()
    found = [needle in label.casefold() for label in dataset.labels]
    for column in map(str, dataset.frame.columns):
        if column == dataset.text_column or dataset.column_roles.get(column) not in _WORD_ROLES:
            continue
        values = dataset.frame[column]
        held: dict[object, bool] = {}
        for row, (value, gap) in enumerate(zip(values.tolist(), values.isna().tolist(), strict=True)):
            if found[row] or gap:
                continue
            if value not in held:
                held[value] = needle in dataset.in_words(value).casefold()
            found[row] = held[value]
    return [row for row, inside in enumerate(found) if inside]


def _written(dataset: Dataset, value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else dataset.in_words(value)
