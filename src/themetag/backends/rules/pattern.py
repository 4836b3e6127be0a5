"""The cue language: what a rule file writes as one cue, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from themetag.fold import fold

MAX_ITEMS: Final = 12
MAX_ALTERNATIVES: Final = 40
MAX_GAP: Final = 5
MAX_PATHS: Final = 64
MIN_STEM: Final = 2

START: Final = "^"
NUMBER: Final = "#"
TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:.()!?]|(?<!\S)-(?!\S)")

_HYPHEN = re.compile(r"(?<=\S)-|-(?=\S)")  # parts words; one that stands alone is a dash
_GAP = re.compile(r"\[(\d+)\]\Z")
_ITEM = re.compile(r"(?P<body>[^?]+)(?P<optional>\?)?\Z")
_ALTERNATIVE = re.compile(r"(?P<inflect>~)?(?P<word>[^\W_]+(?:'[^\W_]+)*|[,;:.#^-])(?P<stem>\*)?\Z")
_DOUBLED = frozenset(
    ["plan", "stop", "ship", "drop", "equip", "submit", "commit", "refer", "occur", "permit", "transfer", "embed"]
)

# None stands for any one word.
Element = frozenset[str] | None


class CueError(ValueError):
    """A cue that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: the text as written, and every row of elements that it stands for.

    Each path has a fixed length: optional items and gaps are written out. An element is the set of symbols
    of which the token must have one, None for any one word.
    """

    source: str
    paths: tuple[tuple[Element, ...], ...]


def inflections(verb: str) -> frozenset[str]:
    """Return the regular forms of an English verb or noun: itself, -s, -ed, -ing."""
    if verb.endswith("e"):
        return frozenset((verb, verb + "s", verb + "d", verb[:-1] + "ing"))
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return frozenset((verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"))
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return frozenset((verb, verb + "es", verb + "ed", verb + "ing"))
    root = verb + verb[-1] if verb in _DOUBLED else verb
    return frozenset((verb, verb + "s", root + "ed", root + "ing"))


def _alternative(text: str, cue: str) -> frozenset[str]:
    match = _ALTERNATIVE.match(text.rstrip("'"))  # the plural possessive is read as the plural
    if match is None:
        raise CueError(f"{text!r} in {cue!r} is not a word, a stem* or a ~verb")
    word = match["word"]
    if match["stem"]:
        if match["inflect"]:
            raise CueError(f"{text!r} in {cue!r} is both a stem and an inflection; use one")
        if len(word) < MIN_STEM:
            raise CueError(f"the stem {text!r} in {cue!r} needs at least {MIN_STEM} letters")
        return frozenset((word + "*",))
    return inflections(word) if match["inflect"] else frozenset((word,))


def _element(text: str, cue: str) -> frozenset[str]:
    alternatives = text.split("|")
    if len(alternatives) > MAX_ALTERNATIVES:
        raise CueError(f"{cue!r} has {len(alternatives)} alternatives in one place, at most {MAX_ALTERNATIVES}")
    return frozenset().union(*(_alternative(part, cue) for part in alternatives))


def parse_cue(source: str) -> Cue:
    """Read one cue.

    A cue is a row of items: a `word`; `a|b` (one of them); `stem*` (any word that starts so); `~verb` (its
    regular forms); `item?` (may be missing); `[n]` (up to n words of any kind, n from 1 to 5); `#` (a
    number); `^` (the start of the sentence); `,` `;` `:` `.` and a dash. Hyphens part words. Case does not matter.

    Raises:
        CueError: the cue cannot be read, or stands for too much.

    """
    items = _HYPHEN.sub(" ", fold(source).lower()).split()
    if not 1 <= len(items) <= MAX_ITEMS:
        raise CueError(f"a cue has 1 to {MAX_ITEMS} items, {source!r} has {len(items)}")
    paths: list[tuple[Element, ...]] = [()]
    for i, item in enumerate(items):
        gap = _GAP.match(item)
        if gap:
            size = int(gap[1])
            if not 1 <= size <= MAX_GAP:
                raise CueError(f"a gap is [1] to [{MAX_GAP}], {source!r} has {item}")
            if i in (0, len(items) - 1):
                raise CueError(f"a gap stands between two items, not at the edge of {source!r}")
            paths = [path + (None,) * n for n in range(size + 1) for path in paths]
        else:
            match = _ITEM.match(item)
            if match is None:
                raise CueError(f"{item!r} in {source!r} is not an item of a cue")
            element = _element(match["body"], source)
            longer = [(*path, element) for path in paths]
            paths = paths + longer if match["optional"] else longer
        if len(paths) > MAX_PATHS:
            raise CueError(f"{source!r} stands for more than {MAX_PATHS} rows of words; write several cues")
    paths = [path for path in paths if path]
    if any(path[0] is None or path[-1] is None for path in paths) or not paths:
        raise CueError(f"{source!r} may begin or end with a gap; make the items at its edges needed")
    return Cue(source, tuple(dict.fromkeys(paths)))
