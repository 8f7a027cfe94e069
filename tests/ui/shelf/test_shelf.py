"""What is kept for those who come back: within limits, for its visitor alone."""

from collections.abc import Callable

import pytest

import embedcore as ec
from ui.shelf import Shelf, ShelfLimits, is_of, new_key, shelf


@pytest.fixture
def now() -> list[float]:
    """The shelf's clock, in seconds."""
    return [0.0]


@pytest.fixture
def made(now: list[float]) -> Callable[..., Shelf[str]]:
    def make(**limits: int) -> Shelf[str]:
        return Shelf(ShelfLimits(**limits), clock=lambda: now[0])  # type: ignore[arg-type]

    return make


def ids(shelf: Shelf[str], visitor: str) -> list[str]:
    return [one.id for one in shelf.items(visitor)]


def test_what_was_kept_comes_back_to_its_visitor_alone(made: Callable[..., Shelf[str]]) -> None:
    shelf = made()
    assert shelf.keep("ann", "1", "a.csv", "content", n_bytes=5) == ""
    found = shelf.take("ann", "1")
    assert found is not None
    assert (found.name, found.content) == ("a.csv", "content")
    assert shelf.take("bob", "1") is None
    assert ids(shelf, "bob") == []
    assert shelf.why_gone("bob", "1") == ""


def test_a_newer_state_takes_the_place_of_the_older(made: Callable[..., Shelf[str]]) -> None:
    shelf = made(items=2, visitor_memory=10)
    for content in ("old", "new"):
        assert shelf.keep("ann", "1", "a.csv", content, n_bytes=8) == ""
    found = shelf.take("ann", "1")
    assert found is not None and found.content == "new"


def test_of_one_visitor_the_longest_unused_goes_first_and_that_is_said(made: Callable[..., Shelf[str]]) -> None:
    shelf = made(items=2)
    shelf.keep("ann", "1", "a.csv", "", n_bytes=1)
    shelf.keep("ann", "2", "b.csv", "", n_bytes=1)
    shelf.take("ann", "1")
    shelf.keep("ann", "3", "c.csv", "", n_bytes=1)
    assert ids(shelf, "ann") == ["3", "1"]
    shelf.keep("ann", "1", "a.csv", "newer", n_bytes=1)  # counts as used, too
    assert ids(shelf, "ann") == ["1", "3"]
    assert shelf.why_gone("ann", "2").startswith("b.csv is no longer kept here: newer files of yours")


def test_what_is_small_takes_the_place_of_nothing_and_is_bounded_in_bytes(made: Callable[..., Shelf[str]]) -> None:
    shelf = made(items=1, visitor_memory=10)
    shelf.keep("ann", "1", "a.csv", "", n_bytes=5)
    for id_ in ("names", "others"):
        shelf.keep("ann", id_, "names", "", n_bytes=1, small=True)
    assert ids(shelf, "ann") == ["others", "names", "1"]
    shelf.keep("ann", "2", "b.csv", "", n_bytes=5)
    assert ids(shelf, "ann") == ["2", "others", "names"]
    shelf.keep("ann", "more", "names", "", n_bytes=5, small=True)
    assert ids(shelf, "ann") == ["more", "2"]


def test_bytes_are_bounded_for_each_and_for_all(made: Callable[..., Shelf[str]], now: list[float]) -> None:
    shelf = made(visitor_memory=10, memory=15)
    assert "too large to be kept for a reload" in shelf.keep("ann", "0", "huge.csv", "", n_bytes=11)
    shelf.keep("ann", "1", "a.csv", "", n_bytes=6)
    now[0] = 1
    shelf.keep("ann", "2", "b.csv", "", n_bytes=6)
    assert ids(shelf, "ann") == ["2"]
    now[0] = 2
    shelf.keep("bob", "3", "c.csv", "", n_bytes=10)
    assert ids(shelf, "ann") == []
    assert ids(shelf, "bob") == ["3"]
    assert "other visitors" in shelf.why_gone("ann", "2")


