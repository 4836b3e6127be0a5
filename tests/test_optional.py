from __future__ import annotations

import json
import sys

import pytest

from themetag.errors import MissingExtraError
from themetag.optional import require


def test_a_package_that_is_there_is_imported() -> None:
    """What is installed comes back as the module, also where it is inside a package."""
    assert require("json", "none", "a test") is json
    assert require("json.decoder", "none", "a test") is sys.modules["json.decoder"]


@pytest.mark.parametrize("name", ["no_such_package", "no_such_package.inner"])
def test_a_missing_package_names_its_extra(name: str) -> None:
    """What is missing is an ImportError of ours that says what for, which package, and what to run."""
    with pytest.raises(
        MissingExtraError, match=r"a test needs the package 'no_such_package': pip install 'themetag"
    ) as e:
        require(name, "extra", "a test")
    assert e.value.extra == "extra"
    assert isinstance(e.value, ImportError)


def test_a_blocked_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose import is blocked, as tests do, counts as missing and not as a crash."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'themetag\[frame\]'"):
        require("pandas", "frame", "a data frame")
