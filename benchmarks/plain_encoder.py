"""An encoder fine-tuned plainly, as its users do it: mean state, one sigmoid a label, four passes, one threshold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.corpus import Corpus
from themetag.corpus.splits import folds_of
from themetag.decisions import decide

EPOCHS: Final = 4
BATCH: Final = 32
RATE: Final = 1e-4
LENGTH: Final = 128
_GRID: Final = np.arange(0.1, 0.61, 0.02)

Bools = npt.NDArray[np.bool_]


def plainly(train: Corpus, held: Corpus, encoder: Path, *, min_tags: int = 0, seed: int = 0) -> Bools:
    """Fine-tune on `train`, and return the labels of the held part, (n_units, n_themes, 2), at least `min_tags` each.

    Heading and text are read as a pair; the threshold is the best for the first part of five of `train`, which the
    fitting does not see, as ours does not see it.
    """
    parts = folds_of(train, 5)
    seen, other = (train.select(np.flatnonzero(chosen).tolist()) for chosen in (parts != 0, parts == 0))
    score = fitted(seen, encoder, seed)
    scores, gold = score(other), other.targets()

    def micro_f1(threshold: float) -> float:
        given = decide(scores, np.full(scores.shape[1:], threshold), min_tags)
        return float(2 * (given & gold).sum() / (given.sum() + gold.sum()))

    best = max(_GRID, key=micro_f1)
    return decide(score(held), np.full(scores.shape[1:], best), min_tags)


def fitted(train: Corpus, folder: Path, seed: int = 0) -> Callable[[Corpus], Scores]:
    """Return a function that gives the scores of a corpus, (n_units, n_themes, 2)."""
    import torch
    from torch import nn
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(seed)
    tokeniser, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    gold = torch.from_numpy(train.targets().reshape(len(train), -1).astype(np.float32))
    outputs = nn.Linear(model.config.hidden_size, gold.shape[1])
    nn.init.constant_(outputs.bias, -3.0)
    optimizer = torch.optim.AdamW(
        [{"params": model.parameters(), "lr": RATE}, {"params": outputs.parameters(), "lr": 1e-3}], weight_decay=0.01
    )
    rng = np.random.default_rng(seed)
    total = EPOCHS * -(-len(train) // BATCH)

    def log_odds(corpus: Corpus, places: Any) -> Any:
        some = [corpus.units[i] for i in places]
        batch = tokeniser(
            [unit.heading for unit in some],
            [unit.text for unit in some],
            padding=True,
            truncation=True,
            max_length=LENGTH,
            return_tensors="pt",
        )
        mask = batch["attention_mask"][..., None]
        states = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        return outputs((states * mask).sum(1) / mask.sum(1))

    lengths = np.array([len(unit.text) for unit in train.units])
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.06 * total), 1 - step / total)
    )
    model.train()
    for _ in range(EPOCHS):
        order = rng.permutation(len(train))
        pools = [order[i : i + 40 * BATCH] for i in range(0, len(order), 40 * BATCH)]
        batches = [p[np.argsort(lengths[p])][i : i + BATCH] for p in pools for i in range(0, len(p), BATCH)]
        for number in rng.permutation(len(batches)):
            places = batches[number]
            loss = nn.functional.binary_cross_entropy_with_logits(log_odds(train, places), gold[places])
            optimizer.zero_grad()
            (loss * gold.shape[1]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    model.eval()

    def score(corpus: Corpus) -> Scores:
        with torch.no_grad():
            found = [log_odds(corpus, range(i, min(i + 64, len(corpus)))) for i in range(0, len(corpus), 64)]
        return np.asarray(torch.cat(found).sigmoid().double().numpy()).reshape(len(corpus), -1, 2)

    return score
