"""What a comparison says, in plain sentences: what was measured, what it means, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedcore.phrases import by_number, joined, share
from embedcore.space.space import EmbeddingSpace

if TYPE_CHECKING:
    from embedcore.trust.compare.comparison import Comparison, Side
    from embedcore.trust.compare.labelled import Accuracy, LabelComparison

SAME, MOSTLY_SAME = 0.9, 0.5
"""Of this share of neighbours kept on, two spaces see the same, or mostly the same."""
SMALL = 0.01
"""A difference of accuracies below this hardly shows in use, however sure it is."""
WIDE = 0.05
"""Where a true difference could be larger than this, a test that sees none says little."""
SAME_GROUPS, ALIKE_GROUPS = 0.9, 0.6
"""As shares of what two runs on the same space reach."""


def names_of(space_a: EmbeddingSpace, space_b: EmbeddingSpace) -> tuple[str, str]:
    """What the two are called: by what differs between them, the models first, else A and B."""
    for kind in (
        [space.model_name or "own vectors" for space in (space_a, space_b)],
        [str(space.metric) for space in (space_a, space_b)],
        [f"{space.n_dims:,} dimensions" for space in (space_a, space_b)],
    ):
        if kind[0] != kind[1]:
            return kind[0], kind[1]
    return "A", "B"


def measured(found: Comparison) -> str:
    """With labels how often the neighbours' vote is right, else how many neighbours are the same."""
    k, a, b = found.n_neighbors, found.a.name, found.b.name
    if found.labels is None:
        return (
            f"Of the {k} rows most like each one by {a}, {found.overlap * k:.1f} on average are also among the {k} "
            f"most like it by {b} (drawn at random it would be {found.chance * k:.2g})."
        )
    labels = found.labels
    return (
        f"Each of {labels.a.n_rows:,} rows was given the {_label(labels)} that most of the {labels.n_neighbors} rows "
        f"like it have: by {a} that is right for {_with_interval(labels.a)}, by {b} for {_with_interval(labels.b)}; "
        f"always saying the most frequent would be right for {share(labels.chance)}."
    )


def meaning(found: Comparison) -> str:
    if found.labels is None:
        if found.overlap >= SAME:
            return "Both see nearly the same: what is close by one is close by the other."
        if found.overlap >= MOSTLY_SAME:
            return "Both see mostly the same, and differ in the details."
        return "They see different things: most of what is close by one is not close by the other."
    labels = found.labels
    if found.learned:
        names = joined(side.name for side in found.learned)
        return (
            f"These rows were learned from: {names} {by_number(len(found.learned), 'was', 'were')} adapted to this "
            f"very {_kind(labels)}, so what is right here by {by_number(len(found.learned), 'it', 'them')} is too good."
        )
    odds = _odds(labels.p_value)
    if _tells_nothing(labels):
        return "Neither is better than always saying the most frequent one: rows that are alike don't share this label."
    if labels.is_noise:
        low, high = labels.interval
        limit = max(abs(low), abs(high))
        little = " With so few rows that says little." if limit > WIDE else ""
        return (
            f"{labels.only_a:,} rows are right by {found.a.name} alone and {labels.only_b:,} by {found.b.name} alone: "
            f"chance parts rows so unevenly {odds}, so the difference is noise; a true one is hardly larger than "
            f"{_points(limit)}.{little}"
        )
    return (
        f"{labels.only_a:,} rows are right by {found.a.name} alone and {labels.only_b:,} by {found.b.name} alone: "
        f"chance would part rows so unevenly {odds}, so the difference is real."
    )


def verdict(found: Comparison) -> str:
    labels, cheap = found.labels, found.cheaper
    if labels is None:
        if found.overlap >= SAME:
            return f"The difference hardly matters: {_use(cheap, found)}."
        return (
            "Which of them is better, only labels or your own eyes can say: check them against a column, or look at "
            "the rows that changed most."
        )
    if found.learned:
        return _verdict_of_learned(found)
    if _tells_nothing(labels):
        return "This label can't tell which is better: check them against another one."
    better = found.better
    if better is None:
        return f"The difference is noise: {_use(cheap, found)}."
    other = found.a if better is found.b else found.b
    size = _points(abs(labels.difference))
    if abs(labels.difference) < SMALL and cheap is other:
        return f"The difference is real and small ({size}): {other.name}, which costs less, is as good in use."
    cost = f", though {_cheaper_by(other, better)}" if cheap is other else ""
    return f"The difference is no noise: use {better.name}, which is better by {size}{cost}."


