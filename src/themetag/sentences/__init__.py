"""Sentences: boundaries by sentencex under a thin layer for this field."""

from themetag.sentences.boundaries import MAX_SENTENCE, sentence_bounds
from themetag.sentences.split import split_blocks

__all__ = ["MAX_SENTENCE", "sentence_bounds", "split_blocks"]
