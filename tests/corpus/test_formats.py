from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from corpus_samples import HOSPITAL, corpora, corpus, unit
from hypothesis import HealthCheck, example, given, settings

from themetag.corpus import Corpus, Format, Scheme, labelling_config, read_corpus, read_label_studio, write_corpus
from themetag.corpus.hub import from_dataset
from themetag.corpus.rows import to_values
from themetag.errors import CorpusError, OutputError
from themetag.tagger import load
from themetag.types import Kind, Polarity

FORMULAS = ["=1+1", "'=1+1", "''-x", "-late", "+44", "@you", "\tx", "\rx", "'quoted'", "a\x00b", "a\u2028b", "a\r\nb"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(corpora())
@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".json"])
def test_any_corpus_comes_back_as_it_was_written(tmp_path: Path, suffix: str, written: Corpus) -> None:
    """Reading gives the units that were written, whatever characters they hold, in every format."""
    path = tmp_path / f"corpus{suffix}"
    write_corpus(path, written)
    assert read_corpus(path, written.taxonomy).units == written.units


@pytest.mark.parametrize("text", FORMULAS)
def test_a_csv_cell_never_starts_a_formula(tmp_path: Path, text: str) -> None:
    """No cell starts with a character that a spreadsheet runs, and reading gives the text back."""
    path = tmp_path / "c.csv"
    write_corpus(path, corpus(unit(1, "planning+", text=text, heading=text)))
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert read_corpus(path).units[0].text == text


def test_csv_has_one_column_a_label(tmp_path: Path) -> None:
    """Every label of the taxonomy heads a column, and the cells are 1 and 0."""
    path = tmp_path / "c.csv"
    write_corpus(path, corpus(unit(1, "planning+ voice-"), unit(2)))
    with path.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert [name for name in first if name[-1] in "+-"] == list(corpus(unit(1)).label_names)
    assert {name for name, cell in first.items() if cell == "1" and name[-1] in "+-"} == {"planning+", "voice-"}
    assert second["planning+"] == "0"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_of_a_spreadsheet_is_read(tmp_path: Path, delimiter: str, mark: str, line_end: str) -> None:
    """Comma, semicolon and tab are told apart; a byte-order mark and either line end change nothing."""
    rows = [["doc", "text", "planning+", "voice-"], ["a", '"Late; and, so"', "x", ""], ["a", "Fine", "", "yes"]]
    path = tmp_path / "c.csv"
    path.write_bytes((mark + line_end.join(delimiter.join(row) for row in rows)).encode())
    units = read_corpus(path).units
    assert [u.text for u in units] == ["Late; and, so", "Fine"]
    assert [[str(label) for label in u.labels] for u in units] == [["planning+"], ["voice-"]]
    assert [u.id for u in units] == ["1", "2"]


def test_themes_may_be_written_by_their_titles(tmp_path: Path) -> None:
    """A title with commas, quotes and an ampersand is a label, in JSON Lines and as the head of a CSV column."""
    wanted = ["listening", "food"]
    titles = [HOSPITAL[key].title for key in wanted]
    row = {"id": "1", "doc": "a", "text": "They listened, and lunch was warm.", "labels": titles}
    (tmp_path / "c.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with (tmp_path / "c.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["doc", "text", *titles], ["a", row["text"], "1", "1"]])
    for name in ("c.jsonl", "c.csv"):
        found = read_corpus(tmp_path / name, HOSPITAL)
        assert found.scheme is Scheme.THEMES
        assert [label.theme for label in found.units[0].labels] == wanted


