"""How often a model errs on each label, as an evaluation on held-out documents measured it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from themetag.errors import ComparisonError
from themetag.opening import open_regular

_MAX_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """Held-out rows of one label, counted: tagged rightly, tagged wrongly, missed, rightly left alone."""

    tp: int
    fp: int
    fn: int
    tn: int

    def __post_init__(self) -> None:
        """Refuse counts below 0."""
        if min(self.tp, self.fp, self.fn, self.tn) < 0:
            raise ValueError(f"counts must be 0 or more, were {self.tp}, {self.fp}, {self.fn}, {self.tn}")

    @property
    def positives(self) -> int:
        """Rows that truly have the label."""
        return self.tp + self.fn


@dataclass(frozen=True, slots=True)
class MeasuredErrors:
    """The errors of one model: `model` is its name and version, `labels` is by label (`planning-`)."""

    model: str
    corpus: str
    labels: Mapping[str, LabelErrors]


def load_measured(path: str | Path) -> MeasuredErrors:
    """Read the JSON that `themetag evaluate --format json` writes.

    Raises:
        ComparisonError: the file cannot be read, or is no such JSON.

    """
    try:
        with open_regular(path) as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ComparisonError(f"{path} has more than {_MAX_BYTES:,} bytes: it is no evaluation")
        content = json.loads(data)
    except OSError as e:
        raise ComparisonError(f"{path} cannot be read: {e.strerror}") from e
    except (ValueError, RecursionError):
        raise ComparisonError(f"{path} is not JSON: give the file that themetag evaluate writes as JSON") from None
    try:
        return measured_of(content)
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise ComparisonError(
            f"{path} is no evaluation of labels ({type(e).__name__}: {e}): give the file that themetag evaluate "
            "writes as JSON"
        ) from None


def measured_of(evaluation: Mapping[str, Any]) -> MeasuredErrors:
    """Return the errors that an evaluation holds, from its plain values.

    Raises:
        KeyError, TypeError, ValueError: a value is missing or is not what it should be.

    """
    rows = int(evaluation["n_rows"])
    labels: dict[str, LabelErrors] = {}
    for label in evaluation["labels"]:
        name, support, given = str(label["name"]), int(label["support"]), int(label["given"])
        recall = label["recall"]["value"] or 0.0
        hits = round(recall * support)  # recall is a quotient of whole numbers, so nothing is lost here
        labels[name] = LabelErrors(hits, given - hits, support - hits, rows - support - given + hits)
    return MeasuredErrors(str(evaluation["model"]), str(evaluation["corpus"]), labels)
