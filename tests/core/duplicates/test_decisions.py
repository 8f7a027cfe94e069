"""Decisions on repeated rows: by hand, undone, and as tables that are all rows together."""

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.duplicates import (
    DIFFERENT,
    DROP,
    KEEP,
    UNDECIDED,
    Decisions,
    Judged,
    KeepRules,
    all_different,
    audit,
    kept_rows,
)


def test_by_hand_who_stays_and_who_goes() -> None:
    decisions = Decisions().judge(Judged((1, 2, 3), 2, (3,), "longest"))
    assert [decisions.of(row) for row in (1, 2, 3, 4)] == [DROP, KEEP, DIFFERENT, UNDECIDED]
    assert [decisions.stays_for(row) for row in (1, 2, 3, 4)] == [2, 2, 3, 4]
    assert decisions.dropped == {1}
    assert decisions.is_decided([1, 2]) and decisions.is_decided([1, 2, 3]) and not decisions.is_decided([1, 4])


def test_who_stays_is_followed_where_it_was_dropped_later() -> None:
    decisions = Decisions().judge(Judged((1, 2), 1)).judge(Judged((1, 3), 3))
    assert decisions.stays_for(2) == 3
    back = decisions.judge(Judged((2, 3), 2))  # no circle: 1 goes to 3, which goes to 2
    assert [back.stays_for(row) for row in (1, 2, 3)] == [2, 2, 2]
    assert back.dropped == {1, 3}
    assert not decisions.is_decided([1, 2, 3])


def test_undo_takes_back_whole_steps() -> None:
    first = Decisions().judge(Judged((1, 2), 1))
    both = first.judge(Judged((3, 4), 3), all_different((5, 6)))
    assert both.dropped == {2, 4} and both.of(5) == both.of(6) == DIFFERENT
    assert both.undo() == first and both.undo().undo() == Decisions() == Decisions().undo()
    assert both.dropped == {2, 4}, "the value before is as it was"
    assert first.judge() is first


def test_none_is_a_duplicate_is_no_keep() -> None:
    decisions = Decisions().judge(all_different([7, 8, 9]))
    assert {decisions.of(row) for row in (7, 8, 9)} == {DIFFERENT}
    assert not decisions.dropped and decisions.is_decided((8, 9))


@pytest.mark.parametrize("rows", [(1,), (1, 1)])
def test_one_row_alone_is_not_judged(rows: tuple[int, ...]) -> None:
    with pytest.raises(ec.ParameterError, match="at least two different rows"):
        Judged(rows, 1)


def test_strangers_are_not_judged() -> None:
    with pytest.raises(ec.ParameterError, match=r"must be among the rows \(got \[5\] for \[1, 2\]\)"):
        Judged((1, 2), 5)


def repeated(n_rows: int, seed: int) -> ec.EmbeddingSpace:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n_rows // 3, 6))[rng.integers(0, n_rows // 3, n_rows)] + 0.1 * rng.normal(
        size=(n_rows, 6)
    )
    return ec.EmbeddingSpace(vectors)


def random_decisions(report: ec.DuplicateReport, numbers: np.ndarray, seed: int) -> Decisions:
    """Groups at several thresholds, judged in any order and several times."""
    rng, decisions = np.random.default_rng(seed), Decisions()
    groups = [group for level in (0.9, 0.97, 0.99) for group in report.rethreshold(level).groups]
    for place in rng.integers(0, len(groups), 40).tolist():
        rows = tuple(numbers[groups[place]].tolist())
        different = tuple(row for row in rows if rng.random() < 0.2)
        decisions = decisions.judge(Judged(rows, rows[int(rng.integers(len(rows)))], different))
        if rng.random() < 0.2:
            decisions = decisions.undo()
    return decisions


