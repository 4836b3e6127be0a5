"""The automaton finds what a plain search finds, in one text or in many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themetag.backends.rules.automaton import Automaton, Hit, Hits
from themetag.backends.rules.double_array import Rows, pack
from themetag.backends.rules.pattern import NUMBER, TOKEN, Element, parse_cue
from themetag.backends.rules.words import PLACES, PUNCTUATION
from themetag.fold import fold

ITEMS = ["care", "plan", "pl*", "plan*", "~plan", "care|late", "late?", "[1]", "[2]", "#", "12*", "^", ",", "^|care"]
CHUNKS = ["care", "Plan", "plans,", "late", "planning", "12", "1st", "care-plan", "\u2022", "-", "so", "12/3.", "a:b,c"]
texts = st.lists(st.sampled_from(CHUNKS), max_size=9).map(" ".join)


@st.composite
def cue_sources(draw: st.DrawFn) -> str:
    """Return a cue that can be read."""
    edge = st.sampled_from([item for item in ITEMS if item[0] != "[" and item[-1] != "?"])
    inner = st.lists(st.sampled_from(ITEMS), max_size=3)
    alone = draw(st.booleans())
    return draw(edge) if alone else " ".join([draw(edge), *draw(inner), draw(edge)])


def has(token: str, element: Element) -> bool:
    """Return whether a token is one that a place of a cue allows."""
    if element is None:
        return token not in PUNCTUATION and token != "^"
    word = token.lower()
    return (
        word in element
        or (word.isdecimal() and NUMBER in element)
        or any(symbol.endswith("*") and word.startswith(symbol[:-1]) for symbol in element)
    )


def plain(cues: Sequence[str], layers: Sequence[int], last: frozenset[int], text: str) -> Hits:
    """Return what the automaton must find, by trying every cue at every token."""
    tokens, places = ["^"], [0]
    for number, chunk in enumerate(text.split(), 1):
        for i, token in enumerate(TOKEN.findall(fold(chunk))):
            tokens.append(token)
            places.append(number * PLACES + i)
    layered: tuple[list[Hit], list[Hit]] = ([], [])
    for layer in (0, 1):
        spans = {
            (start, start + len(path), cue)
            for cue, source in enumerate(cues)
            if layers[cue] == layer
            for path in parse_cue(source).paths
            for start in range(len(tokens) - len(path) + 1)
            if all(has(tokens[start + i], element) for i, element in enumerate(path))
        }
        free = 0
        for start, end, cue in sorted(spans, key=lambda span: (span[0], span[2] in last, span[2])):
            if any(s <= start and end <= e and (s, e) != (start, end) for s, e, _ in spans):
                continue
            if layer and start < free:
                continue
            free = end
            layered[layer].append((places[start], places[end - 1] + 1, cue))
    return layered


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(cue_sources(), st.integers(0, 1), st.booleans()), min_size=1, max_size=8),
    st.lists(texts, max_size=5),
)
def test_it_finds_what_a_plain_search_finds(drawn: list[tuple[str, int, bool]], some: list[str]) -> None:
    """Longest cues, layers, gaps, stems, numbers, starts and overlaps are those of the definition, in order."""
    cues, layers = [cue for cue, _, _ in drawn], [layer for _, layer, _ in drawn]
    last = frozenset(i for i, (_, _, late) in enumerate(drawn) if late)
    automaton = Automaton([parse_cue(cue).paths for cue in cues], layers, last)
    found = automaton.find_all(some)
    wanted = [plain(cues, layers, last, text) for text in some]
    assert [found[i] for i in range(len(some))] == wanted
    assert [automaton.find(text) for text in some] == wanted


def test_no_cue_goes_over_the_border_of_two_texts() -> None:
    """What ends one text and begins the next is no cue, a gap or a start in between or not."""
    automaton = Automaton([parse_cue(cue).paths for cue in ("care plan", "care [2] plan", "care ^ plan")], [0, 0, 0])
    found = automaton.find_all(["care", "plan", "", "plan"])
    assert [found[i] for i in range(4)] == [([], [])] * 4


def test_what_is_kept_changes_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts and chunks found before, and tables that start afresh at once, give the same cues."""
    some = ["care plan late", "plan so late", "care plan late", "so so", "late care plans,"]
    paths = [parse_cue(cue).paths for cue in ("care plan", "plan [1] late", "late")]
    fresh = [Automaton(paths, [0, 1, 1]).find(text) for text in some]
    automaton = Automaton(paths, [0, 1, 1])
    automaton.prepare(some)
    assert [automaton.find(text) for text in some] == fresh
    monkeypatch.setattr("themetag.backends.rules.automaton.MAX_KEPT", 1)
    monkeypatch.setattr("themetag.backends.rules.chunks.MAX_KEPT", 1)
    for text, found in zip(some * 2, fresh * 2, strict=True):
        automaton.prepare([text, "so"])
        assert automaton.find(text) == found
    assert automaton.find("care plan 7") == Automaton(paths, [0, 1, 1]).find("care plan 7")


def test_prepared_texts_are_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """`find` answers from what `prepare` kept."""
    automaton = Automaton([parse_cue("care").paths], [0])
    automaton.prepare(["care plan", "plan"])
    monkeypatch.setattr(automaton, "find_all", lambda texts: pytest.fail(f"searched {texts}"))
    assert automaton.find("care plan") == ([(PLACES, PLACES + 1, 0)], [])
    assert automaton.find("plan") == ([], [])


@given(st.lists(st.lists(st.integers(0, 30), unique=True, max_size=20), max_size=40))
def test_packed_rows_share_no_slot(rows: list[list[int]]) -> None:
    """Each row has the slots of its columns and no others, and every offset plus a column is a slot."""
    offsets, owners = pack(rows, 31)
    for number, row in enumerate(rows):
        owned = [column for column in range(31) if owners[offsets[number] + column] == number]
        assert owned == sorted(row)


def test_rows_are_laid_end_to_end() -> None:
    """The numbers of several rows come in the order asked, each with the place of its row."""
    rows = Rows.of_lists([[5, 6], [], [7]])
    owner, numbers = rows.of(np.array([2, 1, 0, 2]))
    assert owner.tolist() == [0, 2, 2, 3]
    assert numbers.tolist() == [7, 5, 6, 7]
