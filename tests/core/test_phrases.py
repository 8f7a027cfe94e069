import pytest

from embedcore import phrases


@pytest.mark.parametrize(("n", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_200, "1,200 rows")])
def test_a_number_stands_with_its_noun(n: int, said: str) -> None:
    assert phrases.counted(n, "row") == said


def test_a_number_stands_with_its_verb() -> None:
    assert [phrases.counted(n, "row has", "rows have") for n in (1, 3)] == ["1 row has", "3 rows have"]
    assert [phrases.by_number(n, "is", "are") for n in (0, 1, 2)] == ["are", "is", "are"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([3], "row 3"),
        ([7, 3, 7], "rows 3 and 7"),
        ([1, 2, 4_000], "rows 1, 2 and 4,000"),
        (range(1, 11), "rows 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10"),
        (range(1, 15), "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4 more"),
    ],
)
def test_rows_are_listed_in_order_and_the_rest_counted(numbers: list[int], said: str) -> None:
    assert phrases.row_list(numbers) == said


def test_long_lists_end_with_how_many_more_there_are() -> None:
    assert phrases.listed("abc", most=3) == "a, b, c"
    assert phrases.listed("abcd", most=3) == "a, b, c and 1 more"
    assert phrases.quoted(["a b", 3]) == '"a b", "3"'
    assert [phrases.joined("abc"[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert phrases.joined("abc", "or") == "a, b or c"


@pytest.mark.parametrize(
    ("got", "said"),
    [("txet", "; did you mean 'text'?"), ("TEXT", "; did you mean 'text'?"), ("nothing like it", ""), (None, "")],
)
def test_the_nearest_name_is_proposed(got: object, said: str) -> None:
    assert phrases.did_you_mean(got, ["text", "label", 3]) == said


def test_several_near_names_are_proposed_where_they_are_asked_for() -> None:
    assert phrases.did_you_mean("1234", [123, 1235, "x"], most=3) == "; did you mean 123, 1235?"


def test_shortened_says_that_something_is_missing() -> None:
    assert phrases.shortened("a  short\ntext") == "a short text"
    assert phrases.shortened("one two three four", 12) == "one two …"
    assert phrases.shortened("x" * 160) == "x" * 160


def test_shortened_text_without_spaces_keeps_its_beginning() -> None:
    cut = phrases.shortened("字" * 300, 160)
    assert cut == "字" * 159 + "…"
    assert phrases.shortened("see " + "y" * 300, 60) == "see " + "y" * 55 + "…"


def test_a_share_that_is_there_is_not_nothing() -> None:
    assert [phrases.share(part) for part in (0, 0.004, 0.01, 0.126, 1)] == ["0%", "under 1%", "1%", "13%", "100%"]


def test_a_share_as_people_say_it() -> None:
    said = {part: phrases.in_ten(part) for part in (0, 0.04, 0.06, 0.5, 0.84, 0.96, 1)}
    assert list(said.values()) == ["none", "fewer than 1 of 10", "1 of 10", "5 of 10", "8 of 10", "nearly all", "all"]


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "1 hour"), (0.5, "0.5 hours"), (12, "12 hours"), (47, "47 hours"), (168, "7 days")]
)
def test_two_days_and_more_are_days(hours: float, said: str) -> None:
    assert phrases.time_span(hours) == said
    assert phrases.time_span(24 * 1_234) == "1,234 days"
