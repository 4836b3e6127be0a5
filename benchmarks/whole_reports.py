"""Does the share of concerns go with the overall grade? Whole reports, beside a sentiment lexicon.

    python benchmarks/whole_reports.py MODEL REPORTS [--trained-on INDEX] [--list]

REPORTS is a folder with full inspections. `--trained-on` leaves out the documents of a corpus index: those that the
model has seen. The lexicon is VADER (package vaderSentiment); without the package it is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from themetag.corpus import ReportFolder, read_index, rebuild
from themetag.evaluation import whole_reports
from themetag.tagger import Tagger, load


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
    parser.add_argument("model", help="a model's name, or a model folder")
    parser.add_argument("reports", type=Path, help="a folder with reports")
    parser.add_argument("--trained-on", type=Path, help="index of a corpus whose documents are left out")
    parser.add_argument("--list", action="store_true", help="print each report as well")
    options = parser.parse_args(arguments)
    tagger = load(options.model)
    documents = list(ReportFolder(options.reports))
    seen: set[str] = set()
    if options.trained_on is not None:
        seen = set(rebuild(read_index(options.trained_on, tagger.taxonomy), documents).files.values())

    def tagger_for(name: str) -> Tagger | None:
        return None if name in seen else tagger

    found = whole_reports(tagger_for, documents, lexicon=lexicon())
    print(f"{len(found.reports)} graded full inspections, {len(seen)} documents left out as trained on")
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
