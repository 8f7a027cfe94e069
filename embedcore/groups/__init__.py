"""Groups of rows: how found, how many, names, kinds, edits, what sets rows apart, how they were solved, place words."""

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
from embedcore.groups.apart import Side, told_apart
from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.density import MOST_ROWS
from embedcore.groups.described import (
    GroupFacts,
    as_decided,
    describe_groups,
    facts_of,
    known_facts,
    similarity_to_middles,
    unclear_share,
)
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.group_names import GroupPhrase
from embedcore.groups.history import History
from embedcore.groups.how_many import HowMany, NumberTried
from embedcore.groups.kinds import GroupKind
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.offered import question, read_names
from embedcore.groups.place_words import SIDES, PlaceWords, place_words
from embedcore.groups.quality import advice_in_words, quality_in_words, sureness_in_words

__all__ = [
    "MOST_ROWS",
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
    "GroupKind",
    "GroupPhrase",
    "GroupTerm",
    "History",
    "HowMany",
    "NumberTried",
    "PlaceWords",
    "Side",
    "Solved",
    "Way",
    "advice_in_words",
    "answer_columns",
    "answers_from",
    "as_decided",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "facts_of",
    "find_answer_column",
    "known_answers",
    "known_facts",
    "place_words",
    "quality_in_words",
    "question",
    "read_answers",
    "read_names",
    "similarity_to_middles",
    "sureness_in_words",
    "told_apart",
    "typical_group_size",
    "unclear_share",
    "ways",
]
