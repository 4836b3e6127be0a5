"""One rung of the ladder of experiments: a fitting on some documents, measured on a fifth that it did not see.

    OMP_NUM_THREADS=1 python benchmarks/transformer_ladder.py REAL.jsonl --encoder DIR [--set rate=1e-4 ...]
    OMP_NUM_THREADS=1 python benchmarks/transformer_ladder.py REAL.jsonl --encoder DIR --plain

Documents are drawn until they have --rows rows, from four parts of five by document; the fifth part is measured at the
single threshold that is best for it. --set changes settings (`training.transformer.settings`), their share of the
rules' log-odds among them; --without-findings hides what the rules find; --plain fits the mean state and one output a
label instead. --seeds fits several times and takes the mean of their log-odds; with --untold that many sentences of
the reports of --unlabelled, none of them of a document that is measured here or in the corpus of --but, are then
labelled by that mean, and one more is fitted on them, too, with the last seed and as extra rows: self-training with one
seed, distilling an ensemble with several. --seed draws the documents; the fitting has the `seed` of the settings.
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
from themetag.backends.linear.model import sigmoid
from themetag.backends.rules.findings import evidence_of
from themetag.corpus import Corpus, LabelledUnit, read_corpus
from themetag.corpus.splits import folds_of
from themetag.evaluation import evaluate
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.training.taught import sentences_of, unlike_any
from themetag.training.transformer.fit import log_odds
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


def ours(
    train: Corpus, held: Corpus, encoder: str, settings: Settings, findings: bool, seeds: int, untold: Sequence[Unit]
) -> dict[str, Scores]:
    """Return the scores of the held rows by our encoder and head, uncalibrated: of the fittings together, of a pupil.

    `untold` are the units that the pupil learns from besides; without them there is no pupil.
    """
    both = replace(train, units=(*train.units, *held.units))
    told = tuple(
        LabelledUnit(f"untold-{i}", "untold", u.text, (), u.kind, u.heading, u.lead_in, u.previous)
        for i, u in enumerate(untold)
    )
    fittings = Fittings(
        both, encoder=encoder, settings=settings, parts=np.repeat([1, 0], [len(train), len(held)]),
        extra=replace(train, name="untold", units=told) if told else None,
    )  # fmt: skip
    fittings.rows.findings[:] *= findings
    rows, every, n = fittings.rows, fittings.every, len(both)
    evidence = evidence_of(fittings.ruled[len(train) : n])

    def scores(learned: Scores) -> Scores:
        odds = np.full((len(held), 2 * len(held.taxonomy)), -20.0)
        odds[:, fittings.labels] = learned
        return np.asarray(sigmoid(odds.reshape(evidence.shape) + settings.rules_share * evidence))

    of_held, of_untold = [], []
    fittings.rows = rows.select(np.arange(n))
    fittings.every = every[:n]
    for seed in range(settings.seed, settings.seed + seeds):
        fittings.settings = replace(settings, seed=seed)
        module = fittings.without(0)
        of_held.append(fittings.scored(module, 0))
        if told:
            of_untold.append(log_odds(module, rows.select(np.arange(n, len(rows)))))
    found = {"one": scores(of_held[0])}
    if seeds > 1:
        found[f"mean of {seeds} seeds"] = scores(np.mean(of_held, axis=0))
    if told:
        rows.targets[n:] = sigmoid(np.mean(of_untold, axis=0))
        fittings.rows, fittings.every = rows, every
        found[f"pupil of {len(told)} untold"] = scores(fittings.scored(fittings.without(0), 0))
    return found


def untold_of(arguments: argparse.Namespace, corpus: Corpus, held: Corpus) -> list[Unit]:
    """Return the unlabelled sentences that were asked for, drawn at random."""
    if not arguments.untold:
        return []
    but = {*held.documents, *(read_corpus(arguments.but, default_taxonomy()).documents if arguments.but else ())}
    units = unlike_any(sentences_of(arguments.unlabelled, but=but), [corpus])
    order = np.random.default_rng(arguments.seed).permutation(len(units))
    return [units[i] for i in order[: arguments.untold].tolist()]


def changed(changes: list[str]) -> Settings:
    """Return the settings with `name=value` changes."""
    kinds = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    pairs = [change.split("=", 1) for change in changes]
    return replace(Settings(), **{name: kinds[name](value) for name, value in pairs})


def main() -> None:
    """Fit, measure, print a line for each way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--without-findings", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--untold", type=int, default=0)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--but", type=Path)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    if arguments.untold and not arguments.unlabelled:
        parser.error("--untold draws sentences from --unlabelled, a folder of reports")
    if arguments.plain and (arguments.untold or arguments.seeds > 1):
        parser.error("--plain is one fitting on labels alone")
    corpus = read_corpus(arguments.corpus, default_taxonomy())
    train, held = some_documents(corpus, arguments.rows, arguments.seed)
    untold = untold_of(arguments, corpus, held)
    began = time.process_time()
    if arguments.plain:
        of_each = {"plain": fitted(train, arguments.encoder, arguments.seed)(held)}
    else:
        of_each = ours(
            train, held, str(arguments.encoder), changed(arguments.set), not arguments.without_findings,
            arguments.seeds, untold,
        )  # fmt: skip
    seconds = time.process_time() - began
    what = " ".join(arguments.set) or "as it is"
    what += " without findings" if arguments.without_findings else ""
    for name, scores in of_each.items():
        found = evaluate(Given(corpus.taxonomy, scores, held.targets()), held, resamples=0, n_mistakes=0).figures
        figures = ", ".join(f"{figure} {found[figure].value:.3f}" for figure in SHOWN)
        print(f"{what}, {name}: {figures}; {len(train)} rows, {len(held)} measured, {seconds:.0f} s of CPU")


if __name__ == "__main__":
    main()
