"""embedcore: turn data into embeddings, and see, search and group them. `import embedcore as ec`."""

from embedcore.arithmetic import Arithmetic, word_arithmetic
from embedcore.calibration import Calibration, calibrate
from embedcore.clustering import Clustering, cluster
from embedcore.dataset import Dataset, read_table
from embedcore.embedding import embed
from embedcore.encoders import Encoder, ModelCard, get_encoder, list_models
from embedcore.errors import BackendMissingError, Cancelled, DataError, EmbedcoreError, ParameterError
from embedcore.metrics import Metric
from embedcore.neighbors import NeighborGraph, Neighbors
from embedcore.projection import Placement, Projection, project
from embedcore.space import EmbeddingSpace, neighbor_graph, search
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
    "Metric",
    "ModelCard",
    "NeighborGraph",
    "Neighbors",
    "ParameterError",
    "Placement",
    "Projection",
    "Vocabulary",
    "calibrate",
    "cluster",
    "embed",
    "get_encoder",
    "list_models",
    "neighbor_graph",
    "project",
    "read_table",
    "search",
    "vocabulary",
    "word_arithmetic",
]
