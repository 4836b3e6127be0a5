"""The sentences in contrast that the shipped model is trained on."""

from __future__ import annotations

from typing import Any

import pytest

from themetag.behaviour.loader import default_kit
from training_scripts import script

pytestmark = pytest.mark.repository


def test_contrasts_are_the_same_each_time() -> None:
    """The same seed gives the same sentences, another seed others."""
    module = script("contrasts")
    assert module.contrasts(500).digest == module.contrasts(500).digest
    assert module.contrasts(500).digest != module.contrasts(500, seed=8).digest


def test_no_sentence_is_of_the_behavioural_kit() -> None:
    """What the kit asks is not what the model was shown; a phrase may recur behind another sentence."""
    kit = default_kit()
    asked = {place(side.unit) for case in kit.cases for side in case.sides}
    assert len(asked) > 300
    assert not asked & {place(unit) for unit in script("contrasts").contrasts().units}


def place(unit: Any) -> tuple[str, str]:
    return unit.previous.casefold(), unit.text.casefold()
