"""What holds a group together: an issue, or something beside what its rows are about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embedcore.facets import facets
from embedcore.groups.channels import Channel, channels
from embedcore.groups.languages import GroupLanguage, group_languages
from embedcore.groups.middles import group_means
from embedcore.groups.naming import terms_of
from embedcore.groups.templates import Forms, Template, compared_words, templates
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, Vectors
from embedcore.words import language_of

What = Literal["issue", "language", "channel", "template", "leftovers", "aside"]
LOOKED_AT, LOOKED_AT_IN_ALL, LEAST_LOOKED_AT, READ = 200, 4_000, 30, 1_000
"""Of a group so many texts are read, fewer where there are many groups, and so many characters of each."""
LOOSE, LOOSER, LOOSER_WITHOUT_WORDS, BETWEEN, SAID_BY_FEW, ITS_OWN = 0.3, 0.75, 0.5, 0.08, 0.15, 3.0
"""Of leftovers: how close they are at most, in itself and beside the median of all groups; the least share of rows on
the border; the share of rows that no word of their own reaches, one said three times as often as elsewhere."""


@dataclass(frozen=True, eq=False)
class Shape:
    """How the rows of all groups lie. All: (n_groups,); border_share: 0 to 1; closeness: see closeness()."""

    sizes: NDArray[np.int64]
    border_share: NDArray[np.float64]
    closeness: NDArray[np.float64]


def closeness(
    vectors: Vectors, labels: NDArray[np.int64], sizes: NDArray[np.int64], overall: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n_groups,) how much the rows of a group point into one direction, as seen from the middle of all rows.

    0: as little as rows drawn at random, 1: all the same. overall: (n_dims,) the mean of all unit vectors. What all
    rows have in common, which with some models is a large part of every similarity, does not count.
    """
    agreement = np.linalg.norm(group_means(vectors, labels, sizes, around=overall), axis=1)
    by_chance = 1 / np.sqrt(sizes)
    return np.asarray((agreement - by_chance) / np.maximum(1 - by_chance, 1e-9))


@dataclass(frozen=True)
class GroupKind:
    """What a group is, and the figures that show it.

    what: "issue" where nothing else was recognised; "language": its rows are in another language than most; "channel":
    its rows have one value of a column, and what they share is what rows with that value share in other groups too;
    "template": its texts are largely the same words, or one message again and again; "leftovers": its rows are
    much less alike than those of the other groups, many could as well be another group's, and no word is said by many;
    "aside": a person said that it is no issue.
    name: which language, value or kind of template ("German", "phone note", "repeated message"); else empty.
    column: of a channel, else empty. text: the common words of a template, with "…" for what differs, else empty.
    share: of its rows (0 to 1): those in the language, with the value, with most of the template's words; of leftovers
    those that could as well be another group's. share_elsewhere: the same of all other rows; nan where that means
    nothing. closeness: 0 where its rows are as alike as rows drawn at random, 1 where they are all the same;
    issues of short texts have 0.2 to 0.7.
    sentence: all that in words; empty for an issue.
    """

    what: What
    closeness: float
    name: str = ""
    column: str = ""
    text: str = ""
    share: float = float("nan")
    share_elsewhere: float = float("nan")
    sentence: str = ""

    @property
    def is_issue(self) -> bool:
        return self.what == "issue"

    @property
    def label(self) -> str:
        """In a word or two: "language: German", "repeated message", "leftovers"; empty for an issue."""
        if self.is_issue:
            return ""
        if self.what == "aside":
            return "no issue"
        if self.what in ("language", "channel"):
            return f"{self.column or self.what}: {self.name}"
        return self.name or self.what


