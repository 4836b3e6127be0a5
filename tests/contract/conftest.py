"""Every back end that the registry knows, every model that ships, and the tests' own, each made once."""

from __future__ import annotations

import pytest
from explaining_backend import ExplainingBackend

from themetag.backends.base import Backend, Explainer
from themetag.backends.registry import BACKENDS
from themetag.bundle import shipped_models
from themetag.errors import MissingExtraError
from themetag.loading import load_model


def make(name: str) -> Backend:
    if name == "keywords":
        return ExplainingBackend()
    try:
        return load_model(name)
    except MissingExtraError as e:
        pytest.skip(f"back end {name}: {e}")


@pytest.fixture(scope="session", params=[*BACKENDS, *shipped_models(), "keywords"])
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
