"""From a document's sentences to the units that a back end scores."""

from __future__ import annotations

from collections.abc import Sequence

from themetag.types import Sentence, Unit


def units_of(sentences: Sequence[Sentence]) -> list[Unit]:
    """Return one unit a sentence; each carries the text of the sentence before it, "" for the first."""
    units: list[Unit] = []
    previous = ""
    for sentence in sentences:
        units.append(Unit(sentence.text, sentence.kind, sentence.heading, sentence.lead_in, previous))
        previous = sentence.text
    return units
