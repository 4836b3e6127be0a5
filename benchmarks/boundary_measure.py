"""Compares a document's sentences, headings and furniture, as themetag finds them, with a boundary key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from boundary_key import BoundaryKey, LetterCount, inside, letters
from themetag import Document, Kind

KIND_AS_KEYED = {
    Kind.PROSE: "sentence",
    Kind.LIST: "item",
    Kind.HEADING: "heading",
    Kind.TABLE: "table",
    Kind.FURNITURE: "furniture",
}
SENTENCES = ("sentence", "item")
MEASURES = ("boundaries", "sentences", "headings", "furniture", "kinds", "headings-in-force")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matches:
    """How many were found, how many the key has, and how many of them are the same."""

    same: int = 0
    found: int = 0
    keyed: int = 0

    def __add__(self, other: Matches) -> Matches:
        """Add counts."""
        return Matches(self.same + other.same, self.found + other.found, self.keyed + other.keyed)

    @property
    def precision(self) -> float:
        """Share of what was found that the key has; 1 where nothing was found."""
        return self.same / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what the key has that was found; 1 where the key has nothing."""
        return self.same / self.keyed if self.keyed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall: 2 same / (found + keyed); 1 where both are empty."""
        return 2 * self.same / (self.found + self.keyed) if self.found + self.keyed else 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        """Add counts."""
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float:
        """The share, in [0, 1]; 1 of nothing."""
        return self.part / self.whole if self.whole else 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """What one document, or several together, came to.

    Attributes:
        sentences: sentences and items with equal start and end.
        boundaries: ends of sentences and items.
        headings: headings with equal start and end.
        furniture: letters of furniture that are in no sentence.
        kinds: units (printed numbers left out) most of whose letters are in a block of their kind.
        in_force: sentences with equal start and end that have the heading in force.
        confusions: (kind in the key, kind found) of the units in no block of their kind; "" where there is
            no block.

    """

    sentences: Matches = Matches()
    boundaries: Matches = Matches()
    headings: Matches = Matches()
    furniture: Share = Share()
    kinds: Share = Share()
    in_force: Share = Share()
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __add__(self, other: Result) -> Result:
        """Add the counts of two results."""
        return Result(
            self.sentences + other.sentences,
            self.boundaries + other.boundaries,
            self.headings + other.headings,
            self.furniture + other.furniture,
            self.kinds + other.kinds,
            self.in_force + other.in_force,
            self.confusions + other.confusions,
        )

    def figures(self) -> dict[str, float]:
        """Return one figure a measure, in [0, 1], named and ordered as MEASURES is."""
        values = (
            self.boundaries.f1,
            self.sentences.f1,
            self.headings.f1,
            self.furniture.value,
            self.kinds.value,
            self.in_force.value,
        )
        return dict(zip(MEASURES, values, strict=True))


@dataclass(frozen=True, slots=True)
class Place:
    """One difference, with its text; for the developer's screen only."""

    what: str
    text: str

    def __str__(self) -> str:
        """Return what it is and where."""
        return f"{self.what}: {self.text!r}"


class Comparison:
    """A document beside its key. The document's letters must be those of the key."""

    def __init__(self, document: Document, key: BoundaryKey) -> None:
        self.key = key
        self.text = letters(document.text)
        self._document = document
        self._count = count = LetterCount(document.text)
        before = count.before
        self.sentences = {
            (before(s.start), before(s.end)): s for s in document.sentences if before(s.start) < before(s.end)
        }
        self.headings = {(before(b.start), before(b.end)) for b in document.blocks if b.kind is Kind.HEADING}
        self.in_sentence = bytearray(count.total)
        for sentence in document.sentences:
            for span in sentence.spans:
                start, end = before(span.start), before(span.end)
                self.in_sentence[start:end] = b"\1" * (end - start)
        self.kind_at: list[str] = [""] * count.total
        for block in document.blocks:
            for span in block.spans:
                start, end = before(span.start), before(span.end)
                self.kind_at[start:end] = [KIND_AS_KEYED[block.kind]] * (end - start)

    def keyed(self, *kinds: str) -> set[Range]:
        """Return the key's units of these kinds."""
        return {(unit.start, unit.end) for unit in self.key.units if unit.kind in kinds}

    def result(self) -> Result:
        """Count."""
        keyed, found = self.keyed(*SENTENCES), set(self.sentences)
        ends_keyed, ends_found = {end for _, end in keyed}, {end for _, end in found}
        headings = self.keyed("heading")
        kinds, confusions = self._kinds()
        return Result(
            Matches(len(keyed & found), len(found), len(keyed)),
            Matches(len(ends_keyed & ends_found), len(ends_found), len(ends_keyed)),
            Matches(len(headings & self.headings), len(self.headings), len(headings)),
            self._furniture(),
            kinds,
            self._in_force(),
            confusions,
        )

    def _furniture(self) -> Share:
        outside = sum(end - start - sum(self.in_sentence[start:end]) for start, end in self.key.furniture)
        return Share(outside, sum(end - start for start, end in self.key.furniture))

    def _kinds(self) -> tuple[Share, Counter[tuple[str, str]]]:
        confusions: Counter[tuple[str, str]] = Counter()
        whole = 0
        for unit in self.key.units:
            if unit.kind == "number":
                continue
            whole += 1
            found = Counter(self.kind_at[unit.start : unit.end]).most_common(1)[0][0]
            if found != unit.kind:
                confusions[unit.kind, found] += 1
        return Share(whole - confusions.total(), whole), confusions

    def _heading_letters(self, index: int | None) -> str:
        """Return the letters of a heading of the key, raised marks left out; "" for None."""
        if index is None:
            return ""
        unit = self.key.units[index]
        places = range(unit.start, unit.end)
        return "".join(self.text[place] for place in places if not inside(self.key.furniture, place))

    def _in_force(self) -> Share:
        part = whole = 0
        for unit in self.key.units:
            sentence = self.sentences.get((unit.start, unit.end)) if unit.kind in SENTENCES else None
            if sentence is not None:
                whole += 1
                part += letters(sentence.heading) == self._heading_letters(unit.heading)
        return Share(part, whole)

    def places(self, most: int) -> Iterator[Place]:
        """Yield the differences, at most `most` of a sort."""
        keyed, found = self.keyed(*SENTENCES), set(self.sentences)
        headings = self.keyed("heading")
        sorts = {
            "sentence missed": keyed - found,
            "sentence made up": found - keyed,
            "heading missed": headings - self.headings,
            "heading made up": self.headings - headings,
            "furniture in a sentence": {
                (start, end) for start, end in self.key.furniture if any(self.in_sentence[start:end])
            },
        }
        for what, ranges in sorts.items():
            for start, end in sorted(ranges)[:most]:
                yield Place(what, self._source(start, end))
        yield from [
            Place("wrong heading in force", f"{sentence.heading} > {sentence.text}")
            for unit in self.key.units
            if unit.kind in SENTENCES
            and (sentence := self.sentences.get((unit.start, unit.end))) is not None
            and letters(sentence.heading) != self._heading_letters(unit.heading)
        ][:most]

    def _source(self, start: int, end: int) -> str:
        """Return the document's text from one letter to another."""
        first = self._offset(start)
        return self._document.text[first : self._offset(end - 1) + 1]

    def _offset(self, letter: int) -> int:
        """Return the offset of the character that holds a letter."""
        low, high = 0, len(self._document.text)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._count.before(middle) <= letter else (low, middle)
        return low
