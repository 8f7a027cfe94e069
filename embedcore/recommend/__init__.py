"""Users and items: learned from who had what, recommendations, and how good they are."""

from embedcore.recommend.columns import InteractionColumns, find_interactions, with_item_columns
from embedcore.recommend.quality import RecommendQuality, recommend_quality
from embedcore.recommend.space import (
    InteractionSpace,
    Prepared,
    Users,
    embed_interactions,
    interaction_space,
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
from embedcore.recommend.table import Id, InteractionParams

__all__ = [
    "Id",
    "InteractionColumns",
    "InteractionParams",
    "InteractionSpace",
    "Prepared",
    "Reason",
    "RecommendQuality",
    "Recommendations",
    "SimilarUsers",
    "Users",
    "embed_interactions",
    "find_interactions",
    "interaction_space",
    "prepare_interactions",
    "recommend",
    "recommend_quality",
    "shared_users",
    "similar_users",
    "with_item_columns",
]
