"""Groups of rows: k-means, how many, names, edits, what sets rows apart, how they were solved, and words at places."""

from embedcore.groups.answers import AnswerColumn, Answers, Solved, Way, find_answer_column, read_answers, ways
from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.described import GroupFacts, describe_groups, similarity_to_middles
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words
from embedcore.groups.quality import quality_in_words

__all__ = [
    "SIDES",
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
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "find_answer_column",
    "place_words",
    "quality_in_words",
    "read_answers",
    "similarity_to_middles",
    "typical_group_size",
    "ways",
]
