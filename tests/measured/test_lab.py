"""The lab's solutions run from top to bottom without a network, and print the code that the page takes."""

import pytest

from docs.lab import make
from ui.learn.lab import is_accepted

pytestmark = pytest.mark.measured


@pytest.mark.timeout(900)
def test_the_solutions_run_and_their_code_is_accepted() -> None:
    code, _ = make.run_solutions()
    assert is_accepted(code)
    assert is_accepted(f" {code.lower()} ")
    assert not is_accepted(code[:-1])
