"""check_health: everything that is looked for in a space, in one report."""

from collections.abc import Callable, Sequence

from embedcore.encoders.base import Encoder, as_encoder
from embedcore.parameters import whole_number
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.health import (
    clouds,
    copies,
    dimensions,
    directions,
    languages,
    markup,
    metric,
    placeholders,
    query_model,
    rows,
    texts,
    unknown_words,
)
from embedcore.trust.health.finding import SEVERITIES, Finding, HealthReport
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.types import OnProgress

CHECKS: dict[str, Callable[[Inspected], Finding | Unseen]] = {
    "mixed_models": clouds.mixed_models,
    "other_query_model": query_model.other_query_model,
    "wrong_metric": metric.wrong_metric,
    "languages": languages.languages,
    "out_of_domain": unknown_words.out_of_domain,
    "zero_vectors": rows.zero_vectors,
    "dominant_dimensions": dimensions.dominant_dimensions,
    "constant_dimensions": dimensions.constant_dimensions,
    "anisotropy": directions.anisotropy,
    "hubs": directions.hubs,
    "empty_texts": texts.empty_texts,
    "placeholder_texts": placeholders.placeholder_texts,
    "exact_copies": copies.exact_copies,
    "near_copies": copies.near_copies,
    "cut_texts": texts.cut_texts,
    "short_texts": texts.short_texts,
    "markup": markup.markup,
    "few_rows": rows.few_rows,
}
"""By the names of the findings, the gravest kinds first, and causes before what follows from them."""


def check_health(
    space: EmbeddingSpace,
    *,
    query_model: Encoder | None = None,
    random_state: int = 42,
    left_out: Sequence[str] | None = None,
    on_progress: OnProgress | None = None,
) -> HealthReport:
    """What is wrong with the vectors, the texts and the model of a space, and what is well.

    query_model: the model that reads what is searched for, where it is not the space's own. random_state: of what is
    drawn at random where there are many rows; the report's notes say what was. left_out: why rows of the file are not
    in the data, a reason each; what the dataset says of it by default.
    Every name of CHECKS is in the report, with severity "ok" where nothing is wrong, but for those that can't be looked
    at, which the notes name. Nothing is sent to a server.

    Raises ParameterError for a random_state that is not a whole number, and for a query_model that is not a model.
    """
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    model = as_encoder(query_model) if query_model is not None else None
    reasons = reasons_left_out(space) if left_out is None else left_out
    seen = Inspected(space, query_model=model, random_state=random_state, left_out=reasons, on_progress=on_progress)
    found: list[Finding] = []
    unseen: list[str] = []
    for done, (name, check) in enumerate(CHECKS.items()):
        if on_progress:
            on_progress(done, len(CHECKS), "checking the data and the model")
        one = check(seen)
        if isinstance(one, Finding):
            found.append(one)
        else:
            unseen.append(f"{name} was not looked at: {one.why}")
    if on_progress:
        on_progress(len(CHECKS), len(CHECKS), "checking the data and the model")
    found.sort(key=lambda one: (-SEVERITIES.index(one.severity), not one.fix))
    return HealthReport(tuple(found), (*seen.notes, *unseen))


def reasons_left_out(space: EmbeddingSpace) -> tuple[str, ...]:
    """Why rows of the file are not in the space, a reason each."""
    return tuple(row.reason for row in space.dataset.report.left_out) if space.dataset is not None else ()
