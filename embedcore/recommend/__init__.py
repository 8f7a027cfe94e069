"""Users and items: learned from who had what, recommendations, and how good they are."""
