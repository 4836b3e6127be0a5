"""Labelled corpora: reading, writing, checking, splitting, and publishing without their text."""

from themetag.corpus.files import Format, read_corpus, write_corpus
from themetag.corpus.hub import from_dataset, to_dataset
from themetag.corpus.label_studio import labelling_config, read_label_studio, write_label_studio
from themetag.corpus.model import Corpus, Label, LabelledUnit, Scheme

__all__ = [
    "Corpus",
    "Format",
    "Label",
    "LabelledUnit",
    "Scheme",
    "from_dataset",
    "labelling_config",
    "read_corpus",
    "read_label_studio",
    "to_dataset",
    "write_corpus",
    "write_label_studio",
]
