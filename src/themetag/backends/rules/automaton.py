"""All cues in one automaton: one look-up a word, however many cues there are.

The paths of the cues form a tree whose edges are symbols. The automaton runs over sets of its nodes, as Aho and
Corasick (1975) do for literal words. A set, and where a word leads from it, is made when a text first needs it and
then kept, so that the time grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from themetag.backends.rules.pattern import NUMBER, START, TOKEN, Element
from themetag.fold import fold

MAX_KEPT: Final = 300_000  # transitions kept; then the tables start afresh
PLACES: Final = 16  # positions to a chunk (a row of characters without white space); its tokens share them
PUNCTUATION: Final = frozenset(",;:.()!?-")

Symbols = frozenset[str]
# (places from the start of the cue to the start of the chunk in which it ends, place in that chunk after its
# last token, layer, cues)
Accept = tuple[int, int, int, tuple[int, ...]]


class _Node:
    __slots__ = ("accepts", "children", "edges", "wild")

    def __init__(self) -> None:
        self.children: dict[Element, _Node] = {}
        self.edges: dict[str, list[_Node]] = {}
        self.wild: _Node | None = None
        self.accepts: list[int] = []

    def child(self, element: Element) -> _Node:
        node = self.children.get(element)
        if node is None:
            node = self.children[element] = _Node()
            if element is None:
                self.wild = node
            else:
                for symbol in element:
                    self.edges.setdefault(symbol, []).append(node)
        return node


class State(dict[str, "State"]):
    """A set of nodes, and where each chunk of text leads from it.

    `accepts` are the cues that end in the chunk that led here; `active` the nodes reached, each with the
    places between the start of its path and the start of the next chunk.
    """

    __slots__ = ("accepts", "active", "automaton", "by_symbols")

    def __init__(
        self, automaton: Automaton, active: tuple[tuple[_Node, int], ...], accepts: tuple[Accept, ...]
    ) -> None:
        super().__init__()
        self.automaton = automaton
        self.active = active
        self.accepts = accepts
        self.by_symbols: dict[tuple[Symbols, ...], State] = {}

    def __missing__(self, chunk: str) -> State:
        return self.automaton.follow(self, chunk)


class Automaton:
    """The compiled cues.

    Args:
        cues: for each cue, its paths.
        layers: for each cue, its layer; of the cues of one layer that end at one token, the longest is
            kept, or several of equal length.
        last: cues that come after the others where lengths are equal.

    Attributes:
        start: the state at the start of a text; `state[chunk]` is the next one.

    """

    def __init__(
        self, cues: Sequence[Iterable[tuple[Element, ...]]], layers: Sequence[int], last: frozenset[int] = frozenset()
    ) -> None:
        self._last = last
        self._root = _Node()
        self._layers = tuple(layers)
        symbols: set[str] = set()
        for number, paths in enumerate(cues):
            for path in paths:
                node = self._root
                for element in path:
                    node = node.child(element)
                    symbols.update(element or ())
                if number not in node.accepts:
                    node.accepts.append(number)
        self._literals = frozenset(s for s in symbols if not s.endswith("*"))
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._longest = max(map(len, self._stems), default=0)
        self._forget()

    def _forget(self) -> None:
        self._kept = 0
        self._states: dict[tuple[frozenset[tuple[int, int]], tuple[Accept, ...]], State] = {}
        self._chunks: dict[str, tuple[Symbols, ...]] = {}
        first = tuple((node, PLACES) for node in self._root.edges.get(START, ()))
        self.start = State(self, first, ())

    def symbols(self, token: str) -> Symbols:
        """Return the symbols that a token has."""
        word = token.lower()
        if word in PUNCTUATION:
            return frozenset((word, "punctuation"))
        found = {word} & self._literals
        found.update(word[:n] + "*" for n in range(1, min(len(word), self._longest) + 1) if word[:n] in self._stems)
        if word.isdecimal():
            found.add(NUMBER)
        return frozenset(found)

    def follow(self, state: State, chunk: str) -> State:
        """Return the state that follows `state` on a chunk, and keep the way there."""
        symbols = self._chunks.get(chunk)
        if symbols is None:
            symbols = tuple(self.symbols(token) for token in TOKEN.findall(fold(chunk)))
            self._chunks[chunk] = symbols
            self._kept += 1
        following = state.by_symbols.get(symbols)
        if following is None:
            following = state.by_symbols[symbols] = self._step(state, symbols)
            self._kept += 1
        state[chunk] = following
        self._kept += 1
        if self._kept > MAX_KEPT:
            self._forget()
        return following

    def _step(self, state: State, chunk: tuple[Symbols, ...]) -> State:
        active: dict[tuple[int, int], _Node] = {(id(node), back): node for node, back in state.active}
        accepts: list[Accept] = []
        for place, symbols in enumerate(chunk):
            place = min(place, PLACES - 2)
            reached: dict[tuple[int, int], _Node] = {}
            wild = "punctuation" not in symbols
            active[id(self._root), -place] = self._root
            for (_, back), node in active.items():
                if wild and node.wild is not None:
                    reached[id(node.wild), back] = node.wild
                for symbol in symbols:
                    for child in node.edges.get(symbol, ()):
                        reached[id(child), back] = child
            accepts += self._accepts(reached, place + 1)
            active = reached
        moved = {(key, back + PLACES): node for (key, back), node in active.items()}
        identity = (frozenset(moved), tuple(accepts))
        found = self._states.get(identity)
        if found is None:
            found = State(self, tuple((node, back) for (_, back), node in moved.items()), tuple(accepts))
            self._states[identity] = found
        return found

    def _accepts(self, reached: dict[tuple[int, int], _Node], end: int) -> list[Accept]:
        longest: dict[int, tuple[int, set[int]]] = {}
        for (_, back), node in reached.items():
            for cue in node.accepts:
                layer = self._layers[cue]
                best, cues = longest.get(layer, (back, set()))
                if back > best:
                    best, cues = back, set()
                if back == best:
                    cues.add(cue)
                longest[layer] = (best, cues)
        return [(back, end, layer, self._ordered(cues)) for layer, (back, cues) in sorted(longest.items())]

    def _ordered(self, cues: set[int]) -> tuple[int, ...]:
        return tuple(sorted(cues, key=lambda cue: (cue in self._last, cue)))
