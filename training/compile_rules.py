"""Compile the rules that ship into src/themetag/data/rules/, for a quick start.

    python training/compile_rules.py

To be run whenever a rule file, its fitted numbers or the taxonomy has changed: until then the rules are made anew in
each process, and a test fails.
"""

from __future__ import annotations

from pathlib import Path

from themetag.backends.rules.compiled import file_name, render
from themetag.taxonomy import default_taxonomy

DATA = Path(__file__).resolve().parents[1] / "src" / "themetag" / "data" / "rules"


def main() -> None:
    """Write the compiled file of the default taxonomy."""
    taxonomy = default_taxonomy()
    path = DATA / file_name(taxonomy.name)
    path.write_bytes(render(taxonomy))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
