"""The rules that ship, compiled: the same as those that the files give, and not used where they are not."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from themetag.backends.rules import RulesBackend, compiled
from themetag.backends.rules.compiled import Compiled, file_name, parse, parse_compiled, read_compiled, render
from themetag.behaviour.loader import default_kit
from themetag.packaged import read_packaged
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.types import Kind, Polarity, Unit

AUTHORED = Path(__file__).parents[3] / "training" / "authored.jsonl"
TAXONOMY = default_taxonomy()
REVERSED = replace(TAXONOMY, themes=TAXONOMY.themes[::-1])
FEWER = replace(TAXONOMY, themes=TAXONOMY.themes[1:])
RENAMED = replace(TAXONOMY, name="schools")


@pytest.fixture(scope="module")
def parsed() -> Compiled:
    return parse(TAXONOMY)


@pytest.fixture(scope="module")
def data() -> bytes:
    found = read_packaged("rules", file_name(TAXONOMY.name))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def units() -> list[Unit]:
    """Return the units of the kit, and those of the authored corpus where the repository is at hand."""
    lines = AUTHORED.read_text(encoding="utf-8").splitlines() if AUTHORED.exists() else []
    rows = [json.loads(line) for line in lines]
    texts = ["", *(row["text"] for row in rows)]
    return [side.unit for case in default_kit().cases for side in case.sides] + [
        Unit(row["text"], Kind(row["kind"]), row["heading"], previous=before)
        for row, before in zip(rows, texts, strict=False)
    ]


def read() -> Compiled:
    found = read_compiled(TAXONOMY)
    assert found is not None
    return found


def test_the_file_that_ships_is_made_from_the_rules_that_ship(data: bytes) -> None:
    """Where this fails, a rule file, its numbers or the tables changed: run `python training/compile_rules.py`."""
    shipped, fresh = load(data), load(render(TAXONOMY))
    assert shipped.keys() == fresh.keys()
    changed = [name for name in fresh if not np.array_equal(shipped[name], fresh[name])]
    assert changed == [], "run `python training/compile_rules.py`"


def test_both_say_the_same_of_every_cue(parsed: Compiled) -> None:
    """Rules, effects and numbers are those of the files; the rules themselves are parsed when asked for."""
    found = read()
    assert found.parameters == parsed.parameters
    assert found.lexicon.heads == parsed.lexicon.heads
    assert found.lexicon.rule_of == parsed.lexicon.rule_of
    assert found.lexicon.effects == parsed.lexicon.effects
    assert "rules" not in vars(found.lexicon)
    assert found.lexicon.keys == parsed.lexicon.keys
    assert found.lexicon.rules == parsed.lexicon.rules


def test_both_find_the_same_cues(parsed: Compiled, units: list[Unit]) -> None:
    """In texts and in headings, the cues are the same in the same order."""
    texts = [unit.text for unit in units]
    headings = sorted({text for unit in units for text in (unit.heading, unit.lead_in) if text})
    assert len(texts) > 700
    assert len(headings) > 20
    ours, theirs = read().lexicon, parsed.lexicon
    found, wanted = ours.find_all(texts), theirs.find_all(texts)
    for layer in ("themes", "judgements"):
        for column in ("texts", "starts", "ends", "cues"):
            np.testing.assert_array_equal(
                getattr(getattr(found, layer), column), getattr(getattr(wanted, layer), column)
            )
    assert len(found.themes.cues) > len(texts) / 2
    hits = [ours.find_in_heading(heading) for heading in headings]
    assert hits == [theirs.find_in_heading(heading) for heading in headings]
    assert any(hits)


def test_scores_are_the_same_bytes(parsed: Compiled, units: list[Unit]) -> None:
    """Scores and findings do not tell which of both scored; to score, no rule file is parsed."""
    ours = RulesBackend.load()
    theirs = RulesBackend(TAXONOMY, parsed.lexicon, parsed.parameters)
    for found, wanted in zip(ours.find(units), theirs.find(units), strict=True):
        assert found.tobytes() == wanted.tobytes()
    assert "rules" not in vars(ours.lexicon)


def test_evidence_is_the_same(parsed: Compiled) -> None:
    """To explain, no rule file is parsed either."""
    ours, theirs = RulesBackend.load(), RulesBackend(TAXONOMY, parsed.lexicon, parsed.parameters)
    unit = Unit("Delays in assessments have been greatly reduced, but plans are vague.")
    found = ours.explain(unit, "planning", Polarity.CONCERN)
    assert found == theirs.explain(unit, "planning", Polarity.CONCERN)
    assert found
    assert "rules" not in vars(ours.lexicon)


@pytest.mark.parametrize("name", sorted(compiled.hashes(TAXONOMY.name)))
def test_a_changed_file_is_never_outvoted(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of the files that it was made from differs, the compiled file is not used."""

    def changed(*names: str) -> bytes | None:
        found = read_packaged(*names)
        return b"\n" + found if found is not None and "/".join(names) == name else found

    assert parse_compiled(data, TAXONOMY) is not None
    monkeypatch.setattr(compiled, "read_packaged", changed)
    assert parse_compiled(data, TAXONOMY) is None


