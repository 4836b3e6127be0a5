"""What every back end keeps, exactly; it runs over all of them, and a back end that breaks it is wrong."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from themetag.backends.base import Backend, Explainer, Scores
from themetag.bundle import shipped_models
from themetag.tagger import load
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Kind, Span, Unit

TEXTS = (
    "Plans are good, and staff stay long enough to know the children well.",
    "Assessments are timely, but too many plans are late.",
    "Leaders do not know whether visits happen.",
    "Children wait too long – in some teams for months – before anyone asks “what is it like at home?”.",
    "The authority’s records aren’t up to date.",
    "Social workers feel supported by their managers.",
    "Drift and delay have not reduced.",
    "Inspectors visited three offices in May.",
    "Ensure that return home interviews are offered within 72 hours.",
    "There is no waiting list.",
    "Few care leavers are in education, employment or training.",
    "Supervision is regular; however, it seldom asks about the child’s day.",
    "good",
    "Audits – when they are done – lead to learning.",
    "“My social worker listens”, one young person said.",
    "Although demand rises, caseloads remain manageable.",
    "x",
    "12.",
    "???",
    "Foster carers are trained, valued and well supported, and children do well in their care.",
)
UNITS = tuple(
    Unit(text, kind, heading, lead_in, previous)
    for i, text in enumerate(TEXTS)
    for kind, heading, lead_in, previous in [
        [
            (Kind.PROSE, "", "", ""),
            (Kind.LIST, "What needs to improve", "The council should:", TEXTS[i - 1]),
            (Kind.PROSE, "The experiences of children’s families", "", TEXTS[i - 1]),
            (Kind.LIST, "Strengths", "", ""),
        ][i % 4]
    ]
)

EXCHANGES = (
    str.maketrans("’‘“”–", "''\"\"-"),
    str.maketrans({"’": "\u02bc", "“": "«", "”": "»", "–": "—"}),
    str.maketrans({" ": "\u00a0"}),
    str.maketrans({" ": "\u2009", "–": "\u2212"}),
    str.maketrans({" ": "\t"}),
)

any_text = st.text(st.characters(), max_size=200)  # lone surrogates and controls too
words = st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=40).map(" ".join)
units = st.builds(
    Unit,
    st.one_of(any_text, words),
    st.sampled_from([Kind.PROSE, Kind.LIST]),
    st.one_of(any_text, words),
    st.one_of(st.just(""), any_text),
    st.one_of(any_text, words),
)
# The back end is one for the whole run, which is what is wanted.
properties = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def one_by_one(backend: Backend, some: Sequence[Unit]) -> Scores:
    return np.concatenate([backend.score([unit]) for unit in some])


def in_range(scores: Scores) -> bool:
    return bool(np.all((scores >= 0) & (scores <= 1)))


def test_it_says_what_it_is(backend: Backend) -> None:
    """Name and version are words, `calibrated` is a bool, and the taxonomy has themes."""
    assert isinstance(backend, Backend)
    assert backend.name.strip() == backend.name != ""
    assert backend.version.strip() == backend.version != ""
    assert type(backend.calibrated) is bool
    assert isinstance(backend.taxonomy, Taxonomy)
    assert len(backend.taxonomy) > 0


def test_thresholds_have_a_row_a_theme(backend: Backend) -> None:
    """Thresholds are (n_themes, 2) float64, numbers from 0; above 1 means never, and not all may."""
    thresholds = backend.thresholds
    assert (thresholds.shape, thresholds.dtype) == ((len(backend.taxonomy), len(POLARITIES)), np.float64)
    assert np.all(thresholds >= 0)
    assert np.any(thresholds <= 1)


def test_scores_have_their_shape_and_range(backend: Backend) -> None:
    """Scores are (n_units, n_themes, 2) float64 in [0, 1]."""
    scores = backend.score(UNITS)
    assert (scores.shape, scores.dtype) == ((len(UNITS), len(backend.taxonomy), 2), np.float64)
    assert in_range(scores)


def test_it_gives_some_tags_and_not_all(backend: Backend) -> None:
    """On ordinary sentences some labels pass their threshold and most do not: the other tests test something."""
    given_labels = backend.score(UNITS) >= backend.thresholds
    assert 0 < given_labels.mean() < 0.5
    assert len(np.unique(backend.score(UNITS), axis=0)) > 3


def test_no_units_give_no_rows(backend: Backend) -> None:
    """No units give an array of shape (0, n_themes, 2)."""
    for none in ([], ()):
        scores = backend.score(none)
        assert (scores.shape, scores.dtype) == ((0, len(backend.taxonomy), 2), np.float64)


def test_a_batch_is_its_units_one_by_one(backend: Backend) -> None:
    """A batch gives the same bytes as its units one by one, in batches of any size."""
    whole = backend.score(UNITS)
    assert whole.tobytes() == one_by_one(backend, UNITS).tobytes()
    for size in (2, 3, 7):
        parts = [backend.score(UNITS[i : i + size]) for i in range(0, len(UNITS), size)]
        assert whole.tobytes() == np.concatenate(parts).tobytes()


def test_the_order_of_units_does_not_matter(backend: Backend) -> None:
    """Shuffled units give shuffled rows, and a unit that stands twice gives the same row twice."""
    order = list(range(len(UNITS))) * 2
    random.Random(7).shuffle(order)
    assert backend.score([UNITS[i] for i in order]).tobytes() == backend.score(UNITS)[order].tobytes()


def test_a_neighbour_does_not_matter(backend: Backend) -> None:
    """Very long and very short units in a batch leave the others' scores as they are."""
    odd = [Unit("plans " * 2_000), Unit(""), Unit("Δ" * 500)]
    assert backend.score([*odd, *UNITS])[len(odd) :].tobytes() == backend.score(UNITS).tobytes()


