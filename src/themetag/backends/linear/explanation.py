"""Shares a label's log-odds among the words of a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from themetag.backends.linear.features import Reading, character_features, negated_features, word_features
from themetag.backends.linear.model import LinearModel
from themetag.backends.linear.tokens import tokens_of
from themetag.backends.linear.vectors import Row
from themetag.types import Evidence, Span, Unit


def explain(model: LinearModel, unit: Unit, reading: Reading, rows: Sequence[Row], label: int) -> tuple[Evidence, ...]:
    """Return the contributions to one label's log-odds in the clause that decides; they add up to it."""
    deciding = int(np.argmax([model.log_odds(row)[label] for row in rows]))
    parts, bias = model.contributions(rows[deciding], label)
    by_feature = dict(zip(rows[deciding][0].tolist(), parts.tolist(), strict=True))
    number = model.vocabulary.number
    by_token = [0.0] * len(reading.words)
    places = _places(reading, number)
    start, end = reading.clauses[deciding]
    for feature, ranges in places.items():
        # What a feature brings comes from the deciding clause where it stands there at all.
        inside = [(a, b) for a, b in ranges if start <= a < end] or ranges
        part = by_feature.pop(feature) / len(inside)
        for a, b in inside:
            for token in range(a, b):
                by_token[token] += part / (b - a)
    found = [
        Evidence((Span(token.start, token.end),), token.text, "word", part)
        for token, part in zip(tokens_of(unit.text), by_token, strict=False)
        if part
    ]
    for name, features in (("heading", reading.heading), ("previous sentence", reading.previous)):
        part = sum(by_feature.pop(number[f]) for f in dict.fromkeys(features) if f in number)
        if part:
            found.append(Evidence((), name, "context", part))
    found.sort(key=lambda item: -abs(item.contribution or 0.0))
    return (*found, Evidence((), "bias", "bias", bias))


def _places(reading: Reading, number: dict[str, int]) -> dict[int, list[tuple[int, int]]]:
    """Return where each known feature of the sentence stands: half-open ranges of tokens."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end in reading.clauses:
        words = reading.words[start:end]
        for name, a, b in (*word_features(words), *negated_features(words)):
            if name in number:
                places[number[name]].append((start + a, start + b))
        for i, word in enumerate(words):
            for name in character_features(word):
                if name in number:
                    places[number[name]].append((start + i, start + i + 1))
    return places
