"""Reading and writing corpora: the format follows the file's name unless it is given."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from themetag.corpus.csv_table import read_csv, write_csv
from themetag.corpus.jsonl import read_jsonl, write_jsonl
from themetag.corpus.label_studio import read_label_studio, write_label_studio
from themetag.corpus.model import Corpus
from themetag.errors import CorpusError, Fault
from themetag.taxonomy import Taxonomy, default_taxonomy


class Format(StrEnum):
    """The formats of corpus files."""

    JSONL = "jsonl"
    CSV = "csv"
    LABEL_STUDIO = "label-studio"


_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".json": Format.LABEL_STUDIO,
}


def format_of(path: str | Path) -> Format:
    """Return the format that the file's name stands for; CorpusError where it stands for none."""
    path = Path(path)
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        problem = f"the name must end in {', '.join(_SUFFIXES)}, or the format be given"
        raise CorpusError([Fault(str(path), "", problem)])
    return found


def read_corpus(
    path: str | Path,
    taxonomy: Taxonomy | None = None,
    *,
    file_format: Format | None = None,
    predictions: bool = False,
) -> Corpus:
    """Read a labelled corpus.

    Args:
        path: `.jsonl` (JSON Lines), `.csv` or `.tsv` (one column a label), `.json` (an export of Label
            Studio).
        taxonomy: the themes that the labels come from; None: `childrens-services`.
        file_format: None: by the file's name.
        predictions: for Label Studio only: the labels are those that models predicted, not the annotations.

    Raises:
        CorpusError: with every fault of the file, by line and field.

    """
    path = Path(path)
    taxonomy = taxonomy if taxonomy is not None else default_taxonomy()
    match file_format or format_of(path):
        case Format.JSONL:
            return read_jsonl(path, taxonomy)
        case Format.CSV:
            return read_csv(path, taxonomy)
        case Format.LABEL_STUDIO:
            return read_label_studio(path, taxonomy, predictions=predictions)


def write_corpus(
    path: str | Path,
    corpus: Corpus,
    *,
    file_format: Format | None = None,
    model_version: str | None = None,
) -> None:
    """Write a labelled corpus, whole or not at all; reading it gives the same units.

    Args:
        path: where to write; the folder must exist.
        corpus: what to write.
        file_format: None: by the file's name.
        model_version: for Label Studio only: the labels are predictions of this model, not annotations.

    Raises:
        OutputError: the file cannot be written.

    """
    path = Path(path)
    match file_format or format_of(path):
        case Format.JSONL:
            write_jsonl(path, corpus)
        case Format.CSV:
            write_csv(path, corpus)
        case Format.LABEL_STUDIO:
            write_label_studio(path, corpus, model_version=model_version)
