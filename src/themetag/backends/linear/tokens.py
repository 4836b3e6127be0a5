"""Tokens of a sentence, its clauses, and what stands in the scope of a negation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from themetag.fold import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[;:,()?!%-]")
# Words that open a clause with a judgement of its own.
_TURNS: Final = _words("but however although though while whilst whereas yet despite nevertheless")
_BORDERS: Final = _TURNS | {";"}
_NEGATIONS: Final = _words(
    "not no never without lack lacks lacked lacking neither nor nobody none cannot few little fail fails "
    "failed failing insufficient insufficiently barely hardly rarely seldom"
)
_STOPS: Final = _words(
    "the a an of to in and for is are was were that this these those with by on at as be been being it its "
    "their they has have had from or which who when where there will would can could"
)
_SCOPE: Final = 6  # words after a negation that it may reach
_MIN_CLAUSE: Final = 2
_MIN_OPENING: Final = 4  # tokens before the comma that ends an opening "although ..." clause


class Token(NamedTuple):
    """A word, number or mark: lower case, and its half-open range of the sentence's text."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of `text`, typographic characters folded; ranges index `text` as it is."""
    return [Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(fold(text))]


def words_of(text: str) -> list[str]:
    """Return the texts of `tokens_of(text)`, without their places: several times as fast."""
    text = fold(text)
    # Some letters become two when they are lowered, so only what cannot change its length is lowered first.
    return _TOKEN.findall(text.lower()) if text.isascii() else [word.lower() for word in _TOKEN.findall(text)]


def is_stop(word: str) -> bool:
    """Tell whether a word is too common to carry anything on its own."""
    return word in _STOPS


def clauses_of(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return half-open ranges of `words`, one for each clause, covering all of them in order.

    A clause starts at a semicolon, at a turning word ("but", "although", "despite", ...), and behind the comma
    that ends an opening clause. No words give no clause.
    """
    if _BORDERS.isdisjoint(words):
        return [(0, len(words))] if words else []
    starts = [0]
    opening = words[0] in _TURNS
    for i, word in enumerate(words):
        length = i - starts[-1]
        turns = (word in _TURNS or word == ";") and length >= _MIN_CLAUSE
        closes = word == "," and opening and length >= _MIN_OPENING and i + _MIN_CLAUSE < len(words)
        if turns or closes:
            starts.append(i)
            opening = False
    return [(a, b) for a, b in zip(starts, [*starts[1:], len(words)], strict=True) if a < b]


def may_negate(words: Sequence[str]) -> bool:
    """Tell, fast, whether any of the words can be a negation; where not, `negated` marks none."""
    return not _NEGATIONS.isdisjoint(words) or "n't" in " ".join(words)


def negated(words: Sequence[str]) -> list[bool]:
    """Tell of each word of one clause whether it stands in the scope of a negation.

    The scope ends with the clause, at a mark, or after a few words; common words and the negation itself are
    not marked, and do not use it up.
    """
    found = []
    left = 0
    for word in words:
        if word in _NEGATIONS or word.endswith("n't"):
            left = _SCOPE
            found.append(False)
        elif not word[0].isalnum():
            left = left if word == "-" else 0
            found.append(False)
        elif left and word not in _STOPS:
            left -= 1
            found.append(True)
        else:
            found.append(False)
    return found
