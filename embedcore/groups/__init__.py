"""Groups of rows: k-means, how many, names, edits, what sets rows apart, how they were solved, and words at places."""

from embedcore.groups.answers import (
    Acts,
    AnswerColumn,
    Answers,
    Solved,
    Way,
    answer_columns,
    answers_from,
    find_answer_column,
    known_answers,
    read_answers,
    ways,
)
from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.described import GroupFacts, describe_groups
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words

__all__ = [
    "SIDES",
    "Acts",
    "AnswerColumn",
    "Answers",
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupFacts",
    "GroupTerm",
    "History",
    "PlaceWords",
    "Solved",
    "Way",
    "answer_columns",
    "answers_from",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "find_answer_column",
    "known_answers",
    "place_words",
    "read_answers",
    "typical_group_size",
    "ways",
]
