"""Does the share of concerns go with the overall grade? Whole reports, beside a sentiment lexicon.

    python benchmarks/whole_reports.py MODEL REPORTS [--trained-on INDEX] [--list]
    python benchmarks/whole_reports.py linear REPORTS --out-of-fold REAL.jsonl [MORE.jsonl ...] [--folds 3]

REPORTS is a folder with full inspections; one that is there twice, as PDF and as text, counts once. Documents that
the model has seen tell nothing: `--trained-on` leaves out those of a corpus index; `--out-of-fold` trains the linear
back end anew on the other folds of a corpus for each of its documents, so that all inspections count. MORE are
rows of invented documents, which every fold's model sees. Files are told by their letters, not by their names. The
lexicon is VADER (package vaderSentiment); without the package it is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from out_of_fold import files_of, fold_taggers, joined
from themetag.corpus import ReportFolder, read_corpus, read_index
from themetag.evaluation import whole_reports
from themetag.tagger import Tagger, load
from themetag.taxonomy import default_taxonomy


def lexicon() -> Callable[[str], float] | None:
    """Return VADER's compound score; None where the package is not installed."""
    if find_spec("vaderSentiment") is None:
        return None
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the correlations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a model's name, or a model folder; with --out-of-fold: linear")
    parser.add_argument("reports", type=Path, help="a folder with reports")
    parser.add_argument("--trained-on", type=Path, help="index of a corpus whose documents are left out")
    parser.add_argument("--out-of-fold", type=Path, nargs="+", metavar="CORPUS", help="train on the other folds of it")
    parser.add_argument("--folds", type=int, default=3, help="for --out-of-fold")
    parser.add_argument("--list", action="store_true", help="print each report as well")
    options = parser.parse_args(arguments)
    if options.out_of_fold and (options.model != "linear" or options.trained_on):
        parser.error("--out-of-fold trains the linear back end anew: the model must be linear, and no --trained-on")
    documents = list(ReportFolder(options.reports))
    seen: set[str] = set()
    if options.out_of_fold:
        corpus, *more = [read_corpus(path, default_taxonomy()) for path in options.out_of_fold]
        taggers = fold_taggers(corpus, joined(more) if more else None, documents, options.folds)
        tagger_for: Callable[[str], Tagger | None] = taggers.tagger_for
        held = sum(name in taggers.folds for name, _ in documents)
        how = (
            f"{held} of {len(documents)} files hold documents of the corpus and are tagged out of {options.folds} folds"
        )
    else:
        tagger = load(options.model)
        if options.trained_on is not None:
            index = read_index(options.trained_on, tagger.taxonomy)
            seen = set(files_of(((row.doc, row.needle) for row in index.rows), documents))
        tagger_for = lambda name: None if name in seen else tagger  # noqa: E731  one of two
        how = f"{len(seen)} of {len(documents)} files left out as trained on"
    found = whole_reports(tagger_for, documents, lexicon=lexicon())
    print(f"{len(found.reports)} graded full inspections; {how}; {len(found.copies)} copies counted once")
    print(f"rank correlation of the share of concerns with the grade: {found.correlation}")
    if found.lexicon is None:
        print("the lexicon is left out: the package vaderSentiment is not installed")
    else:
        print(f"rank correlation of the lexicon's share of negative sentences: {found.lexicon}")
        print(f"difference: {found.difference}")
    if found.ungraded:
        print(f"without a printed overall grade, or with fewer than 5 tags: {len(found.ungraded)}")
    for report in found.reports if options.list else ():
        print(f"  {report.grade} {report.concerns:.3f} {report.n_tags:4d} tags  {report.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
