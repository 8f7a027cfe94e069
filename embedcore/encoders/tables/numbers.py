"""The numbers and categories of a table as vectors, each column with the same weight; learned from the table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import LearningEncoder, ModelCard
from embedcore.encoders.learned.state import not_fitted, state_digest, write_state
from embedcore.encoders.tables.blocks import CategoryBlock, NumberBlock
from embedcore.encoders.tables.fit import Fitted, fit_blocks
from embedcore.encoders.tables.rows import TableRows, rows_of
from embedcore.encoders.tables.scaling import SCALINGS
from embedcore.errors import DataError, ParameterError
from embedcore.parameters import fill, given_options, one_of, real_number, whole_number
from embedcore.phrases import row_list
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.table.dataset import Dataset

NAME = "table-numbers"


@dataclass(frozen=True, kw_only=True)
class TableNumbersParams:
    """Options of table-numbers.

    columns: those that count, in this order; None: all of role number, rating, category or time.
    scaling: one of "standard", "robust", "min-max", "none" for every column of numbers; None: for each column
    robust where it has heavy tails, else standard.
    category_weight: the distance between two rows that differ in one category alone.
    max_values: the most values of a category that get a place of their own, the most frequent ones.
    """

    columns: tuple[str, ...] | None = None
    scaling: str | None = None
    category_weight: float = 1.0
    max_values: int = 50

    def __post_init__(self) -> None:
        if self.columns is not None:
            object.__setattr__(self, "columns", _checked_names(self.columns))
        if self.scaling is not None:
            one_of("scaling", self.scaling, SCALINGS)
        weight = real_number("category_weight", self.category_weight, low=0, high=1e6)
        if weight == 0:
            raise ParameterError("category_weight must be > 0 (got 0); to leave categories out, name the columns")
        object.__setattr__(self, "category_weight", weight)
        object.__setattr__(self, "max_values", whole_number("max_values", self.max_values, low=1, high=10_000))


def _checked_names(columns: object) -> tuple[str, ...]:
    if isinstance(columns, str) or not isinstance(columns, Sequence) or not all(isinstance(c, str) for c in columns):
        raise ParameterError(f"columns must be a list of column names (got {columns!r}); put a single one in a list")
    if not columns or len(set(columns)) < len(columns):
        what = "an empty list" if not columns else "a name twice"
        raise ParameterError(f"columns must name each column once, at least one (got {what})")
    return tuple(columns)


def table_numbers_card() -> ModelCard:
    return ModelCard(
        name=NAME,
        n_dims=0,
        modality="table",
        provider="learned from your data",
        available=True,
        description="The numbers, categories and dates of a table, brought to one scale so that every column counts "
        "the same. Rows with similar values get similar vectors; texts in the table are not read.",
        max_tokens=0,
        languages="any; words are not read",
        licence="as this project",
        size_mb=0,
        learns=True,
        reads_text=False,
        default_metric="euclidean",
    )


class TableNumbersEncoder(LearningEncoder):
    """Columns side by side: (n_rows, n_features) float32. feature_names tells what each number is.

    Numbers and times (as days) are scaled. A category with k values becomes k numbers, 1/sqrt(2) for the value that
    the row has and 0 for the others: rows that differ in it are at the euclidean distance 1, whatever k is, as rows
    that differ by one standard deviation in a number (of its range with "min-max"). That every column weighs the same
    is the idea of Gower's coefficient (1971). Missing numbers take the column's median; a missing category is a value
    of its own.

    In rows that were not learned from, a category's value that has no place goes to that of the rare values, and where
    there is none the category is all zeros.
    """

    worth_caching = False  # scaling is quicker than reading the cache

    def __init__(self, **options: Any) -> None:
        self.params = fill(TableNumbersParams, options, caller=NAME)
        self._fitted: Fitted | None = None

    @property
    def card(self) -> ModelCard:
        return replace(table_numbers_card(), n_dims=len(self._fitted.feature_names) if self._fitted else 0)

    @property
    def cache_key(self) -> str:
        return f"{NAME}-{state_digest(self._state(), {}) if self.is_fitted else 'not-fitted'}"

    @property
    def is_fitted(self) -> bool:
        return self._fitted is not None

    @property
    def notes(self) -> tuple[str, ...]:
        """Which columns were left out and why, how numbers were scaled, what stands for missing cells."""
        return self._fitted.notes if self._fitted else ()

    @property
    def feature_names(self) -> tuple[str, ...]:
        """(n_features,) what each number of a vector is: "age", "signup (days)", "color = red"."""
        return self._fitted.feature_names if self._fitted else ()

    def fit(
        self, items: "TableRows | Dataset | pd.DataFrame | Sequence[Any]", *, on_progress: OnProgress | None = None
    ) -> "TableNumbersEncoder":
        """Learns the scales and categories of the rows.

        items: a Dataset, TableRows, or a DataFrame, of which the columns' roles are found as read_table finds them.
        Raises DataError where no column varies, and for infinite numbers and cells that are no number, by row;
        ParameterError for columns that aren't there or hold no numbers or names, and for the scaling "robust" where
        the middle half of a column's values is all equal.
        """
        params = self.params
        self._fitted = fit_blocks(
            rows_of(items),
            columns=params.columns,
            scaling=params.scaling,
            category_weight=params.category_weight,
            max_values=params.max_values,
            on_progress=on_progress,
        )
        return self

    def encode(
        self, items: "TableRows | Dataset | pd.DataFrame | Sequence[Any]", *, on_progress: OnProgress | None = None
    ) -> Vectors:
        """(n_items, n_features) float32, in the order of the rows.

        items: as in fit, with the columns that were learned from; others are not looked at.
        Raises DataError for a missing column, for infinite numbers and cells that are no number, by row.
        """
        if self._fitted is None:
            raise not_fitted(NAME)
        rows = rows_of(items, {block.column: "number" for block in self._fitted.blocks})
        vectors = np.empty((len(rows), len(self._fitted.feature_names)), dtype=np.float32)
        at = 0
        for done, block in enumerate(self._fitted.blocks, start=1):
            if block.column not in rows.columns:
                raise DataError(
                    f'items must have the columns that were learned from (got none called "{block.column}"); '
                    "add it, or embed the table anew"
                )
            part = block.encode(rows.columns[block.column], rows.row_numbers)
            vectors[:, at : at + part.shape[1]] = part
            at += part.shape[1]
            if on_progress:
                on_progress(done, len(self._fitted.blocks), "scaling columns")
        _refuse_too_large(vectors, rows.row_numbers)
        return vectors

    def save(self, folder: Path) -> None:
        """Writes what was learned, without pickle."""
        if not self.is_fitted:
            raise not_fitted(NAME)
        write_state(folder, NAME, self._state(), {})

    @classmethod
    def from_state(cls, state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "TableNumbersEncoder":
        """The encoder that save() wrote. Raises DataError for a state that it can't have written."""
        try:
            encoder = cls(**state["params"])
            encoder._fitted = Fitted(
                blocks=tuple(_block_of(block) for block in state["blocks"]), notes=tuple(state["notes"])
            )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise DataError(
                f"what {NAME} learned must be whole (got {type(error).__name__} reading it); embed the data again"
            ) from error
        return encoder

    def _state(self) -> dict[str, Any]:
        fitted = cast(Fitted, self._fitted)
        blocks = [{"kind": block.kind, **asdict(block)} for block in fitted.blocks]
        return {"params": given_options(self.params), "blocks": blocks, "notes": list(fitted.notes)}


def _block_of(state: Mapping[str, Any]) -> NumberBlock | CategoryBlock:
    kinds: dict[str, Any] = {NumberBlock.kind: NumberBlock, CategoryBlock.kind: CategoryBlock}
    made: NumberBlock | CategoryBlock = kinds[state["kind"]].from_state(state)
    return made


def _refuse_too_large(vectors: Vectors, row_numbers: NDArray[np.int64]) -> None:
    wrong = ~np.isfinite(vectors).all(axis=1)
    if wrong.any():
        raise DataError(
            f"scaled numbers must fit 32 bits (got larger ones in {row_list(row_numbers[wrong].tolist())}); "
            "choose another scaling, or mend these rows"
        )
