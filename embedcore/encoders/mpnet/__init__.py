"""all-mpnet-base-v2, which is fetched once."""