def _verdict_of_learned(found: Comparison) -> str:
    """The figures on rows that were not learned from, of each side that was adapted to the label."""
    assert found.labels is not None
    said = []
    for side in found.learned:
        known = side.learned(found.labels.name)
        assert known is not None
        whose = f" of {side.name}" if len(found.learned) > 1 else ""
        said.append(f"{known.before} before and {known.after} after{whose}")
    return (
        "These figures can't tell which is better, as rows were learned from; on rows that were not, adapting brought "
        f"{joined(said)}: go by that, or check them against another label."
    )


def everything(found: Comparison) -> str:
    """The three sentences, then neighbours, groups and costs."""
    said = list(found.sentences)
    if found.labels is not None:
        k = found.n_neighbors
        said.append(f"Of the {k} rows most like each one, {found.overlap * k:.1f} on average are the same in both.")
    return " ".join([*said, groups(found), f"What they cost: {cost(found.a)}; {cost(found.b)}."])


def groups(found: Comparison) -> str:
    """Whether the groups are the same."""
    one = found.groups
    if one.n_groups < 2:
        return "There is only one group, so groups can't be compared."
    part = one.score / one.of_one if one.of_one > 0 else 0.0
    said = "the same" if part >= SAME_GROUPS else "mostly the same" if part >= ALIKE_GROUPS else "other"
    return (
        f"Parted into {one.n_groups} groups, both have {said} groups (agreement {one.score:.2f}; 0 is chance, and two "
        f"runs of {found.a.name} reach {one.of_one:.2f})."
    )


def cost(side: Side) -> str:
    reads = "" if side.embed_seconds is None else f", about {side.embed_seconds:,.1f} seconds to read all rows"
    return f"{side.name} {side.megabytes:,.1f} MB, {side.query_ms:.1f} ms for a search{reads}"


def _label(labels: LabelComparison) -> str:
    return f'"{labels.name}"' if labels.name != "label" else "label"


def _kind(labels: LabelComparison) -> str:
    return f'column "{labels.name}"' if labels.name != "label" else "label"


def _with_interval(found: Accuracy) -> str:
    return f"{found.ratio:.1%} ({found.low:.1%} to {found.high:.1%})"


def _tells_nothing(labels: LabelComparison) -> bool:
    return max(labels.a.low, labels.b.low) <= labels.chance


def _odds(p_value: float) -> str:
    """'in 1 of 3 such comparisons'."""
    if p_value > 0.67:
        return "in most such comparisons"
    if p_value < 0.001:
        return "in fewer than 1 of 1,000 such comparisons"
    return f"in about 1 of {max(2, round(1 / p_value)):,} such comparisons"


def _points(difference: float) -> str:
    """A difference of shares, in rows of a hundred."""
    return f"{difference * 100:.1f} rows in 100"


def _use(cheap: Side | None, found: Comparison) -> str:
    if cheap is None:
        return f"keep {found.a.name}; both cost the same"
    other = found.a if cheap is found.b else found.b
    if cheap.megabytes < other.megabytes:
        return f"use the smaller one, {cheap.name}"
    return f"use the faster one, {cheap.name}"


def _cheaper_by(cheap: Side, other: Side) -> str:
    if cheap.megabytes < other.megabytes:
        return f"{cheap.name} takes {cheap.megabytes:,.1f} MB instead of {other.megabytes:,.1f}"
    assert cheap.embed_seconds is not None and other.embed_seconds is not None
    times = other.embed_seconds / max(cheap.embed_seconds, 1e-9)
    return f"{cheap.name} reads {times:,.0f} times as fast"
