"""From cues to the tables of the automaton that finds them: the part that can be done once and stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.double_array import Rows, pack
from themetag.backends.rules.pattern import START, Element
from themetag.backends.rules.words import Ints, Words

THEME_LAYER: Final = 0
JUDGEMENT_LAYER: Final = 1

# what a state may do, as bits
THEME, JUDGES, LEADS, WILD = 1, 2, 4, 8

Path = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What an automaton runs on.

    Its states are numbers: first the classes of the words (where a walk is after one token of that class), then the
    nodes of the tree. Cues are spoken of by their rank: the cue of the least rank comes first where spans are equal.

    Attributes:
        words: the classes of tokens.
        cues: (n_cues,) the number of the cue of each rank.
        flags: (n_states,) what a state may do.
        judgements: (n_states,) the rank of the judgement cue that ends in a state, -1 where none does.
        themes: for each state, the ranks of the theme cues that end in it.
        wild: for each state, where any word leads.
        offset: (n_states,) the slot of a state's edge for class 0.
        owner: (n_slots,) the state that has a slot, -1 where none has.
        reached: for each slot, the states that its edge leads to.

    """

    words: Words
    cues: Ints
    flags: npt.NDArray[np.int8]
    judgements: Ints
    themes: Rows
    wild: Rows
    offset: Ints
    owner: Ints
    reached: Rows


class _Node:
    """One node of the tree: its children, and the cues that end in it, by layer."""

    __slots__ = ("accepts", "children", "number", "wild")

    def __init__(self, number: int) -> None:
        self.number = number
        self.children: dict[Element, _Node] = {}
        self.accepts: tuple[set[int], set[int]] = (set(), set())


def tabulate(cues: Sequence[Iterable[Path]], layers: Sequence[int], last: frozenset[int] = frozenset()) -> Tables:
    """Return the tables of some cues: the same for the same cues, whatever the process.

    Args:
        cues: for each cue, its paths.
        layers: for each cue, its layer, 0 or 1.
        last: cues that come after the others where spans are equal.

    """
    order = sorted(range(len(cues)), key=lambda cue: (cue in last, cue))
    rank = {cue: i for i, cue in enumerate(order)}
    nodes = _tree(cues, layers, rank)
    words = Words.of(symbol for node in nodes for element in node.children for symbol in element or ())
    having: dict[str, list[int]] = {}
    for symbols, number in words.classes.items():
        for symbol in symbols:
            having.setdefault(symbol, []).append(number)

    def edges(origins: Iterable[_Node]) -> dict[int, list[_Node]]:
        found: dict[int, list[_Node]] = {}
        for node in origins:
            for element, child in node.children.items():
                for number in {number for symbol in element or () for number in having.get(symbol, ())}:
                    found.setdefault(number, []).append(child)
        return found

    n_classes = len(words.classes)
    first = edges(nodes[:1])
    states = [first.get(number, []) for number in range(n_classes)] + [[node] for node in nodes]
    leads = [edges(members) for members in states[:n_classes]] + [
        edges([node]) if node.number else {} for node in nodes
    ]
    themes = [sorted(set().union(*(node.accepts[THEME_LAYER] for node in members))) for members in states]
    judged = [set[int]().union(*(node.accepts[JUDGEMENT_LAYER] for node in members)) for members in states]
    wild = [[n_classes + node.children[None].number for node in members if None in node.children] for members in states]
    accepted, over = Rows.of_lists(themes), Rows.of_lists(wild)
    judgements: Ints = np.array([min(found, default=-1) for found in judged], np.intp)
    flags: npt.NDArray[np.int8] = (
        (accepted.counts > 0) * THEME
        + (judgements >= 0) * JUDGES
        + (np.array([bool(found) for found in leads]) | (over.counts > 0)) * LEADS
        + (over.counts > 0) * WILD
    ).astype(np.int8)
    offset, owner = pack([list(found) for found in leads], n_classes)
    rows: list[list[int]] = [[]] * len(owner)
    for state, found in enumerate(leads):
        for number, reached in found.items():
            rows[int(offset[state]) + number] = [n_classes + node.number for node in reached]
    ranks: Ints = np.array(order, np.intp)
    return Tables(words, ranks, flags, judgements, accepted, over, offset, owner, Rows.of_lists(rows))


def _tree(cues: Sequence[Iterable[Path]], layers: Sequence[int], rank: Mapping[int, int]) -> list[_Node]:
    """Return the nodes of the tree of all paths, the root first."""
    nodes = [_Node(0)]
    for cue, paths in enumerate(cues):
        for path in filter(None, map(_possible, paths)):
            node = nodes[0]
            for element in path:
                following = node.children.get(element)
                if following is None:
                    following = node.children[element] = _Node(len(nodes))
                    nodes.append(following)
                node = following
            node.accepts[layers[cue]].add(rank[cue])
    return nodes


def _possible(path: Path) -> Path:
    """Return the path without what no text has, a start that is not its first; () where nothing else is left."""
    rest = [element and element - {START} for element in path[1:]]
    return () if any(element is not None and not element for element in rest) else (path[0], *rest)
