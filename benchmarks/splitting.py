"""How fast texts are split, beside spaCy's sentencizer.

    python benchmarks/splitting.py [FILE...] [--rounds 7] [--characters 400000]

FILE is a text as a PDF converter leaves it; without any, the example reports are taken. Short input is repeated
to the given length. Three works of themetag stand against a blank English spaCy pipeline with its sentencizer, in
one run, in turn, the ratio being that of the medians of processor time:

    paragraphs            the sentence boundaries of plain paragraphs
    document              a document of these paragraphs, one a line: structure, sentences, offsets, front matter
    with layout repair    the same from the converter's text: broken lines, furniture, headings, lists

spaCy gets the same paragraphs for the first two and the converter's text for the third. Needs spaCy.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import spacy

from themetag.readers.files import read_text
from themetag.repair import Lexicon, repair
from themetag.sentences import sentence_bounds
from themetag.types import Kind

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BARS = {"paragraphs": 5.0, "document": 5.0, "with layout repair": 2.0}


def clocked(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes, without what other works left to collect."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def paragraphs_of(text: str) -> list[str]:
    """Return the running text of the prose of a converter's text."""
    lexicon = Lexicon(text)
    return [repair(text, b.spans, lexicon)[0] for b in read_text(text).blocks if b.kind is Kind.PROSE]


def repeated(items: list[str], characters: int) -> list[str]:
    """Return the items as often as it takes to hold so many characters."""
    return items * max(1, -(-characters // max(1, sum(map(len, items)))))


def machine() -> str:
    """Return the processor's name and the versions that the figures hang on."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = (line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(models, name)
    packages = ", ".join(f"{package} {version(package)}" for package in ("spacy", "sentencex"))
    return f"{name}, Python {platform.python_version()}, {packages}"


def main() -> None:
    """Run the rounds and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--characters", type=int, default=400_000)
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in args.files or sorted(EXAMPLES.glob("*.txt"))]
    paragraphs = repeated([p for text in texts for p in paragraphs_of(text)], args.characters)
    # Documents keep their size: each is some pages long, as reports are.
    plain = repeated(["\n\n".join(paragraphs_of(text)) for text in texts], args.characters)
    layout = repeated(texts, args.characters)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = max(nlp.max_length, *map(len, layout))
    works: dict[str, tuple[Callable[[], object], Callable[[], object], int]] = {
        "paragraphs": (
            lambda: [sentence_bounds(paragraph) for paragraph in paragraphs],
            lambda: [list(doc.sents) for doc in nlp.pipe(paragraphs)],
            sum(map(len, paragraphs)),
        ),
        "document": (
            lambda: [read_text(text) for text in plain],
            lambda: [list(doc.sents) for doc in nlp.pipe(paragraphs)],
            sum(map(len, paragraphs)),
        ),
        "with layout repair": (
            lambda: [read_text(text) for text in layout],
            lambda: [list(doc.sents) for doc in nlp.pipe(layout)],
            sum(map(len, layout)),
        ),
    }
    seconds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in range(args.rounds + 1):
        for name, (ours, theirs, _) in works.items():
            pair = clocked(ours), clocked(theirs)
            if number:  # the first round fills the caches of both
                seconds[name].append(pair)
    print(machine())
    print(f"{'':20} {'characters':>10} {'themetag':>10} {'spaCy':>10} {'ratio':>7} {'lowest':>7} {'bar':>5}")
    for name, pairs in seconds.items():
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        lowest = min(b / a for a, b in pairs)
        size = works[name][2]
        row = f"{name:20} {size:10,} {ours:8.3f} s {theirs:8.3f} s {theirs / ours:7.1f} {lowest:7.1f} {BARS[name]:5.0f}"
        print(row + ("" if theirs / ours >= BARS[name] else "   below the bar"))


if __name__ == "__main__":
    main()
