"""EmbeddingSpace: vectors under a metric, exact search in them, and the way from data to them."""

from embedcore.space.arithmetic import Arithmetic, combine, parse_expression, word_arithmetic
from embedcore.space.embedding import embed, encode_all, encoder_notes, items_of, truncation_notes
from embedcore.space.neighbors import NeighborGraph, Neighbors
from embedcore.space.query import neighbor_graph, query_vector, search
from embedcore.space.space import EmbeddingSpace
from embedcore.space.vocabulary import Vocabulary, vocabulary

__all__ = [
    "Arithmetic",
    "EmbeddingSpace",
    "NeighborGraph",
    "Neighbors",
    "Vocabulary",
    "combine",
    "embed",
    "encode_all",
    "encoder_notes",
    "items_of",
    "neighbor_graph",
    "parse_expression",
    "query_vector",
    "search",
    "truncation_notes",
    "vocabulary",
    "word_arithmetic",
]
