"""Build the wheel and run the base suite against it, without the extras and without the sources.

    python .ci/wheel_test.py

Makes a fresh environment in a temporary folder, installs the wheel and what the tests themselves need, copies the
tests there and runs the base suite.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEST_PACKAGES = ("pytest>=8.3", "pytest-xdist>=3.6", "hypothesis>=6.120", "jsonschema>=4.23", "psutil>=6", "build>=1.2")

# What the base suite is: it needs neither the repository's files nor an extra. The rest runs with `make test`.
BASE = (
    "backends/rules", "behaviour", "bundle", "contract", "layout", "meta", "properties", "sentences",
    "test_decisions.py", "test_errors.py", "test_explain.py", "test_fold.py", "test_repair.py", "test_tagger.py",
    "test_taxonomy.py", "test_textmap.py", "test_types.py", "writers/test_csv.py", "writers/test_json.py",
    "writers/test_structure.py", "writers/test_table.py", "writers/test_whole_files.py",
)  # fmt: skip


def run(*command: str | Path, cwd: Path) -> None:
    """Run a command; a failure ends the script with its code."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    finished = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=False)
    if finished.returncode:
        sys.exit(finished.returncode)


def main() -> None:
    """Build, install, test."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place / "env", with_pip=True)
        python = place / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
        run(python, "-m", "pip", "install", "--quiet", *TEST_PACKAGES, cwd=place)
        run(python, "-m", "build", "--wheel", "--outdir", place / "dist", ROOT, cwd=place)
        (wheel,) = (place / "dist").glob("*.whl")
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
        run(python, "-m", "pip", "install", "--quiet", wheel, cwd=place)
        shutil.copytree(ROOT / "tests", place / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", place / "pyproject.toml")
        suite = [Path("tests", name) for name in BASE if (place / "tests" / name).exists()]
        print("base suite:", *suite, flush=True)
        run(python, "-m", "pytest", "-n", "2", "-m", "not repository", "-p", "no:cacheprovider", *suite, cwd=place)


if __name__ == "__main__":
    main()
