"""What simpler methods reach on the same rows: majority, a lexicon, tf-idf, spaCy, SetFit.

    python benchmarks/baselines.py TRAIN [TRAIN ...] TEST [--model rules] [--only NAME ...] [--skip NAME ...]

TRAIN and TEST are labelled corpora that share no document. Every method is measured by `themetag.evaluation`, on
the same rows and with the same resamples. A method whose package is not installed is named and left out; all run
with spacy 3.8, vaderSentiment 3.3, and setfit 1.2 on transformers 5.23, sentence-transformers 6.2 and torch 2.13
(CPU), with the encoder all-MiniLM-L6-v2 in a folder. Progress goes to stderr, the table to stdout.

The learners share one form of the task (themes and polarities apart) and each has one threshold for all labels,
the best on training documents that it was not fitted on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from learnt_peers import setfit, spacy_textcat
from out_of_fold import joined
from peer import MissingError, tell
from simple_peers import majority, tfidf, vader
from themetag.backends.base import Backend
from themetag.corpus import Corpus, read_corpus
from themetag.evaluation import evaluate
from themetag.tagger import load
from themetag.taxonomy import DEFAULT_TAXONOMY, load_taxonomy
from themetag.types import Kind, Unit

FIGURES: Final = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "exact_match", "neutral_tagged")
METHODS: Final = {
    "majority": majority,
    "vader": vader,
    "tfidf": tfidf,
    "spacy": spacy_textcat,
    "setfit": setfit,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 where every method ran, 3 where some were left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path, nargs="+", help="labelled rows to learn from")
    parser.add_argument("test", type=Path, help="labelled rows to measure on")
    parser.add_argument("--taxonomy", default=DEFAULT_TAXONOMY, help="a TOML file, or the one that ships")
    parser.add_argument("--only", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--skip", nargs="+", choices=list(METHODS), default=[])
    parser.add_argument("--model", action="append", default=[], help="a model of themetag to set beside them")
    parser.add_argument("--encoder", type=Path, help="for SetFit: a sentence-transformers model on disk")
    parser.add_argument("--epochs", type=int, default=4, help="for spaCy")
    parser.add_argument("--shots", type=int, default=64, help="for SetFit: sentences of each label in the sample")
    parser.add_argument("--steps", type=int, default=300, help="for SetFit: steps of contrastive training")
    options = parser.parse_args(arguments)
    taxonomy = load_taxonomy(options.taxonomy)
    train = joined([read_corpus(path, taxonomy) for path in options.train])
    test = read_corpus(options.test, taxonomy)
    ours = [load(name).backend for name in options.model]  # a wrong name shows now, not after half an hour
    if set(train.documents) & set(test.documents):
        parser.error("train and test share documents; figures would flatter")
    print(f"trained on {len(train):,} rows of {len(train.documents)} documents, measured on {len(test):,} of ", end="")
    print(f"{len(test.documents)} (F1 with 95 % intervals over documents)\n")
    print("| method | " + " | ".join(FIGURES) + " | seconds |\n" + "|---" * (len(FIGURES) + 2) + "|", flush=True)
    missing = []
    for name in options.only:
        if name in options.skip:
            continue
        tell(f"{name} ...")
        try:
            row(lambda name=name: METHODS[name](train, options), test)  # type: ignore[misc]
        except MissingError as e:
            missing.append(f"{name} {e}")
    for backend in ours:
        row(lambda backend=backend: backend, test)  # type: ignore[misc]
    if missing:
        print("\nleft out: " + "; ".join(missing))
    return 3 if missing else 0


def row(make: Callable[[], Backend], test: Corpus) -> None:
    """Fit one method, measure it and print its line; seconds are those of fitting and scoring."""
    start = time.perf_counter()
    model = make()
    model.score([Unit("Nothing.", Kind.PROSE)])
    found = evaluate(model, test, n_mistakes=0)
    seconds = time.perf_counter() - start
    cells = [str(found.figures[figure]) for figure in FIGURES]
    print(f"| {model.name} | " + " | ".join(cells) + f" | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
