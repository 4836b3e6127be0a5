"""Fit the numbers of the rules back end on labelled corpora, and measure them out of fold.

    python training/rules_calibration.py CORPUS... [--write] [--folds 5]

Each CORPUS is JSON Lines with `doc`, `kind`, `heading`, `text` and `labels`. Documents are split into folds by
the hash of their name. With --write the numbers go to src/themetag/data/rules/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.judgement import CODES, NEUTRAL, judge
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.parameters import JUDGEMENT_WEIGHT, THEME_WEIGHT, build
from themetag.backends.rules.reading import FEATURES, Reader
from themetag.backends.rules.rulefile import Effect
from themetag.types import Kind, Unit

Floats = npt.NDArray[np.float64]
DATA = Path(__file__).resolve().parents[1] / "src" / "themetag" / "data" / "rules"


@dataclass
class Row:
    """One labelled unit, and the fold of its document."""

    unit: Unit
    labels: frozenset[str]
    fold: int


def load(paths: Sequence[Path], folds: int) -> list[Row]:
    """Read corpora; the unit before a unit is the row before it, of the same document."""
    rows = []
    for path in paths:
        doc, previous = "", ""
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            if raw["doc"] != doc:
                doc, previous = raw["doc"], ""
            unit = Unit(raw["text"], Kind(raw["kind"]), raw["heading"], "", previous)
            previous = raw["text"]
            number = int(hashlib.sha256(doc.encode()).hexdigest(), 16) % folds
            rows.append(Row(unit, frozenset(raw["labels"]), number))
    return rows


def logistic_fit(
    x: Any, y: Floats, prior: Floats, strength: Floats, lower: Floats, sample: Floats | float = 1.0
) -> Floats:
    """Minimise the logistic loss plus `strength` / 2 times the squared distance from `prior`, above `lower`."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1.0 / (1.0 + np.exp(-z))
        value = (sample * (np.logaddexp(0.0, z) - y * z)).sum() + 0.5 * (strength * (w - prior) ** 2).sum()
        return float(value), np.asarray(x.T @ (sample * (p - y)) + strength * (w - prior)).ravel()

    bounds = [(low if np.isfinite(low) else None, None) for low in lower]
    found = minimize(loss, prior.copy(), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    return np.asarray(found.x, dtype=np.float64)


def lexicon_strength(lexicon: Lexicon, cue: int) -> str:
    """Return the strength of the rule of a cue."""
    return lexicon.rules[lexicon.rule_of[cue]].strength


class Fitter:
    """Fits all stages on some of the rows."""

    def __init__(self, rows: list[Row], empty_weight: float) -> None:
        self.rows = rows
        self.sample = np.array([1.0 if row.labels else empty_weight for row in rows])
        self.backend = RulesBackend.load()
        self.lexicon = self.backend.lexicon
        self.keys = self.backend.taxonomy.keys
        self.n_cues = len(self.lexicon.keys)
        self.codes = [(*CODES[effect], 1.0) for effect in self.lexicon.effects]
        self.prior = np.array(
            [
                0.0 if effect is Effect.THEME else JUDGEMENT_WEIGHT[self.lexicon.rules[rule].strength]
                for rule, effect in zip(self.lexicon.rule_of, self.lexicon.effects, strict=True)
            ]
        )
        self.signed, self.neutral = self.judgement_counts()

    def judgement_counts(self) -> tuple[csr_matrix, csr_matrix]:
        """Count, for each row and cue, the judgements it makes, signed; and the signs of no judgement."""
        data: list[list[float]] = [[], []]
        where: list[tuple[list[int], list[int]]] = [([], []), ([], [])]
        for i, row in enumerate(self.rows):
            for clause in judge(self.lexicon.find(row.unit.text)[1], self.codes):
                for item in clause.items:
                    side = int(item.code == NEUTRAL)
                    data[side].append(1.0 if side else item.sign * item.weight)
                    where[side][0].append(i)
                    where[side][1].append(item.hit[2])
        shape = (len(self.rows), self.n_cues)
        signed, neutral = (csr_matrix((d, w), shape=shape) for d, w in zip(data, where, strict=True))
        return signed, neutral

    def judgement_weights(self, chosen: npt.NDArray[np.bool_]) -> Floats:
        """Fit what each judgement cue says, on the polarity of sentences that have one."""
        signs = [{label[-1] for label in row.labels} for row in self.rows]
        one = np.array([len(s) == 1 for s in signs]) & chosen
        y = np.array([1.0 if s == {"+"} else 0.0 for s in signs])
        ones = np.ones((len(self.rows), 1))
        x = hstack([csr_matrix(ones), self.signed]).tocsr()
        used = np.asarray((np.abs(self.signed) > 0).sum(axis=0)).ravel() > 0
        prior = np.concatenate(([0.5], self.prior))
        firm = [lexicon_strength(self.lexicon, cue) == "strong" for cue in range(self.n_cues)]
        weight = np.concatenate(([0.0], np.where(firm, 60.0, 8.0)))
        lower = np.concatenate(([-np.inf], np.zeros(self.n_cues)))
        fitted = logistic_fit(x[one], y[one], prior, weight, lower)[1:]
        fitted = np.where(used, fitted, self.prior)
        # no judgement: what the neutral cues add to the log-odds of an empty label set
        empty = np.array([0.0 if s else 1.0 for s in signs])
        good = csr_matrix((self.signed.maximum(0) @ fitted)[:, None])
        bad = csr_matrix(((-self.signed).maximum(0) @ fitted)[:, None])
        nothing = csr_matrix((np.abs(self.signed).sum(axis=1) == 0).astype(float))
        xn = hstack([csr_matrix(ones), good, bad, nothing, self.neutral]).tocsr()
        lower = np.concatenate((np.full(4, -np.inf), np.zeros(self.n_cues)))
        weight = np.concatenate((np.zeros(4), np.full(self.n_cues, 0.5)))
        prior = np.concatenate(([-2.0, -0.3, -0.3, 0.0], self.prior))
        neutral = logistic_fit(
            xn[chosen], empty[chosen], prior, weight, lower, self.sample[chosen]
        )[4:]  # fmt: skip
        is_neutral = np.array([effect is Effect.NEUTRAL for effect in self.lexicon.effects])
        return np.where(is_neutral, neutral, fitted)

    def fit(self, chosen: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """Fit stages one to three on the chosen rows; return the numbers and the raw scores of all rows."""
        lexicon, keys = self.lexicon, self.keys
        weights = np.round(self.judgement_weights(chosen), 3)
        reader = Reader(lexicon, keys, weights.tolist())
        mentions = [reader.read(row.unit).mentions for row in self.rows]
        n = len(keys)
        present = np.zeros((len(self.rows), n))
        for i, found in enumerate(mentions):
            for mention in found:
                present[i, mention.theme] = 1.0
        is_theme = [effect is Effect.THEME for effect in lexicon.effects]
        themes = np.zeros(self.n_cues)
        bias, cross = np.zeros(n), np.zeros((n, n))
        for t, key in enumerate(keys):
            cues = [c for c in range(self.n_cues) if is_theme[c] and lexicon.rules[lexicon.rule_of[c]].theme == key]
            column = {c: j for j, c in enumerate(cues)}
            where, y, parts, others = [], [], ([], []), []  # type: ignore[var-annotated]
            for i, found in enumerate(mentions):
                for mention in found:
                    if mention.theme == t and chosen[i]:
                        for c in {hit[2] for hit in mention.hits}:
                            parts[0].append(len(where))
                            parts[1].append(column[c])
                        where.append(i)
                        y.append(float(key + "+" in self.rows[i].labels or key + "-" in self.rows[i].labels))
            others = present[where].copy()
            others[:, t] = 1.0  # the bias
            own = csr_matrix((np.ones(len(parts[0])), parts), shape=(len(where), len(cues)))
            x = hstack([own, csr_matrix(others)]).tocsr()
            tier = [THEME_WEIGHT[lexicon.rules[lexicon.rule_of[c]].strength] - 1.0 for c in cues]
            prior = np.concatenate((tier, np.zeros(n)))
            prior[len(cues) + t] = -2.0
            strength = np.concatenate((np.full(len(cues), 1.0), np.full(n, 3.0)))
            strength[len(cues) + t] = 0.0
            lower = np.concatenate((np.zeros(len(cues)), np.full(n, -np.inf)))
            w = logistic_fit(x, np.array(y), prior, strength, lower)
            themes[cues] = w[: len(cues)]
            cross[t] = w[len(cues) :]
            bias[t], cross[t, t] = cross[t, t], 0.0
        polarity = [self.polarity(mentions, chosen, sign) for sign in "+-"]
        general = {
            "judgement": {k: float(v) for k, v, th in zip(lexicon.keys, weights, is_theme, strict=True) if not th},
            "polarity": {
                side: dict(zip(("constant", *FEATURES), np.round(p, 3).tolist(), strict=True))
                for side, p in zip(("strength", "concern"), polarity, strict=True)
            },
        }
        own_numbers = {
            "bias": dict(zip(keys, np.round(bias, 3).tolist(), strict=True)),
            "cross": {
                key: {o: round(float(v), 3) for o, v in zip(keys, line, strict=True) if abs(v) >= 0.05}
                for key, line in zip(keys, cross, strict=True)
            },
            "themes": {k: round(float(v), 3) for k, v, th in zip(lexicon.keys, themes, is_theme, strict=True) if th},
        }
        parameters = build(lexicon, self.backend.taxonomy, general, own_numbers)
        scorer = RulesBackend(self.backend.taxonomy, lexicon, parameters)
        return {"general": general, "own": own_numbers, "scorer": scorer}

    def polarity(self, mentions: list[Any], chosen: npt.NDArray[np.bool_], sign: str) -> Floats:
        """Fit what the features say of a mention's being a strength ("+") or a concern ("-")."""
        x, y, sample = [], [], []
        for i, found in enumerate(mentions):
            labels = self.rows[i].labels
            if not chosen[i]:
                continue
            for mention in found:
                key = self.keys[mention.theme]
                if not labels or key + "+" in labels or key + "-" in labels:
                    x.append((1.0, *mention.features))
                    y.append(float(key + sign in labels))
                    sample.append(self.sample[i])
        table = np.array(x)
        zero = np.zeros(table.shape[1])
        strength = np.full(table.shape[1], 1.0)
        strength[0] = 0.0
        return logistic_fit(table, np.array(y), zero, strength, np.full(table.shape[1], -np.inf), np.array(sample))


def best_threshold(scores: Floats, y: npt.NDArray[np.bool_]) -> float:
    """Return the threshold of the best F1."""
    order = np.argsort(-scores, kind="stable")
    s, hit = scores[order], y[order].cumsum()
    f1 = 2 * hit / (np.arange(1, len(s) + 1) + max(int(y.sum()), 1))
    best = int(f1.argmax())
    return float((s[best] + s[best + 1]) / 2) if best + 1 < len(s) else float(s[best])


def figures(scores: Floats, gold: npt.NDArray[np.bool_], limits: Floats) -> dict[str, float]:
    """Return micro precision, recall and F1, sentence polarity, and what is tagged of neutral sentences."""
    tags = scores >= limits
    tp, p, g = (tags & gold).sum(), tags.sum(), gold.sum()
    one = gold.any(axis=1).sum(axis=1) == 1
    side = gold.any(axis=1).argmax(axis=1)
    best = np.where(tags, scores, 0.0).max(axis=1)
    right = (best.argmax(axis=1) == side) & tags.any(axis=(1, 2))
    none = ~gold.any(axis=(1, 2))
    return {
        "P": tp / p, "R": tp / g, "micro": 2 * tp / (p + g), "polarity": right[one].mean(),
        "untagged": 1 - tags.any(axis=(1, 2))[one].mean(), "neutral": tags.any(axis=(1, 2))[none].mean(),
    }  # fmt: skip


def main() -> None:
    """Fit, measure out of fold, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--empty-weight", type=float, default=3.0, help="weight of rows without a label")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows = load(args.corpus, args.folds)
    fitter = Fitter(rows, args.empty_weight)
    keys = fitter.keys
    gold = np.array([[[k + "+" in r.labels, k + "-" in r.labels] for k in keys] for r in rows])
    folds = np.array([row.fold for row in rows])
    raw = np.zeros((len(rows), len(keys), 2))
    for number in range(args.folds):
        scorer = fitter.fit(folds != number)["scorer"]
        raw[folds == number] = scorer.score([row.unit for row in rows if row.fold == number])
    calibration = {}
    scores = np.zeros_like(raw)
    for s, side in enumerate(("strength", "concern")):
        mentioned = raw[:, :, s] > 0
        x = raw[:, :, s][mentioned]
        x = np.column_stack((np.ones(len(x)), np.log(x / (1 - x))))
        w = logistic_fit(
            x, gold[:, :, s][mentioned].astype(float), np.array([0.0, 1.0]), np.zeros(2), np.full(2, -np.inf)
        )
        calibration[side] = np.round(w, 4).tolist()
        scores[:, :, s][mentioned] = 1.0 / (1.0 + np.exp(-(x @ w)))
    common = best_threshold(scores.ravel(), gold.ravel())
    limits = np.zeros((len(keys), 2))
    for t in range(len(keys)):
        for s in range(2):
            n = gold[:, t, s].sum()
            limits[t, s] = (n * best_threshold(scores[:, t, s], gold[:, t, s]) + 200 * common) / (n + 200)
    limits = np.round(limits, 3)
    print("common threshold", round(common, 3), "calibration", calibration)
    print("all, out of fold", {k: round(float(v), 4) for k, v in figures(scores, gold, limits).items()})
    start = 0
    for path in args.corpus:
        n = sum(1 for line in path.open(encoding="utf-8") if line.strip())
        part = slice(start, start + n)
        print(path.name, {k: round(float(v), 4) for k, v in figures(scores[part], gold[part], limits).items()})
        start += n
    for t, key in enumerate(keys):
        cells = []
        for s in range(2):
            tags = scores[:, t, s] >= limits[t, s]
            g = gold[:, t, s]
            tp = (tags & g).sum()
            found, wanted = max(tags.sum(), 1), max(g.sum(), 1)
            cells.append(f"P {tp / found:.2f} R {tp / wanted:.2f} F {2 * tp / (found + wanted):.2f} n {g.sum()}")
        both, has = gold[:, t].any(axis=1), raw[:, t].any(axis=1)
        print(f"{key:18} + {cells[0]}   - {cells[1]}   cue on {100 * has[both].mean():.0f} %")
    if args.write:
        fitted = fitter.fit(np.ones(len(rows), dtype=bool))
        own = {
            **fitted["own"],
            "calibration": calibration,
            "thresholds": {k + s: float(limits[t, i]) for t, k in enumerate(keys) for i, s in enumerate("+-")},
        }
        for name, numbers in (("scores-general", fitted["general"]), ("scores-childrens-services", own)):
            text = json.dumps(numbers, ensure_ascii=False, indent=1, sort_keys=True)
            (DATA / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
