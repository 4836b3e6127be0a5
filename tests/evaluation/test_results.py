from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import SMALL, Told, chance, corpus, row

from themetag.errors import OutputError
from themetag.evaluation import compare, evaluate, plot, to_json, to_markdown, to_text

pytest.importorskip("sklearn")

TABLE = {"quiet | *one*": {"voice+": 0.9}, "loud": {"voice-": 0.6}, "fine": {"planning+": 0.99}}
GOLD = corpus(row("a", "quiet | *one*", "planning-"), row("a", "loud", "voice+"), row("b", "fine", "planning+"))


def test_the_worst_errors_come_first_with_their_evidence() -> None:
    """The surest wrong answer leads; right rows are left out; evidence is quoted for wrong and missed labels."""
    first, second = evaluate(Told(TABLE), GOLD).mistakes
    assert first.text == "quiet | *one*"
    assert (first.gold, first.given) == (("planning-",), ("voice+",))
    assert (first.wrong, first.missed) == ((("voice+", 0.9),), (("planning-", 0.0),))
    assert [(cause.label, cause.words, cause.name) for cause in first.causes] == [
        ("voice+", "quiet", "cue of voice"),
        ("planning-", "quiet", "cue of planning"),
    ]
    assert second.text == "loud"
    assert 1 >= first.badness >= second.badness >= 0


def test_the_number_of_errors_is_that_asked_for() -> None:
    """No error is kept where none is asked for, and no more than are asked for."""
    assert [len(evaluate(Told(TABLE), GOLD, n_mistakes=n).mistakes) for n in (0, 1, 20)] == [0, 1, 2]


def test_a_back_end_that_cannot_explain_has_errors_without_causes() -> None:
    """Evidence is left out where the back end has none to give."""

    class Silent:
        name, version, calibrated, taxonomy = "silent", "1", False, SMALL
        thresholds, score = Told(TABLE).thresholds, Told(TABLE).score

    found = evaluate(Silent(), GOLD)
    assert [mistake.causes for mistake in found.mistakes] == [(), ()]
    assert "the model does not say that its scores are probabilities" in found.notes


def test_json_holds_every_figure() -> None:
    """The JSON parses, has no number that is none, and says what the object says."""
    sample, model = chance(120)
    found = evaluate(model, sample)
    read: dict[str, Any] = json.loads(to_json(found), parse_constant=lambda name: pytest.fail(name))
    assert read["figures"]["micro_f1"]["value"] == found.figures["micro_f1"].value
    assert [label["name"] for label in read["labels"]] == list(sample.label_names)
    assert len(read["bins"]) == 15
    assert read["corpus_digest"] == sample.digest
    assert "sums" not in read
    compared = json.loads(to_json(compare(found, found)))
    assert compared["figures"]["theme_f1"]["difference"]["value"] == 0.0


def test_text_and_markdown_say_the_same_figures() -> None:
    """Both name each label and carry the same values; Markdown escapes what the corpus says."""
    found = evaluate(Told(TABLE), GOLD, min_positives=1)
    text, markdown = to_text(found), to_markdown(found)
    for part in (str(found.figures["micro_f1"]), "planning+", "told 1 on sample: 3 rows of 2 documents"):
        assert part in text.replace("\\", "")
        assert part in markdown.replace("\\", "")
    assert "quiet \\| \\*one\\*" in markdown
    table = [line for line in markdown.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in table} <= {4, 3, 6, 7, 8}
    assert str(found) == text
    assert "told 1 against told 1" in to_markdown(compare(found, found))


def test_results_are_the_same_every_time() -> None:
    """Two evaluations of the same model and corpus give the same bytes."""
    sample, model = chance(80)
    assert to_json(evaluate(model, sample)) == to_json(evaluate(model, sample))


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_a_picture_is_written_the_same_every_time(tmp_path: Path, suffix: str, start: bytes) -> None:
    """PNG and SVG are written whole, the same bytes twice, and an SVG carries no date."""
    pytest.importorskip("matplotlib")
    sample, model = chance(80)
    found = evaluate(model, sample)
    for name in ("one", "two"):
        plot(found, tmp_path / f"{name}{suffix}")
    data = (tmp_path / f"one{suffix}").read_bytes()
    assert data.startswith(start)
    assert data == (tmp_path / f"two{suffix}").read_bytes()
    assert b"dc:date" not in data
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"one{suffix}", f"two{suffix}"]


def test_a_picture_has_a_name_that_says_its_kind(tmp_path: Path) -> None:
    """Another ending is refused before anything is drawn; a folder that is not there leaves nothing behind."""
    found = evaluate(Told(TABLE), GOLD)
    with pytest.raises(OutputError, match=r"a picture is written as \.png or \.svg, the name was 'x\.gif'"):
        plot(found, tmp_path / "x.gif")
    pytest.importorskip("matplotlib")
    with pytest.raises(OutputError, match=r"cannot write .*; choose a folder"):
        plot(found, tmp_path / "missing" / "x.png")
