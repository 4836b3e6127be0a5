"""All cues in one automaton, run over many texts at once.

The paths of the cues form a tree whose edges are classes of tokens. From every token of every text a walk goes down the
tree, all walks a step at a time, so that a step is a few operations on arrays, however many texts and cues there are.
The edges are a double array (Aoe 1989): the edge of a state for a class lies at the state's offset plus the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.tables import (
    JUDGEMENT_LAYER,
    JUDGES,
    LEADS,
    THEME,
    THEME_LAYER,
    WILD,
    Path,
    Tables,
    tabulate,
)
from themetag.backends.rules.words import BORDER, PLACES, Ints, Tokens

__all__ = ["JUDGEMENT_LAYER", "PLACES", "THEME_LAYER", "Automaton", "Hit", "Hits"]

MAX_KEPT: Final = 4096  # texts whose cues are kept

# (first place, place after the last, cue number). Chunk number n of a text, from 0, has the places from
# (n + 1) * PLACES on, one for each of its tokens; the start of the text, as a token, has place 0.
Hit = tuple[int, int, int]
Hits = tuple[list[Hit], list[Hit]]


class Layer:
    """The cues of one layer in several texts, in order, as columns: many small tuples would only be work to keep.

    Attributes:
        texts, starts, ends, cues: (n_hits,) the number of the text, and the three numbers of a `Hit`.

    """

    __slots__ = ("_cuts", "_lists", "cues", "ends", "starts", "texts")

    def __init__(self, tokens: Tokens, at: Ints, cues: Ints, ends: Ints) -> None:
        cuts = np.searchsorted(at, tokens.borders)
        at = at[: cuts[-1]]  # the last border begins no text
        self.texts = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
        before = tokens.places.take(tokens.borders).take(self.texts)
        self.starts = tokens.places.take(at) - before
        self.ends = tokens.places.take(ends.take(at) - 1) + 1 - before
        self.cues = cues[: cuts[-1]]
        self._cuts: list[int] = cuts.tolist()
        self._lists: tuple[list[int], list[int], list[int]] | None = None

    def of(self, number: int) -> list[Hit]:
        """Return the cues of the text of this number."""
        lists = self._lists
        if lists is None:
            lists = self._lists = self.starts.tolist(), self.ends.tolist(), self.cues.tolist()
        starts, ends, cues = lists
        a, b = self._cuts[number], self._cuts[number + 1]
        return list(zip(starts[a:b], ends[a:b], cues[a:b], strict=True))

    def of_each(self, chosen: npt.NDArray[np.bool_]) -> Iterator[list[Hit]]:
        """Return the cues of each chosen text, in order."""
        at = np.flatnonzero(chosen.take(self.texts))
        hits = list(zip(*(column.take(at).tolist() for column in (self.starts, self.ends, self.cues)), strict=True))
        stops = np.cumsum(np.bincount(self.texts.take(at), minlength=len(chosen)))[chosen].tolist()
        return (hits[start:stop] for start, stop in zip([0, *stops], stops, strict=False))


class Found:
    """The cues in several texts."""

    __slots__ = ("judgements", "themes")

    def __init__(self, themes: Layer, judgements: Layer) -> None:
        self.themes = themes
        self.judgements = judgements

    def __getitem__(self, number: int) -> Hits:
        """Return the cues of the text of this number: of layer 0 and of layer 1, each in order."""
        return self.themes.of(number), self.judgements.of(number)


class Automaton:
    """The compiled cues.

    Args:
        cues: for each cue, its paths.
        layers: for each cue, its layer, 0 or 1.
        last: cues that come after the others where spans are equal.

    """

    def __init__(
        self, cues: Sequence[Iterable[Path]], layers: Sequence[int], last: frozenset[int] = frozenset()
    ) -> None:
        self._run_on(tabulate(cues, layers, last))

    @classmethod
    def of(cls, tables: Tables) -> Automaton:
        """Return the automaton of tables that were made before."""
        automaton = cls.__new__(cls)
        automaton._run_on(tables)
        return automaton

    def _run_on(self, tables: Tables) -> None:
        self.tables = tables
        self._is_word = tables.words.is_word()
        self._kept: dict[str, tuple[Found, int]] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Find the cues of many texts at once, which is quicker than one by one, and keep them for `find`."""
        kept, asked = self._kept, dict.fromkeys(texts)
        wanted = [text for text in asked if text not in kept]
        if wanted and len(kept) + len(wanted) > MAX_KEPT:
            kept, wanted = {}, list(asked)
        if wanted:
            kept.update(zip(wanted, zip(repeat(self.find_all(wanted)), count())))  # noqa: B905 - endless
        self._kept = kept

    def find(self, text: str) -> Hits:
        """Return the cues of one text, as `find_all` does."""
        kept = self._kept.get(text)
        if kept is None:
            self.prepare((text,))
            kept = self._kept.get(text) or (self.find_all((text,)), 0)  # another thread may have cleared it
        found, number = kept
        return found[number]

    def find_all(self, texts: Sequence[str]) -> Found:
        """Return the cues in each text.

        A cue that lies inside a longer one of its layer is not returned. Of layer 0 all cues with equal
        spans are; of layer 1 the first of them, and none that overlaps one that starts before it.
        """
        tables = self.tables
        tokens = tables.words.read(texts)
        classes = np.append(tokens.classes, BORDER)
        ends = np.zeros((2, len(tokens.classes)), np.intp)
        found: tuple[list[tuple[Ints, Ints]], list[tuple[Ints, Ints]]] = ([], [])
        starts, states = np.arange(len(tokens.classes)), tokens.classes
        length = 1
        while len(starts):
            flags = tables.flags.take(states)
            for layer, flag in ((THEME_LAYER, THEME), (JUDGEMENT_LAYER, JUDGES)):
                accepting = np.flatnonzero(flags & flag)
                at = starts.take(accepting)
                ends[layer, at] = at + length
                found[layer].append((at, states.take(accepting)))
            going = np.flatnonzero(flags & LEADS)
            starts, states = starts.take(going), states.take(going)
            ahead = classes.take(starts + length)
            slots = tables.offset.take(states) + ahead
            open_ = np.flatnonzero(tables.owner.take(slots) == states)
            owner, reached = tables.reached.of(slots.take(open_))
            onward = starts.take(open_.take(owner))
            over = np.flatnonzero((flags.take(going) & WILD).astype(np.bool_) & self._is_word.take(ahead))
            if len(over):
                owner, skipped = tables.wild.of(states.take(over))
                reached = np.concatenate((reached, skipped))
                onward = np.concatenate((onward, starts.take(over.take(owner))))
            starts, states = onward, reached
            length += 1
        return Found(
            *(
                Layer(tokens, *self._longest(layer, found[layer], ends[layer]), ends[layer])
                for layer in (THEME_LAYER, JUDGEMENT_LAYER)
            )
        )

    def _longest(self, layer: int, found: list[tuple[Ints, Ints]], ends: Ints) -> tuple[Ints, Ints]:
        """Return the first tokens and the cues of what no longer cue covers, in order."""
        kept = np.empty(len(ends), np.bool_)
        kept[:1] = ends[:1] > 0
        kept[1:] = ends[1:] > np.maximum.accumulate(ends)[:-1]
        starts, states = [ends[:0]], [ends[:0]]
        for length, (at, accepting) in enumerate(found, 1):
            chosen = np.flatnonzero(kept.take(at) & (ends.take(at) == at + length))
            starts.append(at.take(chosen))
            states.append(accepting.take(chosen))
        at, state = np.concatenate(starts), np.concatenate(states)
        if layer == THEME_LAYER:
            owner, ranks = self.tables.themes.of(state)
            at = at.take(owner)
        else:
            ranks = self.tables.judgements.take(state)
        order = np.argsort(at * len(self.tables.cues) + ranks)
        at, ranks = at.take(order), ranks.take(order)
        if layer == JUDGEMENT_LAYER and len(at):
            first = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
            at, ranks = at.take(first), ranks.take(first)
            clear = _clear(at, ends.take(at))
            at, ranks = at[clear], ranks[clear]
        return at, self.tables.cues.take(ranks)


def _clear(starts: Ints, ends: Ints) -> npt.NDArray[np.bool_]:
    """Return which spans are kept where each that overlaps the one kept before it is dropped."""
    kept = np.ones(len(starts), np.bool_)
    for i in (np.flatnonzero(starts[1:] < ends[:-1]) + 1).tolist():
        before = i - 1
        while not kept[before]:
            before -= 1
        kept[i] = starts[i] >= ends[before]
    return kept
