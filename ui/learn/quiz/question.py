"""What a question is: one with answers to choose from, or one that is answered by doing something."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ui import deeds, wording

_PLACE = re.compile(r"\{(\w+)\}")
RIGHT = "right"


@dataclass(frozen=True)
class Answer:
    """why: the reason for which it is right or wrong."""

    text: str
    why: str


@dataclass(frozen=True)
class Choice:
    """One answer is right. Texts have places, such as {vectors} or {n_dims}, for terms and figures.

    values: of places that this question alone has, such as texts of the data.
    """

    name: str
    asks: str
    right: Answer
    wrong: tuple[Answer, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def answers(self) -> dict[str, Answer]:
        """By a name that stays when they are shuffled."""
        return {RIGHT: self.right, **{f"wrong_{place}": one for place, one in enumerate(self.wrong)}}


@dataclass(frozen=True)
class Task:
    """Done in the explorer. page, label: where. done: whether it is, by what is known of the visitor. yet: what is
    missing, by that and by the data that is open."""

    name: str
    asks: str
    page: str
    label: str
    done: Callable[[deeds.Progress], bool]
    why: str
    yet: Callable[[deeds.Progress], str]
    values: Mapping[str, str] = field(default_factory=dict)


Question = Choice | Task


def filled(text: str, figures: Mapping[str, str]) -> str:
    """A text with its places filled: terms under the wording's switch, and figures. What is filled in is data.

    Raises KeyError for a place that is neither.
    """
    terms = {
        "vectors": lambda: wording.say("quiz_vectors"),
        "numbers": lambda: wording.say("quiz_numbers"),
        "similarity": lambda: wording.say("quiz_similarity"),
        "distance": lambda: wording.say("quiz_distance"),
        "dot": lambda: wording.say("quiz_dot"),
        "groups": lambda: wording.say("quiz_groups"),
        "user_vectors": lambda: wording.say("quiz_user_vectors"),
        "pca": lambda: wording.map_name("pca"),
        "tsne": lambda: wording.map_name("tsne"),
        "umap": lambda: wording.map_name("umap"),
    }
    return _PLACE.sub(lambda place: figures[place[1]] if place[1] in figures else terms[place[1]](), text)
