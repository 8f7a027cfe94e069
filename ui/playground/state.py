"""What a person has in the playground: up to ten texts, where they lie, and the last change. No widgets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import embedcore as ec
from embedcore import jobs
from embedcore.types import Vectors
from ui import cache, session
from ui.playground import phrases
from ui.playground.phrases import Experiment
from ui.scatter import palette

MOST = 10
N_NEIGHBORS = 5


@dataclass(frozen=True)
class Slot:
    """A text under a number that it keeps while others come and go. experiment: the one that put it here."""

    number: int
    text: str
    experiment: Experiment | None = None


@dataclass(frozen=True, eq=False)
class Placed:
    """A typed text with its vector, (n_dims,), and the rows closest to it."""

    slot: Slot
    vector: Vectors
    nearest: ec.Neighbors

    @property
    def color(self) -> str:
        return color(self.slot.number)


def vector_of(project: session.Project, space: ec.EmbeddingSpace, text: str) -> Vectors | None:
    """The vector of a text, (n_dims,): precomputed for the everyday phrases, else by the model.

    None while the model is starting, so that the page is there at once; it runs again when the model is ready.
    """
    if project.origin == jobs.DEFAULT_CHOICE and (known := phrases.known_vectors().get(text)) is not None:
        return known
    known = cache.known_text_vector(text, space)
    if known is None and cache.job_queue().is_warm(jobs.ENCODER):
        known = cache.text_vector(text, space)
    return known


def place(project: session.Project, space: ec.EmbeddingSpace, slot: Slot) -> Placed | None:
    vector = vector_of(project, space, slot.text)
    if vector is None:
        return None
    return Placed(slot, vector, ec.search(space, vector, n_neighbors=min(N_NEIGHBORS, space.n_rows)))


def color(number: int) -> str:
    return palette.MARKERS[(number - 1) % len(palette.MARKERS)]


@dataclass(frozen=True)
class Change:
    """The text in a slot as it was before its last change. experiment: the one it comes from, if any."""

    number: int
    before: str
    experiment: Experiment | None = None


@dataclass(frozen=True)
class Playground:
    """slots: at most MOST, none empty. untouched: they were put there by the program, and nobody has changed them."""

    slots: tuple[Slot, ...] = ()
    change: Change | None = None
    untouched: bool = True

    @property
    def full(self) -> bool:
        return len(self.slots) >= MOST

    @property
    def free_number(self) -> int:
        """The smallest number, from 1, that no slot has."""
        taken = {slot.number for slot in self.slots}
        return next(number for number in range(1, MOST + 2) if number not in taken)

    def slot(self, number: int) -> Slot | None:
        return next((slot for slot in self.slots if slot.number == number), None)

    def with_text(self, number: int, text: str) -> "Playground":
        """That slot with another text, or a new one; an empty text takes it away."""
        if not text:
            return self.without(number)
        now = self.slot(number)
        if now is None:
            return self._with(Slot(number, text), self.change)
        return self if text == now.text else self._with(Slot(number, text), Change(number, now.text))

    def without(self, number: int) -> "Playground":
        slots = tuple(slot for slot in self.slots if slot.number != number)
        kept = self.change if self.change is not None and self.change.number != number else None
        return Playground(slots, kept, untouched=False)

    def cleared(self) -> "Playground":
        return Playground(untouched=False)

    def without_change(self) -> "Playground":
        return Playground(self.slots, untouched=self.untouched)

    def with_experiment(self, experiment: Experiment) -> "Playground":
        """The experiment's changed text, in the place of the last experiment's or in a new slot, with its change.

        The same where all ten are taken by a person's own texts: nothing typed is lost.
        """
        number = next((slot.number for slot in self.slots if slot.experiment), self.free_number)
        if self.slot(number) is None and self.full:
            return self
        return self._with(Slot(number, experiment.after, experiment), Change(number, experiment.before, experiment))

    def _with(self, new: Slot, change: Change | None) -> "Playground":
        others = [slot for slot in self.slots if slot.number != new.number]
        slots = sorted((*others, new), key=lambda slot: slot.number)[:MOST]
        return Playground(tuple(slots), change, untouched=False)


def _of_the_person(now: Playground) -> Playground:
    """What was typed; the program's texts are others for other data."""
    return Playground() if now.untouched else now.without_change()


_STATE = session.Kept("playground", Playground(), stays=_of_the_person)


def current(preset: Sequence[str]) -> Playground:
    """This session's playground. preset: what stands in it until a person changes something."""
    known = _STATE.now()
    if not known.untouched:
        return known
    slots = tuple(Slot(number, text) for number, text in enumerate(preset[:MOST], start=1))
    fresh = Playground(slots)
    if known != fresh:
        _set(fresh)
    return fresh


def text_key(number: int) -> str:
    """The key of the field of that slot."""
    return f"playground_text_{number}"


def typed(number: int) -> None:
    """Takes what was typed into the field of that slot."""
    do(Playground.with_text, number, " ".join(str(session.value(text_key(number), "")).split()))


def do(change: Callable[..., Playground], *args: Any) -> None:
    """Makes of the playground what the change makes of it and the arguments."""
    _set(change(_STATE.now(), *args))


def _set(new: Playground) -> None:
    """Keeps it, and lets each field show the text of its slot."""
    _STATE.keep(new)
    for number in range(1, MOST + 2):
        slot = new.slot(number)
        session.keep(text_key(number), slot.text if slot is not None else "")
