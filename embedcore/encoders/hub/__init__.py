"""sentence-transformers models from this disk."""
