"""How far two readings of the same sentences agree.

    python training/agreement.py [training/second-reading.jsonl]

Each row holds an id and the labels of the first and the second reading, made independently. Prints, for all rows and
for those whose id starts with "b" (new in version 0.1.0), micro-F1 of (theme, polarity), the share of rows with exactly
the same labels, and the share with the same polarity among rows to which both readings gave one polarity only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

Row = tuple[frozenset[str], frozenset[str]]


def polarity(labels: frozenset[str]) -> str | None:
    """Return the sign that all labels share, None where they do not or there are none."""
    signs = {label[-1] for label in labels}
    return signs.pop() if len(signs) == 1 else None


def describe(name: str, rows: list[Row]) -> str:
    """Return the agreement of the rows in one line."""
    shared = sum(len(first & second) for first, second in rows)
    given = sum(len(first) + len(second) for first, second in rows)
    exact = sum(first == second for first, second in rows) / len(rows)
    both = [(a, b) for first, second in rows if (a := polarity(first)) and (b := polarity(second))]
    same = sum(a == b for a, b in both) / len(both)
    return (
        f"{name}: {len(rows)} rows, micro-F1 {2 * shared / given:.3f}, exact set {exact:.3f}, "
        f"polarity {same:.3f} of {len(both)}"
    )


def main() -> None:
    """Print the agreement."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "second-reading.jsonl"
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    pairs = [(row["id"], (frozenset(row["first"]), frozenset(row["second"]))) for row in read]
    print(describe("all", [pair for _, pair in pairs]))
    new = [pair for key, pair in pairs if key.startswith("b")]
    if new:
        print(describe("new", new))


if __name__ == "__main__":
    main()
