from __future__ import annotations

import sys
from pathlib import Path

# The benchmarks are scripts, not a package: they find each other because they lie in one folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
