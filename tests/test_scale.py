"""Headings of a scale of grades: which are, and which parts belong to them."""

from __future__ import annotations

import pytest

from themetag.scale import joined, names_scale


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("What the inspection judgements mean", True),
        ("Annex B: what our judgments mean", True),
        ("What the grades mean: The council", True),
        ("Grade descriptors", True),
        ("What the grades mean for families", False),
        ("Demeaning grades", False),
        ("The inspection judgements", False),
        ("", False),
    ],
)
def test_a_heading_of_a_scale_is_known(heading: str, expected: bool) -> None:
    """It ends with what grades mean, or is joined to a part that follows."""
    assert names_scale(heading) is expected


@pytest.mark.parametrize(
    ("above", "heading", "expected"),
    [
        ("Annex: what the grades mean", "The council", "Annex: what the grades mean: The council"),
        ("What the grades mean: The council", "The board", "What the grades mean: The board"),
        ("What the grades mean", "What we found", "What we found"),
        ("Findings", "The council", "The council"),
        ("", "The council", "The council"),
    ],
)
def test_a_part_carries_the_heading_of_its_scale(above: str, heading: str, expected: str) -> None:
    """Of a scale of grades alone, and without the part before it."""
    assert joined(above, heading) == expected
