"""What groups are, in words."""

import pytest

from embedcore.groups import GroupKind
from ui.groups.kinds import how_recognised, kinds_in_words


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["issue", "issue"], ""),
        (["issue", "channel", "issue", "language", "language"], "2 issues; 2 are a language and 1 a channel"),
        (["issue", "leftovers", "template", "aside"], "1 issue; 1 is a template, 1 leftovers and 1 set aside"),
        (["language", "language"], "2 are a language"),
    ],
)
def test_kinds_are_counted(kinds: list, said: str) -> None:
    assert kinds_in_words([GroupKind(what, 0.5) for what in kinds]) == said


def test_groups_of_pictures_are_no_issues() -> None:
    kinds = [GroupKind("issue", 0.5), GroupKind("leftovers", 0.1)]
    assert kinds_in_words(kinds, of_texts=False) == "1 is leftovers"


def test_no_markup_of_the_data_reaches_the_page() -> None:
    kind = GroupKind("template", 0.5, text="*x*", sentence="The same words: “**bold** <b>x</b> $y$”.")
    assert "**bold**" not in how_recognised(kind) and "$y$" not in how_recognised(kind).replace("\\$", "")
    assert how_recognised(GroupKind("issue", 0.5)) == ""