def test_a_polarity_of_the_whole_unit_goes_onto_themes_only_on_request(tmp_path: Path) -> None:
    """The scheme keeps the unit's polarity apart; mapping it gives it to each theme, and the notes say so."""
    rows = [
        {"id": "1", "doc": "a", "text": "Kind and quick.", "labels": ["listening", "waits"], "polarity": "+"},
        {"id": "2", "doc": "a", "text": "Cold soup.", "labels": ["food"], "polarity": "-"},
        {"id": "3", "doc": "b", "text": "Soup.", "labels": ["food"]},
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read_corpus(path, HOSPITAL)
    assert found.scheme is Scheme.UNIT
    assert {label.polarity for u in found.units for label in u.labels} == {None}
    mapped = found.with_unit_polarity_on_themes()
    assert mapped.scheme is Scheme.POLARITY
    assert [[str(label) for label in u.labels] for u in mapped.units] == [["listening+", "waits+"], ["food-"], []]
    assert "given to all of its themes" in mapped.notes[0]
    assert "1 units without a polarity lost their labels" in mapped.notes[0]
    for suffix in (".jsonl", ".csv", ".json"):
        write_corpus(tmp_path / f"again{suffix}", found)
        again = read_corpus(tmp_path / f"again{suffix}", HOSPITAL)
        assert again.scheme is Scheme.UNIT
        assert [u.polarity for u in again.units] == [Polarity.STRENGTH, Polarity.CONCERN, None]


def test_label_studio_tasks_carry_choices_and_predictions(tmp_path: Path) -> None:
    """Labels of a model are predictions with its version and lowest score; those of people are annotations."""
    sample = corpus(unit(1, "planning+ voice-", scores={"planning+": 0.9, "voice-": 0.6}), unit(2))
    path = tmp_path / "tasks.json"
    write_corpus(path, sample, model_version="rules 1")
    task, neutral = json.loads(path.read_text(encoding="utf-8"))
    (prediction,) = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("rules 1", 0.6)
    assert prediction["result"][0]["value"]["choices"] == ["planning+", "voice-"]
    assert neutral["predictions"][0]["result"] == []
    found = read_label_studio(path, sample.taxonomy, predictions=True)
    assert [u.labels for u in found.units] == [u.labels for u in sample.units]
    assert read_corpus(path, sample.taxonomy, predictions=True).units == found.units
    with pytest.raises(CorpusError, match="has no annotation in any of its 2 tasks; let people annotate it, or read"):
        read_label_studio(path, sample.taxonomy)
    write_corpus(path, sample)
    with pytest.raises(CorpusError, match="has no prediction in any of its 2 tasks; read its annotations"):
        read_label_studio(path, sample.taxonomy, predictions=True)


def test_label_studio_export_of_people_is_read(tmp_path: Path) -> None:
    """Cancelled annotations are passed over, tasks without one are left out and noted, equal ones are one."""

    def annotation(*choices: str, cancelled: bool = False) -> dict[str, object]:
        result = {"from_name": "labels", "type": "choices", "value": {"choices": list(choices)}}
        return {"was_cancelled": cancelled, "result": [result] if choices else []}

    data = [{"id": str(i), "doc": "a", "text": f"Text {i}.", "kind": "list"} for i in range(4)]
    tasks = [
        {"data": data[0], "annotations": [annotation("planning-"), annotation("voice+", cancelled=True)]},
        {"data": data[1], "annotations": []},
        {"data": data[2], "annotations": [annotation("voice+", "planning+"), annotation("planning+", "voice+")]},
        {"data": data[3], "annotations": [annotation()]},
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found = read_corpus(path)
    assert [(u.id, [str(label) for label in u.labels]) for u in found.units] == [
        ("0", ["planning-"]),
        ("2", ["planning+", "voice+"]),
        ("3", []),
    ]
    assert found.notes == ("1 tasks without annotation were left out",)
    tasks[0]["annotations"] = [annotation("planning-"), annotation("planning+")]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"task 1, annotations: has 2 annotations that differ; settle them"):
        read_corpus(path)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "is not JSON"),
        ('{"a": 1}', "must be a list of tasks"),
        ('[{"text": "x", "labels": "planning+"}]', "task 1, data: is missing; export the project as JSON, not"),
        ('[{"data": {"text": "x", "doc": "a"}, "annotations": 3}]', "must be a list of objects"),
        (
            '[{"data": {"text": "x", "doc": "a"}, "annotations": [{"result": [{"value": {"rating": 1}}]}]}]',
            "must be choices",
        ),
    ],
)
def test_other_json_is_no_export(tmp_path: Path, content: str, match: str) -> None:
    """What is no export of choices is refused with what to do."""
    path = tmp_path / "export.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=match):
        read_corpus(path)