def group_kinds(space: EmbeddingSpace, labels: NDArray[np.int64], shape: Shape) -> tuple[GroupKind, ...]:
    """What each group is. labels: (n_rows,) each row's group, -1 for none.

    Of large groups up to 200 texts are read, evenly spread, and 1,000 characters of each. What is found first counts: a
    language, a repeated message or a template, a channel, leftovers.
    """
    n_groups = len(shape.sizes)
    if n_groups == 1:  # there is nothing that it could differ from
        return (GroupKind("issue", float(shape.closeness[0])),)
    said_by: Sequence[float | None] = [None] * n_groups
    languages: Sequence[GroupLanguage | None] = [None] * n_groups
    shared: Sequence[Template | None] = [None] * n_groups
    if space.texts is not None:
        most = max(LEAST_LOOKED_AT, min(LOOKED_AT, LOOKED_AT_IN_ALL // n_groups))
        rows = [_spread(np.flatnonzero(labels == group), most) for group in range(n_groups)]
        read = [[_read(space, row) for row in of_group.tolist()] for of_group in rows]
        languages = group_languages([[one.language for one in of_group] for of_group in read], shape.sizes)
        beginnings = [[one.text for one in of_group] for of_group in read]
        shared = templates(beginnings, [[one.words for one in of_group] for of_group in read])
        said_by = _said_by(space, labels, shape.sizes)
    by_channel: Sequence[Channel | None] = [None] * n_groups
    if space.dataset is not None:
        # Rows in no group are, beside the others, one more.
        every = np.where(labels < 0, n_groups, labels)
        n_every = max(n_groups, int(every.max()) + 1)
        by_channel = channels(space.vectors, every, n_every, facets(space.dataset))[:n_groups]
    return tuple(
        _language(languages[group], float(close))
        or _template(shared[group], float(close))
        or _channel(by_channel[group], float(close))
        or _leftovers(shape, group, said_by[group])
        or GroupKind("issue", float(close))
        for group, close in enumerate(shape.closeness)
    )


@dataclass(frozen=True)
class _Read:
    """What was read of a row: the beginning of its text, its language and its words as they are compared."""

    text: str
    language: str
    words: Forms


def _read(space: EmbeddingSpace, row: int) -> _Read:
    """Kept with the space, since groups change by a few rows when a person changes them."""
    assert space.texts is not None
    kept: dict[int, _Read] = space.memo("rows read for kinds", dict, reads=("texts",))
    if row not in kept:
        text = space.texts[row][:READ]
        kept[row] = _Read(text, language_of(text), compared_words(text))
    return kept[row]


def decided(kind: GroupKind, is_issue: bool | None) -> GroupKind:
    """The kind as a person decided it; as it was recognised where that is None."""
    if is_issue is None:
        return kind
    if is_issue:
        return GroupKind("issue", kind.closeness)
    return kind if not kind.is_issue else replace(kind, what="aside", sentence="Set aside by you as no issue.")


def _spread(rows: Indices, most: int) -> Indices:
    """So many of the rows, evenly spread; all where there are no more."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]


def _said_by(space: EmbeddingSpace, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[float]:
    """The largest share of a group's texts (0 to 1) that has one word or phrase of its own."""
    index = terms_of(space)
    if index is None or not index.terms:
        return [0.0] * len(sizes)
    # Those in no group are counted with the last one, which is left out: no sparse table is needed.
    inside = index.count(np.where(labels < 0, len(sizes), labels), len(sizes) + 1)[:-1]
    share = inside / sizes[:, None]
    elsewhere = (index.frequency - inside) / np.maximum(len(labels) - sizes, 1)[:, None]
    return [float(best) for best in np.where(share >= ITS_OWN * elsewhere, share, 0.0).max(axis=1)]


def _language(found: GroupLanguage | None, closeness: float) -> GroupKind | None:
    if found is None:
        return None
    return GroupKind(
        "language", closeness, found.name, share=found.share, share_elsewhere=found.share_elsewhere,
        sentence=f"A language, not an issue: {found.share:.0%} of its rows are in {found.name}, most others in "
        f"{found.usual}.",
    )  # fmt: skip


def _template(found: Template | None, closeness: float) -> GroupKind | None:
    if found is None:
        return None
    if found.repeated:
        name, said = "repeated message", f"One message again and again: {found.share:.0%} of its rows say the same"
    else:
        name, said = "", f"A template, not an issue: {found.share:.0%} of its rows are largely the same words"
    return GroupKind(
        "template", closeness, name, text=found.text, share=found.share, share_elsewhere=found.share_elsewhere,
        sentence=f"{said}: “{found.text}”.",
    )  # fmt: skip


def _channel(found: Channel | None, closeness: float) -> GroupKind | None:
    if found is None:
        return None
    return GroupKind(
        "channel", closeness, found.value, found.column, share=found.share, share_elsewhere=found.share_elsewhere,
        sentence=f"A channel, not an issue: {found.column} is “{found.value}” in {found.share:.0%} of its rows "
        f"(elsewhere {found.share_elsewhere:.0%}), which are alike in how they are written, not in what they say.",
    )  # fmt: skip


def _leftovers(shape: Shape, group: int, said_by: float | None) -> GroupKind | None:
    """said_by: the share of its texts that its most frequent own word is in; None for a space without texts."""
    close, usual, between = (
        float(value) for value in (shape.closeness[group], np.median(shape.closeness), shape.border_share[group])
    )
    looser = LOOSER_WITHOUT_WORDS if said_by is None else LOOSER
    if close > min(LOOSE, looser * usual) or between < BETWEEN or (said_by or 0.0) >= SAID_BY_FEW:
        return None
    by_words = "" if said_by is None else f", and no word of their own is in more than {said_by:.0%}"
    return GroupKind(
        "leftovers", close, share=between,
        sentence=f"Leftovers, not an issue: its rows have less in common than those of other groups, {between:.0%} of "
        f"them could as well be another group's{by_words}.",
    )  # fmt: skip
