"""Users and items: learned from who had what, recommendations, and how good they are."""

from embedcore.recommend.columns import InteractionColumns, find_interactions, with_item_columns
from embedcore.recommend.factorization import Factors
from embedcore.recommend.quality import RecommendQuality, quality_of, recommend_quality
from embedcore.recommend.space import (
    InteractionSpace,
    Prepared,
    Users,
    embed_interactions,
    interaction_space,
    learn_factors,
    prepare_interactions,
)
from embedcore.recommend.suggest import (
    Reason,
    Recommendations,
    SimilarUsers,
    recommend,
    shared_users,
    similar_users,
)
from embedcore.recommend.table import Id, InteractionParams, Interactions

__all__ = [
    "Factors",
    "Id",
    "InteractionColumns",
    "InteractionParams",
    "InteractionSpace",
    "Interactions",
    "Prepared",
    "Reason",
    "RecommendQuality",
    "Recommendations",
    "SimilarUsers",
    "Users",
    "embed_interactions",
    "find_interactions",
    "interaction_space",
    "learn_factors",
    "prepare_interactions",
    "quality_of",
    "recommend",
    "recommend_quality",
    "shared_users",
    "similar_users",
    "with_item_columns",
]
