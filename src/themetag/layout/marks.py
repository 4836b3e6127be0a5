"""What stands before an item or a paragraph: bullets and printed numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Glyphs met in reports, and their kin; private-use characters are what symbol fonts leave behind.
_GLYPHS = "•◼■▪▫◾▬●○◦‣⁃∙·►▶➢➤✓✔❖◆◇♦□❑❒\uf000-\uf0ff"
# A dash is a bullet only where white space or the line's end follows it.
_DASHES = "*–—―−─⎯‐‒-"

_BULLET = re.compile(rf"(?:[{_GLYPHS}]\s*|[{_DASHES}](?:\s+|\Z)|o(?:\s+(?=\S)|\Z))+")
_LETTERED = re.compile(r"\(?(?:[a-z]|[ivx]{1,4})\)(?:\s+|\Z)")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,3})(?:[.)]\s*|\s+)(?=\S)")
_NUMBER_ALONE = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,3})[.)]\Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a line: how many characters it takes, and its number where it has one.

    `dotted` tells a number that is followed by "." or ")"; such a number is a mark wherever a paragraph may
    start, a bare one only before a heading or a table row.
    """

    length: int
    number: str | None = None
    dotted: bool = False

    @property
    def bullet(self) -> bool:
        """Whether it is a bullet or a letter, not a number."""
        return self.number is None

    def contains(self, other: Mark) -> bool:
        """Whether this is the number of a section and the other one that of a part of it: 2.1 and 2.1.3."""
        return bool(self.number and other.number and other.number.startswith(f"{self.number}."))


def follows(before: str, number: str) -> bool:
    """Tell whether a printed number counts on from the one before: 2.4 and 2.4.1 and 3.1 from 2.3, 2.3.1 from 2.3."""
    last = [int(part) for part in before.split(".")]
    parts = [int(part) for part in number.split(".")]
    same = 0
    while same < min(len(last), len(parts)) and last[same] == parts[same]:
        same += 1
    rest = parts[same:]
    if same < len(last):
        return bool(rest) and rest[0] == last[same] + 1 and all(part == 1 for part in rest[1:])
    return bool(rest) and all(part == 1 for part in rest)


def mark_of(text: str) -> Mark | None:
    """Return the mark that a line starts with, None where it starts with plain text."""
    head = text[0]
    if head.isalpha() and head not in "oivxabcdefgh":
        return None
    if head.isdigit():
        return _number(text)
    match = _BULLET.match(text) or _LETTERED.match(text)
    if match is None:
        return None
    if head == "o" and len(text) > match.end() and not text[match.end()].isupper():
        return None  # "o" is a bullet of some converters, but never before a small letter
    return Mark(match.end())


def _number(text: str) -> Mark | None:
    alone = _NUMBER_ALONE.match(text)
    if alone:
        return Mark(len(text), alone[1], dotted=True)
    match = _NUMBER.match(text)
    if match is None:
        return None
    dotted = text[match.end(1)] in ".)"
    following = text[match.end()]
    spaced_figure = dotted and following.isdigit() and text[match.end() - 1].isspace()
    if not (following.isupper() or following in "‘“\"'(" or spaced_figure):
        return None
    if "." in match[1] and not dotted and float(match[1].split(".", 1)[1].replace(".", "") or 0) == 0:
        return None
    return Mark(match.end(), match[1], dotted)
