"""Optional packages: one check, which says how to install what is missing."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError

import pytest

import embedcore as ec
from embedcore import errors


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whether the project itself is installed, as the test's parameter says."""

    def version(name: str) -> str:
        assert name == "embedding-explorer"
        if request.param:
            return "1.0"
        raise PackageNotFoundError(name)

    monkeypatch.setattr(errors, "version", version)
    errors.how_to_install.cache_clear()
    yield
    errors.how_to_install.cache_clear()


def test_a_package_that_is_there_is_not_imported_to_find_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gensim", raising=False)
    errors.require("gensim", extra="words", to="learn word2vec")
    assert "gensim" not in sys.modules


@pytest.mark.parametrize(
    ("installed", "line"),
    [
        (True, r"run: pip install 'embedding-explorer\[words\]'"),
        (False, r"run in the project's folder: pip install '\.\[words\]'"),
    ],
    indirect=["installed"],
)
@pytest.mark.usefixtures("installed")
def test_a_missing_package_is_named_with_its_purpose_and_the_line_that_installs_it(line: str) -> None:
    said = rf"no_such_package must be installed to learn word2vec \(it is not on this machine\); {line}$"
    with pytest.raises(ec.BackendMissingError, match=said):
        errors.require("no_such_package", extra="words", to="learn word2vec")


def test_a_package_that_is_blocked_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert errors.is_installed("gensim")
    monkeypatch.setitem(sys.modules, "gensim", None)
    assert not errors.is_installed("gensim")
