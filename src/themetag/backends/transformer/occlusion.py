"""Explaining a score by what it loses when a word is hidden from the encoder (Zeiler and Fergus 2014).

The contributions are differences in log-odds. They rank the words; unlike those of the linear back end they do not add
up to the score, since hiding one word changes what the others mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.rules.findings import Findings
from themetag.backends.transformer.model import Floats
from themetag.backends.transformer.pieces import Window
from themetag.types import Evidence, Span, Unit

if TYPE_CHECKING:
    from themetag.backends.transformer.backend import TransformerBackend

_LEAST: Final = 0.02  # log-odds below which a word made no difference worth telling


def explain(backend: TransformerBackend, unit: Unit, label: int) -> tuple[Evidence, ...]:
    """Return the evidence for one label, given by its number among those of the model.

    A word that speaks against the label has a negative contribution. What the rules found stands beside them without a
    span, in the role `rules`: what the score loses when they find nothing.
    """
    ruled, findings = backend.rules.find([unit])
    windows = backend.pieces.windows(unit)

    def log_odds(some: Sequence[Window], found: Findings, scores: Scores) -> Floats:
        """Return (n_windows,) calibrated log-odds of the label."""
        states = backend.encoder.states_of([window.ids for window in some])
        odds = np.zeros((len(some), *scores.shape[1:]))
        for row, (window, of_window) in enumerate(zip(some, states, strict=True)):
            odds[row] = backend.model.head.log_odds(of_window[: window.text], found)
        return backend.model.calibrated(odds, np.repeat(scores, len(some), axis=0))[:, label]

    whole = log_odds(windows, findings[0], ruled)
    deciding = windows[int(whole.argmax())]
    full = float(whole.max())
    words = _words(deciding, unit.text)
    without = log_odds([_hidden(deciding, places, backend.pieces.mask) for _, places in words], findings[0], ruled)
    found = [
        Evidence((span,), "hidden", "word", full - float(odds)) for (span, _), odds in zip(words, without, strict=True)
    ]
    alone = float(log_odds([deciding], np.zeros_like(findings[0]), np.zeros_like(ruled))[0])
    found.append(Evidence((), "what they find", "rules", full - alone))
    found = [item for item in found if item.contribution is not None and abs(item.contribution) >= _LEAST]
    return tuple(sorted(found, key=lambda item: -abs(item.contribution or 0.0)))


def _words(window: Window, text: str) -> list[tuple[Span, list[int]]]:
    """Return the words of a window and the places of their pieces; pieces that touch are one word."""
    words: list[tuple[Span, list[int]]] = []
    for place, (start, end) in enumerate(window.words, 1):  # the first place is the start sign's
        if not any(character.isalnum() for character in text[start:end]):
            continue
        if words and words[-1][0].end == start:
            span, places = words[-1]
            words[-1] = (Span(span.start, end), [*places, place])
        else:
            words.append((Span(start, end), [place]))
    return words


def _hidden(window: Window, places: Sequence[int], mask: int) -> Window:
    ids = list(window.ids)
    for place in places:
        ids[place] = mask
    return Window(tuple(ids), window.text, window.words)
