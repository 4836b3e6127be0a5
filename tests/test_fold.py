"""Typographic characters fold one for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from themetag.fold import fold


def test_typography_becomes_plain() -> None:
    """Quotes, dashes and odd spaces have their plain forms; the rest stays."""
    assert fold("\u2018a\u2019 \u201cb\u201d c\u2013d\u00a0e\u2009f\tg \u00e9") == "'a' \"b\" c-d e f g \u00e9"


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    """Length stays, and folding twice is folding once."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
