"""The numbers and categories of a table as vectors, each column with the same weight; learned from the table."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import ModelCard
from embedcore.encoders.learned.state import Learner
from embedcore.encoders.tables.blocks import block_of
from embedcore.encoders.tables.fit import Fitted, TableNumbersParams, fit_blocks
from embedcore.encoders.tables.rows import rows_of
from embedcore.errors import DataError
from embedcore.parameters import given_options
from embedcore.phrases import row_list
from embedcore.types import OnProgress, Vectors

NAME = "table-numbers"


def table_numbers_card() -> ModelCard:
    return ModelCard(
        name=NAME,
        n_dims=0,
        modality="table",
        provider="learned from your data",
        description="The numbers, categories and dates of a table, brought to one scale so that every column counts "
        "the same. Rows with similar values get similar vectors; texts in the table are not read.",
        languages="any; words are not read",
        licence="as this project",
        learns=True,
        reads_text=False,
        default_metric="euclidean",
    )


class TableNumbersEncoder(Learner[Fitted]):
    """Columns side by side: (n_rows, n_features) float32. feature_names tells what each number is.

    Numbers and times (as days) are scaled. A category with k values becomes k numbers, 1/sqrt(2) for the value that
    the row has and 0 for the others: rows that differ in it are at the euclidean distance 1, whatever k is, as rows
    that differ by one standard deviation in a number (of its range with "min-max"). That every column weighs the same
    is the idea of Gower's coefficient (1971). Missing numbers take the column's median; a missing category is a value
    of its own.

    In rows that were not learned from, a category's value that has no place goes to that of the rare values, and where
    there is none the category is all zeros.
    """

    name, params_class = NAME, TableNumbersParams
    params: TableNumbersParams

    @property
    def card(self) -> ModelCard:
        return replace(table_numbers_card(), n_dims=len(self._learned.feature_names) if self._learned else 0)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """(n_features,) what each number of a vector is: "age", "signup (days)", "color = red"."""
        return self._learned.feature_names if self._learned else ()

    def fit(self, items: Any, *, on_progress: OnProgress | None = None) -> Self:
        """Learns the scales and categories of the rows.

        items: a Dataset, TableRows, or a DataFrame, of which the columns' roles are found as read_table finds them.
        Raises DataError where no column varies, and for infinite numbers and cells that are no number, by row;
        ParameterError for columns that aren't there or hold no numbers or names, and for the scaling "robust" where
        the middle half of a column's values is all equal.
        """
        self._take(fit_blocks(rows_of(items), self.params, on_progress))
        return self

    def encode(self, items: Any, *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, n_features) float32, in the order of the rows.

        items: as in fit, with the columns that were learned from; others are not looked at.
        Raises DataError for a missing column, for infinite numbers and cells that are no number, by row.
        """
        blocks = self.learned.blocks
        rows = rows_of(items, {block.column: "number" for block in blocks})
        vectors = np.empty((len(rows), len(self.feature_names)), dtype=np.float32)
        at = 0
        for done, block in enumerate(blocks, start=1):
            if block.column not in rows.columns:
                raise DataError(
                    f'items must have the columns that were learned from (got none called "{block.column}"); '
                    "add it, or embed the table anew"
                )
            part = block.encode(rows.columns[block.column], rows.row_numbers)
            vectors[:, at : at + part.shape[1]] = part
            at += part.shape[1]
            if on_progress:
                on_progress(done, len(blocks), "scaling columns")
        wrong = ~np.isfinite(vectors).all(axis=1)
        if wrong.any():
            raise DataError(
                f"scaled numbers must fit 32 bits (got larger ones in {row_list(rows.row_numbers[wrong].tolist())}); "
                "choose another scaling, or mend these rows"
            )
        return vectors

    @classmethod
    def from_state(cls, state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Self:
        encoder = cls(**state["params"])
        encoder._learned = Fitted(blocks=tuple(map(block_of, state["blocks"])), notes=tuple(state["notes"]))
        return encoder

    def _state(self) -> dict[str, Any]:
        fitted = self.learned
        blocks = [{"kind": block.kind, **asdict(block)} for block in fitted.blocks]
        return {"params": given_options(self.params), "blocks": blocks, "notes": list(fitted.notes)}
