"""embedcore: turn data into embeddings, and see, search and group them. `import embedcore as ec`."""

from embedcore.encoders import Encoder, ModelCard, get_encoder, list_models
from embedcore.errors import BackendMissingError, Cancelled, DataError, EmbedcoreError, ParameterError
from embedcore.groups.clustering import Clustering, cluster
from embedcore.metrics import Metric
from embedcore.precomputed.attach import Precomputed, read_projector, with_vectors
from embedcore.precomputed.vector_files import FileVectors, read_vectors
from embedcore.projection import Placement, Projection, project
from embedcore.recommend.columns import InteractionColumns, find_interactions
from embedcore.recommend.quality import RecommendQuality, recommend_quality
from embedcore.recommend.space import InteractionSpace, Users, embed_interactions
from embedcore.recommend.suggest import Reason, Recommendations, SimilarUsers, recommend, similar_users
from embedcore.scores.calibration import Calibration, calibrate
from embedcore.space.arithmetic import Arithmetic, word_arithmetic
from embedcore.space.embedding import embed
from embedcore.space.neighbors import NeighborGraph, Neighbors
from embedcore.space.query import neighbor_graph, search
from embedcore.space.space import EmbeddingSpace
from embedcore.space.vocabulary import Vocabulary, vocabulary
from embedcore.table.data_kind import DataKind as Kind
from embedcore.table.data_kind import propose_kind
from embedcore.table.dataset import Dataset, read_table

__version__ = "0.2.0.dev0"

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
    "ParameterError",
    "Placement",
    "Precomputed",
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
