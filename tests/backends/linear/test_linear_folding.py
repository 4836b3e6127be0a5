"""The linear back end reads typographic marks as their plain forms, and serves threads and other processes."""

from __future__ import annotations

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np

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


def test_threads_that_meet_new_words_together_score_alike() -> None:
    """A back end that has kept nothing yet scores the same bytes from four threads as from one."""
    backend = trained().backend
    units = [Unit(f"The bread{i % 997}ing of stall{i} was lovely, but queue{i}s were slow.") for i in range(1_200)]
    expected = pickle.loads(pickle.dumps(backend)).score(units)
    fresh = pickle.loads(pickle.dumps(backend))
    starts = range(0, len(units), 20)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda start: fresh.score(units[start : start + 20]), starts))
    finally:
        sys.setswitchinterval(interval)
    assert np.concatenate(found).tobytes() == expected.tobytes()
    assert fresh.score(units).tobytes() == expected.tobytes()


def test_what_was_kept_stays_behind() -> None:
    """A copy for another process is as large after scoring as before."""
    backend = pickle.loads(pickle.dumps(trained().backend))
    before = len(pickle.dumps(backend))
    backend.score([Unit(f"Stall{i} had rye{i} and oat{i}.") for i in range(300)])
    assert len(pickle.dumps(backend)) <= before + 1_000
