"""Peers of a few lines: the majority, a sentiment lexicon with theme keywords, tf-idf with logistic regression."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from peer import Heads, Method, need
from themetag.backends.base import Scores
from themetag.corpus import Corpus
from themetag.types import Unit

COMMON: Final = frozenset(
    ["from", "under", "whole", "overall", "other", "that", "their", "them", "this", "every", "with"]
)
TFIDF_THRESHOLD: Final = 0.35  # on four fifths of the real training corpus 0.704; 0.690 with a half


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
    heads = Heads.of(train)
    model = OneVsRestClassifier(LogisticRegression(C=10.0, solver="liblinear"), n_jobs=1)
    model.fit(features, heads.wanted)

    def score(units: Sequence[Unit]) -> Scores:
        texts = vectorise.transform([unit.text for unit in units]).tocsr().astype(np.float32)
        return heads.scores(model.predict_proba(texts), len(units))

    return Method("tf-idf, logistic regression", train.taxonomy, score, TFIDF_THRESHOLD)
