"""Fits the numbers of the rules back end; run through rules_calibration.py, which measures and writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.clauses import NEUTRAL, Clause
from themetag.backends.rules.features import FEATURES, Mention
from themetag.backends.rules.parameters import JUDGEMENT_WEIGHT, THEME_WEIGHT, build
from themetag.backends.rules.reading import Reader, Reading
from themetag.backends.rules.rulefile import Effect
from themetag.types import Unit

Floats = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]

# What speaks for a strength may not speak against one, nor for a concern, whatever a corpus says; and so on.
FOR_GOOD = ("firm_good", "lean_good", "good", "good_elsewhere", "plain_good", "brief_good", "heading_good", "faint")
FOR_BAD = ("firm_bad", "lean_bad", "bad", "bad_elsewhere", "plain_bad", "brief_bad", "heading_bad", "should")
FOR_BOTH = ("both",)
FOR_JUDGED = frozenset(["alone", "firm_good", "firm_bad", "good", "bad", "plain_good", "plain_bad", "brief_good",
                        "brief_bad", "should", "heading_good", "heading_bad"])  # fmt: skip
AGAINST_JUDGED = frozenset(["brief_nothing", "nothing", "nothing_firm", "neutral", "neutral_beside", "intent",
                            "no_finding", "company", "borrowed"])  # fmt: skip
# What a plain judgement of the theme's own clause says is not left to the corpus: long sentences that say much teach
# too little of short ones that say one thing. For polarity, and for being judged at all.
AT_LEAST: tuple[dict[str, float], dict[str, float]] = (
    {"firm_good": 1.2, "firm_bad": 1.2, "both": 1.0, "plain_good": 0.3, "plain_bad": 0.3,
     "brief_good": 0.5, "brief_bad": 0.5},
    {"brief_good": 1.5, "brief_bad": 1.5, "brief_nothing": 2.0, "no_finding": 6.0},
)  # fmt: skip
NEUTRAL_PRIOR = -6.0  # too few corpora carry headings of what judges nothing
FIRM_FLOOR = 0.3  # what a firm cue weighs at least, however seldom a corpus has it


@dataclass
class Row:
    """One labelled unit, the fold of its document, and the name of its corpus."""

    unit: Unit
    labels: frozenset[str]
    fold: int
    corpus: str


def logistic_fit(
    x: Any,
    y: Floats,
    prior: Floats,
    strength: Floats,
    bounds: tuple[Floats, Floats],
    sample: Floats | float = 1.0,
    offset: Floats | float = 0.0,
) -> Floats:
    """Minimise the logistic loss plus `strength` / 2 times the squared distance from `prior`, within `bounds`."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w + offset
        p = 1.0 / (1.0 + np.exp(-z))
        value = (sample * (np.logaddexp(0.0, z) - y * z)).sum() + 0.5 * (strength * (w - prior) ** 2).sum()
        return float(value), np.asarray(x.T @ (sample * (p - y)) + strength * (w - prior)).ravel()

    limits = [
        (low if np.isfinite(low) else None, high if np.isfinite(high) else None)
        for low, high in zip(*bounds, strict=True)
    ]
    found = minimize(
        loss, prior.copy(), jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 120, "ftol": 1e-7}
    )
    return np.asarray(found.x, dtype=np.float64)


def free(n: int) -> tuple[Floats, Floats]:
    """Return bounds that bind nothing."""
    return np.full(n, -np.inf), np.full(n, np.inf)


def signed(up: Collection[str], down: Collection[str], extra: int, *, judged: bool = False) -> tuple[Floats, Floats]:
    """Return bounds for `extra` free numbers and then the features: `up` at least 0, `down` at most 0.

    Where the own clauses judge plainly, at least 1 and at most -1; and so on (`AT_LEAST`).
    """
    least = AT_LEAST[judged]
    low, high = free(extra + len(FEATURES))
    for i, name in enumerate(FEATURES, extra):
        low[i] = least.get(name, 0.0) if name in up else low[i]
        high[i] = -least.get(name, 0.0) if name in down else high[i]
    if judged:
        low[FEATURES.index("borrowed")] = -1.0
    return low, high


