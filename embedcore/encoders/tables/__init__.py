"""Rows of a table as vectors."""
