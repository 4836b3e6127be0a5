"""Headings of a scale of grades: what stands below them says what grades mean, and judges nobody."""

from __future__ import annotations

import re

_SCALE = re.compile(r"\b(?:(?:judge?ments?|grades?) mean|(?:grade|judge?ment) descriptors?)(?=\Z|: )", re.IGNORECASE)
_PART = re.compile(r"the(?: \w+){1,4}\Z", re.IGNORECASE)


def names_scale(heading: str) -> bool:
    """Whether a heading, or the first of two joined ones, is that of a scale of grades."""
    return bool(heading) and _SCALE.search(heading) is not None


def joined(scale: str, heading: str) -> str:
    """Return a heading as what stands below it carries it: with that of the scale of grades that it is a part of.

    Args:
        scale: what the heading above was returned as.
        heading: the heading itself.

    """
    found = _SCALE.search(scale)
    return f"{scale[: found.end()]}: {heading}" if found and _PART.match(heading) else heading
