"""Turns the marked sources of the example reports into PDF files, texts and boundary keys."""
