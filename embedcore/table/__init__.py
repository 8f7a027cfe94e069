"""Dataset: what was kept of a table and why, what its columns are for, and what kind of data it is."""
