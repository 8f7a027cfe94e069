"""Vectors that people bring."""
