"""What a teacher says of sentences that nobody labelled: a better model's scores, for a smaller one to learn from.

Distillation (Buciluă, Caruana and Niculescu-Mizil 2006; Hinton, Vinyals and Dean 2015): probabilities tell more than
tags do, and sentences without labels are plenty.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Backend
from themetag.corpus.model import Corpus
from themetag.corpus.reports import ReportFolder
from themetag.errors import CorpusError, Fault, ThemetagWarning
from themetag.training.trained import Progress, silent
from themetag.types import Unit
from themetag.units import units_of

_AT_ONCE: Final = 256


@dataclass(frozen=True, eq=False)
class Taught:
    """Units with a teacher's scores.

    Attributes:
        units: sentences that stand in no corpus.
        targets: (n_units, 2 * n_themes) float32 in [0, 1]: theme by theme, strength before concern.
        teacher: its name.

    """

    units: Sequence[Unit]
    targets: npt.NDArray[np.float32]
    teacher: str

    def __post_init__(self) -> None:
        """Refuse scores that are not those of the units."""
        if len(self.units) != len(self.targets):
            raise ValueError(f"there are scores of {len(self.targets)} units, and {len(self.units)} units")


def teach(teacher: Backend, units: Sequence[Unit], progress: Progress = silent) -> Taught:
    """Have a teacher score units.

    Args:
        teacher: a back end whose scores are probabilities.
        units: what it scores.
        progress: called with a stage, units done and units in all.

    Raises:
        ValueError: its scores are not calibrated, so that they are no probabilities to learn from.

    """
    if not teacher.calibrated:
        raise ValueError(f"the scores of {teacher.name} are no probabilities; a teacher must be calibrated")
    scores = np.zeros((len(units), 2 * len(teacher.taxonomy)), np.float32)
    for start in range(0, len(units), _AT_ONCE):
        some = units[start : start + _AT_ONCE]
        scores[start : start + len(some)] = teacher.score(some).reshape(len(some), -1)
        progress("teaching", min(start + _AT_ONCE, len(units)), len(units))
    return Taught(tuple(units), scores, teacher.name)


def sentences_of(folder: Path, progress: Progress = silent, but: Collection[str] = ()) -> list[Unit]:
    """Return the sentences of a folder's reports as units, in order.

    `but` are reports that are passed over, by their file names without ending: those that a model will be measured on.
    A report that cannot be read is named in a `ThemetagWarning`, and the others are read.

    Raises:
        CorpusError: there is no such folder, or nothing in it can be read.

    """
    reports = ReportFolder(folder)
    units: list[Unit] = []
    reports.paths = [path for path in reports.paths if path.stem not in but]
    for done, (_, document) in enumerate(reports, 1):
        units += units_of(document.sentences)
        progress("reading reports", done, len(reports.paths) - len(reports.failed))
    if reports.failed:
        named = "; ".join(str(fault) for fault in reports.failed)
        if not units:
            raise CorpusError(reports.failed)
        warnings.warn(f"{len(reports.failed)} reports could not be read: {named}", ThemetagWarning, stacklevel=2)
    return units


def check_taught(corpus: Corpus, taught: Taught) -> None:
    """Refuse a teacher of other themes; CorpusError."""
    places = 2 * len(corpus.taxonomy)
    if taught.targets.shape[1] != places:
        problem = f"has {len(corpus.taxonomy)} themes, the teacher {taught.teacher} {taught.targets.shape[1] // 2}"
        raise CorpusError([Fault(corpus.name, "taxonomy", problem)])


def unlike_any(units: Iterable[Unit], corpora: Iterable[Corpus]) -> list[Unit]:
    """Return the units whose text stands in none of the corpora, each text once, in order."""
    known = {_plain(unit.text) for corpus in corpora for unit in corpus.units}
    found = []
    for unit in units:
        text = _plain(unit.text)
        if text and text not in known:
            known.add(text)
            found.append(unit)
    return found


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
