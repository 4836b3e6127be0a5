from __future__ import annotations

import json
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from boundary_key import (
    BoundaryKey,
    KeyFaultError,
    KeyUnit,
    LetterCount,
    Piece,
    build_key,
    file_hash,
    inside,
    letters,
    letters_hash,
)
from make_boundary_key import main as make_key
from make_boundary_key import pieces, source_text

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
KEYS = ROOT / "benchmarks" / "boundaries"
KEY_FILES = sorted(KEYS.glob("*.json"))
FICTIONAL = [path for path in KEY_FILES if path.stem.endswith((".pdf", ".txt"))]

pytestmark = pytest.mark.repository

MARKS = """\
F 3
H Findings
S Plans are clear{1}, and
N 1
S A footnote.
F 4
+S reviewed.
L Visits
"""


def load(path: Path) -> BoundaryKey:
    return BoundaryKey.from_json(path.read_text("utf-8"))


def test_there_is_a_key_for_each_report() -> None:
    """Eight real reports and every rendering of the seven fictional ones have a key."""
    assert len(KEY_FILES) - len(FICTIONAL) == 8
    rendered = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".pdf", ".txt")}
    assert {path.stem for path in FICTIONAL} == rendered
    assert len({Path(name).stem for name in rendered}) == 7


@pytest.mark.parametrize("path", KEY_FILES, ids=lambda path: path.stem)
def test_key_is_well_formed(path: Path) -> None:
    """A key reads back as it is written, and each letter is in a unit or is a footnote's mark."""
    key = load(path)
    assert list(key.faults()) == []
    assert key.to_json() == path.read_text("utf-8")
    covered = bytearray(key.letters)
    for start, end in [*((unit.start, unit.end) for unit in key.units), *key.furniture]:
        covered[start:end] = b"\1" * (end - start)
    assert sum(covered) == key.letters
    assert {"sentence", "heading", "furniture"} <= {unit.kind for unit in key.units}


@pytest.mark.parametrize("path", KEY_FILES, ids=lambda path: path.stem)
def test_key_holds_no_text(path: Path) -> None:
    """Beside its name and its two hashes, a key holds kinds and whole numbers only."""
    data = json.loads(path.read_text("utf-8"))
    assert [len(data.pop(name)) for name in ("sha256", "letters_sha256")] == [64, 64]
    assert data.pop("name") == path.stem
    kinds = {unit.pop(0) for unit in data["units"]}
    assert kinds <= {"sentence", "item", "heading", "table", "number", "furniture"}
    numbers = [data["letters"], *chain(*data["units"], *data["furniture"])]
    assert {type(number) for number in numbers} <= {int, type(None)}


@pytest.mark.parametrize("path", FICTIONAL, ids=lambda path: path.stem)
def test_fictional_key_is_that_of_its_report(path: Path) -> None:
    """The key of a fictional report has its file's hash and its letters' hash."""
    key, source = load(path), EXAMPLES / path.stem
    run = letters(source_text(source))
    assert (key.sha256, key.letters, key.letters_sha256) == (file_hash(source), len(run), letters_hash(run))


def test_examples_hold_what_layout_repair_is_for() -> None:
    """The PDF files have line-end hyphens, sentences cut by page furniture, and one cut around a footnote."""
    hyphens, cut = 0, []
    for path in sorted(EXAMPLES.glob("*.pdf")):
        hyphens += source_text(path).count("\ufffe")
        units = load(KEYS / f"{path.name}.json").units
        for unit in units:
            held = {other.kind for other in units if unit.start < other.start < unit.end}
            if unit.kind in ("sentence", "item") and held:
                cut.append((unit.kind, "sentence" in held))
    assert hyphens >= 4
    assert {("sentence", False), ("sentence", True), ("item", False)} <= set(cut)


def test_examples_are_what_their_generator_writes() -> None:
    """`examples/make.py --check` finds no stale file."""
    pytest.importorskip("reportlab", reason="the generator of the examples needs reportlab")
    command = [sys.executable, EXAMPLES / "make.py", "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (run.returncode, run.stderr) == (0, "")


def test_offsets_count_letters_after_nfkc() -> None:
    """A ligature counts two letters; spaces, hyphens, bullets and lone surrogates none."""
    count = LetterCount("\uf0b7 of\ufb01ce-\ud800 1²")
    assert [count.before(offset) for offset in (0, 2, 4, 5, 6, 7, 10, 11, 12)] == [0, 0, 2, 4, 5, 6, 6, 7, 8]
    assert count.total == 8
    assert letters("\uf0b7 of\ufb01ce-\ud800 1²") == "office12"


def test_inside_knows_half_open_ranges() -> None:
    """A range's first letter is inside, its end is not."""
    assert [inside(((2, 4), (6, 7)), letter) for letter in range(8)] == [
        False, False, True, True, False, False, True, False,
    ]  # fmt: skip


def test_marks_become_a_key() -> None:
    """A sentence goes on past a footnote and furniture; a raised mark is furniture inside it."""
    key = build_key("name", "hash", pieces(MARKS))
    assert key.units == (
        KeyUnit("furniture", 0, 1),
        KeyUnit("heading", 1, 9),
        KeyUnit("sentence", 9, 45, 1),
        KeyUnit("number", 26, 27, 1),
        KeyUnit("sentence", 27, 36, 1),
        KeyUnit("furniture", 36, 37),
        KeyUnit("item", 45, 51, 1),
    )
    assert key.furniture == ((0, 1), (22, 23), (36, 37))


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ("S One.\nX Two.", "line 2 starts with none of H S L N T F"),
        ("+S One.", "line 1 goes on with a unit that"),
    ],
)
def test_faulty_marks_are_refused(marks: str, message: str) -> None:
    """A line of no kind, and a continuation of nothing, are named by their line."""
    with pytest.raises(KeyFaultError, match=message):
        list(pieces(marks))


def test_marks_that_differ_from_the_source_make_no_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first difference is told, and nothing is written; marks that agree make the key."""
    marks, source, out = tmp_path / "a.marks", tmp_path / "a.txt", tmp_path / "a.json"
    marks.write_text("S One two.", "utf-8")
    source.write_text("One too.", "utf-8")
    assert make_key([str(marks), str(source), str(out)]) == 1
    assert "after 4 letters: marks have 'wo', source has 'oo'" in capsys.readouterr().err
    assert not out.exists()
    source.write_text("One\ntwo.", "utf-8")
    assert make_key([str(marks), str(source), str(out)]) == 0
    assert load(out).units == (KeyUnit("sentence", 0, 6),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"units": [["verse", 0, 2, None]]}, "has the kind 'verse'"),
        ({"units": [["sentence", 0, 9, None]]}, "is empty, out of order or past the end"),
        ({"units": [["sentence", 0, 2, 0]]}, "names 0 as its heading"),
        ({"furniture": [[1, 1]]}, r"furniture \[1, 1\) is empty"),
        ({"text": "One two."}, "a key has the fields"),
    ],
)
def test_faulty_key_is_refused(change: dict[str, Any], message: str) -> None:
    """A key with an unknown kind, a wrong offset, a wrong heading or a field too many is refused."""
    good = build_key("a", "b", [Piece(1, "sentence", "One two.")])
    with pytest.raises(KeyFaultError, match=message):
        BoundaryKey.from_json(json.dumps({**json.loads(good.to_json()), **change}))