def test_units_are_left_as_they_are(backend: Backend) -> None:
    """Scoring changes neither the units nor the list they come in."""
    given_units = list(UNITS)
    before = [dataclasses.astuple(unit) for unit in given_units]
    backend.score(given_units)
    assert [dataclasses.astuple(unit) for unit in given_units] == before
    assert all(a is b for a, b in zip(given_units, UNITS, strict=True))


def test_the_scores_belong_to_the_caller(backend: Backend) -> None:
    """Writing into returned scores changes no later ones."""
    first = backend.score(UNITS)
    kept = first.tobytes()
    first[...] = 0.5
    assert backend.score(UNITS).tobytes() == kept


@pytest.mark.parametrize("exchange", EXCHANGES, ids=["plain", "other marks", "no-break", "thin, minus", "tab"])
def test_typography_does_not_matter(backend: Backend, exchange: dict[int, str]) -> None:
    """Curly quotes, dashes and odd spaces, exchanged for others or for their plain forms, give the same scores."""
    exchanged = [
        Unit(
            unit.text.translate(exchange),
            unit.kind,
            unit.heading.translate(exchange),
            unit.lead_in.translate(exchange),
            unit.previous.translate(exchange),
        )
        for unit in UNITS
    ]
    assert [unit.text for unit in exchanged] != [unit.text for unit in UNITS]
    assert backend.score(exchanged).tobytes() == backend.score(UNITS).tobytes()


def test_the_same_again(backend: Backend, again: Backend) -> None:
    """A second call, and a back end made anew, give the same bytes."""
    scores = backend.score(UNITS).tobytes()
    assert backend.score(UNITS).tobytes() == scores
    assert again.score(UNITS).tobytes() == scores
    assert again.thresholds.tobytes() == backend.thresholds.tobytes()


def test_the_same_in_another_process(backend: Backend, request: pytest.FixtureRequest) -> None:
    """Another process, whose hashes are seeded otherwise, gives the same bytes."""
    name = request.node.callspec.params["backend"]
    if name == "keywords":
        pytest.skip(f"back end {name} is the tests' own and has no name to be loaded by")
    code = (
        "import hashlib, sys\nfrom test_backends import UNITS\nfrom themetag.loading import load_model\n"
        "print(hashlib.sha256(load_model(sys.argv[1]).score(UNITS).tobytes()).hexdigest())"
    )
    path = os.pathsep.join([os.path.dirname(__file__), *sys.path])
    expected = hashlib.sha256(backend.score(UNITS).tobytes()).hexdigest()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        command = [sys.executable, "-c", code, name]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


