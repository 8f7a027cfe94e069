"""Encoders: what turns items into vectors. get_encoder and list_models are the door."""

from embedcore.encoders.base import Encoder, ModelCard, Tokens
from embedcore.encoders.catalogue import DEFAULT_MODEL, get_encoder, list_models

__all__ = ["DEFAULT_MODEL", "Encoder", "ModelCard", "Tokens", "get_encoder", "list_models"]
