"""A back end whose scores are written into the texts that it is given, and outcomes made by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from themetag.backends.base import Scores
from themetag.corpus.model import Corpus, Label, LabelledUnit, Scheme, in_order
from themetag.decisions import decide
from themetag.evaluation.outcome import Outcome
from themetag.taxonomy import Taxonomy, Theme, default_taxonomy
from themetag.types import POLARITIES, Evidence, Polarity, Span, Unit

SMALL = Taxonomy("small", 1, "Small", (Theme("planning", "Plans"), Theme("voice", "Views"), Theme("staff", "Staff")))


class Told:
    """Gives the scores that a table says for each text, 0 for every other; can explain itself."""

    name, version, calibrated, explains_always = "told", "1", True, False

    def __init__(self, table: dict[str, dict[str, float]], taxonomy: Taxonomy = SMALL, threshold: float = 0.5) -> None:
        self.table = table
        self.taxonomy = taxonomy
        self.thresholds = np.full((len(taxonomy), 2), threshold)

    def score(self, units: Sequence[Unit]) -> Scores:
        scores = np.zeros((len(units), len(self.taxonomy), 2))
        for i, unit in enumerate(units):
            for label, score in self.table.get(unit.text, {}).items():
                place = self.taxonomy.keys.index(label[:-1]), POLARITIES.index(Polarity.from_sign(label[-1]))
                scores[i][place] = score
        return scores

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        return (Evidence((Span(0, 5),), f"cue of {theme}", "theme", 1.5),)


def row(doc: str, text: str, labels: str = "", **more: object) -> LabelledUnit:
    found = []
    for name in labels.split():
        signed = name[-1] in "+-"
        found.append(Label(name[:-1] if signed else name, Polarity.from_sign(name[-1]) if signed else None))
    return LabelledUnit(f"{doc}/{text}", doc, text, tuple(found), **more)  # type: ignore[arg-type]


def corpus(*rows: LabelledUnit, taxonomy: Taxonomy = SMALL, scheme: Scheme = Scheme.POLARITY) -> Corpus:
    return Corpus("sample", taxonomy, rows, scheme)


def chance(n: int = 400, n_documents: int = 20, seed: int = 0, taxonomy: Taxonomy | None = None) -> tuple[Corpus, Told]:
    """Return rows with labels by chance and a model that is right more often than not."""
    taxonomy = taxonomy or default_taxonomy()
    rng = np.random.default_rng(seed)
    names = [key + p.sign for key in taxonomy.keys for p in POLARITIES]
    rows, table = [], {}
    for i in range(n):
        gold = rng.choice(names, size=rng.integers(0, 3), replace=False).tolist()
        labels = in_order((Label(g[:-1], Polarity.from_sign(g[-1])) for g in gold), taxonomy.keys)
        rows.append(LabelledUnit(str(i), f"d{rng.integers(n_documents)}", f"text {i}", labels))
        scores = {name: float(rng.uniform(0.5, 1)) for name in gold if rng.random() < 0.7}
        scores |= {name: float(rng.uniform(0.2, 0.8)) for name in rng.choice(names, size=1).tolist()}
        table[f"text {i}"] = scores
    return Corpus("chance", taxonomy, tuple(rows)), Told(table, taxonomy)


def outcome(sample: Corpus, model: Told) -> Outcome:
    from themetag.evaluation.outcome import outcome_of

    scores = model.score(sample.inputs())
    return outcome_of(sample, scores, decide(scores, model.thresholds))
