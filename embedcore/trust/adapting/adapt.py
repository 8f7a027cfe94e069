"""adapt: a space whose vectors are changed so that rows with the same label, or judged alike, come together."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from embedcore.encoders.base import as_encoder
from embedcore.errors import DataError, ParameterError
from embedcore.parameters import whole_number
from embedcore.phrases import share
from embedcore.space.adjusted import adjusted
from embedcore.space.space import EmbeddingSpace
from embedcore.table.dataset import checked_column
from embedcore.trust.adapting.examples import Pair, checked_pairs, label_codes
from embedcore.trust.adapting.learn import learn_from_labels, learn_from_pairs
from embedcore.trust.adapting.report import AdaptReport, Learned, NoGainError
from embedcore.trust.learned_from import note_of
from embedcore.types import OnProgress, Vectors


def adapt(
    space: EmbeddingSpace,
    *,
    labels: str | Iterable[Any] | None = None,
    pairs: Sequence[Pair] | None = None,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> EmbeddingSpace:
    """The space adapted to its data: a linear change of every vector, of rows and of what is searched for alike.

    labels: the name of a column, or (n_rows,) values, None or "" for rows without one. pairs: (a, b, alike), each of a
    and b a row or a text, which is then read as a phrase that is searched for. One of the two must be given.
    `adapt_report` of the result says what it has brought, measured on examples that were not learned from; so do its
    notes. Vectors that were of unit length stay so; the metric stays.

    Raises NoGainError (a DataError) where it has brought no more than chance would; DataError and ParameterError for
    labels and pairs that are too few or not of this space.
    """
    if (labels is None) == (pairs is None):
        raise ParameterError("labels or pairs must be given, and not both; pass a column's name, values, or pairs")
    seed = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    if labels is not None:
        values, name = _values(space, labels)
        codes = label_codes(values, space.n_rows)
        learned = learn_from_labels(
            space.vectors, codes, space.metric, name=name, random_state=seed, on_progress=on_progress
        )
    else:
        judged = checked_pairs(pairs, space.n_rows)
        left, right = (_vectors(space, [pair[side] for pair in judged]) for side in (0, 1))
        alike = np.array([alike for *_, alike in judged])
        learned = learn_from_pairs(
            space.vectors, left, right, alike, space.metric, random_state=seed, on_progress=on_progress
        )
    if not learned.report.gained:
        raise NoGainError(learned.report)
    return adapted_space(space, learned)


def adapted_space(space: EmbeddingSpace, learned: Learned) -> EmbeddingSpace:
    """The space with the change that was learned from it, which notes what it has brought."""
    report = learned.report
    note = note_of(report.source, report.learned_from, share(report.before), share(report.after))
    made = adjusted(space, learned.adjustment).with_notes(note)
    keep_report(made, report)
    return made


def adapt_report(space: EmbeddingSpace) -> AdaptReport | None:
    """What adapting has brought, for a space that `adapt` gave, also where it was saved since; None for others."""
    found: AdaptReport | None = space.known("adapt report", reads=())
    return found


def keep_report(space: EmbeddingSpace, report: AdaptReport) -> None:
    """Lets `adapt_report` of this space say so, where it says nothing yet."""
    space.memo("adapt report", lambda: report, reads=())


def _values(space: EmbeddingSpace, labels: str | Iterable[Any]) -> tuple[Iterable[Any], str]:
    if not isinstance(labels, str):
        return labels, ""
    if space.dataset is None:
        raise ParameterError(f"labels must be values, one for each row (got {labels!r}, and the space has no columns)")
    column = checked_column(space.dataset.frame, labels)
    return space.dataset.frame[column].tolist(), column


def _vectors(space: EmbeddingSpace, sides: list[int | str]) -> Vectors:
    """(n, n_dims) of rows, and of texts as phrases that are searched for."""
    texts = dict.fromkeys(side for side in sides if isinstance(side, str))
    if texts and space.encoder is None:
        raise DataError("pairs must be of rows where the space has no model that reads texts (got texts); pass rows")
    read = {text: as_encoder(space.encoder).encode_query(text) for text in texts}
    return np.stack([read[side] if isinstance(side, str) else space.vectors[side] for side in sides])
