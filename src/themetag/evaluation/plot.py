"""The reliability diagram and the F1 of each label as a picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from themetag.errors import OutputError
from themetag.evaluation.result import Evaluation, LabelFigures
from themetag.optional import require

SUFFIXES: Final = (".png", ".svg")
_STRENGTH, _CONCERN, _INK = (
    "#0072b2",
    "#d55e00",
    "#333333",
)  # Okabe and Ito's colours, told apart by the colour-blind


def plot(evaluation: Evaluation, path: str | Path) -> None:
    """Draw the reliability diagram of the tags beside the F1 of each label with its interval.

    Args:
        evaluation: what to draw.
        path: `.png` or `.svg`; the file is written whole or not at all and carries no clock time.

    Raises:
        OutputError: another suffix, or the file cannot be written.
        MissingExtraError: matplotlib is not installed.

    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"a picture is written as {' or '.join(SUFFIXES)}, the name was {path.name!r}")
    matplotlib = require("matplotlib", "plots", "to draw an evaluation")
    figures = require("matplotlib.figure", "plots", "to draw an evaluation")
    suffix = path.suffix.lower()
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    with matplotlib.rc_context({"svg.hashsalt": "themetag", "font.size": 9, "text.parse_math": False}):
        figure = figures.Figure(figsize=(11, 2.2 + 0.24 * len(evaluation.labels)), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
        _reliability(left, evaluation)
        _scores(right, evaluation.labels)
        metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
        try:
            figure.savefig(partial, format=suffix[1:], dpi=150, metadata=metadata)
            partial.replace(path)
        except OSError as e:
            partial.unlink(missing_ok=True)
            message = f"cannot write {path}: {e.strerror}; choose a folder that can be written to"
            raise OutputError(message) from e


def _reliability(axes: Any, evaluation: Evaluation) -> None:
    axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=":", label="perfect")
    if evaluation.bins:
        scores = [b.mean_score for b in evaluation.bins]
        axes.plot(scores, [b.precision for b in evaluation.bins], color=_STRENGTH, marker="o", label="tags")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean score of the bin", ylabel="share of its tags that is right")
    axes.set_box_aspect(1)
    n = sum(b.n for b in evaluation.bins)
    error = evaluation.figures["calibration_error"]
    axes.set_title(f"{n:,} tags in {len(evaluation.bins)} bins, calibration error {error}", fontsize=9)
    axes.legend(frameon=False, loc="upper left")


def _scores(axes: Any, labels: tuple[LabelFigures, ...]) -> None:
    for place, label in enumerate(labels):
        figure = label.f1
        if figure.value is None:
            continue
        colour = _CONCERN if label.name.endswith("-") else _STRENGTH
        if figure.low is not None and figure.high is not None:
            axes.plot([figure.low, figure.high], [place, place], color=colour, linewidth=1.2)
        axes.plot([figure.value], [place], color=colour, marker="s" if colour == _CONCERN else "o", markersize=4)
    names = [f"{label.name} ({label.support:,})" for label in labels]
    axes.set_yticks(range(len(labels)), names)
    axes.set(xlim=(0, 1), ylim=(len(labels) - 0.5, -0.5), xlabel="F1 with 95 % interval (gold rows in brackets)")
    axes.grid(axis="x", linewidth=0.4)
