"""Vectors that people bring."""

from embedcore.precomputed.attach import Precomputed, read_projector, with_vectors
from embedcore.precomputed.vector_files import FileVectors, read_vectors

__all__ = ["FileVectors", "Precomputed", "read_projector", "read_vectors", "with_vectors"]