class Fitter:
    """Fits all stages on some of the rows."""

    def __init__(self, rows: list[Row], empty_weight: float) -> None:
        self.rows = rows
        self.sample = np.array([1.0 if row.labels else empty_weight for row in rows])
        self.backend = RulesBackend.load()
        self.lexicon = self.backend.lexicon
        self.keys = self.backend.taxonomy.keys
        self.rule_of = np.array(self.lexicon.rule_of)
        strengths = [self.lexicon.rules[rule].strength for rule in self.lexicon.rule_of]
        self.is_theme = np.array([effect is Effect.THEME for effect in self.lexicon.effects])
        self.prior = np.where(self.is_theme, 0.0, [JUDGEMENT_WEIGHT[strength] for strength in strengths])
        self.tier = np.array([THEME_WEIGHT[strength] - 1.0 for strength in strengths])
        self.floor = np.array([0.0 if strength == "weak" else FIRM_FLOOR for strength in strengths])
        reader = Reader(self.lexicon, self.keys, np.where(self.is_theme, 0.0, 1.0).tolist())
        self.plain = list(reader.read_all([row.unit for row in rows]))

    def cues_of(self, clauses: Sequence[Clause]) -> Iterator[tuple[int, float, bool]]:
        """Yield the cue of each judgement of some clauses, signed, and whether it says that nothing is judged."""
        for clause in clauses:
            for item in clause.items:
                neutral = item.code == NEUTRAL
                if item.sign or neutral:
                    yield item.hit[2], 1.0 if neutral else item.sign * item.weight, neutral

    def table(self, lists: list[list[tuple[int, float]]]) -> tuple[csr_matrix, csr_matrix]:
        """Return counts by cue and by rule."""
        data = [value for line in lists for _, value in line]
        where = [i for i, line in enumerate(lists) for _ in line]
        cues = np.array([cue for line in lists for cue, _ in line], dtype=int)
        n = len(lists)
        by_cue = csr_matrix((data, (where, cues)), shape=(n, len(self.lexicon.keys)))
        by_rule = csr_matrix((data, (where, self.rule_of[cues])), shape=(n, len(self.lexicon.rules)))
        return by_cue, by_rule

    def judgement_weights(self, chosen: Chosen) -> Floats:
        """Fit what each judgement cue says, on the clauses of themes that are judged one way.

        A cue's weight is its rule's and a little of its own, so that rare words borrow from their kin.
        """
        lists, y = [], []
        for row, reading in ((self.rows[i], self.plain[i]) for i in np.flatnonzero(chosen)):
            for mention in reading.mentions:
                key = self.keys[mention.theme]
                good, bad = key + "+" in row.labels, key + "-" in row.labels
                if good != bad and not reading.heading:
                    own = list(self.cues_of(mention.clauses)) or list(self.cues_of(reading.clauses))
                    lists.append([(cue, value) for cue, value, neutral in own if not neutral])
                    y.append(float(good))
        by_cue, by_rule = self.table(lists)
        x = hstack([csr_matrix(np.ones((len(y), 1))), by_rule, by_cue]).tocsr()
        rules = np.array([JUDGEMENT_WEIGHT[rule.strength] for rule in self.lexicon.rules])
        prior = np.concatenate(([0.3], rules, np.zeros(len(self.lexicon.keys))))
        weight = np.concatenate(([0.0], np.full(len(rules), 2.0), np.full(len(self.lexicon.keys), 8.0)))
        low, high = free(len(prior))
        low[1 : 1 + len(rules)] = 0.0
        fitted = logistic_fit(x, np.array(y), prior, weight, (low, high))
        total = np.maximum(fitted[1 : 1 + len(rules)][self.rule_of] + fitted[1 + len(rules) :], self.floor)
        return np.where(self.is_theme, 0.0, self.neutral_weights(chosen, total))

    def neutral_weights(self, chosen: Chosen, weights: Floats) -> Floats:
        """Fit what the cues of no judgement add to the log-odds of an empty label set; keep the others."""
        lists, sums = [], []
        for i in np.flatnonzero(chosen):
            found = list(self.cues_of(self.plain[i].clauses))
            lists.append([(cue, value) for cue, value, neutral in found if neutral])
            judged = [value * weights[cue] for cue, value, neutral in found if not neutral]
            good, bad = sum(v for v in judged if v > 0), -sum(v for v in judged if v < 0)
            sums.append((1.0, min(good, 4.0), min(bad, 4.0), float(not judged)))
        by_cue, by_rule = self.table(lists)
        x = hstack([csr_matrix(np.array(sums)), by_rule, by_cue]).tocsr()
        rules, cues = len(self.lexicon.rules), len(self.lexicon.keys)
        prior = np.concatenate(([-2.0, -0.3, -0.3, 0.0], np.full(rules, 0.3), np.zeros(cues)))
        strength = np.concatenate((np.zeros(4), np.full(rules, 1.0), np.full(cues, 1.0)))
        low, high = free(len(prior))
        low[4 : 4 + rules] = 0.0
        y = np.array([0.0 if self.rows[i].labels else 1.0 for i in np.flatnonzero(chosen)])
        fitted = logistic_fit(x, y, prior, strength, (low, high), self.sample[chosen])
        total = np.maximum(fitted[4 : 4 + rules][self.rule_of] + fitted[4 + rules :], 0.0)
        is_neutral = np.array([effect is Effect.NEUTRAL for effect in self.lexicon.effects])
        return np.where(is_neutral, total, weights)

    def topics(self, readings: list[Reading], chosen: Chosen, offset: Floats) -> tuple[dict[str, Any], list[Floats]]:
        """Fit, for each theme, what its cues and the themes beside it say; `offset` is by row and theme."""
        n = len(self.keys)
        present = np.zeros((len(readings), n))
        for i, reading in enumerate(readings):
            for mention in reading.mentions:
                present[i, mention.theme] = 1.0
        themes, bias, cross = np.zeros(len(self.lexicon.keys)), np.zeros(n), np.zeros((n, n))
        logits = [np.zeros(0)] * n
        for t, key in enumerate(self.keys):
            cues = [
                c
                for c in np.flatnonzero(self.is_theme).tolist()
                if self.lexicon.rules[self.lexicon.rule_of[c]].theme == key
            ]
            column = {c: j for j, c in enumerate(cues)}
            where, parts = [], ([], [])  # type: ignore[var-annotated]
            for i in np.flatnonzero(present[:, t] * chosen).tolist():
                for c in {hit[2] for m in readings[i].mentions if m.theme == t for hit in m.hits}:
                    parts[0].append(len(where))
                    parts[1].append(column[c])
                where.append(i)
            y = np.array([float(key + "+" in self.rows[i].labels or key + "-" in self.rows[i].labels) for i in where])
            others = present[where].copy()
            others[:, t] = 1.0  # the bias
            own = csr_matrix((np.ones(len(parts[0])), parts), shape=(len(where), len(cues)))
            x = hstack([own, csr_matrix(others)]).tocsr()
            prior = np.concatenate((self.tier[cues], np.zeros(n)))
            prior[len(cues) + t] = -2.0
            strength = np.concatenate((np.full(len(cues), 1.0), np.full(n, 3.0)))
            strength[len(cues) + t] = 0.0
            low, high = free(len(prior))
            low[: len(cues)] = 0.0
            w = logistic_fit(x, y, prior, strength, (low, high), self.sample[where], offset[where, t])
            themes[cues], cross[t] = w[: len(cues)], w[len(cues) :]
            bias[t], cross[t, t] = cross[t, t], 0.0
            logits[t] = np.zeros(len(readings))
            logits[t][where] = x @ w
        numbers = {
            "bias": dict(zip(self.keys, np.round(bias, 3).tolist(), strict=True)),
            "cross": {
                key: {o: round(float(v), 3) for o, v in zip(self.keys, line, strict=True) if abs(v) >= 0.05}
                for key, line in zip(self.keys, cross, strict=True)
            },
            "themes": {self.lexicon.keys[c]: round(float(themes[c]), 3) for c in np.flatnonzero(self.is_theme)},
        }
        return numbers, logits

    def mentions(self, readings: list[Reading], chosen: Chosen) -> Iterator[tuple[int, Mention, bool, bool]]:
        """Yield each mention of the chosen rows, its row, and whether it is labelled a strength, a concern."""
        for i in np.flatnonzero(chosen):
            labels = self.rows[i].labels
            for mention in readings[i].mentions:
                key = self.keys[mention.theme]
                yield int(i), mention, key + "+" in labels, key + "-" in labels

    def judged(self, readings: list[Reading], chosen: Chosen, logits: list[Floats]) -> Floats:
        """Fit what the features say of a theme's being judged, beside its cues."""
        found = list(self.mentions(readings, chosen))
        x = np.array([mention.features for _, mention, _, _ in found])
        y = np.array([float(good or bad) for _, _, good, bad in found])
        offset = np.array([logits[mention.theme][i] for i, mention, _, _ in found])
        prior = np.where(np.array(FEATURES) == "no_finding", NEUTRAL_PRIOR, 0.0)
        strength = np.where(np.array(FEATURES) == "no_finding", 30.0, 3.0)
        sample = self.sample[[i for i, _, _, _ in found]]
        return logistic_fit(x, y, prior, strength, signed(FOR_JUDGED, AGAINST_JUDGED, 0, judged=True), sample, offset)

    def polarity(self, readings: list[Reading], chosen: Chosen, side: int) -> Floats:
        """Fit what the features say of a judged theme's being a strength (side 0) or a concern (1)."""
        found = [entry for entry in self.mentions(readings, chosen) if entry[2] or entry[3]]
        x = np.array([(1.0, *mention.features) for _, mention, _, _ in found])
        y = np.array([float((good, bad)[side]) for _, _, good, bad in found])
        up, down = (FOR_GOOD, FOR_BAD) if side == 0 else (FOR_BAD, FOR_GOOD)
        strength = np.full(x.shape[1], 1.0)
        strength[0] = 0.0
        bounds = signed((*up, *FOR_BOTH), down, 1)
        return logistic_fit(x, y, np.zeros(x.shape[1]), strength, bounds)

    def fit(self, chosen: Chosen) -> tuple[dict[str, Any], dict[str, Any], RulesBackend]:
        """Fit all stages on the chosen rows; return the general numbers, the taxonomy's, and a scorer with them."""
        weights = np.round(self.judgement_weights(chosen), 3)
        reader = Reader(self.lexicon, self.keys, weights.tolist())
        readings = list(reader.read_all([row.unit for row in self.rows]))
        judged = np.zeros(len(FEATURES))
        for _ in range(2):
            offset = np.zeros((len(readings), len(self.keys)))
            for i, mention, _, _ in self.mentions(readings, chosen):
                offset[i, mention.theme] = judged @ np.array(mention.features)
            own, logits = self.topics(readings, chosen, offset)
            judged = self.judged(readings, chosen, logits)
        sides = {
            "strength": self.polarity(readings, chosen, 0),
            "concern": self.polarity(readings, chosen, 1),
        }
        general = {
            "judgement": {
                key: float(v) for key, v, th in zip(self.lexicon.keys, weights, self.is_theme, strict=True) if not th
            },
            "polarity": {
                **{
                    side: dict(zip(("constant", *FEATURES), np.round(p, 3).tolist(), strict=True))
                    for side, p in sides.items()
                },
                "judged": dict(zip(FEATURES, np.round(judged, 3).tolist(), strict=True)),
            },
        }
        parameters = build(self.lexicon, self.backend.taxonomy, general, own)
        return general, own, RulesBackend(self.backend.taxonomy, self.lexicon, parameters)
