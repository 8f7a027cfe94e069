"""embedcore: turn data into embeddings, and see, search and group them. `import embedcore as ec`."""

from embedcore.arithmetic import Arithmetic, word_arithmetic
from embedcore.calibration import Calibration, calibrate
from embedcore.clustering import Clustering, cluster
from embedcore.dataset import Dataset, read_table
from embedcore.embedding import embed
from embedcore.encoders import Encoder, ModelCard, get_encoder, list_models
from embedcore.errors import BackendMissingError, Cancelled, DataError, EmbedcoreError, ParameterError
from embedcore.interaction_columns import InteractionColumns, find_interactions
from embedcore.interactions import InteractionSpace, Users, embed_interactions
from embedcore.kinds import Kind, propose_kind
from embedcore.metrics import Metric
from embedcore.neighbors import NeighborGraph, Neighbors
from embedcore.own_vectors import OwnVectors, read_projector, with_vectors
from embedcore.projection import Placement, Projection, project
from embedcore.recommend import Reason, Recommendations, SimilarUsers, recommend, similar_users
from embedcore.recommend_quality import RecommendQuality, recommend_quality
from embedcore.space import EmbeddingSpace, neighbor_graph, search
from embedcore.vector_files import FileVectors, read_vectors
from embedcore.vocabulary import Vocabulary, vocabulary

__version__ = "0.1.0"

__all__ = [
    "Arithmetic",
    "BackendMissingError",
    "Calibration",
    "Cancelled",
    "Clustering",
    "DataError",
    "Dataset",
    "EmbedcoreError",
    "EmbeddingSpace",
    "Encoder",
    "FileVectors",
    "InteractionColumns",
    "InteractionSpace",
    "Kind",
    "Metric",
    "ModelCard",
    "NeighborGraph",
    "Neighbors",
    "OwnVectors",
    "ParameterError",
    "Placement",
    "Projection",
    "Reason",
    "RecommendQuality",
    "Recommendations",
    "SimilarUsers",
    "Users",
    "Vocabulary",
    "calibrate",
    "cluster",
    "embed",
    "embed_interactions",
    "find_interactions",
    "get_encoder",
    "list_models",
    "neighbor_graph",
    "project",
    "propose_kind",
    "read_projector",
    "read_table",
    "read_vectors",
    "recommend",
    "recommend_quality",
    "search",
    "similar_users",
    "vocabulary",
    "with_vectors",
    "word_arithmetic",
]
