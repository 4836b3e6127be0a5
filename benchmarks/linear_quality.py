"""Quality of a linear model beside plain tf-idf with logistic regression, in one run on the same rows.

    python benchmarks/linear_quality.py MODEL TRAIN.jsonl [MORE.jsonl ...] --gold GOLD.jsonl

The plain pipeline (word 1-2 and character 3-5 gram tf-idf, one-vs-rest logistic regression, one threshold) is
trained on the TRAIN rows; its threshold is the best for a fifth of the documents of the first TRAIN file, scored by
a fit without them. Neither may have seen GOLD.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from themetag.backends.base import Scores
from themetag.corpus import Corpus, read_corpus
from themetag.corpus.splits import folds_of
from themetag.evaluation import compare, evaluate
from themetag.tagger import load
from themetag.taxonomy import default_taxonomy
from themetag.types import Unit

_SHOWN = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "neutral_tagged", "calibration_error")


def plain_pipeline() -> Any:
    """Return word and character tf-idf with one-vs-rest logistic regression, as scikit-learn's users build it."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, dtype=np.float32)
    regression = LogisticRegression(C=10, solver="liblinear", dual=True, tol=1e-2)
    return make_pipeline(make_union(words, characters), OneVsRestClassifier(regression))


class Plain:
    """The plain pipeline as a back end."""

    name = "tf-idf and logistic regression"
    version = ""
    calibrated = True

    def __init__(self, corpora: Sequence[Corpus]) -> None:
        from sklearn.metrics import f1_score

        self.taxonomy = default_taxonomy()
        first, *more = corpora
        parts = folds_of(first, 5)
        seen, held = (first.select(np.flatnonzero(chosen).tolist()) for chosen in (parts != 0, parts == 0))
        self.pipeline = _fitted([seen, *more])
        scores, gold = (found.reshape(len(held), -1) for found in (self.score(held.inputs()), held.targets()))

        def micro_f1(threshold: float) -> float:
            return float(f1_score(gold, scores >= threshold, average="micro"))

        best = max(np.arange(0.05, 0.6, 0.01), key=micro_f1)
        self.thresholds: Scores = np.full((len(self.taxonomy), 2), best)
        self.pipeline = _fitted(corpora)

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return the probabilities, (n_units, n_themes, 2)."""
        found = self.pipeline.predict_proba([unit.text for unit in units])
        return np.asarray(found, dtype=np.float64).reshape(len(units), len(self.taxonomy), 2)


def _fitted(corpora: Sequence[Corpus]) -> Any:
    texts = [unit.text for corpus in corpora for unit in corpus.units]
    targets = np.vstack([corpus.targets().reshape(len(corpus), -1) for corpus in corpora])
    return plain_pipeline().fit(texts, targets.astype(int))


def main() -> None:
    """Train the plain pipeline, measure both, print both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--gold", type=Path, required=True)
    arguments = parser.parse_args()
    gold = read_corpus(arguments.gold, default_taxonomy())
    began = time.perf_counter()
    plain = Plain([read_corpus(path, default_taxonomy()) for path in arguments.train])
    print(f"plain pipeline trained in {time.perf_counter() - began:.0f} s")
    ours, theirs = (evaluate(model, gold, n_mistakes=0) for model in (load(arguments.model), plain))
    differences = compare(ours, theirs).figures
    print(f"{'':20}{'ours':>24}{'plain':>24}{'difference':>26}")
    for name in _SHOWN:
        cells = [ours.figures[name], theirs.figures[name], differences[name].difference]
        print(
            f"{name:20}"
            + "".join(f"{c.value:>10.3f} [{c.low:.3f}, {c.high:.3f}]" for c in cells if c.value is not None)
        )


if __name__ == "__main__":
    main()
