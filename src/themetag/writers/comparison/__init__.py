"""Comparisons as JSON, as a table for terminals, as a page, and as a picture."""
