"""What simpler methods reach on the same rows: majority, a lexicon, tf-idf, spaCy, SetFit.

    python benchmarks/baselines.py TRAIN TEST [TRAIN ...] [--model rules] [--only NAME ...]

TRAIN and TEST are labelled corpora that share no document. Every method is measured by `themetag.evaluation`, on
the same rows and with the same resamples. A method whose package is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from themetag.backends.base import Backend, Scores
from themetag.corpus import Corpus, read_corpus
from themetag.evaluation import evaluate
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy, load_taxonomy
from themetag.types import Kind, Unit

FIGURES: Final = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "exact_match", "neutral_tagged")
COMMON: Final = frozenset(
    ["from", "under", "whole", "overall", "other", "that", "their", "them", "this", "every", "with"]
)


class MissingError(Exception):
    """A method cannot be run here; the message says what it needs."""


@dataclass(frozen=True)
class Method:
    """A fitted baseline, as a back end: `scorer` gives (n, n_themes, 2) for units."""

    name: str
    taxonomy: Taxonomy
    scorer: Callable[[Sequence[Unit]], Scores]
    version: str = ""
    calibrated: bool = False

    @property
    def thresholds(self) -> Scores:
        """One half for every label."""
        return np.full((len(self.taxonomy), 2), 0.5)

    def score(self, units: Sequence[Unit]) -> Scores:
        """Score units."""
        return self.scorer(units)


def majority(train: Corpus, options: argparse.Namespace) -> Method:
    """Give every sentence the most frequent label."""
    counts = train.targets().sum(axis=0)
    most = np.unravel_index(counts.argmax(), counts.shape)

    def score(units: Sequence[Unit]) -> Scores:
        scores = np.zeros((len(units), *counts.shape))
        scores[(slice(None), *most)] = 1.0
        return scores

    return Method("majority", train.taxonomy, score)


def vader(train: Corpus, options: argparse.Namespace) -> Method:
    """Themes by the words of their descriptions, polarity by the sign of VADER's compound score."""
    need("vaderSentiment")
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    described = [Counter(words(f"{theme.title} {theme.covers}")) for theme in train.taxonomy]
    shared = Counter(word for found in described for word in found)
    patterns = []
    for found in described:
        own = sorted(word for word in found if len(word) > 3 and shared[word] == 1 and word not in COMMON)
        patterns.append(re.compile(rf"\b(?:{'|'.join(map(re.escape, own)) or '(?!)'})", re.IGNORECASE))

    def score(units: Sequence[Unit]) -> Scores:
        scores = np.zeros((len(units), len(patterns), 2))
        for i, unit in enumerate(units):
            column = int(analyser.polarity_scores(unit.text)["compound"] < 0)
            for k, pattern in enumerate(patterns):
                scores[i, k, column] = float(pattern.search(unit.text) is not None)
        return scores

    return Method("VADER with theme keywords", train.taxonomy, score)


def words(text: str) -> list[str]:
    """Return the words of a description, plural endings off."""
    return [word.rstrip("s") for word in re.findall(r"[a-z]+", text.casefold())]


def tfidf(train: Corpus, options: argparse.Namespace) -> Method:
    """Word 1-3 and character 3-5 grams; logistic regression one-vs-rest for themes, two heads for polarity."""
    need("sklearn")
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_union

    vectorise = make_union(
        TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True),
    )
    features = vectorise.fit_transform([unit.text for unit in train.units]).tocsr().astype(np.float32)
    targets = train.targets()
    heads = np.concatenate([targets.any(axis=2), targets.any(axis=1)], axis=1)
    learnt = np.flatnonzero(heads.any(axis=0) & ~heads.all(axis=0))  # nothing is learnt of one answer alone
    model = OneVsRestClassifier(LogisticRegression(C=10.0, solver="liblinear"), n_jobs=1)
    model.fit(features, heads[:, learnt])
    n_themes = len(train.taxonomy)

    def score(units: Sequence[Unit]) -> Scores:
        found = np.tile(heads.all(axis=0).astype(np.float64), (len(units), 1))
        texts = vectorise.transform([unit.text for unit in units]).tocsr().astype(np.float32)
        found[:, learnt] = model.predict_proba(texts)
        return np.minimum(found[:, :n_themes, None], found[:, None, n_themes:])

    return Method("tf-idf, logistic regression", train.taxonomy, score)


