"""Models that are learned from the texts, and ready word vectors."""
