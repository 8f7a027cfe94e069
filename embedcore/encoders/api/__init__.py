"""Models behind OpenAI-compatible APIs."""
