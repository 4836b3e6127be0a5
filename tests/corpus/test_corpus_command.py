from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from corpus_samples import corpus, unit
from typer.testing import CliRunner, Result

from themetag.cli import corpus as corpus_command
from themetag.cli import evaluate as evaluate_command
from themetag.corpus import read_corpus, units_of_tagged, write_corpus
from themetag.corpus.jsonl import line_of
from themetag.errors import CorpusError
from themetag.readers.files import read_text
from themetag.taxonomy import load_taxonomy
from themetag.types import Polarity, Tag

TEXTS = [
    "managers read every audit and act on it.",
    "plans are late in most cases.",
    "views of children are heard well.",
    "visits are regular and are written up.",
]
PLACES = ["north", "south", "east", "west", "harbour"]
SAMPLE = corpus(
    *(
        unit(4 * i + k, "planning-" if k % 2 else "voice+", doc=f"d{i}", text=f"In the {place}, {text}")
        for i, place in enumerate(PLACES)
        for k, text in enumerate(TEXTS)
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "c.jsonl", SAMPLE)
    (tmp_path / "reports").mkdir()
    for doc in SAMPLE.documents:
        text = "\n\n".join(u.text for u in SAMPLE.units if u.doc == doc)
        (tmp_path / "reports" / f"file of {doc}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def call(*arguments: object, code: int = 0) -> Result:
    app = typer.Typer()
    corpus_command.register(app)
    evaluate_command.register(app)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, CorpusError):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def test_check_says_what_a_corpus_is_like(folder: Path) -> None:
    """The counts of rows, documents and labels are printed, and as JSON hold every finding."""
    text = call("corpus", "check", folder / "c.jsonl").stdout
    assert "c.jsonl: 20 rows, 5 documents, 0 rows without a label" in text
    assert "no example at all: leadership+" in text
    found = json.loads(call("corpus", "check", folder / "c.jsonl", "--json").stdout)
    assert found["counts"]["planning-"] == 10
    (folder / "bad.jsonl").write_text('{"doc": "a", "text": "x", "labels": ["plans+"]}', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"bad\.jsonl:1: labels: 'plans\+' is not a theme"):
        call("corpus", "check", folder / "bad.jsonl")


def test_split_writes_a_file_a_part(folder: Path) -> None:
    """The parts hold all rows between them, and what was done is said on standard error."""
    result = call("corpus", "split", folder / "c.jsonl", "-o", folder / "parts", "--parts", "a=3,b=1,c=1")
    parts = [read_corpus(folder / "parts" / f"{name}.jsonl") for name in "abc"]
    assert sum(map(len, parts)) == 20
    for first, other in ("ab", "ac", "bc"):
        assert f"rows of {other} are nearly the same as one of {first}" in result.stderr
    for parts_given in ("a=1", "a=x,b=1", "a=1,a=1", "../a=1,b=1", "a=0,b=1"):
        call("corpus", "split", folder / "c.jsonl", "-o", folder / "no", "--parts", parts_given, code=2)
    assert not (folder / "no").exists()


def test_near_duplicates_across_the_parts_are_written_out(tmp_path: Path) -> None:
    """Each pair is written with both rows and how alike they are, between any two of the parts."""
    same = "Plans for children in the north are late and are seldom looked at again."
    rows = [unit(i, "planning-", doc=f"d{i}", text=same if i < 2 else f"{'xyz'[i - 2]} is heard.") for i in range(3)]
    write_corpus(tmp_path / "c.jsonl", corpus(*rows))
    call(
        "corpus",
        "split",
        tmp_path / "c.jsonl",
        "-o",
        tmp_path,
        "--parts",
        "a=1,b=1,c=1",
        "--duplicates",
        tmp_path / "d",
    )
    (pair,) = map(json.loads, (tmp_path / "d").read_text(encoding="utf-8").splitlines())
    assert pair.pop("similarity") == 1.0
    assert {side["doc"] for side in pair.values()} == {"d0", "d1"}
    assert all(side["text"] == same and side["labels"] == ["planning-"] for side in pair.values())


def test_a_corpus_of_short_answers_can_be_split(tmp_path: Path) -> None:
    """Too many near-duplicates to count are said, and the parts are written all the same."""
    write_corpus(tmp_path / "c.jsonl", corpus(*(unit(i, doc=f"d{i}", text="The very same!") for i in range(700))))
    result = call("corpus", "split", tmp_path / "c.jsonl", "-o", tmp_path, "--parts", "a=1,b=1")
    assert "near-duplicates of a and b were not looked at: there are more than 100,000 pairs" in result.stderr
    assert len(read_corpus(tmp_path / "a.jsonl")) + len(read_corpus(tmp_path / "b.jsonl")) == 700


def test_predictions_of_label_studio_are_read_on_request(folder: Path) -> None:
    """What was written as predictions comes back as such, and not as annotations by people."""
    call("corpus", "convert", folder / "c.jsonl", folder / "c.json", "--model-version", "rules 1")
    call("corpus", "convert", folder / "c.json", folder / "back.jsonl", "--predictions")
    assert read_corpus(folder / "back.jsonl").units == SAMPLE.units
    with pytest.raises(CorpusError, match="has no annotation in any of its 20 tasks"):
        call("corpus", "convert", folder / "c.json", folder / "no.jsonl")


def test_convert_goes_through_every_format(folder: Path) -> None:
    """From JSON Lines to CSV to Label Studio and back, the rows stay the same."""
    call("corpus", "convert", folder / "c.jsonl", folder / "c.csv")
    call("corpus", "convert", folder / "c.csv", folder / "c.json")
    call("corpus", "convert", folder / "c.json", folder / "back.jsonl")
    assert read_corpus(folder / "back.jsonl").units == SAMPLE.units
    assert "<Choice " in call("corpus", "label-studio").stdout
    with pytest.raises(CorpusError, match="only the polarity of a whole unit"):
        call("corpus", "convert", folder / "c.jsonl", folder / "c.csv", "--map-polarity")


def test_a_taxonomy_is_made_for_somebody_elses_corpus(folder: Path) -> None:
    """The TOML that is written can be given as --taxonomy at once; a bad name is refused."""
    row = {"doc": "a", "text": "Warm soup.", "labels": ["Food & drink, “mealtimes”"]}
    (folder / "other.jsonl").write_text(json.dumps(row), encoding="utf-8")
    call("corpus", "themes", folder / "other.jsonl", "--name", "meals", "-o", folder / "meals.toml")
    assert load_taxonomy(folder / "meals.toml").keys == ("food_and_drink_mealtimes",)
    assert (
        "food_and_drink" in call("corpus", "check", folder / "other.jsonl", "--taxonomy", folder / "meals.toml").stdout
    )


def test_a_corpus_is_published_without_text_and_rebuilt(folder: Path) -> None:
    """The index has no text; with the documents, under any name, the text comes back; a low share is exit code 3."""
    call("corpus", "index", folder / "c.jsonl", folder / "i.jsonl")
    out = folder / "again.jsonl"
    result = call("corpus", "rebuild", folder / "i.jsonl", "--reports", folder / "reports", "-o", out)
    assert "20 of 20 rows found (100.00%) in 5 files; 0 lost, 0 in several places" in result.stderr
    assert [(u.id, u.text) for u in read_corpus(out).units] == [(u.id, u.text) for u in SAMPLE.units]
    (folder / "reports" / "file of d0.txt").unlink()
    rest = ("--reports", folder / "reports", "-o", out, "--at-least", "0.9")
    call("corpus", "rebuild", folder / "i.jsonl", *rest, code=3)
    assert len(read_corpus(out)) == 16


def test_evaluate_writes_text_json_and_pictures(folder: Path) -> None:
    """One command gives the figures as text, JSON and Markdown, draws them, and compares two models."""
    pytest.importorskip("sklearn")
    assert "F1 of labels, micro" in call("evaluate", "rules", folder / "c.jsonl").stdout
    reports = ("--reports", folder / "reports", "--errors", "0")
    found = json.loads(call("evaluate", "rules", folder / "c.jsonl", *reports, "-f", "json").stdout)
    assert found["end_to_end"]["exact"] == 20
    assert found["mistakes"] == []
    compared = call("evaluate", "rules", folder / "c.jsonl", "--compare", "rules", "-f", "md").stdout
    assert "| +0.000 [+0.000, +0.000] |" in compared.replace("\\", "")
    pytest.importorskip("matplotlib")
    call("evaluate", "rules", folder / "c.jsonl", "--plot", folder / "f.svg", "-o", folder / "f.txt")
    assert (folder / "f.svg").read_bytes().startswith(b"<?xml")


def test_tags_of_a_document_are_a_corpus(tmp_path: Path) -> None:
    """A tagged document is written as rows that read back as a corpus, sentences without a tag included."""
    from dataclasses import replace

    found = list(read_text("Plans are late.\n\nViews are heard.\n").sentences)
    found[0] = replace(found[0], tags=(Tag("voice", Polarity.CONCERN, 0.6), Tag("planning", Polarity.CONCERN, 0.9)))
    units = list(units_of_tagged("report.pdf", found, SAMPLE.taxonomy, "rules 1"))
    (tmp_path / "p.jsonl").write_text("".join(map(line_of, units)), encoding="utf-8")
    again = read_corpus(tmp_path / "p.jsonl").units
    assert list(again) == units
    assert [str(label) for label in again[0].labels] == ["planning-", "voice-"]
    assert again[0].scores == {"planning-": 0.9, "voice-": 0.6}
    assert (again[1].id, again[1].labels, again[1].fields["model"]) == ("report.pdf:1", (), "rules 1")
