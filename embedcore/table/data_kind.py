"""What kind of data a table holds, as far as its columns tell, with a sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedcore.phrases import counted, quoted
from embedcore.table.vector_columns import find_vectors

if TYPE_CHECKING:
    from embedcore.table.dataset import Dataset

KINDS = ("texts", "images", "vectors", "numbers", "ratings")

_NAMED = 4
_FEW_DIMS = 8  # beside texts or ratings, so few numbers in a cell are something else than a model's vector


@dataclass(frozen=True)
class DataKind:
    """A kind of data: one of KINDS, and the reason as a sentence ("this looks like ratings: 610 users, ...")."""

    name: str
    reason: str


def propose_kind(dataset: Dataset) -> DataKind:
    """The kind that fits a dataset best: the first of propose_kinds."""
    return propose_kinds(dataset)[0]


def propose_kinds(dataset: Dataset) -> tuple[DataKind, ...]:
    """Every kind that this dataset could be taken as, the likeliest first; never empty.

    Pictures go first, then vectors, texts, users and items, numbers; vectors of fewer than eight numbers, which no
    model makes, go behind texts and ratings.
    """
    frame, reasons = dataset.frame, dict[str, str]()
    if dataset.image_column is not None:
        n_images = int(frame[dataset.image_column].notna().sum())
        reasons["images"] = f"this looks like images: {counted(n_images, 'picture')}"
    vectors = find_vectors(frame, dataset.column_roles)
    users, items = _of_role(dataset, "user"), _of_role(dataset, "item")
    is_other = dataset.text_column is not None or bool(users and items)
    if vectors and (not is_other or vectors[0].n_dims >= _FEW_DIMS):
        reasons["vectors"] = f"this brings its own vectors: {vectors[0].describe()}"
    if dataset.text_column is not None:
        rows = counted(dataset.n_rows, "row")
        reasons["texts"] = f'this looks like texts: {rows} with a text in "{dataset.text_column}"'
    if users and items:
        what = "ratings" if _of_role(dataset, "rating") else "who used what"
        n_users, n_items = (frame[names[0]].nunique() for names in (users, items))
        reasons["ratings"] = f"this looks like {what}: {counted(n_users, 'user')}, {counted(n_items, 'item')}"
    if vectors:
        reasons.setdefault("vectors", f"this brings its own vectors: {vectors[0].describe()}")
    if numbers := _of_role(dataset, "number", "rating"):
        reasons["numbers"] = f"this looks like a table of numbers: {quoted(numbers, most=_NAMED)}"
    if not reasons:
        shown = f"{quoted(frame.columns, most=_NAMED)}; choose a text column if there is one"
        reasons["numbers"] = f"no column holds texts, images, vectors or numbers: {shown}"
    return tuple(DataKind(name, reason) for name, reason in reasons.items())


def _of_role(dataset: Dataset, *roles: str) -> list[str]:
    return [str(name) for name in dataset.frame.columns if dataset.column_roles.get(str(name)) in roles]
