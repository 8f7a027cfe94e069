"""What every page has: an error of the core becomes a sentence, and what is missing comes with its install line."""

import pytest
from streamlit.testing.v1 import AppTest

from embedcore.phrases import sentence


def fails(name: str, message: str) -> None:
    """A page whose one step raises that error of the core."""
    import streamlit as st

    import embedcore as ec
    from ui import page_shell

    with page_shell.errors_explained():
        st.write("before")
        raise getattr(ec, name)(message)
    st.write("after")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("BackendMissingError", "gensim is not installed, which word vectors need; install it: pip install .[words]"),
        ("DataError", "a map needs at least 3 rows (got 2)"),
    ],
)
def test_an_error_is_shown_as_a_sentence_and_the_page_goes_on(name: str, message: str) -> None:
    app = AppTest.from_function(fails, args=(name, message)).run()
    assert [error.value.replace("\\", "") for error in app.error] == [sentence(message)]
    assert [element.value for element in app.markdown] == ["before", "after"]
    assert not app.exception


def test_any_other_error_is_not_hidden() -> None:
    def breaks() -> None:
        from ui import page_shell

        with page_shell.errors_explained():
            raise KeyError("a fault of the program")

    app = AppTest.from_function(breaks).run()
    assert len(app.exception) == 1
    assert not app.error
