"""Retraining on another taxonomy: patient comments with themes and no polarity, beside the peer's own SVC.

    OMP_NUM_THREADS=1 python benchmarks/nhs.py TRAIN.jsonl [--folds 3] [--write DIR]
    OMP_NUM_THREADS=1 python benchmarks/nhs.py TRAIN.jsonl --encoder DIR [--first 1]

Both systems are trained and measured in one cross-validation, by respondent. The peer's is that of pxtextmining
(The Strategy Unit): tf-idf and one support vector machine a theme. Ours is `train_linear` with the themes and the
question as heading, as `themetag train --folds 2` does it; its thresholds come from the training part. With --encoder,
our transformer back end and the same encoder fine-tuned plainly are measured instead; --first N: on the first N folds
alone, as each takes long without a GPU. --write also leaves the corpus and the taxonomy as files, for `themetag train`
and `themetag evaluate`. Without OMP_NUM_THREADS=1, threads that wait count as CPU time.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from plain_encoder import plainly
from themetag.corpus import Corpus, Label, LabelledUnit, Scheme, write_corpus
from themetag.corpus.splits import folds_of
from themetag.taxonomy import Taxonomy, Theme
from themetag.training.linear import train_linear
from themetag.types import Kind

Bools = npt.NDArray[np.bool_]
MIN_EXAMPLES = 20
N_FOLDS = 2  # for our calibration: half the time of four, and no worse here


def read_comments(path: Path) -> Corpus:
    """Return the comments as a corpus; each title of a theme becomes a key."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    titles = sorted({label for row in rows for label in row["labels"]})
    key = {title: re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") for title in titles}
    taxonomy = Taxonomy("nhs-comments", 1, "Patient comments", tuple(Theme(key[t], t) for t in titles))
    order = {key[title]: i for i, title in enumerate(titles)}
    units = []
    for row in rows:
        labels = sorted((Label(key[label]) for label in set(row["labels"])), key=lambda label: order[label.theme])
        heading = row["question"].replace("_", " ")
        units.append(LabelledUnit(row["id"], row["doc"], row["text"], tuple(labels), heading=heading, previous=""))
    return Corpus("nhs-comments", taxonomy, tuple(units), Scheme.THEMES)


def peer(train: Corpus, texts: list[str]) -> Bools:
    """Fit the peer's pipeline and return its labels for `texts`."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    gold = train.targets()[:, :, 0]
    known = np.flatnonzero(gold.any(axis=0))
    machine: Any = SVC(C=15, class_weight="balanced", probability=True, random_state=0)
    pipeline = make_pipeline(TfidfVectorizer(), MultiOutputClassifier(machine))
    pipeline.fit([plain(unit.text) for unit in train.units], gold[:, known].astype(int))
    found = np.zeros((len(texts), gold.shape[1]), dtype=np.bool_)
    probabilities = np.column_stack([p[:, 1] for p in pipeline.predict_proba([plain(text) for text in texts])])
    found[:, known] = probabilities >= 0.5
    # As the peer does: a comment without a label gets its likeliest.
    empty = np.flatnonzero(~found.any(axis=1))
    found[empty, known[probabilities[empty].argmax(axis=1)]] = True
    return found


def plain(text: str) -> str:
    """Return the text as the peer prepares it: lower case, no punctuation, no digits."""
    return re.sub(r"[^a-z\s]+", " ", text.lower())


def ours(train: Corpus, held: Corpus) -> Bools:
    """Train our back end and return its labels for the held part, at least one each, as the peer's has."""
    from themetag.decisions import decide

    trained = train_linear(train, n_folds=N_FOLDS)
    scores = trained.backend.score(held.inputs())
    return np.asarray(decide(scores, trained.backend.thresholds, min_tags=1)[:, :, 0])


def transformer(train: Corpus, held: Corpus, encoder: Path) -> Bools:
    """Fine-tune our transformer back end and return its labels for the held part, at least one each.

    A comment stands under its question as a list item under its heading: that is how the encoder reads both.
    """
    from themetag.decisions import decide
    from themetag.training.transformer.settings import Settings
    from themetag.training.transformer.train import train_transformer

    train, held = (
        replace(some, units=tuple(replace(unit, kind=Kind.LIST) for unit in some.units)) for some in (train, held)
    )
    trained = train_transformer(train, encoder=str(encoder), settings=Settings.of_size(len(train)), whole=False)
    scores = trained.backend.score(held.inputs())
    return np.asarray(decide(scores, trained.backend.thresholds, min_tags=1)[:, :, 0])


def f1(found: Bools, gold: Bools) -> tuple[float, float]:
    """Return micro-F1, and macro-F1 over the themes with enough gold."""
    from sklearn.metrics import f1_score

    enough = gold.sum(axis=0) >= MIN_EXAMPLES
    micro = f1_score(gold, found, average="micro", zero_division=0)
    macro = f1_score(gold[:, enough], found[:, enough], average="macro", zero_division=0)
    return float(micro), float(macro)


def main() -> None:
    """Cross-validate both and print their figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--write", type=Path, metavar="DIR")
    parser.add_argument("--encoder", type=Path, help="measure transformers that start from the encoder in this folder")
    parser.add_argument("--first", type=int, help="measure on so many of the folds alone")
    parser.add_argument("--ours-alone", action="store_true", help="leave the peer out: it takes minutes a fold")
    arguments = parser.parse_args()
    corpus = read_comments(arguments.train)
    if arguments.write:
        write_files(corpus, arguments.write)
    parts = folds_of(corpus, arguments.folds)
    systems: dict[str, Callable[[Corpus, Corpus], Bools]] = {"ours": ours}
    if arguments.encoder:
        systems = {
            "our transformer": lambda train, held: transformer(train, held, arguments.encoder),
            "plain fine-tuning": lambda train, held: plainly(train, held, arguments.encoder, min_tags=1)[:, :, 0],
        }
    elif not arguments.ours_alone:
        systems["peer"] = lambda train, held: peer(train, [unit.text for unit in held.units])
    n_folds = min(arguments.first or arguments.folds, arguments.folds)
    gold = corpus.targets()[:, :, 0]
    found = {name: np.zeros_like(gold) for name in systems}
    seconds = dict.fromkeys(systems, 0.0)
    for part in range(n_folds):
        held = corpus.select(np.flatnonzero(parts == part).tolist())
        train = corpus.select(np.flatnonzero(parts != part).tolist())
        for name, system in systems.items():
            began = time.process_time()
            given = system(train, held)
            seconds[name] += time.process_time() - began
            found[name][parts == part] = given
            micro, macro = f1(given, gold[parts == part])
            print(f"part {part + 1} of {arguments.folds}, {name}: {micro:.3f} / {macro:.3f}", flush=True)
    for name in systems:
        micro, macro = f1(found[name][parts < n_folds], gold[parts < n_folds])
        print(
            f"{name}: micro-F1 {micro:.3f}, macro-F1 over themes with {MIN_EXAMPLES} or more {macro:.3f}, "
            f"{seconds[name] / n_folds:.0f} s of CPU a training"
        )


def write_files(corpus: Corpus, folder: Path) -> None:
    """Write the corpus in two parts, by respondent, and the taxonomy, as files that the commands read."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = folds_of(corpus, 5)
    for name, chosen in (("train", parts != 0), ("test", parts == 0)):
        part = replace(corpus.select(np.flatnonzero(chosen).tolist()), name=name)
        write_corpus(folder / f"{name}.jsonl", part)
    lines = ['name = "nhs-comments"', "version = 1", 'title = "Patient comments"']
    for theme in corpus.taxonomy:
        lines += ["", "[[theme]]", f"key = {json.dumps(theme.key)}", f"title = {json.dumps(theme.title)}"]
    (folder / "themes.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
