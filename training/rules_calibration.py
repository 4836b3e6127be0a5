"""Fit the numbers of the rules back end on labelled corpora, and measure them out of fold.

    python training/rules_calibration.py CORPUS... [--write] [--folds 5]

Each CORPUS is JSON Lines with `doc`, `kind`, `heading`, `text` and `labels`. Documents are split into folds by
the hash of their name. With --write the numbers go to src/themetag/data/rules/, and all
is compiled anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from compile_rules import main as compile_rules
from rules_fitting import Fitter, Floats, Row, free, logistic_fit

from themetag.types import Kind, Unit

Tags = npt.NDArray[np.bool_]
DATA = Path(__file__).resolve().parents[1] / "src" / "themetag" / "data" / "rules"


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
            rows.append(Row(unit, frozenset(raw["labels"]), number, path.name))
    return rows


def best_threshold(scores: Floats, y: Tags) -> float:
    """Return the threshold of the best F1."""
    order = np.argsort(-scores, kind="stable")
    s, hit = scores[order], y[order].cumsum()
    f1 = 2 * hit / (np.arange(1, len(s) + 1) + max(int(y.sum()), 1))
    best = int(f1.argmax())
    return float((s[best] + s[best + 1]) / 2) if best + 1 < len(s) else float(s[best])


def figures(scores: Floats, gold: Tags, limits: Floats) -> dict[str, float]:
    """Return micro precision, recall and F1, sentence polarity, and what is tagged of neutral sentences."""
    tags = scores >= limits
    tp, p, g = (tags & gold).sum(), tags.sum(), gold.sum()
    one = gold.any(axis=1).sum(axis=1) == 1
    side = gold.any(axis=1).argmax(axis=1)
    best = np.where(tags, scores, 0.0).max(axis=1)
    right = np.asarray((best.argmax(axis=1) == side) & tags.any(axis=(1, 2)))
    none = ~gold.any(axis=(1, 2))
    tagged = np.asarray(tags.any(axis=(1, 2)))
    return {
        "P": tp / p, "R": tp / g, "micro": 2 * tp / (p + g), "polarity": right[one].mean(),
        "untagged": 1 - tagged[one].mean(), "neutral": tagged[none].mean(),
    }  # fmt: skip


def calibrate(raw: Floats, gold: Tags) -> tuple[dict[str, list[float]], Floats]:
    """Return constant and slope for each polarity, and the scores that they make of the raw ones."""
    calibration = {}
    scores = np.zeros_like(raw)
    for s, side in enumerate(("strength", "concern")):
        mentioned = raw[:, :, s] > 0
        x = raw[:, :, s][mentioned]
        x = np.column_stack((np.ones(len(x)), np.log(x / (1 - x))))
        w = logistic_fit(x, gold[:, :, s][mentioned].astype(float), np.array([0.0, 1.0]), np.zeros(2), free(2))
        calibration[side] = np.round(w, 4).tolist()
        scores[:, :, s][mentioned] = 1.0 / (1.0 + np.exp(-(x @ w)))
    return calibration, scores


def choose(scores: Floats, gold: Tags, lift: float) -> Floats:
    """Return a threshold for each label: that of its best F1, drawn to the common one where it is rare, plus `lift`."""
    common = best_threshold(scores.ravel(), gold.ravel())
    limits = np.zeros(gold.shape[1:])
    for label in np.ndindex(limits.shape):
        column = (slice(None), *label)
        n = gold[column].sum()
        limits[label] = (n * best_threshold(scores[column], gold[column]) + 200 * common) / (n + 200)
    return np.round(limits + lift, 3)


def show(keys: Sequence[str], names: list[str], scores: Floats, gold: Tags, limits: Floats) -> None:
    """Print the figures of all rows, of each corpus, and of each theme."""
    corpus = np.array(names)
    for name in ["all", *dict.fromkeys(names)]:
        part = np.ones(len(names), dtype=bool) if name == "all" else corpus == name
        print(name, {k: round(float(v), 4) for k, v in figures(scores[part], gold[part], limits).items()})
    for t, key in enumerate(keys):
        cells = []
        for s in range(2):
            tags, g = scores[:, t, s] >= limits[t, s], gold[:, t, s]
            tp, found, wanted = (tags & g).sum(), max(tags.sum(), 1), max(g.sum(), 1)
            cells.append(f"P {tp / found:.2f} R {tp / wanted:.2f} F {2 * tp / (found + wanted):.2f} n {g.sum()}")
        both, has = gold[:, t].any(axis=1), np.asarray(scores[:, t].any(axis=1))
        print(f"{key:18} + {cells[0]}   - {cells[1]}   cue on {100 * has[both].mean():.0f} %")


def main() -> None:
    """Fit, measure out of fold, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, help="fit and measure so many of the folds only, to see quickly")
    parser.add_argument("--empty-weight", type=float, default=3.0, help="weight of rows without a label")
    parser.add_argument("--lift", type=float, default=0.02, help="added to all thresholds: fewer tags, surer ones")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.write and args.only:
        parser.error("what is written is measured on all folds; leave out --only")
    rows = load(args.corpus, args.folds)
    fitter = Fitter(rows, args.empty_weight)
    keys = fitter.keys
    folds = np.array([row.fold for row in rows])
    raw = np.zeros((len(rows), len(keys), 2))
    for number in range(args.only or args.folds):
        scorer = fitter.fit(folds != number)[2]
        raw[folds == number] = scorer.score([row.unit for row in rows if row.fold == number])
    measured = [i for i, row in enumerate(rows) if row.fold < (args.only or args.folds)]
    gold = np.array([[[k + "+" in rows[i].labels, k + "-" in rows[i].labels] for k in keys] for i in measured])
    calibration, scores = calibrate(raw[measured], gold)
    limits = choose(scores, gold, args.lift)
    print("calibration", calibration)
    show(keys, [rows[i].corpus for i in measured], scores, gold, limits)
    if args.write:
        general, numbers, _ = fitter.fit(np.ones(len(rows), dtype=bool))
        own = {
            **numbers,
            "calibration": calibration,
            "thresholds": {k + s: float(limits[t, i]) for t, k in enumerate(keys) for i, s in enumerate("+-")},
        }
        for name, content in (("scores-general", general), ("scores-childrens-services", own)):
            text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
            (DATA / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        compile_rules()


if __name__ == "__main__":
    main()