def test_the_labelling_configuration_offers_every_label() -> None:
    """Each theme has a choice for each polarity, titles escaped, and its alias is the label that corpora write."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(labelling_config(HOSPITAL))
    choices = [(c.get("alias"), c.get("value")) for c in root.iter("Choice")]
    assert choices[0] == ("listening+", "Staff listening, understanding & involving: strength")
    assert [alias for alias, _ in choices] == [f"{key}{sign}" for key in HOSPITAL.keys for sign in "+-"]
    by_unit = ElementTree.fromstring(labelling_config(HOSPITAL, Scheme.UNIT))
    assert [c.get("alias") for c in by_unit.iter("Choice")] == [*HOSPITAL.keys, "+", "-"]


def test_rows_of_a_dataset_are_read_like_those_of_a_file() -> None:
    """Any iterable of dicts is a dataset; None stands for a field that a row lacks."""
    rows = [{**to_values(unit(1, "planning+", kind=Kind.LIST)), "lead_in": None, "trust": "north"}]
    found = from_dataset(rows, corpus(unit(1)).taxonomy)
    assert found.units == (replace(unit(1, "planning+", kind=Kind.LIST), fields={"trust": "north"}),)
    with pytest.raises(CorpusError, match="labels: 'plans' is not a theme"):
        from_dataset([{"doc": "a", "text": "x", "labels": ["plans"]}], found.taxonomy)


@pytest.mark.skipif(find_spec("datasets") is None, reason="the package datasets is not installed")
@settings(max_examples=15, deadline=None)
@given(corpora(fields=False))
@example(corpus(unit(1), unit(2)))
@example(corpus(unit(1, "voice+", fields={"n": 3, "mixed": "a"}), unit(2, fields={"mixed": ["b"], "ok": True})))
def test_a_dataset_holds_a_corpus(written: Corpus) -> None:
    """A corpus comes back from Hugging Face `datasets` as it went in, neutral rows alone included."""
    from themetag.corpus.hub import to_dataset

    found = from_dataset(to_dataset(written), written.taxonomy)
    assert found.units == written.units


def test_the_name_says_the_format(tmp_path: Path) -> None:
    """A name that says no format is refused with those that do, unless the format is given."""
    with pytest.raises(CorpusError, match=r"must end in \.jsonl, \.ndjson, \.csv, \.tsv, \.json"):
        read_corpus(tmp_path / "corpus.xls")
    write_corpus(tmp_path / "rows", corpus(unit(1, "voice+")), file_format=Format.JSONL)
    assert len(read_corpus(tmp_path / "rows", file_format=Format.JSONL)) == 1


def test_a_corpus_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where nothing can be written there is an error that names the file, and no part of it is left."""
    (tmp_path / "c.jsonl").mkdir()
    with pytest.raises(OutputError, match=r"cannot write .*c\.jsonl"):
        write_corpus(tmp_path / "c.jsonl", corpus(unit(1)))
    assert [path.name for path in tmp_path.iterdir()] == ["c.jsonl"]


def test_corpora_and_evaluation_load_no_optional_package() -> None:
    """Importing them takes none of the heavy packages: those are loaded where they are used."""
    heavy = ["sklearn", "scipy", "joblib", "datasets", "pandas", "matplotlib", "torch", "typer", "rich"]
    program = f"import sys, themetag.corpus, themetag.evaluation; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("call", ["to_dataset", "evaluate", "plot", "whole_reports"])
def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch, call: str, tmp_path: Path) -> None:
    """Without the optional package the error says what it is for and what to type."""
    from themetag import evaluation, optional
    from themetag.corpus import to_dataset
    from themetag.errors import MissingExtraError

    monkeypatch.setattr(optional.importlib.util, "find_spec", lambda name: None)
    calls = {
        "to_dataset": (lambda: to_dataset(corpus(unit(1))), "datasets", "train"),
        "evaluate": (lambda: evaluation.evaluate(load("rules"), corpus(unit(1))), "sklearn", "train"),
        "plot": (lambda: evaluation.plot(None, tmp_path / "x.png"), "matplotlib", "plots"),  # type: ignore[arg-type]
        "whole_reports": (lambda: evaluation.whole_reports(lambda name: None, []), "scipy", "train"),
    }
    run, package, extra = calls[call]
    with pytest.raises(MissingExtraError, match=rf"needs the package '{package}': pip install 'themetag\[{extra}\]'"):
        run()
