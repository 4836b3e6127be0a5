"""The tests' own back end, which keeps the whole contract: it folds its units, and explains."""

from __future__ import annotations

from collections.abc import Sequence

from fakes import KeywordBackend
from themetag.backends.base import Scores
from themetag.fold import fold
from themetag.types import Evidence, Polarity, Span, Unit


class ExplainingBackend(KeywordBackend):
    """The tests' own back end: folds its units, and explains a tag by the whole sentence."""

    explains_always = False

    def score(self, units: Sequence[Unit]) -> Scores:
        folded = [Unit(fold(u.text), u.kind, fold(u.heading), fold(u.lead_in), fold(u.previous)) for u in units]
        return super().score(folded)

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        if theme not in self.taxonomy:
            raise KeyError(f"no theme {theme!r}")
        return (Evidence((Span(0, len(unit.text)),), "sentence", "theme"),) if unit.text else ()
