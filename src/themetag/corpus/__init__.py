"""Labelled corpora: reading, writing, checking, splitting, and publishing without their text."""

from themetag.corpus.checking import Check, check_corpus
from themetag.corpus.duplicates import near_duplicates
from themetag.corpus.files import Format, read_corpus, write_corpus
from themetag.corpus.hub import from_dataset, to_dataset
from themetag.corpus.index import CorpusIndex, make_index, read_index, write_index
from themetag.corpus.label_studio import labelling_config, read_label_studio, write_label_studio
from themetag.corpus.model import Corpus, Label, LabelledUnit, Scheme
from themetag.corpus.predictions import units_of_tagged
from themetag.corpus.rebuild import Rebuilt, rebuild
from themetag.corpus.reports import ReportFolder
from themetag.corpus.splits import Split, folds_of, split_corpus
from themetag.corpus.themes import taxonomy_toml, themes_of_labels

__all__ = [
    "Check",
    "Corpus",
    "CorpusIndex",
    "Format",
    "Label",
    "LabelledUnit",
    "Rebuilt",
    "ReportFolder",
    "Scheme",
    "Split",
    "check_corpus",
    "folds_of",
    "from_dataset",
    "labelling_config",
    "make_index",
    "near_duplicates",
    "read_corpus",
    "read_index",
    "read_label_studio",
    "rebuild",
    "split_corpus",
    "taxonomy_toml",
    "themes_of_labels",
    "to_dataset",
    "units_of_tagged",
    "write_corpus",
    "write_index",
    "write_label_studio",
]
