"""The transformer that ships: what it is, that it does what it did, and what it says of other texts."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="serving the transformer needs onnxruntime")
pytest.importorskip("onnx", reason="serving the transformer needs onnx")
pytest.importorskip("tokenizers", reason="serving the transformer needs tokenizers")

import themetag
from other_fields import REPORTS
from themetag.bundle import find_model, load_folder, replay, tolerance_of
from themetag.tagger import Tagger
from themetag.types import Polarity, Unit

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*-20*.txt"))
FOLDER = find_model("transformer")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return themetag.load("transformer")


def test_it_is_small_and_says_what_it_is() -> None:
    """The folder has less than 40 MB, names its corpora and figures, and carries the attributions owed."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40_000_000
    manifest = load_folder(FOLDER).manifest
    assert manifest.held_out[0].corpus.name.endswith("the part held back")
    assert manifest.recipe.startswith("python training/build_transformer.py")
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert "Open Government Licence v3.0" in notice
    assert "all-MiniLM-L6-v2" in notice


def test_it_does_what_it_did_when_it_was_saved(tagger: Tagger) -> None:
    """The expected outputs replay: the same tags, scores within the tolerance of its kind."""
    bundle = load_folder(FOLDER)
    assert replay(bundle.probes, tagger.backend, tolerance_of(bundle.manifest.backend)) == ()


def test_each_side_of_a_sentence_lands_on_its_own_theme(tagger: Tagger) -> None:
    """Of a contrast, each theme gets its own polarity and not the other."""
    (sentence,) = tagger.tag("Although assessments are timely, pathway plans are weak.").sentences
    found = {tag.label for tag in sentence.tags}
    assert {"assessment+", "timeliness+", "planning-"} <= found
    assert not {"planning+", "assessment-"} & found


def test_a_very_long_sentence_is_read_to_its_end(tagger: Tagger) -> None:
    """What stands beyond the first window is found, and the cost stays in proportion."""
    filler = "the report lists the teams that were visited in the spring and those that were visited in the autumn, "
    text = "In its annex " + filler * 40 + "and it says that caseloads are far too high."
    scores = tagger.backend.score([Unit(text)])
    assert scores[0, tagger.taxonomy.keys.index("workload"), 1] > 0.3


def test_what_a_grade_means_is_said_of_nobody(tagger: Tagger) -> None:
    """The words of a verdict are no verdict below the heading of a scale of grades, and are one elsewhere."""
    verdict = "The council is inadequate if its leaders fail to keep children safe."
    scale = Unit(verdict, heading="What the grades mean: The council")
    elsewhere = Unit(verdict, heading="The council")
    scores = tagger.backend.score([elsewhere, scale, elsewhere])
    assert not scores[1].any()
    assert scores[0].tobytes() == scores[2].tobytes()
    assert scores[0].any()
    assert tagger.backend.explain(scale, "safeguarding", Polarity.CONCERN) == ()
    assert tagger.backend.explain(elsewhere, "safeguarding", Polarity.CONCERN)


def test_it_explains_a_tag_by_its_words(tagger: Tagger) -> None:
    """The word that carries a theme is among the strongest."""
    (sentence,) = tagger.tag("Caseloads are too high in two of the teams.", explain=True).sentences
    (tag,) = [tag for tag in sentence.tags if (tag.theme, tag.polarity) == ("workload", Polarity.CONCERN)]
    words = [sentence.raw[span.start : span.end] for item in tag.evidence[:3] for span in item.spans]
    assert "Caseloads" in words


@pytest.mark.parametrize("field", REPORTS)
def test_other_reports_carry_a_note(tagger: Tagger, field: str) -> None:
    """A report on a school, a hospital or a police force is tagged under a note that says not to rely on it."""
    notes = tagger.tag(REPORTS[field]).notes
    assert any("looks unlike what the model transformer was trained on" in note for note in notes)


@pytest.mark.repository
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reports_of_its_own_kind_carry_none(tagger: Tagger, path: Path) -> None:
    """The example reports are of the kind that it was made for."""
    if "news" in path.stem or "minutes" in path.stem:
        pytest.skip("no report")
    assert not any("looks unlike" in note for note in tagger.tag(path.read_text(encoding="utf-8")).notes)
