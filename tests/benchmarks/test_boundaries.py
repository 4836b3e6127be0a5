from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import themetag
from boundary_key import BoundaryKey, Piece, build_key, file_hash, letters, letters_hash
from boundary_measure import Comparison, Matches, Share
from make_boundary_key import pieces
from themetag import Block, Document, Kind, Sentence, Span
from themetag.textmap import TextMap

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
KEYS = ROOT / "benchmarks" / "boundaries"
KEY_FILES = sorted(KEYS.glob("*.json"))
FICTIONAL = [path for path in KEY_FILES if path.stem.endswith((".pdf", ".txt"))]

pytestmark = pytest.mark.repository


def boundaries(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "benchmarks" / "boundaries.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)


def load(path: Path) -> BoundaryKey:
    return BoundaryKey.from_json(path.read_text("utf-8"))


@pytest.fixture
def fernleigh(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with one source and a folder with its key."""
    sources, keys = tmp_path / "sources", tmp_path / "keys"
    sources.mkdir()
    keys.mkdir()
    shutil.copy(EXAMPLES / "fernleigh-2023.pdf", sources / "another name.pdf")
    shutil.copy(KEYS / "fernleigh-2023.pdf.json", keys)
    return sources, keys


TEXT = "Findings\nPlans are clear. Visits are\n4\nlate. Audits help."


def a_document(*parts: tuple[int, int], heading: tuple[int, int] = (0, 8)) -> Document:
    """TEXT with these sentences, all under one heading; the "4" is in no block."""

    def sentence(index: int, start: int, end: int) -> Sentence:
        raw = TEXT[start:end]
        line = TextMap((0,), (start,), len(raw))
        spans = (Span(start, end),)
        if start < 37 < end:
            spans = (Span(start, 36), Span(39, end))
        return Sentence(index, spans, raw, raw, Kind.PROSE, "Findings", "", 1, None, 1, line)

    sentences = tuple(sentence(index, *part) for index, part in enumerate(parts))
    prose = Block(Kind.PROSE, (Span(9, 36), Span(39, len(TEXT))), 1)
    blocks = (Block(Kind.HEADING, (Span(*heading),), 1), prose)
    return Document(TEXT, (Span(0, len(TEXT)),), blocks, sentences)


def a_key() -> BoundaryKey:
    marks = "H Findings\nS Plans are clear.\nS Visits are\nF 4\n+S late.\nS Audits help."
    return build_key("a", "b", pieces(marks))


def test_right_document_gets_full_marks() -> None:
    """Sentences, heading, furniture and heading in force as keyed: every figure is 1 but kinds."""
    result = Comparison(a_document((9, 25), (26, 44), (45, 57)), a_key()).result()
    assert result.sentences == result.boundaries == Matches(3, 3, 3)
    assert result.headings == Matches(1, 1, 1)
    assert result.furniture == Share(1, 1)
    assert result.in_force == Share(3, 3)
    assert result.kinds == Share(4, 5)
    assert result.confusions == {("furniture", ""): 1}


def test_sentences_run_together_cost_one_boundary_and_two_sentences() -> None:
    """Two sentences read as one: one end is missed, two spans are, and one is made up."""
    comparison = Comparison(a_document((9, 44), (45, 57)), a_key())
    result = comparison.result()
    assert result.boundaries == Matches(2, 2, 3)
    assert result.sentences == Matches(1, 2, 3)
    assert [place.what for place in comparison.places(9)] == [
        "sentence missed", "sentence missed", "sentence made up",
    ]  # fmt: skip


def test_furniture_inside_a_sentence_is_counted() -> None:
    """A sentence whose span runs over the page number holds the one letter of furniture."""
    document = a_document((9, 25), (26, 44), (45, 57))
    whole = dataclasses.replace(document.sentences[1], spans=(Span(26, 44),))
    document = dataclasses.replace(document, sentences=(document.sentences[0], whole, document.sentences[2]))
    comparison = Comparison(document, a_key())
    assert comparison.result().furniture == Share(0, 1)
    assert [(place.what, place.text) for place in comparison.places(1)] == [("furniture in a sentence", "4")]


def test_wrong_headings_are_counted() -> None:
    """A heading with another end is missed and made up; a sentence under another heading is not in force."""
    document = a_document((9, 25), (26, 44), (45, 57), heading=(0, 14))
    moved = tuple(dataclasses.replace(sentence, heading="Aims") for sentence in document.sentences[:1])
    document = dataclasses.replace(document, sentences=moved + document.sentences[1:])
    result = Comparison(document, a_key()).result()
    assert result.headings == Matches(0, 1, 1)
    assert result.in_force == Share(2, 3)


def test_figures_are_harmonic_means_and_shares() -> None:
    """F1 is 2 same / (found + keyed); nothing found and nothing keyed is 1; counts add up."""
    assert Matches(2, 4, 3).f1 == pytest.approx(4 / 7)
    assert (Matches(2, 4, 3).precision, Matches(2, 4, 3).recall) == (0.5, pytest.approx(2 / 3))
    assert Matches().f1 == Share().value == 1.0
    assert Matches(1, 2, 3) + Matches(1, 1, 1) == Matches(2, 3, 4)
    assert (Share(1, 2) + Share(1, 2)).value == 0.5


def test_benchmark_runs_on_the_examples() -> None:
    """The command reads all examples, prints counts that agree with the keys, and names the other keys."""
    run = boundaries(EXAMPLES, "--json", "--at-least", "boundaries=0.95", "--at-least", "sentences=0.95")
    assert (run.returncode, run.stderr) == (0, "")
    data = json.loads(run.stdout)
    assert sorted(data["reports"]) == sorted(path.stem for path in FICTIONAL)
    assert {report["problem"] for report in data["reports"].values()} == {None}
    assert sorted(data["missing"]) == sorted(path.stem for path in KEY_FILES if path not in FICTIONAL)
    keyed = sum(unit.kind in ("sentence", "item") for path in FICTIONAL for unit in load(path).units)
    assert data["total"]["sentences"]["keyed"] == keyed
    low, high = data["intervals"]["boundaries"]
    assert low <= data["total"]["figures"]["boundaries"] <= high


def test_source_is_known_by_its_bytes(fernleigh: tuple[Path, Path]) -> None:
    """A renamed source is found, and the table names the report, the total and each measure."""
    sources, keys = fernleigh
    run = boundaries(sources, "--keys", keys)
    assert (run.returncode, run.stderr) == (0, "")
    head, report, total, *_ = run.stdout.splitlines()
    assert head.split()[:4] == ["boundaries", "sentences", "headings", "furniture"]
    assert (report.split()[0], total.split()[0]) == ("fernleigh-2023.pdf", "total")


def test_total_below_its_bar_is_exit_code_3(fernleigh: tuple[Path, Path]) -> None:
    """A key whose first sentence ends one letter early: no figure of 1, and its place is shown on request."""
    sources, keys = fernleigh
    path = keys / "fernleigh-2023.pdf.json"
    key = load(path)
    units = list(key.units)
    first = next(index for index, unit in enumerate(units) if unit.kind == "sentence")
    units[first] = dataclasses.replace(units[first], end=units[first].end - 1)
    path.write_text(dataclasses.replace(key, units=tuple(units)).to_json(), "utf-8")
    run = boundaries(sources, "--keys", keys, "--at-least", "sentences=1", "--errors", "1")
    assert run.returncode == 3
    assert run.stderr.startswith("sentences is 0.9")
    assert "fernleigh-2023.pdf: sentence missed: 'Services for children in Fernleigh" in run.stdout
    assert boundaries(sources, "--keys", keys).returncode == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"  \n", "no text"), (b"Other words.", "the text read has other letters than the key")],
)
def test_source_that_cannot_be_compared_counts_as_missed(tmp_path: Path, content: bytes, problem: str) -> None:
    """An empty source, and one whose text is not that of the key, are named and score 0."""
    source = tmp_path / "a.txt"
    source.write_bytes(content)
    key = build_key("a", file_hash(source), [Piece(1, "heading", "Aims"), Piece(2, "sentence", "One two.")])
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "a.json").write_text(key.to_json(), "utf-8")
    run = boundaries(tmp_path, "--keys", tmp_path / "keys", "--json")
    assert run.returncode == 0
    report = json.loads(run.stdout)["reports"]["a"]
    assert problem in report["problem"]
    assert [report["figures"][name] for name in ("boundaries", "sentences", "headings")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at-least", "verses=1"], "measures are boundaries, sentences, headings"),
        (["--at-least", "sentences=98"], "a bar is a number in [0, 1], was '98'"),
        ([], "has the source of no key"),
    ],
)
def test_usage_error_is_exit_code_1(tmp_path: Path, arguments: list[str], message: str) -> None:
    """An unknown measure, a bar outside [0, 1] and a folder without sources are told on stderr."""
    run = boundaries(tmp_path, *arguments)
    assert (run.returncode, run.stdout) == (1, "")
    assert message in run.stderr


def test_reading_an_example_is_the_library_s_own() -> None:
    """The benchmark measures what `themetag.read` gives: a document whose letters are those of the key."""
    document = themetag.read(EXAMPLES / "merrowvale-news-2024.txt")
    assert letters_hash(letters(document.text)) == load(KEYS / "merrowvale-news-2024.txt.json").letters_sha256
