"""Groups as a person wants them: each edit by hand, and that every row stays in one group whatever is done."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import Clustering, EditedClustering, GroupEdits, History, edited
from embedcore.groups.history import STEPS_KEPT

WORDS = ("parcel", "refund", "password", "invoice", "garden")


@pytest.fixture(scope="module")
def space() -> ec.EmbeddingSpace:
    """Five groups of 14, 12, 10, 8 and 6 texts, in mixed order."""
    rng = np.random.default_rng(3)
    truth = rng.permutation(np.repeat(np.arange(5), (14, 12, 10, 8, 6)))
    vectors = (8 * np.eye(6)[truth] + rng.normal(size=(50, 6))).astype(np.float32)
    texts = [f"my {WORDS[kind]} number {row}" for row, kind in enumerate(truth)]
    dataset = ec.read_table(("text\n" + "\n".join(texts) + "\n").encode(), filename="texts.csv")
    return ec.EmbeddingSpace(vectors, dataset=dataset)


@pytest.fixture(scope="module")
def found(space: ec.EmbeddingSpace) -> Clustering:
    return ec.cluster(space, n_clusters=5)


def groups_of(shown: EditedClustering) -> set[tuple[int, ...]]:
    return {tuple(shown.rows_of(group).tolist()) for group in range(shown.n_clusters)}


def is_whole(shown: EditedClustering, n_rows: int = 50) -> bool:
    """Every row in one group, none empty, the largest first, all names different, typical rows its own."""
    sizes = np.bincount(shown.labels, minlength=shown.n_clusters)
    own = all(set(rows) <= set(shown.rows_of(g).tolist()) for g, rows in enumerate(shown.representatives))
    return (
        len(shown.labels) == n_rows == sum(shown.sizes)
        and tuple(sizes.tolist()) == shown.sizes
        and sizes.min() > 0
        and list(shown.sizes) == sorted(shown.sizes, reverse=True)
        and len({name.casefold() for name in shown.names}) == shown.n_clusters == len(shown.decided)
        and len(shown.names) == len(shown.reasons) == len(shown.representatives)
        and own
    )


def test_without_edits_the_groups_are_those_computed(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    assert (shown.labels == found.labels).all()
    assert (shown.names, shown.sizes, shown.representatives) == (found.names, found.sizes, found.representatives)
    assert shown.decided == (None,) * 5 and all(shown.is_issue)
    assert edited(space, found, GroupEdits()) is shown


def test_a_name_stays_with_its_rows_under_another_number_of_groups(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    rows = shown.rows_of(2)
    edits = GroupEdits().renamed(shown, 2, "  Reset   my password ")
    after = edited(space, found, edits)
    assert after.names[2] == "Reset my password"
    assert [name for group, name in enumerate(after.names) if group != 2] == [
        name for group, name in enumerate(found.names) if group != 2
    ]
    other = edited(space, ec.cluster(space, n_clusters=2), edits)
    assert is_whole(other)
    assert set(other.rows_of(other.names.index("Reset my password")).tolist()) == set(rows.tolist())
    euclidean = space.with_metric("euclidean")
    third = edited(euclidean, ec.cluster(euclidean, n_clusters=3), edits)
    assert set(third.rows_of(third.names.index("Reset my password")).tolist()) == set(rows.tolist())


def test_groups_are_merged_and_parted(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    edits = GroupEdits().merged(shown, [0, 3])
    after = edited(space, found, edits)
    assert after.sizes == (22, 12, 10, 6)
    assert after.decided[0] is not None
    assert set(after.rows_of(0).tolist()) == set(shown.rows_of(0).tolist()) | set(shown.rows_of(3).tolist())
    again = edited(space, found, edits.split(after, 0, space))
    assert groups_of(again) == groups_of(shown)  # where its rows part best
    assert edited(space, found, edits.merged(after, [0, 1], "All")).names[0] == "All"


def test_the_larger_part_of_a_split_keeps_the_name_that_was_given(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    named = GroupEdits().merged(shown, [0, 4], "Both")
    after = edited(space, found, named.split(edited(space, found, named), 0, space))
    assert after.sizes[after.names.index("Both")] == 14
    assert is_whole(after)


def test_rows_are_moved_and_made_a_group(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    some = shown.rows_of(0)[:3]
    moved = GroupEdits().moved(shown, some, 1)
    after = edited(space, found, moved)
    assert sorted(after.sizes) == [6, 8, 10, 11, 15]
    assert len({int(after.labels[row]) for row in some} | {int(after.labels[shown.rows_of(1)[0]])}) == 1
    made = moved.made(after, shown.rows_of(1)[:2], "Two of them")
    last = edited(space, found, made)
    assert last.sizes[last.names.index("Two of them")] == 2
    assert is_whole(last)
    back = made.forgotten(last, last.names.index("Two of them"))
    # The two are where they were computed, in a group of which the others were decided.
    assert sorted(edited(space, found, back).sizes) == [2, 6, 8, 10, 11, 13]


def test_a_group_is_set_aside_and_taken_back(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    edits = GroupEdits().as_issue(shown, 1, False)
    after = edited(space, found, edits)
    assert after.is_issue == (True, False, True, True, True)
    assert after.names == edited(space, found, edits.as_issue(after, 1, True)).names == found.names


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [(None, None, None), (True, False, True), (True, None, True), (False, None, None), (False, False, False)],
)
def test_whether_merged_groups_are_an_issue(
    space: ec.EmbeddingSpace, found: Clustering, one: bool | None, other: bool | None, merged: bool | None
) -> None:
    edits = GroupEdits()
    for group, said in ((0, one), (1, other)):
        if said is not None:
            edits = edits.as_issue(edited(space, found, edits), group, said)
    edits = edits.merged(edited(space, found, edits), [0, 1])
    assert [group.is_issue for group in edits.groups] == [merged]
    assert edits.renamed(edited(space, found, edits), 0, "Both").groups[0].is_issue is merged


def test_a_group_that_is_renamed_keeps_its_place_among_equal_ones() -> None:
    space = ec.EmbeddingSpace(np.repeat(np.eye(3, dtype=np.float32), 4, axis=0))
    found = ec.cluster(space, n_clusters=3)
    shown = edited(space, found, GroupEdits().renamed(edited(space, found), 0, "First"))
    assert (shown.labels == found.labels).all()
    assert shown.names == ("First", *found.names[1:])


def test_names_from_words_give_way_to_those_that_were_given(space: ec.EmbeddingSpace, found: Clustering) -> None:
    shown = edited(space, found)
    edits = GroupEdits().renamed(shown, 0, "Parcels")
    taken = found.names[1]
    other = GroupEdits((*edits.groups, *GroupEdits().made(shown, shown.rows_of(1)[:1], "x").groups))
    assert is_whole(edited(space, found, other))
    with pytest.raises(ec.ParameterError, match="no row can be in two groups of the edits"):
        GroupEdits((*edits.groups, *GroupEdits().made(shown, shown.rows_of(0)[:1], "x").groups))
    clash = GroupEdits(tuple(type(one)(one.row_numbers, taken) for one in edits.groups))
    assert edited(space, found, clash).names[:2] == (taken, f"{taken} (2)")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda e, s: e.renamed(s, 0, "  "), r"1 to 120 characters \(got 0\)"),
        (lambda e, s: e.renamed(s, 0, "x" * 121), r"1 to 120 characters \(got 121\)"),
        (lambda e, s: e.renamed(s, 0, s.names[1].upper()), "no two groups can have the same name"),
        (lambda e, s: e.renamed(s, 5, "a"), r"group must be in 0..4 \(got 5\)"),
        (lambda e, s: e.merged(s, [1, 1]), r"at least 2 groups .* \(got 1\)"),
        (lambda e, s: e.moved(s, [], 0), "at least one row must be chosen"),
        (lambda e, s: e.made(s, [50]), r"rows must be in 0..49 \(got 50\)"),
        (lambda e, s: e.made(s, [-1]), r"rows must be in 0..49 \(got -1\)"),
    ],
)
def test_edits_that_make_no_sense_are_refused(edit, said: str, space: ec.EmbeddingSpace, found: Clustering) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ec.ParameterError, match=said):
        edit(GroupEdits(), edited(space, found))


def test_equal_rows_are_not_split() -> None:
    space = ec.EmbeddingSpace(np.repeat(np.eye(2, 3, dtype=np.float32), 4, axis=0))
    found = ec.cluster(space, n_clusters=2)
    with pytest.raises(ec.ParameterError, match="rows that differ to be split"):
        GroupEdits().split(edited(space, found), 0, space)


def test_a_clustering_of_other_rows_is_refused(found: Clustering) -> None:
    with pytest.raises(ec.ParameterError, match=r"a label per row \(got 50 for 3 rows\)"):
        edited(ec.EmbeddingSpace(np.eye(3, dtype=np.float32)), found)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_every_row_is_in_one_group(seed: int, space: ec.EmbeddingSpace, found: Clustering) -> None:
    """And each step undone gives the groups before it, done again those after it."""
    rng = np.random.default_rng(seed)
    clusterings = [found, *(ec.cluster(space, n_clusters=k) for k in (2, 9))]
    history = History(GroupEdits())
    seen = [groups_of(edited(space, found, history.now))]
    for step in range(25):
        base = clusterings[int(rng.integers(3))]
        shown = edited(space, base, history.now)
        group = int(rng.integers(shown.n_clusters))
        rows = rng.choice(50, int(rng.integers(1, 12)), replace=False)
        kind = int(rng.integers(6))
        edits = history.now
        if kind == 0:
            edits = edits.renamed(shown, group, f"name {step}")
        elif kind == 1 and shown.n_clusters > 1:
            edits = edits.merged(shown, [group, (group + 1) % shown.n_clusters])
        elif kind == 2 and shown.sizes[group] > 1:
            edits = edits.split(shown, group, space)
        elif kind == 3:
            edits = edits.moved(shown, rows, group)
        elif kind == 4:
            edits = edits.made(shown, rows)
        else:
            edits = edits.as_issue(shown, group, bool(rng.integers(2)))
        history = history.with_step(edits)
        assert all(is_whole(edited(space, one, edits)) for one in clusterings)
        numbers = np.concatenate([one.row_numbers for one in edits.groups]) if edits.groups else np.empty(0)
        assert len(numbers) == len(np.unique(numbers))
        seen.append(groups_of(edited(space, found, edits)))
    for before in seen[-2::-1]:
        history = history.undone()
        assert groups_of(edited(space, found, history.now)) == before
    assert history.undone() is history
    for after in seen[1:]:
        history = history.redone()
        assert groups_of(edited(space, found, history.now)) == after
    assert history.redone() is history


def test_a_history_is_bounded_and_forgets_what_was_undone() -> None:
    history = History(0)
    for step in range(1, STEPS_KEPT + 50):
        history = history.with_step(step)
    assert len(history.past) == STEPS_KEPT and history.past[0] == 49
    assert history.undone().with_step(-1).redone().now == -1