def test_it_goes_to_another_process_and_back(backend: Backend) -> None:
    """A back end can be sent to worker processes, also after use, and scores the same there."""
    expected = backend.score(UNITS)
    for _ in range(2):
        assert pickle.loads(pickle.dumps(backend)).score(UNITS).tobytes() == expected.tobytes()


def test_saved_and_loaded_it_is_the_same(backend: Backend, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A model folder that a tagger saves holds the same back end: scores, thresholds, themes and names."""
    name = request.node.callspec.params["backend"]
    if name not in shipped_models():
        pytest.skip(f"back end {name} is not trained and has no model folder")
    load(name).save(tmp_path / "model")
    saved = load(tmp_path / "model").backend
    assert saved.score(UNITS).tobytes() == backend.score(UNITS).tobytes()
    assert saved.thresholds.tobytes() == backend.thresholds.tobytes()
    assert (saved.name, saved.version, saved.calibrated) == (backend.name, backend.version, backend.calibrated)
    assert saved.taxonomy == backend.taxonomy


def test_threads_may_share_it(backend: Backend) -> None:
    """Threads that score at the same time get the scores that each would get alone."""
    expected = backend.score(UNITS).tobytes()
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(backend.score(UNITS).tobytes())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.parametrize("text", ["plans are late " * 4_000, "a" * 60_000, "“(" * 20_000, "\u0301" * 30_000])
def test_a_huge_unit_is_scored(backend: Backend, text: str) -> None:
    """A unit far longer than any sentence is scored like others, in its text, heading and sentence before."""
    scores = backend.score([Unit(text), Unit("Plans are good.", Kind.LIST, text, text, text)])
    assert scores.shape == (2, len(backend.taxonomy), 2)
    assert in_range(scores)


@given(some=st.lists(units, max_size=5))
@properties
def test_any_unicode_is_scored(backend: Backend, some: list[Unit]) -> None:
    """Any text at all, lone surrogates and control characters too, is scored in [0, 1], alone as in a batch."""
    scores = backend.score(some)
    assert scores.shape == (len(some), len(backend.taxonomy), 2)
    assert in_range(scores)
    if some:
        assert scores.tobytes() == one_by_one(backend, some).tobytes()


def test_explanations_stand_in_the_unit(explainer: Explainer, backend: Backend) -> None:
    """Evidence for a label that is given has spans inside the unit's text, names and roles, and finite weights."""
    scores = backend.score(UNITS)
    explained = 0
    for unit, row in zip(UNITS, scores >= backend.thresholds, strict=True):
        for theme, column in zip(*np.nonzero(row), strict=True):
            evidence = explainer.explain(unit, backend.taxonomy.keys[theme], POLARITIES[column])
            assert evidence, f"{unit.text!r} is tagged {backend.taxonomy.keys[theme]} without evidence"
            for item in evidence:
                assert item.name
                assert item.role
                assert item.contribution is None or np.isfinite(item.contribution)
                assert all(isinstance(span, Span) and len(span) > 0 for span in item.spans)
                assert all(span.end <= len(unit.text) for span in item.spans)
            explained += 1
    assert explained > 3


def test_explaining_changes_no_score(explainer: Explainer, backend: Backend) -> None:
    """Scores are the same after labels were explained, also those that are not given."""
    before = backend.score(UNITS).tobytes()
    for unit in UNITS:
        explainer.explain(unit, backend.taxonomy.keys[0], POLARITIES[1])
    assert backend.score(UNITS).tobytes() == before


def test_an_explanation_of_no_theme_is_an_error(explainer: Explainer) -> None:
    """A theme that the taxonomy does not have is a KeyError that names it."""
    with pytest.raises(KeyError, match="no_such_theme"):
        explainer.explain(UNITS[0], "no_such_theme", POLARITIES[0])


@given(unit=units)
@properties
def test_any_unicode_is_explained(explainer: Explainer, backend: Backend, unit: Unit) -> None:
    """Explaining any label of any unit raises nothing, and its spans stay inside the text."""
    for theme in backend.taxonomy.keys[:3]:
        for polarity in POLARITIES:
            for item in explainer.explain(unit, theme, polarity):
                assert all(0 <= span.start < span.end <= len(unit.text) for span in item.spans)
