"""What was judged, as pairs to learn from."""

from embedcore.duplicates import Decisions, Judged
from embedcore.trust.adapting import JudgedResults, pairs_of


def test_a_judgement_is_replaced_taken_back_and_undone() -> None:
    one = JudgedResults().judge("late parcel", 4, True).judge("late parcel", 5, False).judge("", 4, True, like=7)
    assert (one.of("late parcel", 4), one.of("late parcel", 5), one.of("", 4, like=7)) == (True, False, True)
    assert one.of("parcel", 4) is None and one.of("", 4) is None
    changed = one.judge("late parcel", 4, False)
    assert changed.of("late parcel", 4) is False and len(changed.results) == 3
    assert changed.undo().of("late parcel", 4) is None and len(one.judge("late parcel", 5, None).results) == 2
    assert JudgedResults().undo() == JudgedResults()


def test_pairs_are_by_place_each_once_as_judged_last() -> None:
    judged = JudgedResults().judge("late", 30, True).judge("late", 99, False).judge("", 20, False, like=10)
    decisions = Decisions().judge(Judged((10, 20, 30, 40), stays=10, different=(40,)))
    pairs = pairs_of(judged, decisions, {10: 0, 20: 1, 30: 2, 40: 3})
    # 20 and 30 were both dropped for 10; whether they are alike was not judged. 20 was judged unlike 10 later.
    assert set(pairs) == {(0, 1, False), (0, 2, True), (0, 3, False), (1, 3, False), (2, 3, False), ("late", 2, True)}
