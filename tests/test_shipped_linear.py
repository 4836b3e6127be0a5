"""The linear model that ships: what it is, that it does what it did, and what it says of other texts."""

from __future__ import annotations

from pathlib import Path

import pytest

import themetag
from other_fields import REPORTS
from themetag.bundle import find_model, load_folder, replay
from themetag.tagger import load

FOLDER = find_model("linear")
EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "source").glob("*.txt"))


def test_it_is_small_and_says_what_it_is() -> None:
    """The folder has less than 10 MB, names its corpora and figures, and carries the attribution owed."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 10_000_000
    manifest = load_folder(FOLDER).manifest
    assert manifest.held_out
    assert manifest.recipe.startswith("python training/build_linear.py")
    assert "Open Government Licence v3.0" in (FOLDER / "NOTICE").read_text(encoding="utf-8")


def test_it_does_what_it_did_when_it_was_saved() -> None:
    """The expected outputs replay."""
    tagger = load("linear")
    assert replay(load_folder(FOLDER).probes, tagger.backend) == ()


@pytest.mark.parametrize("field", REPORTS)
def test_other_reports_carry_a_note(field: str) -> None:
    """A report on a school, a hospital or a police force is tagged under a note that says not to rely on it."""
    notes = load("linear").tag(REPORTS[field]).notes
    assert any("looks unlike what the model linear was trained on" in note for note in notes)


@pytest.mark.repository
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reports_of_its_own_kind_carry_none(path: Path) -> None:
    """The example reports are of the kind that it was made for."""
    if "news" in path.stem or "minutes" in path.stem:
        pytest.skip("no report")
    notes = themetag.load("linear").tag(path.read_text(encoding="utf-8")).notes
    assert not any("looks unlike" in note for note in notes)
