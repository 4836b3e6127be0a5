from __future__ import annotations

import dataclasses
import io
import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_samples import LETTER, failed, letter, of_text, tagger, with_texts
from themetag.backends.registry import load_backend
from themetag.report import Report
from themetag.tagger import Tagger
from themetag.types import Evidence, Span
from themetag.writers.formats import write_json, write_jsonl

SCHEMA = json.loads((files("themetag") / "data/schemas/report-1.schema.json").read_text(encoding="utf-8"))
validator = jsonschema.Draft202012Validator(SCHEMA)


def parsed(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report.to_json())
    return found


def test_the_schema_is_one() -> None:
    """The published schema is itself a valid JSON Schema of the draft it names."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [letter(), failed(), of_text("Plans are late.")], ids=["letter", "failed", "text"])
def test_reports_keep_the_schema(report: Report) -> None:
    """A tagged report, a failed one and one of a mere text keep the schema."""
    validator.validate(parsed(report))


def test_reports_with_evidence_keep_the_schema() -> None:
    """The rules' reports, whose tags carry evidence, keep the schema too."""
    report = Tagger(load_backend("rules")).tag(LETTER, explain=True)
    validator.validate(parsed(report))
    assert any(tag["evidence"] for s in parsed(report)["sentences"] for tag in s["tags"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("status",), "fine"),
        (("error",), "there is none"),
        (("extra",), 1),
        (("model", "calibrated"), None),
        (("taxonomy", "sha256"), "ab"),
        (("meta", "published"), {"value": "May 2024", "span": None}),
        (("meta", "title"), {"value": "x", "span": [1]}),
        (("sentences", 0, "spans"), []),
        (("sentences", 0, "spans", 0), [1, 2, 3]),
        (("sentences", 0, "kind"), "heading"),
        (("sentences", 0, "page"), 0),
        (("sentences", 0, "tags", 0, "score"), 1.5),
        (("sentences", 0, "tags", 0, "polarity"), "neutral"),
    ],
)
def test_the_schema_refuses_what_no_report_says(path: tuple[Any, ...], value: object) -> None:
    """A value outside its range, a field too many, a status that there is not: the schema finds each."""
    report = parsed(letter())
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value  # type: ignore[index]
    assert not validator.is_valid(report)


@pytest.mark.parametrize("key", sorted(SCHEMA["required"]))
def test_no_field_may_be_missing(key: str) -> None:
    """Every field of a report stands in every report, so that readers need not ask."""
    report = parsed(letter())
    del report[key]
    with pytest.raises(jsonschema.ValidationError, match=f"'{key}' is a required property"):
        validator.validate(report)


def test_values_come_back() -> None:
    """What `to_dict` says is what the report holds: offsets, tags and facts."""
    report = letter()
    values = report.to_dict()
    first, sentence = values["sentences"][0], report.sentences[0]
    assert (first["text"], first["raw"], first["page"], first["paragraph"]) == (sentence.text, sentence.raw, 1, "1")
    assert [LETTER[start:end] for start, end in first["spans"]] == [sentence.raw]
    assert first["tags"][0] == {"theme": "planning", "polarity": "strength", "score": 0.75, "evidence": []}
    assert values["meta"]["authority"] == {"value": "Larkmoor", "span": [14, 22]}
    assert json.loads(report.to_json()) == values


def test_a_failed_report_says_why() -> None:
    """A failed document has its name, its status, its error, and no sentences."""
    values = failed().to_dict()
    assert (values["source"], values["status"], values["sentences"]) == ("gone.pdf", "bad_input", [])
    assert values["error"] == "gone.pdf cannot be opened: No such file"


def test_indent_is_for_people() -> None:
    """Without `indent` JSON is one line, with it many; the content is the same."""
    report = letter()
    assert "\n" not in report.to_json()
    assert report.to_json(indent=2).count("\n") > 50
    assert json.loads(report.to_json(indent=2)) == json.loads(report.to_json())


def test_weights_are_written_as_they_are() -> None:
    """A contribution of None stays null, and one that stands nowhere has no spans."""
    report = letter()
    evidence = (Evidence((), "heading", "polarity", -1.23456789), Evidence((Span(75, 80),), "plans", "theme"))
    tag = dataclasses.replace(report.sentences[0].tags[0], evidence=evidence)
    sentence = dataclasses.replace(report.sentences[0], tags=(tag,))
    values = dataclasses.replace(report, sentences=(sentence,)).to_dict()
    assert values["sentences"][0]["tags"][0]["evidence"] == [
        {"role": "polarity", "name": "heading", "spans": [], "contribution": -1.234568},
        {"role": "theme", "name": "plans", "spans": [[75, 80]], "contribution": None},
    ]


@given(st.lists(st.text(st.characters()), min_size=1, max_size=4))
def test_any_text_can_be_written(texts: list[str]) -> None:
    """Whatever the text, JSON is UTF-8 that reads back equal but for lone surrogates, one for one U+FFFD."""
    report = with_texts(letter(), *texts)
    back = json.loads(report.to_json().encode("utf-8"))
    for sentence, expected in zip(back["sentences"], texts, strict=False):
        assert sentence["text"] == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in expected)
        assert len(sentence["text"]) == len(expected)


def test_lone_surrogates_of_the_text_are_replaced_one_for_one() -> None:
    """A text with lone surrogates is written with U+FFFD in their places, and the offsets still fit."""
    text = "Plans \ud800are\udfff good."
    values = json.loads(of_text(text, source="odd \udc80 name").to_json().encode("utf-8"))
    assert values["sentences"][0]["raw"] == "Plans \ufffdare\ufffd good."
    assert values["sentences"][0]["spans"] == [[0, len(text)]]
    assert values["source"] == "odd \ufffd name"


def test_an_array_holds_all_reports() -> None:
    """The format `json` is one array, also of one report and of none."""
    for reports in ([], [letter()], [letter(), failed(), letter()]):
        out = io.StringIO()
        write_json(iter(reports), out)
        assert json.loads(out.getvalue()) == [json.loads(r.to_json()) for r in reports]


def test_lines_hold_one_report_each() -> None:
    """The format `jsonl` is one report a line, and a line separator inside a text ends none."""
    reports = [with_texts(letter(), "one\u2028two\x85three\nfour"), failed()]
    out = io.StringIO()
    write_jsonl(iter(reports), out)
    lines = out.getvalue().encode("utf-8").split(b"\n")
    assert lines[-1] == b""
    assert [json.loads(line)["status"] for line in lines[:-1]] == ["ok", "bad_input"]
    assert json.loads(lines[0])["sentences"][0]["text"] == "one\u2028two\x85three\nfour"


def test_reports_are_written_as_they_come() -> None:
    """Each report is on its way before the next is made, so memory does not grow with their number."""
    out = io.StringIO()
    written: list[int] = []

    def reports() -> Any:
        for _ in range(3):
            written.append(len(out.getvalue()))
            yield letter()

    write_jsonl(reports(), out)
    assert written[0] == 0 < written[1] < written[2]


def test_the_same_document_gives_the_same_bytes() -> None:
    """Two runs over one document give equal JSON: no clock, no order that varies."""
    assert letter().to_json() == tagger.tag(LETTER, source="letter.txt").to_json()
