"""One rung of the ladder of experiments: a fitting on some documents, measured on a fifth that it did not see.

    OMP_NUM_THREADS=1 python benchmarks/transformer_ladder.py REAL.jsonl --encoder DIR [--set rate=1e-4 ...]
    OMP_NUM_THREADS=1 python benchmarks/transformer_ladder.py REAL.jsonl --encoder DIR --plain

Documents are drawn until they have --rows rows, from four parts of five by document; the fifth part is measured at the
single threshold that is best for it. --set changes settings (`training.transformer.settings`), their share of the
rules' log-odds among them; --without-findings hides what the rules find; --plain fits the mean state and one output a
label instead.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from plain_encoder import fitted
from themetag.backends.base import Scores
from themetag.backends.rules.findings import evidence_of
from themetag.corpus import Corpus, read_corpus
from themetag.corpus.splits import folds_of
from themetag.evaluation import evaluate
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.training.transformer.fittings import Fittings
from themetag.training.transformer.settings import Settings
from themetag.types import Unit

SHOWN = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "neutral_tagged")
_GRID = np.arange(0.15, 0.66, 0.02)


class Given:
    """A back end that gives the scores it was given."""

    name, version, calibrated = "experiment", "", False

    def __init__(self, taxonomy: Taxonomy, scores: Scores, gold: Any) -> None:
        self.taxonomy, self._scores = taxonomy, scores

        def micro_f1(threshold: float) -> float:
            given = scores >= threshold
            return float(2 * (given & gold).sum() / (given.sum() + gold.sum()))

        self.thresholds: Scores = np.full(scores.shape[1:], max(_GRID, key=micro_f1))

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return them."""
        return self._scores


def some_documents(corpus: Corpus, n_rows: int, seed: int) -> tuple[Corpus, Corpus]:
    """Return documents with about `n_rows` rows out of four parts, and the fifth."""
    parts, groups = folds_of(corpus, 5), corpus.groups()
    order = np.random.default_rng(seed).permutation(np.unique(groups[parts != 0]))
    sizes = np.cumsum([int((groups == group).sum()) for group in order])
    taken = order[: int(np.searchsorted(sizes, n_rows)) + 1]
    seen, held = (np.flatnonzero(chosen).tolist() for chosen in (np.isin(groups, taken), parts == 0))
    return corpus.select(seen), corpus.select(held)


def ours(train: Corpus, held: Corpus, encoder: str, settings: Settings, findings: bool) -> Scores:
    """Return the scores of the held rows by our encoder and head, uncalibrated."""
    both = replace(train, units=(*train.units, *held.units))
    fittings = Fittings(both, encoder=encoder, settings=settings, parts=np.repeat([1, 0], [len(train), len(held)]))
    fittings.rows.findings[:] *= findings
    odds = np.full((len(held), 2 * len(held.taxonomy)), -20.0)
    odds[:, fittings.labels] = fittings.scored(fittings.without(0), 0)
    evidence = evidence_of(fittings.ruled[len(train) :])
    return np.asarray(1 / (1 + np.exp(-(odds.reshape(evidence.shape) + settings.rules_share * evidence))))


def changed(changes: list[str]) -> Settings:
    """Return the settings with `name=value` changes."""
    kinds = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    pairs = [change.split("=", 1) for change in changes]
    return replace(Settings(), **{name: kinds[name](value) for name, value in pairs})


def main() -> None:
    """Fit, measure, print one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--without-findings", action="store_true")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    corpus = read_corpus(arguments.corpus, default_taxonomy())
    train, held = some_documents(corpus, arguments.rows, arguments.seed)
    began = time.process_time()
    if arguments.plain:
        scores = fitted(train, arguments.encoder, arguments.seed)(held)
    else:
        scores = ours(train, held, str(arguments.encoder), changed(arguments.set), not arguments.without_findings)
    seconds = time.process_time() - began
    found = evaluate(Given(corpus.taxonomy, scores, held.targets()), held, resamples=0, n_mistakes=0).figures
    what = "plain" if arguments.plain else " ".join(arguments.set) or "as it is"
    what += " without findings" if arguments.without_findings else ""
    figures = ", ".join(f"{name} {found[name].value:.3f}" for name in SHOWN)
    print(f"{what}: {figures}; {len(train)} rows, {len(held)} measured, {seconds:.0f} s of CPU")


if __name__ == "__main__":
    main()
