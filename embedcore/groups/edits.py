"""Groups as a person wants them: named, merged, split, moved, made. What was decided is kept by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from embedcore.errors import ParameterError
from embedcore.groups.count import centred_and_scaled, kmeans
from embedcore.parameters import all_of, whole_number
from embedcore.phrases import row_list
from embedcore.space.space import metric_vectors
from embedcore.types import Indices

if TYPE_CHECKING:
    from embedcore.groups.edited import EditedClustering
    from embedcore.space.space import EmbeddingSpace

LONGEST_NAME = 120


@dataclass(frozen=True, eq=False)
class DecidedGroup:
    """Rows that a person put together, or looked at and left together.

    row_numbers: (n,) int64, ascending, each once: the rows' numbers in their table, so that they are found again
    whatever else is computed. name: empty where the words of the rows shall give one. is_issue: False for what was
    set aside as no issue, True for what was said to be one, None where nothing was said: then what is recognised holds.
    named_by: the language model that offered the name; empty where a person wrote it.

    Raises ParameterError for numbers that do not rise, and a name that is longer than any can be given.
    """

    row_numbers: Indices
    name: str = ""
    is_issue: bool | None = None
    named_by: str = ""

    def __post_init__(self) -> None:
        numbers = np.asarray(self.row_numbers)
        if (
            numbers.ndim != 1
            or numbers.dtype.kind not in "iu"
            or not len(numbers)
            or (numbers[1:] <= numbers[:-1]).any()
        ):
            raise ParameterError(
                f"row_numbers of a group must be whole numbers that rise, at least one (got {self.row_numbers!r:.80}); "
                "sort them, each once"
            )
        object.__setattr__(self, "row_numbers", numbers.astype(np.int64, copy=False))
        if not isinstance(self.name, str) or len(self.name) > LONGEST_NAME:
            raise ParameterError(
                f"the name of a group must have at most {LONGEST_NAME} characters (got {self.name!r:.60}); write a "
                "shorter one"
            )


@dataclass(frozen=True, eq=False)
class GroupEdits:
    """All that was decided of the groups of a table; no row is in two of them.

    Each method gives new edits and leaves these as they are. `shown` is what the person looks at: these edits on top of
    the computed groups (see edited()). A group that is changed is decided from then on: with another number of groups
    or another metric its rows stay together, and the computed groups share the others.

    Raises ParameterError for anything but groups, and a row in two of them.
    """

    groups: tuple[DecidedGroup, ...] = ()

    def __post_init__(self) -> None:
        groups = all_of("groups", self.groups, DecidedGroup)
        object.__setattr__(self, "groups", groups)
        numbers = np.sort(np.concatenate([one.row_numbers for one in groups])) if len(groups) > 1 else np.empty(0)
        if (twice := numbers[1:][numbers[1:] == numbers[:-1]]).size:
            raise ParameterError(
                f"no row can be in two groups of the edits (got {row_list(twice)} in two); take them out of one"
            )

    def renamed(self, shown: EditedClustering, group: int, name: str) -> GroupEdits:
        """The group under another name. Raises ParameterError for an empty, a long or a taken one."""
        name = _checked_name(name, shown, [group])
        return self._with([shown.decided[group]], replace(_as_decided(shown, group), name=name, named_by=""))

    def named(self, shown: EditedClustering, names: Mapping[int, str], by: str) -> GroupEdits:
        """Several groups under names that a language model offered. by: that model.

        Raises ParameterError for a name that is empty, long, or that of another group, these names included.
        """
        if len({name.casefold() for name in names.values()}) < len(names):
            raise ParameterError(f"no two groups can have the same name (got {sorted(names.values())}); choose others")
        made = {
            group: replace(_as_decided(shown, group), name=_checked_name(name, shown, names), named_by=by)
            for group, name in names.items()
        }
        return self._with([shown.decided[group] for group in made], *made.values())

    def merged(self, shown: EditedClustering, groups: Sequence[int], name: str = "") -> GroupEdits:
        """The groups as one: under that name, or the first that one of them was given, or one from their words.

        Raises ParameterError for fewer than two groups.
        """
        places = sorted({_checked_group(shown, group) for group in groups})
        if len(places) < 2:
            raise ParameterError(f"at least 2 groups must be chosen to be merged (got {len(places)}); choose another")
        before = [_as_decided(shown, group) for group in places]
        given = next((one.name for one in before if one.name), "")
        numbers = np.sort(np.concatenate([one.row_numbers for one in before]))
        name = _checked_name(name, shown, places) if name.strip() else given
        whole = DecidedGroup(numbers, name, _is_issue(before))
        return self._with([shown.decided[group] for group in places], whole)

    def split(self, shown: EditedClustering, group: int, space: EmbeddingSpace) -> GroupEdits:
        """The group as two, where its rows part best (k-means with two centres).

        The larger part keeps a name that was given. Raises ParameterError where the rows of the group are all equal.
        """
        whole, rows = _as_decided(shown, group), shown.rows_of(group)
        parts = halves(space, rows)
        if parts is None:
            raise ParameterError(
                f"a group must have rows that differ to be split (those of “{shown.names[group]}” do not); choose "
                "another group"
            )
        larger, smaller = (np.sort(shown.row_numbers[rows[part]]) for part in parts)
        return self._with(
            [shown.decided[group]],
            replace(whole, row_numbers=larger),
            DecidedGroup(smaller, is_issue=whole.is_issue),
        )

    def moved(self, shown: EditedClustering, rows: Iterable[int], group: int) -> GroupEdits:
        """These rows into that group, out of wherever they are."""
        whole = _as_decided(shown, group)
        numbers = np.union1d(whole.row_numbers, _numbers(shown, rows))
        return self._with([shown.decided[group]], replace(whole, row_numbers=numbers))

    def made(self, shown: EditedClustering, rows: Iterable[int], name: str = "") -> GroupEdits:
        """These rows as a group of their own."""
        name = _checked_name(name, shown, ()) if name.strip() else ""
        return self._with((), DecidedGroup(_numbers(shown, rows), name))

    def as_issue(self, shown: EditedClustering, group: int, is_issue: bool) -> GroupEdits:
        """The group set aside as no issue, or taken as one again."""
        return self._with([shown.decided[group]], replace(_as_decided(shown, group), is_issue=is_issue))

    def forgotten(self, shown: EditedClustering, group: int) -> GroupEdits:
        """Without what was decided of that group: its rows go back to the computed groups."""
        return self._with([shown.decided[_checked_group(shown, group)]])

    @property
    def digest(self) -> str:
        """Names these edits; the same for equal ones."""
        found = blake2b(digest_size=12)
        for one in self.groups:
            found.update(repr((one.name, one.is_issue, one.named_by, len(one.row_numbers))).encode())
            found.update(one.row_numbers.astype("<i8").tobytes())
        return found.hexdigest()

    def _with(self, gone: Iterable[DecidedGroup | None], *made: DecidedGroup) -> GroupEdits:
        """With the new groups in place of those that are gone. A row of a new group leaves all others."""
        replaced = {id(one) for one in gone}
        taken = np.concatenate([one.row_numbers for one in made]) if made else np.empty(0, dtype=np.int64)
        kept = [_left(one, taken) for one in self.groups if id(one) not in replaced]
        return GroupEdits((*(one for one in kept if one is not None), *made))


def _is_issue(parts: Sequence[DecidedGroup]) -> bool | None:
    """Of several as one: an issue if one of them was said to be, set aside if all were."""
    said = {one.is_issue for one in parts}
    return True if True in said else None if None in said else False


def halves(space: EmbeddingSpace, rows: Indices) -> tuple[Indices, Indices] | None:
    """Places among the rows of the larger and the smaller of two groups; None where the rows are all equal."""
    if len(rows) < 2:
        return None
    labels, centres = kmeans(centred_and_scaled(metric_vectors(space, rows)), 2, random_state=42)
    if len(centres) < 2:
        return None
    larger = int(np.bincount(labels, minlength=2).argmax())
    return np.flatnonzero(labels == larger), np.flatnonzero(labels != larger)


def _left(one: DecidedGroup, taken: Indices) -> DecidedGroup | None:
    """The group without the rows that were taken; None where none is left."""
    left = np.setdiff1d(one.row_numbers, taken)
    if not len(left):
        return None
    return one if len(left) == len(one.row_numbers) else replace(one, row_numbers=left)


def _as_decided(shown: EditedClustering, group: int) -> DecidedGroup:
    """What was decided of that group, or the group as it was computed."""
    decided = shown.decided[_checked_group(shown, group)]
    return decided or DecidedGroup(np.sort(shown.row_numbers[shown.rows_of(group)]))


def _checked_group(shown: EditedClustering, group: int) -> int:
    return whole_number("group", group, low=0, high=shown.n_clusters - 1)


def _numbers(shown: EditedClustering, rows: Iterable[int]) -> Indices:
    """The numbers of rows that are given by their places. Raises ParameterError for none, or for others."""
    places = np.unique(np.asarray(list(rows) if not isinstance(rows, np.ndarray) else rows, dtype=np.int64))
    if not len(places):
        raise ParameterError("at least one row must be chosen (got none); select some on the map first")
    if places[0] < 0 or places[-1] >= len(shown.row_numbers):
        wrong = places[0] if places[0] < 0 else places[-1]
        raise ParameterError(f"rows must be in 0..{len(shown.row_numbers) - 1} (got {wrong}); choose others")
    return np.sort(shown.row_numbers[places])


def _checked_name(name: str, shown: EditedClustering, but: Iterable[int]) -> str:
    """The name, its spaces in order. but: groups that may have it already."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ParameterError(f"a name must have 1 to {LONGEST_NAME} characters (got {len(name)}); write another")
    own = {_checked_group(shown, group) for group in but}
    if any(other.casefold() == name.casefold() and group not in own for group, other in enumerate(shown.names)):
        raise ParameterError(f"no two groups can have the same name (“{name}” is another group's); merge them instead")
    return name
