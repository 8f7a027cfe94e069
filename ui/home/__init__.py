"""Home: samples, and uploads."""
