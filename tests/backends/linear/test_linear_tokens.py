"""Tokens have exact places; clauses and the scope of negations are where the grammar puts them."""

from __future__ import annotations

import pytest

from themetag.backends.linear.tokens import clauses_of, negated, tokens_of


def words(text: str) -> list[str]:
    return [token.text for token in tokens_of(text)]


def test_tokens_index_the_text_as_it_is() -> None:
    """Typographic marks are folded in the token and kept in its range."""
    text = "Parents’ views – don’t matter"
    assert [(t.text, text[t.start : t.end]) for t in tokens_of(text)] == [
        ("parents", "Parents"), ("views", "views"), ("-", "–"), ("don't", "don’t"), ("matter", "matter"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("plans are good", ["plans are good"]),
        ("plans are good but visits are late", ["plans are good", "but visits are late"]),
        ("although plans are good, visits are late", ["although plans are good", ", visits are late"]),
        ("plans are good; visits are late", ["plans are good", "; visits are late"]),
        ("but plans are good", ["but plans are good"]),
        ("plans, visits, and reviews are late", ["plans , visits , and reviews are late"]),
        ("", []),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    """A turn or a semicolon opens a clause, and the comma after an opening clause closes it."""
    found = words(text)
    assert [" ".join(found[a:b]) for a, b in clauses_of(found)] == clauses


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("plans are not good", ["good"]),
        ("plans aren't yet good, visits are", ["yet", "good"]),
        ("plans are good", []),
        ("without one two three four five six seven", ["one", "two", "three", "four", "five", "six"]),
    ],
)
def test_scope_of_negation(text: str, marked: list[str]) -> None:
    """A negation reaches six words that carry something, up to the next mark."""
    found = words(text)
    assert [word for word, in_scope in zip(found, negated(found), strict=True) if in_scope] == marked
