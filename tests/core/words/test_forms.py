"""Whether two words are forms of one."""

import pytest

from embedcore.words.marking import same_word


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("login", "logins", True),
        ("cancel", "cancelled", True),
        ("parcel", "party", False),
        ("cat", "cats", True),
        ("car", "cat", False),
        ("covid-19", "covid-19", True),
        ("covid-19", "covid-20", False),
        ("iphone12", "iphone13", False),
        ("100200", "100201", False),
    ],
)
def test_forms_of_one_word(a: str, b: str, same: bool) -> None:
    assert same_word(a, b) is same
    assert same_word(b, a) is same
