"""Encoders: what turns items into vectors. get_encoder and list_models are the door."""

from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment, changed_alike, changes_of, innermost
from embedcore.encoders.base import MODALITIES, Encoder, LearningEncoder, ModelCard, Usage, as_encoder
from embedcore.encoders.catalogue import (
    DEFAULT_MODEL,
    STATIC_MODEL,
    fetch_model,
    get_encoder,
    list_models,
    load_encoder,
)
from embedcore.encoders.learned.lsa import N_DIMS as LSA_DIMS
from embedcore.encoders.minilm.packed import FinerTokens, PackedTokens, finer_tokens, packed_static_model
from embedcore.encoders.model_proposal import TABLE, ModelProposal, propose_model
from embedcore.encoders.speed import known_token_speed, measure_speed, rough_tokens
from embedcore.encoders.vector_cache import VectorCache
from embedcore.types import Tokens

__all__ = [
    "DEFAULT_MODEL",
    "LSA_DIMS",
    "MODALITIES",
    "STATIC_MODEL",
    "TABLE",
    "AdjustedEncoder",
    "Adjustment",
    "Encoder",
    "FinerTokens",
    "LearningEncoder",
    "ModelCard",
    "ModelProposal",
    "PackedTokens",
    "Tokens",
    "Usage",
    "VectorCache",
    "as_encoder",
    "changed_alike",
    "changes_of",
    "fetch_model",
    "finer_tokens",
    "get_encoder",
    "innermost",
    "known_token_speed",
    "list_models",
    "load_encoder",
    "measure_speed",
    "packed_static_model",
    "propose_model",
    "rough_tokens",
]
