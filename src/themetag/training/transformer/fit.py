"""Fits encoder and head by AdamW on batches of like lengths.

The loop is ours because transformers' Trainer keeps its optimizer and its random state as pickles, and this library
neither writes nor reads any.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from themetag.taxonomy import Taxonomy
from themetag.training.transformer.checkpoint import Checkpoints, fingerprint
from themetag.training.transformer.encoder_folder import Start
from themetag.training.transformer.module import Module, first_queries
from themetag.training.transformer.rows import Rows, in_order_of_length, shuffled, tensors
from themetag.training.transformer.settings import Settings
from themetag.training.withholding import some_findings

_WARM_UP: Final = 0.06
_WEIGHT_DECAY: Final = 0.01
_LONGEST_GRADIENT: Final = 1.0
_SCORED_AT_ONCE: Final = 64


def fit(
    start: Start,
    rows: Rows,
    labels: npt.NDArray[np.int64],
    taxonomy: Taxonomy,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
    checkpoints: Checkpoints | None = None,
    begin: Module | None = None,
) -> Module:
    """Return a fitted module; the same arguments give the same numbers on one machine, without a GPU to the last bit.

    Args:
        start: the encoder, whose weights are left as they are.
        rows: what to fit on.
        labels: (n_labels,) which of the 2 * n_themes outputs the targets are for.
        taxonomy: the themes.
        settings: see there.
        progress: called with the steps done and the steps in all.
        checkpoints: where each pass is written, and gone on from where one is there; None: nowhere.
        begin: what was fitted before, which is left as it is; None: the encoder alone, under a new head.

    Raises:
        CheckpointError: the checkpoint that is there is of another training.

    """
    with torch.random.fork_rng():  # the caller's random numbers stay what they were
        torch.manual_seed(settings.seed)
        return _fit(start, rows, labels, taxonomy, settings, progress, checkpoints, begin)


def _fit(
    start: Start,
    rows: Rows,
    labels: npt.NDArray[np.int64],
    taxonomy: Taxonomy,
    settings: Settings,
    progress: Callable[[int, int], None],
    checkpoints: Checkpoints | None,
    begin: Module | None,
) -> Module:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    module: Module
    if begin is None:
        queries = first_queries(start.encoder, start.pieces, taxonomy)
        module = Module(copy.deepcopy(start.encoder), queries, labels, settings).to(device)
    else:
        module = copy.deepcopy(begin)
    groups = _groups(module, settings)
    optimizer = torch.optim.AdamW(groups, weight_decay=_WEIGHT_DECAY)
    highest = [group["lr"] for group in groups]
    per_epoch = math.ceil(len(rows) / settings.batch)
    total = settings.epochs * per_epoch
    mark = fingerprint(module, rows, settings) if checkpoints is not None else ""
    done = checkpoints.restore(torch, module, optimizer, mark) if checkpoints is not None else 0
    for epoch in range(done, settings.epochs):
        # Each pass has its own random numbers, so that one that goes on has those of one that was never stopped.
        rng = np.random.default_rng([settings.seed, epoch])
        module.train()
        for number, places in enumerate(shuffled(rows, settings.batch, rng)):
            step = epoch * per_epoch + number
            share = min((step + 1) / max(_WARM_UP * total, 1), 1 - step / total)
            for group, rate in zip(optimizer.param_groups, highest, strict=True):
                group["lr"] = rate * share
            findings = some_findings(
                rows.findings[places], rows.extra[places], np.ones(len(places), np.int64),
                drop=settings.drop_findings, withhold=settings.withhold, rng=rng,
            )  # fmt: skip
            batch = tensors(torch, rows, places, findings, device)
            loss = _loss(module(batch), batch.targets, settings) * len(labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(module.parameters(), _LONGEST_GRADIENT)
            optimizer.step()
            if number % 10 == 0:
                progress(step, total)
        if checkpoints is not None:
            checkpoints.save(torch, module, optimizer, epoch + 1, mark)
    progress(total, total)
    module.eval()
    return module


def _loss(odds: Any, targets: Any, settings: Settings) -> Any:
    """Return the mean loss of a label: cross-entropy, what is right already weighing less where settings say so."""
    entropy = nn.functional.binary_cross_entropy_with_logits(odds, targets, reduction="none")
    if settings.focus_given or settings.focus_absent:
        scores = odds.sigmoid()
        off = (targets - scores).abs().clamp(min=1e-6)
        entropy = entropy * torch.where(targets > 0.5, off**settings.focus_given, off**settings.focus_absent)
    return entropy.mean()


def log_odds(module: Module, rows: Rows) -> npt.NDArray[np.float64]:
    """Return (n_units, n_labels) log-odds of rows by a fitted module."""
    device = next(module.parameters()).device
    found = np.zeros(rows.targets.shape)
    with torch.no_grad():
        for places in in_order_of_length(rows, _SCORED_AT_ONCE):
            batch = tensors(torch, rows, places, rows.findings[places], device)
            found[places] = module(batch).double().cpu().numpy()
    return found


def _groups(module: Module, settings: Settings) -> list[dict[str, Any]]:
    """Return the parameters with their rates, and freeze those that stay as they are."""
    encoder = module.encoder
    layers = encoder.encoder.layer
    groups = []
    for number, part in enumerate([encoder.embeddings, *layers]):
        frozen = settings.frozen >= 0 and number <= settings.frozen
        for parameter in part.parameters():
            parameter.requires_grad_(not frozen)
        if not frozen:
            rate = settings.rate * settings.layer_decay ** (len(layers) - number)
            groups.append({"params": list(part.parameters()), "lr": rate})
    own = [p for name, p in module.named_parameters() if not name.startswith("encoder.")]
    return [*groups, {"params": own, "lr": settings.head_rate}]
