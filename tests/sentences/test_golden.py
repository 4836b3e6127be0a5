from __future__ import annotations

from pathlib import Path

import pytest

from themetag.sentences import sentence_bounds

TABLE = Path(__file__).with_name("golden.txt")


def cases() -> list[tuple[str, str]]:
    kind, found = "", []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif line and not line.startswith("# "):
            found.append((kind, line))
    return found


CASES = cases()


def test_the_table_is_large() -> None:
    """There are at least 100 cases, no two of them alike."""
    assert len(CASES) >= 100
    assert len({line for _, line in CASES}) == len(CASES)


@pytest.mark.parametrize(("kind", "line"), CASES, ids=[f"{kind}-{i}" for i, (kind, _) in enumerate(CASES)])
def test_sentences_of_the_golden_table(kind: str, line: str) -> None:
    """A paragraph falls into the sentences that the table gives."""
    expected = line.split(" ¦ ")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentence_bounds(text)] == expected, kind
