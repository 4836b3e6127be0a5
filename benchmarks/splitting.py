"""How fast texts are split, beside spaCy's sentencizer.

    python benchmarks/splitting.py [FILE...] [--rounds 9] [--characters 400000]

FILE is a text as a PDF converter leaves it; without any, the example reports are taken. Short input is repeated
to the given length. Three works of themetag stand against a blank English spaCy pipeline with its sentencizer, in
one run, in turn; the ratio is that of the medians of processor time:

    paragraphs            the sentence boundaries of plain paragraphs
    with layout repair    the sentences of a converter's text, its blocks being known: broken lines and hyphens
                          healed, each sentence with its spans, its map to the source, heading and page
    whole document        the same with finding the blocks and reading the front matter: furniture, headings, lists,
                          tables, dates, grades, for which spaCy has nothing (no bar)

spaCy gets the same paragraphs for the first and the converter's text for the others. Needs spaCy.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy

from machine import machine
from themetag.readers.files import read_text
from themetag.repair import Lexicon, repair
from themetag.sentences import sentence_bounds, split_blocks
from themetag.types import Kind

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BARS = {"paragraphs": 5.0, "with layout repair": 2.0}  # times as fast as spaCy


def clocked(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes, without what other works left to collect."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def consume(results: Iterable[object]) -> None:
    """Take each result and let it go, as a batch does."""
    deque(results, maxlen=0)


def paragraphs_of(text: str) -> list[str]:
    """Return the running text of the prose of a converter's text."""
    lexicon = Lexicon(text)
    return [repair(text, b.spans, lexicon)[0] for b in read_text(text).blocks if b.kind is Kind.PROSE]


def repeated(items: list[str], characters: int) -> list[str]:
    """Return the items as often as it takes to hold so many characters."""
    return items * max(1, -(-characters // max(1, sum(map(len, items)))))


def main() -> None:
    """Run the rounds and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--characters", type=int, default=400_000)
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in args.files or sorted(EXAMPLES.glob("*.txt"))]
    paragraphs = repeated([p for text in texts for p in paragraphs_of(text)], args.characters)
    layout = repeated(texts, args.characters)
    known = [(d.text, d.pages, d.blocks) for d in map(read_text, layout)]
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = max(nlp.max_length, *map(len, layout))
    works: dict[str, tuple[Callable[[], object], Callable[[], object], int]] = {
        "paragraphs": (
            lambda: consume(map(sentence_bounds, paragraphs)),
            lambda: consume(list(doc.sents) for doc in nlp.pipe(paragraphs)),
            sum(map(len, paragraphs)),
        ),
        "with layout repair": (
            lambda: consume(list(split_blocks(*work, Lexicon(work[0]))) for work in known),
            lambda: consume(list(doc.sents) for doc in nlp.pipe(layout)),
            sum(map(len, layout)),
        ),
        "whole document": (
            lambda: consume(map(read_text, layout)),
            lambda: consume(list(doc.sents) for doc in nlp.pipe(layout)),
            sum(map(len, layout)),
        ),
    }
    seconds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in range(args.rounds + 1):
        for name, (ours, theirs, _) in works.items():
            pair = clocked(ours), clocked(theirs)
            if number:  # the first round fills the caches of both
                seconds[name].append(pair)
    print(machine("spacy", "sentencex"))
    print(f"{'':20} {'characters':>10} {'themetag':>10} {'spaCy':>10} {'ratio':>7} {'lowest':>7} {'bar':>5}")
    for name, pairs in seconds.items():
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        lowest = min(b / a for a, b in pairs)
        size = works[name][2]
        bar = BARS.get(name)
        row = (
            f"{name:20} {size:10,} {ours:8.3f} s {theirs:8.3f} s {theirs / ours:7.2f} {lowest:7.2f} {bar or 'none':>5}"
        )
        print(row + ("   below the bar" if bar and theirs / ours < bar else ""))


if __name__ == "__main__":
    main()
