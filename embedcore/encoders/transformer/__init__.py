"""Published sentence-transformers models on OpenVINO: graphs, precision, encoder; no PyTorch."""
