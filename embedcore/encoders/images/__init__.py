"""Pictures as vectors without a model."""
