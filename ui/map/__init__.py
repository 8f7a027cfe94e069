"""The Map page, and the map as other pages show it."""