@pytest.mark.parametrize("seed", range(12))
def test_the_cleaned_table_and_the_dropped_rows_of_the_audit_are_all_rows(seed: int) -> None:
    space, numbers = repeated(90, seed), np.arange(90) * 3 + 5
    report = ec.find_duplicates(space, threshold=0.9)
    decisions = random_decisions(report, numbers, seed)
    for level in (0.9, 0.98, 1.0):
        made = audit(space, report.rethreshold(level), decisions, numbers)
        dropped = made.rows[[said == DROP for said in made.decision]]
        kept = kept_rows(decisions, numbers)
        assert sorted([*kept.tolist(), *dropped.tolist()]) == list(range(90))
        assert len(set(made.rows.tolist())) == len(made.rows)
        assert len(dropped) > 0
        stays = {number: row for row, number in enumerate(numbers.tolist())}
        for row, said, score, to in zip(made.rows, made.decision, made.score, made.stays, strict=True):
            if said == DROP:
                assert stays[int(to)] in kept
                assert (
                    score == ec.metrics.pair_scores(space.metric, space.vectors[row], space.vectors[stays[int(to)]])[0]
                )


@pytest.mark.parametrize("seed", range(6))
def test_every_row_of_a_decided_group_has_a_decision_after_any_undo(seed: int) -> None:
    space, numbers = repeated(60, seed), np.arange(60)
    report = ec.find_duplicates(space, threshold=0.9)
    decisions = random_decisions(report, numbers, seed)
    while decisions.steps:
        for group in report.groups:
            if decisions.is_decided(group):
                assert UNDECIDED not in {decisions.of(row) for row in group}
        for row in decisions.dropped:
            assert decisions.stays_for(row) not in decisions.dropped
        decisions = decisions.undo()


def test_the_audit_by_hand() -> None:
    space = ec.EmbeddingSpace(np.array([[0.0], [1], [2], [9], [9], [20], [20]]), metric="euclidean")
    report = ec.find_duplicates(space, threshold=1)
    decisions = Decisions().judge(Judged((10, 11, 12), 11, (), "typical")).judge(all_different((13, 14)))
    made = audit(space, report, decisions, np.arange(10, 17))
    assert made.rows.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert made.group.tolist() == [1, 1, 1, 2, 2, 3, 3]
    assert made.decision == [DROP, KEEP, DROP, DIFFERENT, DIFFERENT, UNDECIDED, UNDECIDED]
    np.testing.assert_array_equal(made.score, [1, np.nan, 1, np.nan, 0, np.nan, 0])
    assert made.rule == ["typical"] * 3 + [""] * 4
    assert made.stays.tolist() == [11, 11, 11, 13, 14, 0, 0]
    stricter = audit(space, report.rethreshold(0.5), decisions, np.arange(10, 17))
    assert stricter.rows.tolist() == [3, 4, 5, 6, 0, 1, 2]  # what was decided at another threshold is there, too
    assert audit(space, report.rethreshold(0.5), Decisions(), np.arange(10, 17)).rows.tolist() == [3, 4, 5, 6]


def rules_data() -> tuple[ec.EmbeddingSpace, ec.Dataset]:
    frame = pd.DataFrame(
        {
            "text": ["a parcel", "a parcel is late", "a   parcel", "the parcel"],
            "day": ["2026-01-02", "2026-01-03", None, "2026-01-09"],
            "place": [None, "Ulm", "Bonn", None],
            "note": ["x", "y", "z", None],
        }
    )
    dataset = ec.read_table(frame.to_csv(index=False).encode(), filename="rules.csv", text_column="text")
    return ec.EmbeddingSpace(np.array([[1, 0.0], [1, 0.3], [1, 0.4], [1, 1]]), dataset=dataset), dataset


@pytest.mark.parametrize(
    ("rule", "stays"), [("first", 0), ("longest", 1), ("newest", 3), ("most complete", 1), ("typical", 2)]
)
def test_keep_rules_by_hand(rule: str, stays: int) -> None:
    space, _ = rules_data()
    rules = KeepRules(space)
    assert rules.time_column == "day"
    assert rules.stays(rule, [3, 2, 1, 0]) == stays
    assert rules.stays(rule, [0, 2]) == 0, "ties go to the first row"


def test_rules_that_the_data_does_not_allow() -> None:
    rules = KeepRules(ec.EmbeddingSpace(np.eye(3)))
    assert rules.possible == ("first", "typical")
    with pytest.raises(ec.ParameterError, match="rule must be one of first, typical"):
        rules.stays("longest", [0, 1])
    with pytest.raises(ec.ParameterError, match="time_column must be a column"):
        KeepRules(rules_data()[0], time_column="when")
