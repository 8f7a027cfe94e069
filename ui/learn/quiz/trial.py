"""A try at the quiz: in which order it asks, what is right so far, and whether it is passed. No widgets."""

from collections.abc import Callable, Mapping
from random import Random

from ui import deeds
from ui.deeds import Progress, Trial
from ui.learn.quiz.figures import of_data
from ui.learn.quiz.meaning import MEANING
from ui.learn.quiz.question import RIGHT, Choice, Question
from ui.learn.quiz.tasks import TASKS
from ui.learn.quiz.use import USE

PASSED_AT = 0.8


def _made(question: Question) -> Callable[[int], Question]:
    return lambda _: question


QUESTIONS: Mapping[str, Callable[[int], Question]] = {
    **{one.name: _made(one) for one in (*MEANING, *USE, *TASKS)},
    "nearest": of_data,
}
"""By name, from the number of the try."""
TASK_NAMES = frozenset(one.name for one in TASKS)


def order(trial: Trial) -> list[str]:
    """The questions in the order of this try; another one asks in another order. None begins by sending one away."""
    names = list(QUESTIONS)
    Random(trial.number).shuffle(names)
    first = next(place for place, name in enumerate(names) if name not in TASK_NAMES)
    names[0], names[first] = names[first], names[0]
    return names


def answer_order(trial: Trial, question: Choice) -> list[str]:
    """The names of its answers in the order of this try."""
    names = list(question.answers())
    Random(f"{trial.number} {question.name}").shuffle(names)
    return names


def is_right(name: str, now: Progress) -> bool:
    """What is to be done counts as soon as it is done, also after the quiz."""
    if name in TASK_NAMES:
        return next(task for task in TASKS if task.name == name).done(now)
    return now.trial.given.get(name) == RIGHT


def n_right(now: Progress) -> int:
    return sum(is_right(name, now) for name in QUESTIONS)


def is_passed(now: Progress) -> bool:
    return n_right(now) >= PASSED_AT * len(QUESTIONS)


def keep(trial: Trial) -> None:
    """Keeps the try, and what it reached where all was asked."""
    deeds.keep(with_result(deeds.Progress(deeds.now().done, trial)))


def with_result(now: Progress) -> Progress:
    """With its share of right answers among what was done, and whether it is passed, once all was asked."""
    if now.trial.place < len(QUESTIONS):
        return now
    share = n_right(now) / len(QUESTIONS)
    now = now.with_deed(deeds.QUIZ, share)
    return now.with_deed(deeds.PASSED, share) if is_passed(now) else now
