"""The sentences in contrast that the shipped model is trained on."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from themetag.behaviour.loader import default_kit

pytestmark = pytest.mark.repository


def contrasts() -> Any:
    path = Path(__file__).parents[2] / "training" / "contrasts.py"
    spec = importlib.util.spec_from_file_location("contrasts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_contrasts_are_the_same_each_time() -> None:
    """The same seed gives the same sentences, another seed others."""
    module = contrasts()
    assert module.contrasts(500).digest == module.contrasts(500).digest
    assert module.contrasts(500).digest != module.contrasts(500, seed=8).digest


def test_no_sentence_is_of_the_behavioural_kit() -> None:
    """What the kit asks is not what the model was shown; a phrase may recur behind another sentence."""
    kit = default_kit()
    asked = {place(side.unit) for case in kit.cases for side in case.sides}
    assert len(asked) > 300
    assert not asked & {place(unit) for unit in contrasts().contrasts().units}


def place(unit: Any) -> tuple[str, str]:
    return unit.previous.casefold(), unit.text.casefold()
