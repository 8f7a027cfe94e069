"""Groups of rows: k-means, how many there are, and their names."""
