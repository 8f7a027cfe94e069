"""What a model wants in front of a text that is searched for, and of one of the data."""

import re
from dataclasses import dataclass
from typing import Any

from embedcore.errors import DataError

LONGEST = 2_000


@dataclass(frozen=True)
class Prompts:
    """Empty where a text is read as it is."""

    query: str = ""
    document: str = ""


_BGE = "Represent this sentence for searching relevant passages: "
_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
FAMILIES = (
    (r"e5-.*instruct", Prompts(query=_TASK)),
    (r"(multilingual-)?e5-.*", Prompts(query="query: ", document="passage: ")),
    (r"bge-(small|base|large)-en(-v1\.5)?", Prompts(query=_BGE)),
    (r"bge-(small|base|large)-zh(-v1\.5)?", Prompts(query="为这个句子生成表示以用于检索相关文章：")),
    (r"nomic-embed-text-.*", Prompts(query="search_query: ", document="search_document: ")),
    (r"Qwen3-Embedding-.*", Prompts(query=_TASK.removesuffix(" "))),
)
"""By the last part of a model's name, as their authors' model cards say, for models whose settings do not say it."""


def prompts_of(name: str, settings: dict[str, Any]) -> Prompts:
    """What the settings of the model (config_sentence_transformers.json) say, or what is known of its family.

    Raises DataError for prompts that are no texts.
    """
    stated = settings.get("prompts") or {}
    texts = list(stated.values()) if isinstance(stated, dict) else [None]
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        raise DataError(
            f"prompts of a model must be names and texts of up to {LONGEST:,} characters (got {stated!r:.60}); "
            "get its config_sentence_transformers.json again"
        )
    if any(texts):
        found = (stated.get(key, "") for key in ("document", "passage", "corpus"))
        return Prompts(stated.get("query", ""), next(filter(None, found), ""))
    own = name.rstrip("/").rpartition("/")[2]
    return next((known for family, known in FAMILIES if re.fullmatch(family, own, re.IGNORECASE)), Prompts())
