"""The bundled model and the small static one that is distilled from it."""