def of_another_format(data: bytes) -> bytes:
    arrays = load(data)
    about = json.loads(arrays["about"].tobytes())
    about["format"] = compiled.FORMAT + 1
    return save({**arrays, "about": np.frombuffer(json.dumps(about).encode(), np.uint8)})


@pytest.mark.parametrize(
    "spoil",
    [
        of_another_format,
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"[]" + data,
        lambda data: save({"other": np.zeros(3)}),
    ],
    ids=["other format", "empty", "cut short", "no header", "other arrays"],
)
def test_what_is_no_such_file_is_not_used(spoil: Callable[[bytes], bytes], data: bytes) -> None:
    """A file of another format, or one that was cut short, is as good as none."""
    assert parse_compiled(spoil(data), TAXONOMY) is None


def test_without_the_file_all_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the compiled file is missing, the rules say the same."""
    unit = Unit("Assessments are timely, but plans are too vague.")
    wanted = RulesBackend.load()
    monkeypatch.setattr(compiled, "file_name", lambda taxonomy: "missing")
    assert read_compiled(TAXONOMY) is None
    found = RulesBackend.load()
    assert "rules" not in vars(wanted.lexicon)
    assert found.lexicon.rules
    assert found.measured == wanted.measured != ()
    assert found.score([unit]).tobytes() == wanted.score([unit]).tobytes()


@pytest.mark.parametrize("taxonomy", [REVERSED, FEWER, RENAMED], ids=["other order", "fewer themes", "other name"])
def test_it_serves_its_own_themes_alone(taxonomy: Taxonomy) -> None:
    """Other themes, or the same in another order, are not served by it."""
    assert read_compiled(taxonomy) is None


def test_themes_in_another_order_have_the_same_scores() -> None:
    """A taxonomy that is parsed for has, theme by theme, the scores of the one that is compiled."""
    unit = Unit("Assessments are timely, but plans are too vague.")
    found, wanted = RulesBackend.load(REVERSED).score([unit]), RulesBackend.load().score([unit])
    np.testing.assert_allclose(found[:, ::-1], wanted, rtol=1e-12)
    assert wanted.max() > 0.5


def test_to_another_process_goes_a_name_alone() -> None:
    """What ships is loaded again where it arrives, and so is not sent; it scores the same."""
    unit = Unit("Assessments are timely, but plans are too vague.")
    backend = RulesBackend.load()
    sent = pickle.dumps(backend)
    assert len(sent) < 20_000
    copy = pickle.loads(sent)
    assert copy.score([unit]).tobytes() == backend.score([unit]).tobytes()
    assert copy.measured == backend.measured


def test_to_another_process_go_numbers_of_ones_own(parsed: Compiled) -> None:
    """A back end with other numbers than those that ship keeps them."""
    numbers = replace(parsed.parameters, calibration=((1.0, 1.0), (1.0, 1.0)))
    backend = RulesBackend(TAXONOMY, read().lexicon, numbers)
    unit = Unit("Assessments are timely, but plans are too vague.")
    copy = pickle.loads(pickle.dumps(backend))
    assert copy.score([unit]).tobytes() == backend.score([unit]).tobytes()
    assert copy.score([unit]).tobytes() != RulesBackend.load().score([unit]).tobytes()


@pytest.mark.parametrize(
    ("model", "spared"), [("rules", {"email", "secrets"}), ("linear", {"email", "secrets", "tomllib"})]
)
def test_a_first_answer_loads_little(model: str, spared: set[str]) -> None:
    """A new process tags without what saving, error messages (`email`, by importlib.metadata) and TOML take."""
    code = f"import themetag, sys; print(len(themetag.load({model!r}).tag('Plans are vague.').sentences), *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, *loaded = done.stdout.split()
    assert count == "1"
    assert spared.isdisjoint(loaded)
