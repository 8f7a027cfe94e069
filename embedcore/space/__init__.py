"""EmbeddingSpace: vectors under a metric, exact search in them, and the way from data to them."""