def test_what_grew_too_large_is_not_kept_in_its_old_state(made: Callable[..., Shelf[str]]) -> None:
    shelf = made(visitor_memory=10)
    shelf.keep("ann", "1", "a.csv", "small", n_bytes=5)
    assert shelf.keep("ann", "1", "a.csv", "large", n_bytes=11)
    assert shelf.take("ann", "1") is None


def test_what_nobody_used_for_long_goes(made: Callable[..., Shelf[str]], now: list[float]) -> None:
    shelf = made(age_s=7_200)
    shelf.keep("ann", "1", "a.csv", "", n_bytes=1)
    now[0] = 7_000
    assert shelf.take("ann", "1") is not None  # counts as used
    now[0] = 14_000
    assert shelf.take("ann", "1") is not None
    now[0] = 22_000
    assert shelf.take("ann", "1") is None
    assert "it was not used for 2 hours" in shelf.why_gone("ann", "1")


def test_everything_of_one_visitor_is_deleted(made: Callable[..., Shelf[str]]) -> None:
    shelf = made(items=1)
    assert shelf.join("ann", "tab 1") == shelf.join("ann", "tab 2") == 0
    shelf.keep("ann", "1", "a.csv", "first", n_bytes=1)
    shelf.keep("ann", "2", "b.csv", "second", n_bytes=1)
    shelf.keep("bob", "3", "c.csv", "third", n_bytes=1)
    assert shelf.empty("ann") == (["second"], {"tab 1", "tab 2"})
    assert ids(shelf, "ann") == []
    assert shelf.why_gone("ann", "1") == ""  # its name, too
    assert shelf.of_others("ann") == ["third"]
    assert shelf.join("ann", "tab 2") == 1  # by which another tab sees it


def test_visitors_who_keep_nothing_are_forgotten_first(
    made: Callable[..., Shelf[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "VISITORS_KNOWN", 2)
    kept = made()
    kept.keep("ann", "1", "a.csv", "", n_bytes=1)
    for number in range(5):
        kept.join(f"passer-by {number}", "tab")
    assert ids(kept, "ann") == ["1"]
    assert len(kept._visitors) == 2


def test_limits_are_generous_for_private_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDCORE_PRIVATE_USE", raising=False)
    assert ShelfLimits.here() == ShelfLimits()
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    assert ShelfLimits.here().memory > ShelfLimits().memory


def test_settings_say_how_much_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_KEPT_MB", "64")
    monkeypatch.setenv("EMBEDDING_EXPLORER_KEPT_HOURS", "0.5")
    limits = ShelfLimits.here()
    assert (limits.memory, limits.visitor_memory, limits.age_s) == (64 << 20, 64 << 20, 1_800)
    for bad in ("-1", "much", "nan", "inf"):
        monkeypatch.setenv("EMBEDDING_EXPLORER_KEPT_MB", bad)
        with pytest.raises(ec.ParameterError, match=f"KEPT_MB must be a number of at least 0 .got '{bad}'"):
            ShelfLimits.here()


def test_a_server_may_keep_nothing(made: Callable[..., Shelf[str]]) -> None:
    for none in (made(memory=0), made(age_s=0)):
        assert "this server keeps no files" in none.keep("ann", "1", "a.csv", "", n_bytes=1)
        assert ids(none, "ann") == []


def test_what_is_old_goes_without_a_visitor() -> None:
    shelf = Shelf[str](ShelfLimits(age_s=0.01))
    shelf.keep("ann", "1", "a.csv", "", n_bytes=1)
    assert shelf._later is not None
    shelf._later.join(5)
    assert shelf._visitors["ann"].items == {}
    assert shelf._later is None  # nothing is left to wait for


def test_only_keys_of_this_server_count() -> None:
    key = new_key()
    assert is_of(key)
    assert key != new_key()
    assert len(key.split(".")[0]) == 43  # 256 bits
    for other in ("", ".", "guess", key[:-1], f"x{key}", key.replace(".", ""), "é.é", None, 7, f"{key}.x"):
        assert not is_of(other)
