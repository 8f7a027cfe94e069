"""embedcore: turn data into embeddings, and see, search and group them. `import embedcore as ec`."""

from embedcore.duplicates import DuplicateReport, find_duplicates
from embedcore.encoders import Encoder, ModelCard, get_encoder, list_models
from embedcore.errors import BackendMissingError, Cancelled, DataError, EmbedcoreError, ParameterError
from embedcore.exports import Exported, export
from embedcore.groups import Clustering, cluster
from embedcore.metrics import Metric
from embedcore.precomputed import FileVectors, Precomputed, read_projector, read_vectors, with_vectors
from embedcore.projection import Placement, Projection, project
from embedcore.recommend import (
    InteractionColumns,
    InteractionSpace,
    Reason,
    Recommendations,
    RecommendQuality,
    SimilarUsers,
    Users,
    embed_interactions,
    find_interactions,
    recommend,
    recommend_quality,
    similar_users,
)
from embedcore.saved import Project, load, save
from embedcore.scores import Calibration, calibrate
from embedcore.space import (
    Arithmetic,
    EmbeddingSpace,
    NeighborGraph,
    Neighbors,
    Vocabulary,
    embed,
    neighbor_graph,
    search,
    vocabulary,
    word_arithmetic,
)
from embedcore.summary import Summary, summarize
from embedcore.table import DataKind as Kind
from embedcore.table import Dataset, propose_kind, read_table
from embedcore.trust import (
    AdaptReport,
    Comparison,
    DimensionComparison,
    Finding,
    HealthReport,
    MapTrust,
    NoGainError,
    adapt,
    adapt_report,
    check_health,
    compare,
    compare_dimensions,
    map_trust,
    reduce_dimensions,
)

__version__ = "0.2.0.dev0"

__all__ = [
    "AdaptReport",
    "Arithmetic",
    "BackendMissingError",
    "Calibration",
    "Cancelled",
    "Clustering",
    "Comparison",
    "DataError",
    "Dataset",
    "DimensionComparison",
    "DuplicateReport",
    "EmbedcoreError",
    "EmbeddingSpace",
    "Encoder",
    "Exported",
    "FileVectors",
    "Finding",
    "HealthReport",
    "InteractionColumns",
    "InteractionSpace",
    "Kind",
    "MapTrust",
    "Metric",
    "ModelCard",
    "NeighborGraph",
    "Neighbors",
    "NoGainError",
    "ParameterError",
    "Placement",
    "Precomputed",
    "Project",
    "Projection",
    "Reason",
    "RecommendQuality",
    "Recommendations",
    "SimilarUsers",
    "Summary",
    "Users",
    "Vocabulary",
    "adapt",
    "adapt_report",
    "calibrate",
    "check_health",
    "cluster",
    "compare",
    "compare_dimensions",
    "embed",
    "embed_interactions",
    "export",
    "find_duplicates",
    "find_interactions",
    "get_encoder",
    "list_models",
    "load",
    "map_trust",
    "neighbor_graph",
    "project",
    "propose_kind",
    "read_projector",
    "read_table",
    "read_vectors",
    "recommend",
    "recommend_quality",
    "reduce_dimensions",
    "save",
    "search",
    "similar_users",
    "summarize",
    "vocabulary",
    "with_vectors",
    "word_arithmetic",
]
