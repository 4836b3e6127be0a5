"""How well the rules tag a labelled corpus: the figures of docs/rules.md.

    python benchmarks/rules_quality.py CORPUS

CORPUS is JSON Lines with `doc`, `kind`, `heading`, `text` and `labels`. Micro-F1 is over (theme, polarity) pairs;
macro-F1 over labels with at least 20 positives; sentence polarity is that of the highest tag, on sentences whose
gold labels have one polarity, where an untagged sentence is wrong. The interval (95 %) resamples documents.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, precision_score, recall_score

from themetag.backends.rules import RulesBackend
from themetag.types import Kind, Unit

Table = npt.NDArray[np.bool_]


def micro(gold: Table, tags: Table) -> float:
    """Return micro-F1 of (theme, polarity) pairs."""
    total = tags.sum() + gold.sum()
    return float(2 * (tags & gold).sum() / total) if total else 0.0


def interval(gold: Table, tags: Table, docs: list[str], rounds: int = 500) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of micro-F1 over documents."""
    _, number = np.unique(docs, return_inverse=True)
    n = int(number.max()) + 1
    sums = [np.bincount(number, weights=t.sum(axis=1), minlength=n) for t in (tags & gold, tags, gold)]
    draws = np.random.default_rng(0).integers(0, n, (rounds, n))
    hit, given, wanted = (s[draws].sum(axis=1) for s in sums)
    low, high = np.quantile(2 * hit / (given + wanted), [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    """Tag the corpus and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.corpus.read_text(encoding="utf-8").splitlines()]
    units = []
    doc, previous = "", ""
    for row in rows:
        previous = previous if row["doc"] == doc else ""
        units.append(Unit(row["text"], Kind(row["kind"]), row["heading"], "", previous))
        doc, previous = row["doc"], row["text"]
    rules = RulesBackend.load()
    labels = [key + sign for key in rules.taxonomy.keys for sign in "+-"]
    gold = np.array([[label in row["labels"] for label in labels] for row in rows])
    scores = rules.score(units).reshape(len(rows), -1)
    tags = scores >= rules.thresholds.reshape(-1)
    often = gold.sum(axis=0) >= 20
    low, high = interval(gold, tags, [row["doc"] for row in rows])
    sides = gold.reshape(len(rows), -1, 2).any(axis=1)
    one = sides.sum(axis=1) == 1
    highest = np.where(tags, scores, 0.0).reshape(len(rows), -1, 2).max(axis=1)
    right = tags.any(axis=1) & (highest.argmax(axis=1) == sides.argmax(axis=1))
    none = ~gold.any(axis=1)
    print(f"{len(rows):,} sentences, {len({row['doc'] for row in rows})} documents, rules {rules.version}")
    print(f"micro-F1            {micro(gold, tags):.3f}   ({low:.3f} to {high:.3f})")
    print(f"micro precision     {precision_score(gold, tags, average='micro', zero_division=0):.3f}")
    print(f"micro recall        {recall_score(gold, tags, average='micro', zero_division=0):.3f}")
    print(f"macro-F1            {f1_score(gold[:, often], tags[:, often], average='macro', zero_division=0):.3f}")
    print(f"sentence polarity   {right[one].mean():.3f}   ({int(one.sum())} sentences of one polarity)")
    if none.any():
        print(f"tagged though nothing is judged   {tags[none].any(axis=1).mean():.3f}   ({int(none.sum())} sentences)")


if __name__ == "__main__":
    main()
