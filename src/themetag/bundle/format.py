"""The format of a model folder: its version, and the closed list of files that every model has.

**The format version is one whole number.** It is raised by one whenever a field is added, removed or changes
its meaning, a file is added to the list below, or a limit gets narrower: whatever makes a folder that one
version of themetag writes unreadable, or readable with another meaning, to another. To raise it:

1. Keep a folder that the old version wrote under tests/bundle/formats/OLD/ (the newest is there already).
2. Raise `FORMAT_VERSION`; give `read_manifest` a branch that turns the old fields into a `Manifest`, or say
   in the changelog, under its own heading, that old folders must be saved again and how.
3. Save a folder of the new version under tests/bundle/formats/NEW/; both must load in the test suite.
4. Describe the change in docs/model-folders.md and in the changelog.

Only the current version is ever written.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "themetag-model"
FORMAT_VERSION: Final = 1

MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"
WEIGHTS: Final = "weights.safetensors"
PROBES: Final = "probes.jsonl"
CARD: Final = "MODEL_CARD.md"
NOTICE: Final = "NOTICE"

# The same for every kind. No file holds a program, a graph, a pattern or a tokeniser: what a model computes, and how it
# cuts text, is in this library alone.
FILES: Final = frozenset({CONFIG, WEIGHTS, PROBES, CARD, NOTICE})

DTYPES: Final = (
    "float16", "float32", "float64", "int16", "int32", "int64", "int8", "uint16", "uint32", "uint64", "uint8",
)  # fmt: skip
MAX_ARRAYS: Final = 1_000
MAX_DIMENSIONS: Final = 4
MAX_LENGTH: Final = 2**31 - 1
