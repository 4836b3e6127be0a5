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
        units: sentences, labelled somewhere or not.
        targets: (n_units, 2 * n_themes) float32 in [0, 1]: theme by theme, strength before concern.
        teacher: its name.
        themes: the keys of its themes, in their order.

    """

    units: Sequence[Unit]
    targets: npt.NDArray[np.float32]
    teacher: str
    themes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse scores that are not those of the units."""
        if len(self.units) != len(self.targets):
            raise ValueError(f"there are scores of {len(self.targets)} units, and {len(self.units)} units")


def check_calibrated(teacher: Backend) -> None:
    """Refuse a teacher whose scores are no probabilities; ValueError."""
    if not teacher.calibrated:
        raise ValueError(f"the scores of {teacher.name} are no probabilities; a teacher must be calibrated")


def teach(teacher: Backend, units: Sequence[Unit], progress: Progress = silent) -> Taught:
    """Have a teacher score units.

    Args:
        teacher: a back end whose scores are probabilities.
        units: what it scores.
        progress: called with a stage, units done and units in all.

    Raises:
        ValueError: its scores are not calibrated, so that they are no probabilities to learn from.

    """
    check_calibrated(teacher)
    scores = np.zeros((len(units), 2 * len(teacher.taxonomy)), np.float32)
    for start in range(0, len(units), _AT_ONCE):
        some = units[start : start + _AT_ONCE]
        scores[start : start + len(some)] = teacher.score(some).reshape(len(some), -1)
        progress("teaching", min(start + _AT_ONCE, len(units)), len(units))
    return Taught(tuple(units), scores, teacher.name, teacher.taxonomy.keys)


def sentences_of(folder: Path, progress: Progress = silent, but: Collection[str] = ()) -> list[Unit]:
    """Return the sentences of a folder's reports as units, in order.

    `but` are reports that are passed over, by their file names without ending: those that a model will be measured on.
    A report that cannot be read is named in a `ThemetagWarning`, and the others are read.

    Raises:
        CorpusError: there is no such folder, nothing in it can be read, or a name of `but` is not there.

    """
    reports = ReportFolder(folder)
    units: list[Unit] = []
    reports.pass_over(but)
    for done, (_, document) in enumerate(reports, 1):
        units += units_of(document.sentences)
        progress("reading reports", done, len(reports.paths) - len(reports.failed))
    if not units:
        raise CorpusError(reports.failed or [Fault(str(folder), "", "holds no sentence to learn from")])
    if reports.failed:
        named = "; ".join(str(fault) for fault in reports.failed)
        warnings.warn(f"{len(reports.failed)} reports could not be read: {named}", ThemetagWarning, stacklevel=2)
    return units


def check_teacher(corpus: Corpus, themes: Sequence[str], teacher: str) -> None:
    """Refuse a teacher of other themes, or of another order of them; CorpusError."""
    if tuple(themes) != corpus.taxonomy.keys:
        problem = f"has the themes {', '.join(corpus.taxonomy.keys)}; the teacher {teacher} has {', '.join(themes)}"
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
