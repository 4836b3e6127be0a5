"""Shares a label's log-odds among the words of a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.linear.features import Reading, character_features, negated_features, word_features
from themetag.backends.linear.model import LinearModel
from themetag.backends.linear.tokens import tokens_of
from themetag.backends.linear.vectors import Row
from themetag.backends.rules.findings import OF_THEME, Findings
from themetag.types import Evidence, Span, Unit

Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a model makes of one unit.

    Attributes:
        model: the model.
        rows: one for each clause.
        scored: (1, n_themes, 2) the rules' scores.
        findings: (n_clauses, n_findings) what the rules find.

    """

    model: LinearModel
    rows: Sequence[Row]
    scored: Scores
    findings: Findings


def explain(context: Context, unit: Unit, reading: Reading, themes: Sequence[str], label: int) -> tuple[Evidence, ...]:
    """Return the contributions to one label's log-odds in the clause that decides; they add up to it.

    `themes` are those whose findings the model reads.
    """
    model, rows = context.model, context.rows
    pairs = zip(rows, context.findings, strict=True)
    every = [model.contributions(row, finding, label) for row, finding in pairs]
    deciding = int(np.argmax([parts.sum() + found.sum() for parts, found, _ in every]))
    parts, found, bias = every[deciding]
    by_feature = dict(zip(rows[deciding][0].tolist(), parts.tolist(), strict=True))
    number = model.vocabulary.number
    by_token = [0.0] * len(reading.words)
    start, end = reading.clauses[deciding]
    for feature, ranges in _places(reading, number).items():
        # What a feature brings comes from the deciding clause where it stands there at all.
        inside = [(a, b) for a, b in ranges if start <= a < end] or ranges
        part = by_feature.pop(feature) / len(inside)
        for a, b in inside:
            for token in range(a, b):
                by_token[token] += part / (b - a)
    evidence = [
        Evidence((Span(token.start, token.end),), token.text, "word", part)
        for token, part in zip(tokens_of(unit.text), by_token, strict=False)
        if part
    ]
    for name, features in (("heading", reading.heading), ("previous sentence", reading.previous)):
        part = sum(by_feature.pop(number[f]) for f in dict.fromkeys(features) if f in number)
        if part:
            evidence.append(Evidence((), name, "context", part))
    evidence += _of_rules(context, found, themes, label)
    evidence.sort(key=lambda item: -abs(item.contribution or 0.0))
    return (*evidence, Evidence((), "bias", "bias", bias))


def silenced(evidence: Sequence[Evidence], log_odds: float) -> tuple[Evidence, ...]:
    """Return what makes up a score below the heading of a scale of grades: that heading takes it to `log_odds`."""
    part = log_odds - sum(item.contribution or 0.0 for item in evidence)
    return (Evidence((), "scale of grades", "context", part), *evidence)


def _of_rules(context: Context, found: Sums, themes: Sequence[str], label: int) -> list[Evidence]:
    """Return what the rules bring: through what they find of each theme and of the unit, and by their own score."""
    model = context.model
    width = len(OF_THEME)
    parts = {f"rules: {theme}": float(found[i * width : (i + 1) * width].sum()) for i, theme in enumerate(themes)}
    parts["rules: the sentence"] = float(found[len(themes) * width :].sum())
    share = model.rules_share * model.slopes[label] * model.of_labels(context.scored)[0, label]
    parts["rules: their score"] = float(share)
    return [Evidence((), name, "rules", part) for name, part in parts.items() if part]


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
