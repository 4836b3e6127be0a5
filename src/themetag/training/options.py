"""What a training is told, whatever it trains."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from themetag.bundle import Bundle, Rights
from themetag.corpus.model import Corpus
from themetag.training.calibrate import Aim
from themetag.training.taught import Taught
from themetag.training.trained import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a training is told, whatever it trains.

    Attributes:
        extra: more units to fit on, but not to measure on; None: no more.
        extend: the model that gets one theme more; None: a model is trained anew.
        aim: what thresholds are chosen for.
        n_folds: in how many parts the corpus is divided for calibration, by document; from 2. None: the back end's own.
        min_examples: labels on fewer units are never given; from 1.
        seed: of everything that is random; from 0.
        n_jobs: processes for the parts; above 1 needs joblib, -1: one a core.
        name: of the model.
        version: of the model.
        made_for: what documents it is made for, in words.
        taught: sentences with a teacher's scores, for a linear model to learn from; None: none.
        encoder: what a transformer starts from: a folder or a hub id. None: not given.
        checkpoints: where a transformer's training is written, to go on from; None: nowhere.
        rights: its terms, with the attribution that its training text asks for.
        progress: called with a stage, steps done and steps in all.

    """

    extra: Corpus | None
    extend: Bundle | None
    aim: Aim
    n_folds: int | None
    min_examples: int
    seed: int
    n_jobs: int
    name: str
    version: str
    made_for: str
    taught: Taught | None
    encoder: str | None
    checkpoints: Path | None
    rights: Rights
    progress: Progress

    def __post_init__(self) -> None:
        """Refuse what no training can follow."""
        for name, value, least in (
            ("n_folds", self.n_folds, 2), ("min_examples", self.min_examples, 1), ("seed", self.seed, 0),
        ):  # fmt: skip
            if value is not None and value < least:
                raise ValueError(f"{name} must be {least} or more, was {value}")
        if self.n_jobs == 0:
            raise ValueError("n_jobs must be 1 or more, or -1 for one a core, was 0")
        if self.extra is not None and self.extend is not None:
            raise ValueError("extra rows do not go with a model to extend: its other themes are left as they are")
