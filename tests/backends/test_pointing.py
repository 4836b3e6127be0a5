"""Which sentences say little without the one before."""

from __future__ import annotations

import pytest

from themetag.backends.pointing import points_back


@pytest.mark.parametrize(
    "text",
    [
        "They do not.", "This is a strength.", "However, it is late.", "In all of these cases, plans are late.",
        "Others are not.", "Some are late.", "Their plans are late.",
    ],
)  # fmt: skip
def test_what_points_back(text: str) -> None:
    """Pronouns, demonstratives, and short sentences about others or some."""
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Plans are late.", "However, plans are late.",
        "Most social workers know their families well and visit them as often as they should.",
    ],
)  # fmt: skip
def test_what_stands_alone(text: str) -> None:
    """A sentence with a subject of its own does not."""
    assert not points_back(text)
