"""How often a model tags sentences that judge nothing.

    python benchmarks/neutral.py [REPORTS] [--model MODEL] [--corpus training/authored.jsonl] [--show N]

Two sets: the rows of the authored corpus without a label; and the front matter, procedure, facts about an area,
scales of grades, contacts and closing matter of ten real reports that the rules were tuned on, kept in neutral.json
as hashes and offsets. REPORTS is a folder with those PDF files; without it only the authored set is measured, and the
reports are named as missing. Intervals are from 2,000 resamples of the documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

import themetag
from boundary_key import LetterCount
from themetag.types import Kind, Unit
from themetag.units import units_of

HERE = Path(__file__).parent
RESAMPLES, SEED = 2_000, 20_260_101


def authored_units(corpus: Path) -> dict[str, list[Unit]]:
    """Return the units of the rows without a label, by document."""
    units: dict[str, list[Unit]] = defaultdict(list)
    document, previous = "", ""
    for line in corpus.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        previous = previous if row["doc"] == document else ""
        document = row["doc"]
        if not row["labels"]:
            units[document].append(Unit(row["text"], Kind(row["kind"]), row["heading"], "", previous))
        previous = row["text"]
    return units


def report_units(folder: Path) -> tuple[dict[str, list[Unit]], list[str]]:
    """Return the units of the neutral passages of the reports in the folder, and the names of those not there."""
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.glob("*.pdf"))}
    units: dict[str, list[Unit]] = {}
    missing = []
    for entry in json.loads((HERE / "neutral.json").read_text(encoding="utf-8"))["documents"]:
        path = by_hash.get(entry["sha256"])
        if path is None:
            missing.append(entry["name"])
            continue
        document = themetag.read(path)
        before = LetterCount(document.text).before
        passages = entry["passages"]
        units[entry["name"]] = [
            unit
            for sentence, unit in zip(document.sentences, units_of(document.sentences), strict=True)
            if any(a < before(sentence.end) and before(sentence.start) < b for a, b in passages)
        ]
    return units, missing


def share(tagger: themetag.Tagger, units: dict[str, list[Unit]], show: int) -> tuple[int, int, float, float]:
    """Return how many units are tagged, how many there are, and the interval of the share."""
    counts = []
    for name, batch in units.items():
        tagged = [bool(scores.any()) for scores in tagger.backend.score(batch) >= tagger.thresholds]
        counts.append((sum(tagged), len(batch)))
        for unit, hit in zip(batch, tagged, strict=True):
            if hit and show > 0:
                print(f"    tagged: {name}: {unit.text[:140]}")
                show -= 1
    table = np.array(counts)
    picks = np.random.default_rng(SEED).integers(0, len(table), (RESAMPLES, len(table)))
    sums = table[picks].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    return int(table[:, 0].sum()), int(table[:, 1].sum()), float(low), float(high)


def main() -> int:
    """Run the benchmark; 0 where it ran."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="?", type=Path, help="folder with the PDF files of neutral.json")
    parser.add_argument("--model", default="default")
    parser.add_argument("--corpus", type=Path, default=HERE.parent / "training" / "authored.jsonl")
    parser.add_argument("--show", type=int, default=0, help="how many tagged sentences to show of each set")
    arguments = parser.parse_args()
    tagger = themetag.load(arguments.model)
    sets = {"authored rows without a label": authored_units(arguments.corpus)}
    if arguments.reports:
        found, missing = report_units(arguments.reports)
        if found:
            sets["neutral passages of reports"] = found
        for name in missing:
            print(f"missing: {name}")
    else:
        print("no folder of reports given: their neutral passages are not measured")
    for name, units in sets.items():
        tagged, total, low, high = share(tagger, units, arguments.show)
        print(f"{name}: {tagged} of {total} tagged, {tagged / total:.1%} (95 % interval {low:.1%} to {high:.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
