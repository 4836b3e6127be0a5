"""Chunks are what white space parts, in any text, and each stands for its own row whatever the table holds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themetag.backends.rules import chunks as module
from themetag.backends.rules.chunks import BORDER, LONGEST, Chunks

BORDER_ROW = -1
SPACES = [chr(c) for c in range(sys.maxunicode + 1) if chr(c).isspace()]


def row_of(chunk: str) -> list[int]:
    """Return a row that tells the chunk: its characters, the last first, where it begins with a letter only one."""
    codes = [ord(character) for character in reversed(chunk)]
    return [sum(code * 7**i for i, code in enumerate(codes[:15]))] if chunk[0].isalpha() else codes


def plain(texts: Sequence[str]) -> list[int]:
    """Return what `Chunks.read` must, by `str.split`."""
    found = [BORDER_ROW]
    for text in texts:
        for chunk in text.replace(BORDER, "\1").split():
            found += row_of(chunk)
        found.append(BORDER_ROW)
    return found


any_text = st.one_of(
    st.text(st.characters(), max_size=40),  # lone surrogates and controls too
    st.text(st.sampled_from("a\0\1é\u2019\U0001f600\x1f\x85\xa0\u2009\u3000 \t"), max_size=60),
    st.text(st.sampled_from("ab "), max_size=80),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_text, max_size=6), st.lists(any_text, max_size=6))
def test_chunks_are_those_of_split(some: list[str], others: list[str]) -> None:
    """Any texts, alone or after others, give the rows of what `str.split` gives."""
    chunks = Chunks(row_of, BORDER_ROW)
    for texts in (some, others, some):
        assert chunks.read(texts).tolist() == plain(texts)


def test_every_white_space_parts() -> None:
    """What Python calls white space parts chunks, and no other character does."""
    others = [
        "\u200b",
        "\u180e",
        "\ufeff",
        "\u2027",
        "\u2030",
        "\x84",
        "\xa1",
        "\x1b",
        "\x7f",
        "\u1681",
        "\u3001",
        "\u2060",
    ]
    texts = [f"a{character}b" for character in [*SPACES, *others]]
    assert Chunks(row_of, BORDER_ROW).read(texts).tolist() == plain(texts)


def test_a_chunk_and_its_neighbours_in_length_are_told_apart() -> None:
    """What differs in its last byte, in its length or only behind what the table holds has a row of its own."""
    texts = [c * n for c in ("a", "b", "\1", "\u2019") for n in range(1, 2 * LONGEST)]
    texts += [text[:-1] + "c" for text in texts]
    chunks = Chunks(row_of, BORDER_ROW)
    for _ in range(2):
        assert chunks.read(texts).tolist() == plain(texts)


@pytest.mark.parametrize("mix", [(0, 0), (1, 0)], ids=["all in one place", "the end does not count"])
def test_chunks_that_crowd_one_place_are_found(monkeypatch: pytest.MonkeyPatch, mix: tuple[int, int]) -> None:
    """Where all chunks want the same place of the table, each still has its row."""
    monkeypatch.setattr(module, "_MIX", tuple(np.uint64(number) for number in mix))
    texts = [f"a{n} {n} b" for n in range(60)]
    chunks = Chunks(row_of, BORDER_ROW)
    for _ in range(2):
        assert chunks.read(texts).tolist() == plain(texts)


def test_a_chunk_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is kept, in a table that grows and for chunks too long for it, until there are too many."""
    asked: list[str] = []

    def ask(chunk: str) -> list[int]:
        asked.append(chunk)
        return row_of(chunk)

    texts = [f"a{n} {n}{'x' * LONGEST}" for n in range(5_000)]
    chunks = Chunks(ask, BORDER_ROW)
    for part in (texts[:100], texts, texts[::-1]):
        assert chunks.read(part).tolist() == plain(part)
    assert sorted(asked) == sorted(" ".join(texts).split())
    monkeypatch.setattr(module, "MAX_KEPT", 10_000)
    assert chunks.read(["a1"]).tolist() == plain(["a1"])
    assert asked[-1] == "a1"


def test_threads_may_read_at_once() -> None:
    """Threads that bring new chunks at the same time get their own rows."""
    chunks = Chunks(row_of, BORDER_ROW)
    parts = [[f"w{n} {n}" for n in range(start, start + 3_000)] for start in range(0, 6_000, 1_000)]
    found: dict[int, list[int]] = {}
    threads = [
        threading.Thread(target=lambda i=i: found.update({i: chunks.read(parts[i]).tolist()}))
        for i in range(len(parts))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[i] for i in range(len(parts))] == [plain(part) for part in parts]
