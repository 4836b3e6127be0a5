"""Every back end that the registry knows, and the tests' own, each made once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fakes import KeywordBackend
from themetag.backends.base import Backend, Explainer, Scores
from themetag.backends.registry import BACKENDS, load_backend
from themetag.errors import MissingExtraError
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


def make(name: str) -> Backend:
    if name == "keywords":
        return ExplainingBackend()
    try:
        return load_backend(name)
    except MissingExtraError as e:
        pytest.skip(f"back end {name}: {e}")


@pytest.fixture(scope="session", params=[*BACKENDS, "keywords"])
def backend(request: pytest.FixtureRequest) -> Backend:
    return make(request.param)


@pytest.fixture
def explainer(backend: Backend) -> Explainer:
    if not isinstance(backend, Explainer):
        pytest.skip(f"back end {backend.name} cannot explain")
    return backend


@pytest.fixture
def again(backend: Backend, request: pytest.FixtureRequest) -> Backend:
    """The same back end, made a second time."""
    return make(request.node.callspec.params["backend"])
