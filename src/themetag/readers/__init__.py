"""Readers: from a file or a text to a document."""
