"""The dashboard in a browser: the one description of its pages, for the browser tests, benchmarks and screenshots."""