def spacy_textcat(train: Corpus, options: argparse.Namespace) -> Method:
    """Train spaCy's textcat_multilabel (its default ensemble) on theme and polarity together."""
    need("spacy")
    import spacy
    from spacy.training import Example

    util: Any = spacy.util
    util.fix_random_seed(0)
    nlp = spacy.blank("en")
    component: Any = nlp.add_pipe("textcat_multilabel")
    labels = train.label_names
    for label in labels:
        component.add_label(label)
    examples = [
        Example.from_dict(
            nlp.make_doc(unit.text), {"cats": dict.fromkeys(labels, 0.0) | {str(label): 1.0 for label in unit.labels}}
        )
        for unit in train.units
    ]
    optimiser = nlp.initialize(lambda: examples[:200])
    shuffle = random.Random(0)  # noqa: S311  an order of rows, not a secret
    for _ in range(options.epochs):
        shuffle.shuffle(examples)
        for batch in util.minibatch(examples, 128):
            nlp.update(batch, sgd=optimiser, drop=0.2)

    def score(units: Sequence[Unit]) -> Scores:
        found = [[doc.cats[label] for label in labels] for doc in nlp.pipe([unit.text for unit in units])]
        return np.clip(np.array(found, dtype=np.float64).reshape(len(units), -1, 2), 0, 1)

    return Method(f"spaCy textcat_multilabel, {options.epochs} epochs", train.taxonomy, score)


def setfit(train: Corpus, options: argparse.Namespace) -> Method:
    """SetFit with one-vs-rest heads on an encoder from disk; nothing is downloaded."""
    need("setfit")
    need("datasets")
    if options.encoder is None:
        raise MissingError("needs --encoder FOLDER, a sentence-transformers model on disk")
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    model = SetFitModel.from_pretrained(
        str(options.encoder), multi_target_strategy="one-vs-rest", local_files_only=True
    )
    targets = train.targets().reshape(len(train), -1).astype(int).tolist()
    rows = Dataset.from_dict({"text": [unit.text for unit in train.units], "label": targets})
    arguments = TrainingArguments(batch_size=32, num_epochs=1, max_steps=options.steps, seed=0)
    Trainer(model=model, args=arguments, train_dataset=rows).train()

    def score(units: Sequence[Unit]) -> Scores:
        found = model.predict_proba([unit.text for unit in units], as_numpy=True)
        return np.asarray(found, dtype=np.float64).reshape(len(units), -1, 2)

    return Method("SetFit", train.taxonomy, score)


METHODS: Final = {
    "majority": majority,
    "vader": vader,
    "tfidf": tfidf,
    "spacy": spacy_textcat,
    "setfit": setfit,
}


def need(package: str) -> None:
    """Raise MissingError unless the package is installed."""
    if find_spec(package) is None:
        raise MissingError(f"needs the package {package}, which is not installed")


def joined(corpora: Sequence[Corpus]) -> Corpus:
    """Return the rows of several corpora as one; ids are made distinct."""
    units = [replace(unit, id=f"{i}/{unit.id}") for i, corpus in enumerate(corpora) for unit in corpus.units]
    return replace(corpora[0], name=" + ".join(corpus.name for corpus in corpora), units=tuple(units))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 where every method ran, 3 where some were left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path, nargs="+", help="labelled rows to learn from")
    parser.add_argument("test", type=Path, help="labelled rows to measure on")
    parser.add_argument("--taxonomy", default=DEFAULT_TAXONOMY, help="a TOML file, or the one that ships")
    parser.add_argument("--only", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--model", action="append", default=[], help="a model of themetag to set beside them")
    parser.add_argument("--encoder", type=Path, help="for SetFit: a sentence-transformers model on disk")
    parser.add_argument("--epochs", type=int, default=5, help="for spaCy")
    parser.add_argument("--steps", type=int, default=2_000, help="for SetFit: steps of contrastive training")
    options = parser.parse_args(arguments)
    taxonomy = load_taxonomy(options.taxonomy)
    train = joined([read_corpus(path, taxonomy) for path in options.train])
    test = read_corpus(options.test, taxonomy)
    if set(train.documents) & set(test.documents):
        parser.error("train and test share documents; figures would flatter")
    print(f"trained on {len(train):,} rows of {len(train.documents)} documents, measured on {len(test):,} of ", end="")
    print(f"{len(test.documents)} (F1 with 95 % intervals over documents)\n")
    print("| method | " + " | ".join(FIGURES) + " | seconds |\n" + "|---" * (len(FIGURES) + 2) + "|")
    missing = []
    for name in options.only:
        try:
            row(lambda name=name: METHODS[name](train, options), test)  # type: ignore[misc]
        except MissingError as e:
            missing.append(f"{name} {e}")
    for name in options.model:
        from themetag.tagger import load

        row(lambda name=name: load(name).backend, test)  # type: ignore[misc]
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
