"""Scored at once, in columns, units have the scores that reading them one by one gives, to the last bit."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themetag.backends.base import Scores
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.batch import BATCH
from themetag.backends.rules.clause_table import END
from themetag.backends.rules.features import FEATURES
from themetag.backends.rules.judgement import judge
from themetag.backends.rules.judgement_columns import CueColumns, judge_all
from themetag.backends.rules.rulefile import Effect
from themetag.backends.rules.weighing import Weigher
from themetag.behaviour.loader import default_kit
from themetag.types import Kind, Unit

AUTHORED = Path(__file__).parents[3] / "training" / "authored.jsonl"
EXAMPLES_A_EFFECT = 12

HEADINGS = ("", "What needs to improve", "Strengths", "Information about this inspection", "The front door")


@lru_cache(maxsize=1)
def shared() -> RulesBackend:
    """Return a back end that is made once."""
    return RulesBackend.load()


@pytest.fixture(scope="module")
def rules() -> RulesBackend:
    return shared()


def one_by_one(rules: RulesBackend, units: Sequence[Unit]) -> Scores:
    """Return the scores of units that `Reader.read` reads."""
    scores = np.zeros((len(units), len(rules.taxonomy), 2))
    Weigher(rules.parameters).weigh((reading.mentions for reading in rules.reader.read_all(units)), scores)
    return scores


def phrases() -> list[str]:
    """Return for each effect, and for themes, some rows of words that are cues of it, and marks to part them."""
    lexicon, found = shared().lexicon, [",", ";", "-", ".", "and", "but", "the"]
    chosen = random.Random(5)
    by_effect: dict[str, set[str]] = {}
    for rule in lexicon.rules:
        name = f"{rule.effect} {rule.theme}"
        for cue in rule.cues:
            path = chosen.choice(cue.paths)
            words = [min(element).rstrip("*") if element else "so" for element in path]
            by_effect.setdefault(name, set()).add(" ".join(word for word in words if word != "^"))
    for _, cues in sorted(by_effect.items()):
        found += chosen.sample(sorted(cues), min(len(cues), EXAMPLES_A_EFFECT))
    return found


sentences = st.lists(st.sampled_from(phrases()), max_size=14).map(" ".join)
units_of_cues = st.builds(
    Unit,
    sentences,
    st.sampled_from([Kind.PROSE, Kind.LIST]),
    st.sampled_from(HEADINGS),
    st.one_of(st.just(""), st.sampled_from(HEADINGS), sentences),
    st.one_of(st.just(""), sentences),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(units_of_cues, max_size=6))
def test_sentences_of_cues_score_as_they_are_read(units: list[Unit]) -> None:
    """Any row of cues, parted or not, under any heading and after any sentence, has the scores of its reading."""
    rules = shared()
    scores = rules.score(units)
    assert scores.tobytes() == one_by_one(rules, units).tobytes()
    assert scores.tobytes() == b"".join(rules.score([unit]).tobytes() for unit in units)


def test_the_sentences_of_the_kit_score_as_they_are_read(rules: RulesBackend) -> None:
    """All units of the behavioural kit, at once, have the scores of their readings."""
    units = [side.unit for case in default_kit().cases for side in case.sides]
    scores = rules.score(units)
    assert (scores > 0).any(axis=(1, 2)).sum() > len(units) // 2
    assert scores.tobytes() == one_by_one(rules, units).tobytes()


@pytest.mark.repository
def test_the_corpus_scores_as_it_is_read(rules: RulesBackend) -> None:
    """The authored corpus, with and without the sentence before, has the scores of its readings."""
    rows = [json.loads(line) for line in AUTHORED.read_text(encoding="utf-8").splitlines()]
    plain = [Unit(row["text"], Kind(row["kind"]), row["heading"]) for row in rows]
    whole = [Unit(u.text, u.kind, u.heading, "", before.text) for before, u in pairwise(plain)]
    seen = np.array([mention.features for reading in rules.reader.read_all(whole) for mention in reading.mentions])
    assert [name for name, column in zip(FEATURES, seen.T, strict=True) if not column.any()] == []
    assert len(plain) + len(whole) > BATCH  # more than one batch
    assert rules.score(plain + whole).tobytes() == one_by_one(rules, plain + whole).tobytes()


def test_clauses_in_columns_are_those_of_one_sentence(rules: RulesBackend) -> None:
    """All that is kept of a clause is what judging its sentence alone finds."""
    texts = [side.unit.text for case in default_kit().cases for side in case.sides]
    columns = CueColumns.of(rules.reader.cues)
    table = judge_all(rules.lexicon.find_all(texts).judgements, len(texts), rules.reader.cues, columns)
    wanted = [(i, c) for i, text in enumerate(texts) for c in judge(rules.lexicon.find(text)[1], rules.reader.cues)]
    assert table.texts.tolist() == [i for i, _ in wanted]
    assert table.ends.tolist() == [clause.end for _, clause in wanted]
    assert max(table.ends) == END
    for name in ("good", "bad", "neutral", "faint", "judged", "firm", "should", "intent", "back", "relative"):
        assert getattr(table, name).tolist() == [getattr(clause, name) for _, clause in wanted], name
        assert getattr(table, name).any(), name
    assert table.items.tolist() == [bool(clause.items) for _, clause in wanted]


def test_a_negation_counts_as_bad_until_what_it_denies_is_said(rules: RulesBackend) -> None:
    """Where *now* stands between *not* and the late thing denied, it begins a clause, in columns as in one sentence."""
    text = "Plans are not, now late."
    cues = rules.reader.cues
    wanted = judge(rules.lexicon.find(text)[1], cues)
    table = judge_all(rules.lexicon.find_all([text]).judgements, 1, cues, CueColumns.of(cues))
    assert len(wanted) == 2
    assert table.ends.tolist() == [clause.end for clause in wanted]


def test_the_phrases_have_every_effect(rules: RulesBackend) -> None:
    """The sentences of cues have cues of every effect that a sentence may have."""
    hits = [hit for phrase in phrases() for layer in rules.lexicon.find(phrase) for hit in layer]
    of_headings = {Effect.HEADING_GOOD, Effect.HEADING_BAD, Effect.HEADING_NEUTRAL}
    effects = {rules.lexicon.effects[cue] for _, _, cue in hits}
    assert effects >= {rule.effect for rule in rules.lexicon.rules} - of_headings
