"""What the playground keeps."""

from ui.playground import phrases
from ui.playground.state import MOST, Change, Playground, Slot
from ui.scatter import palette


def with_texts(*texts: str) -> Playground:
    state = Playground()
    for text in texts:
        state = state.with_text(state.free_number, text)
    return state


def texts(state: Playground) -> list[str]:
    return [slot.text for slot in state.slots]


def test_texts_get_the_smallest_free_number_and_keep_it() -> None:
    state = with_texts("a", "b", "c").without(2)
    assert state.slots == (Slot(1, "a"), Slot(3, "c"))
    assert state.free_number == 2
    assert texts(with_texts("a", "b").with_text(2, "")) == ["a"]
    assert not state.untouched


def test_a_changed_text_remembers_what_it_was() -> None:
    state = with_texts("a", "b").with_text(2, "B")
    assert state.change == Change(2, "b")
    assert texts(state) == ["a", "B"]
    assert state.with_text(2, "B") is state  # the same text is no change
    assert state.without(2).change is None
    assert state.without(1).change == Change(2, "b")
    assert with_texts("a").change is None  # a new text has not moved


def test_ten_texts_are_the_most() -> None:
    state = with_texts(*"abcdefghij")
    assert state.full and len(state.slots) == MOST == 10
    assert texts(state.with_text(11, "k")) == list("abcdefghij")


def test_an_experiment_takes_a_slot_of_its_own_and_never_a_typed_text() -> None:
    synonym, *_, order = phrases.EXPERIMENTS
    state = with_texts("mine").with_experiment(synonym)
    assert state.slots == (Slot(1, "mine"), Slot(2, synonym.after, synonym))
    assert state.change == Change(2, synonym.before, synonym)
    again = state.with_experiment(order)
    assert again.slots == (Slot(1, "mine"), Slot(2, order.after, order))
    edited = again.with_text(2, "now it is mine too").with_experiment(synonym)
    assert texts(edited) == ["mine", "now it is mine too", synonym.after]
    full = with_texts(*"abcdefghij")
    assert full.with_experiment(synonym) is full


def test_each_text_has_a_colour_of_its_own() -> None:
    assert len(set(palette.MARKERS)) == MOST
