"""From an extract to a document: blocks, sentences, and what the front matter says."""

from __future__ import annotations

from themetag.document import Document
from themetag.layout.blocks import find_blocks
from themetag.layout.lines import Extract
from themetag.meta import find_meta
from themetag.repair import Lexicon
from themetag.sentences import split_blocks


def parse(extract: Extract, source: str | None = None) -> Document:
    """Find the structure of a text.

    Args:
        extract: what a reader hands on.
        source: the file's name, None for a text from no file.

    Raises:
        SplitError: the sentence splitter failed.

    """
    lexicon = Lexicon(extract.text)
    blocks = find_blocks(extract, lexicon)
    sentences = tuple(split_blocks(extract.text, extract.pages, blocks, lexicon))
    meta = find_meta(extract.text, blocks, lexicon)
    return Document(extract.text, extract.pages, blocks, sentences, meta, source, extract.notes)
