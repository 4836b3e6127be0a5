from __future__ import annotations

import pickle

import pytest

from themetag import errors
from themetag.errors import DocumentError, Fault, FaultsError, MissingExtraError, Status, TaxonomyError, ThemetagError

OURS = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, ThemetagError)]


def test_every_error_is_ours_and_described() -> None:
    """Each error class derives from ThemetagError, so one `except` is enough, and says when it is raised."""
    assert len(OURS) > 10
    assert all(e.__doc__ for e in OURS)


@pytest.mark.parametrize(
    "error",
    [
        DocumentError("x.pdf is damaged", Status.TIMEOUT),
        MissingExtraError("a frame needs pandas", "frame"),
        TaxonomyError([Fault("t.toml", "name", "is missing", 3), Fault("t.toml", "", "is long")]),
    ],
)
def test_errors_survive_the_way_from_another_process(error: ThemetagError) -> None:
    """An error that is raised in a worker process arrives with its message and all it carries."""
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_faults_are_listed_with_their_places() -> None:
    """All faults of a file stand in one message, each with file, line and field."""
    error = FaultsError([Fault("a.toml", "name", "is missing", 3), Fault("a.toml", "", "is long")])
    assert str(error) == "the file has 2 faults:\n  a.toml:3: name: is missing\n  a.toml: is long"
    assert str(FaultsError([Fault("a", "b", "c")])).startswith("the file has 1 fault:\n")
