"""How well sentences, headings and furniture are found, against keys that were made by reading.

    python benchmarks/boundaries.py DIR [--keys DIR] [--json] [--errors N] [--at-least MEASURE=BAR ...]

DIR holds the sources (PDF or text, in subfolders too); a source is known by its sha256, so its name does
not matter. Keys whose source is not there are named. Measures: boundaries (F1 of the ends of sentences and
items), sentences (F1 of sentences and items with both ends right), headings (F1), furniture (share of its
letters that are in no sentence), kinds (share of units in a block of their kind), headings-in-force (share of
the sentences found). The totals are over all reports together, with a 95 % interval: percentiles of 1,000
resamplings of the reports. Exit codes: 0 done, 1 usage or no source found, 3 a total is below its bar.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import themetag
from boundary_key import BoundaryKey, file_hash, letters, letters_hash
from boundary_measure import MEASURES, Comparison, Matches, Place, Result

KEYS = Path(__file__).resolve().parent / "boundaries"
RESAMPLINGS = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one source: its counts, differences to show, and why nothing was found, if so."""

    name: str
    result: Result
    places: tuple[Place, ...] = ()
    problem: str = ""


def sources_by_hash(folder: Path) -> dict[str, Path]:
    """Return the PDF and text files of a folder by their sha256."""
    files = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".pdf", ".txt"))
    return {file_hash(path): path for path in files if path.is_file()}


def nothing_found(key: BoundaryKey) -> Result:
    """Return the result of a source that could not be read: all of the key is missed."""
    ends = {unit.end for unit in key.units if unit.kind in ("sentence", "item")}
    count = {kind: sum(unit.kind == kind for unit in key.units) for kind in ("sentence", "item", "heading")}
    sentences = Matches(0, 0, count["sentence"] + count["item"])
    return Result(sentences, Matches(0, 0, len(ends)), Matches(0, 0, count["heading"]))


def measure(path: Path, key: BoundaryKey, errors: int) -> Reading:
    """Read a source and compare it with its key."""
    try:
        document = themetag.read(path)
    except themetag.ThemetagError as error:
        return Reading(key.name, nothing_found(key), problem=str(error))
    if letters_hash(letters(document.text)) != key.letters_sha256:
        problem = "the text read has other letters than the key: a reader changed; make the key again"
        return Reading(key.name, nothing_found(key), problem=problem)
    comparison = Comparison(document, key)
    return Reading(key.name, comparison.result(), tuple(comparison.places(errors)))


def intervals(results: list[Result]) -> dict[str, tuple[float, float]]:
    """Return the 95 % interval of each measure's total by resampling the reports, with a fixed seed."""
    dice = random.Random(20_240_501)  # noqa: S311  not for secrets
    draws = [reduce(add, dice.choices(results, k=len(results))).figures() for _ in range(RESAMPLINGS)]
    low, high = round(0.025 * RESAMPLINGS), round(0.975 * RESAMPLINGS) - 1
    ordered = {name: sorted(draw[name] for draw in draws) for name in MEASURES}
    return {name: (values[low], values[high]) for name, values in ordered.items()}


def bar(text: str) -> tuple[str, float]:
    """Read MEASURE=BAR."""
    name, _, value = text.partition("=")
    if name not in MEASURES:
        raise argparse.ArgumentTypeError(f"measures are {', '.join(MEASURES)}; was {name!r}")
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"a bar is a number in [0, 1], was {value!r}")
    return name, number


def as_data(result: Result) -> dict[str, Any]:
    """Return figures and counts for JSON."""

    def prf(matches: Matches) -> dict[str, float]:
        counts = {"same": matches.same, "found": matches.found, "keyed": matches.keyed}
        return {"precision": matches.precision, "recall": matches.recall, "f1": matches.f1, **counts}

    confusions = [[keyed, found, count] for (keyed, found), count in sorted(result.confusions.items())]
    return {
        "figures": result.figures(),
        "boundaries": prf(result.boundaries),
        "sentences": prf(result.sentences),
        "headings": prf(result.headings),
        "furniture": {"outside": result.furniture.part, "letters": result.furniture.whole},
        "confusions": confusions,
    }


def print_table(readings: list[Reading], total: Result, missing: list[str]) -> None:
    """Print the figures for people."""
    width = max(len(reading.name) for reading in readings)
    print(f"{'':{width}}  {'  '.join(MEASURES)}  sentences P / R")
    for name, result in [*((r.name, r.result) for r in readings), ("total", total)]:
        cells = (f"{value:{len(measure)}.4f}" for measure, value in result.figures().items())
        pair = f"{result.sentences.precision:.4f} / {result.sentences.recall:.4f}"
        print(f"{name:{width}}  {'  '.join(cells)}  {pair}")
    for measure, (low, high) in intervals([reading.result for reading in readings]).items():
        print(f"{measure}: {total.figures()[measure]:.4f} (95 % interval {low:.4f} to {high:.4f})")
    for (keyed, found), count in total.confusions.most_common():
        print(f"{count} units of kind {keyed} read as {found or 'nothing'}")
    for reading in readings:
        if reading.problem:
            print(f"{reading.name}: {reading.problem}")
        for place in reading.places:
            print(f"{reading.name}: {place}")
    for name in missing:
        print(f"no source for the key {name}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], exit_on_error=False)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the sources are")
    parser.add_argument("--keys", type=Path, default=KEYS, metavar="DIR", help="where the keys are")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N differences a sort")
    parser.add_argument("--at-least", type=bar, action="append", default=[], metavar="MEASURE=BAR")
    try:
        options = parser.parse_args(arguments)
    except argparse.ArgumentError as error:
        print(error, file=sys.stderr)
        return 1
    sources = sources_by_hash(options.folder)
    keys = [BoundaryKey.from_json(path.read_text("utf-8")) for path in sorted(options.keys.glob("*.json"))]
    there = [key for key in keys if key.sha256 in sources]
    missing = [key.name for key in keys if key.sha256 not in sources]
    if not there:
        print(f"{options.folder} has the source of no key in {options.keys}", file=sys.stderr)
        return 1
    readings = [measure(sources[key.sha256], key, options.errors) for key in there]
    total = reduce(add, (reading.result for reading in readings))
    if options.json:
        reports = {r.name: as_data(r.result) | {"problem": r.problem or None} for r in readings}
        ranges = intervals([reading.result for reading in readings])
        data = {"reports": reports, "total": as_data(total), "intervals": ranges, "missing": missing}
        print(json.dumps(data, indent=1, ensure_ascii=False))
    else:
        print_table(readings, total, missing)
    low = [(name, least) for name, least in options.at_least if total.figures()[name] < least]
    for name, least in low:
        print(f"{name} is {total.figures()[name]:.4f}, below {least}", file=sys.stderr)
    return 3 if low else 0


if __name__ == "__main__":
    sys.exit(main())
