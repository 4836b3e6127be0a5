"""The linear back end reads typographic marks as their plain forms, and travels to other processes."""

from __future__ import annotations

import pickle

from linear_samples import UNITS, trained
from themetag.fold import fold
from themetag.types import Unit


def test_typographic_marks_score_like_plain_ones() -> None:
    """Curly quotes, dashes and odd spaces, in the text or around it, change no byte of a score."""
    backend = trained().backend
    folded = [Unit(fold(u.text), u.kind, fold(u.heading), fold(u.lead_in), fold(u.previous)) for u in UNITS]
    assert [u.text for u in folded] != [u.text for u in UNITS]
    assert backend.score(folded).tobytes() == backend.score(UNITS).tobytes()
    spaced = [Unit(u.text.replace(" ", "\u00a0"), u.kind, u.heading, u.lead_in, u.previous) for u in UNITS]
    assert backend.score(spaced).tobytes() == backend.score(UNITS).tobytes()


def test_it_goes_to_another_process_and_back() -> None:
    """A copy made the way that joblib makes one scores the same bytes."""
    backend = trained().backend
    copy = pickle.loads(pickle.dumps(backend))
    assert copy.score(UNITS).tobytes() == backend.score(UNITS).tobytes()
