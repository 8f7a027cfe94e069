"""What kind of data a table holds, as far as its columns tell, with a sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedcore.errors import DataError
from embedcore.phrases import counted, quoted

if TYPE_CHECKING:
    from embedcore.table.dataset import Dataset

KINDS = ("texts", "images", "vectors", "numbers", "ratings")

_NAMED = 4
_FEW_DIMS = 8  # beside a column of texts, so few numbers in a cell are something else than a model's vector


@dataclass(frozen=True)
class DataKind:
    """A kind of data: one of KINDS, and the reason as a sentence ("this looks like ratings: 610 users, ...")."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        if self.name not in KINDS:
            raise DataError(f"a kind must be one of {', '.join(KINDS)} (got {self.name!r}); choose one")


def propose_kind(dataset: Dataset) -> DataKind:
    """The kind that fits a dataset best: the first of propose_kinds."""
    return propose_kinds(dataset)[0]


def propose_kinds(dataset: Dataset) -> tuple[DataKind, ...]:
    """Every kind that this dataset could be taken as, the likeliest first; never empty.

    Pictures go first, then vectors, texts, users and items, numbers; vectors of fewer than eight numbers, which no
    model makes, go behind texts.
    """
    vectors, n_dims = _vectors(dataset)
    texts = _texts(dataset)
    few = texts is not None and 0 < n_dims < _FEW_DIMS
    ordered = [_images(dataset), None if few else vectors, texts, vectors if few else None, _ratings(dataset)]
    found = tuple(kind for kind in (*ordered, _numbers(dataset)) if kind is not None)
    if found:
        return found
    shown = quoted(dataset.frame.columns, most=_NAMED)
    reason = f"no column holds texts, images, vectors or numbers: {shown}; choose a text column if there is one"
    return (DataKind("numbers", reason),)


def _of_role(dataset: Dataset, *roles: str) -> list[str]:
    return [str(name) for name in dataset.frame.columns if dataset.column_roles.get(str(name)) in roles]


def _images(dataset: Dataset) -> DataKind | None:
    name = dataset.image_column
    if name is None:
        return None
    n_images = int(dataset.frame[name].notna().sum())
    return DataKind("images", f"this looks like images: {counted(n_images, 'picture')}")


def _vectors(dataset: Dataset) -> tuple[DataKind | None, int]:
    """The kind, and how many numbers a vector has."""
    from embedcore.table.vector_columns import find_vectors

    found = find_vectors(dataset.frame, dataset.column_roles)
    if not found:
        return None, 0
    best = found[0]
    return DataKind("vectors", f"this brings its own vectors: {best.describe()}"), best.n_dims


def _texts(dataset: Dataset) -> DataKind | None:
    if dataset.text_column is None:
        return None
    rows = counted(dataset.n_rows, "row")
    return DataKind("texts", f'this looks like texts: {rows} with a text in "{dataset.text_column}"')


def _ratings(dataset: Dataset) -> DataKind | None:
    users, items = _of_role(dataset, "user"), _of_role(dataset, "item")
    if not users or not items:
        return None
    n_users, n_items = (dataset.frame[columns[0]].nunique() for columns in (users, items))
    rated = bool(_of_role(dataset, "rating"))
    what = "ratings" if rated else "who used what"
    return DataKind("ratings", f"this looks like {what}: {counted(n_users, 'user')}, {counted(n_items, 'item')}")


def _numbers(dataset: Dataset) -> DataKind | None:
    numbers = _of_role(dataset, "number", "rating")
    if not numbers:
        return None
    return DataKind("numbers", f"this looks like a table of numbers: {quoted(numbers, most=_NAMED)}")
