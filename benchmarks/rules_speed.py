"""How fast the rules are, beside spaCy's sentencizer and PhraseMatcher over the same cues.

    python benchmarks/rules_speed.py CORPUS [--rounds 5]

CORPUS is JSON Lines with `doc`, `kind`, `heading` and `text`. Both get the same sentences: spaCy as documents of
whole texts (tokenise, split into sentences, match), themetag as units. The cues are given to spaCy as all the
word rows they stand for in the corpus. Rounds alternate; the ratio is that of the medians. Then the number of cues is
doubled by cues of other words. Needs spaCy.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.parameters import GENERAL, build, shipped
from themetag.backends.rules.pattern import TOKEN, parse_cue
from themetag.backends.rules.rulefile import Rule
from themetag.types import Kind, Unit


def clocked(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def phrases(backend: RulesBackend, units: list[Unit]) -> list[str]:
    """Return every row of words of the corpus that is a cue."""
    found: Counter[str] = Counter()
    for unit in units:
        spans = backend.lexicon.token_spans(unit.text)
        for hits in backend.lexicon.find(unit.text):
            for start, end, _ in hits:
                first = spans.get(start, (0, 0))[0]  # the start of the sentence is no token
                found[unit.text[first : spans[end - 1][1]]] += 1
    return sorted(found)


def doubled(backend: RulesBackend, words: list[str]) -> RulesBackend:
    """Return the back end with as many cues again, of words of the corpus that no cue has."""
    rules = backend.lexicon.rules
    count = sum(len(rule.cues) + len(rule.excepts) for rule in rules)
    spare = [parse_cue(f"{a} {b} {c}") for a, b, c in zip(words, words[1:], words[2:], strict=False)][:count]
    theme = backend.taxonomy.keys[0]
    first = next(rule for rule in rules if rule.theme == theme)
    extra = Rule("spare", first.effect, theme, "weak", tuple(spare), (), (), ())
    lexicon = Lexicon([*rules, extra])
    own = shipped(f"scores-{backend.taxonomy.name}.json")
    return RulesBackend(backend.taxonomy, lexicon, build(lexicon, backend.taxonomy, shipped(GENERAL), own))


def main() -> None:
    """Run the rounds and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    units, texts = [], defaultdict(list)
    for line in args.corpus.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        units.append(Unit(row["text"], Kind(row["kind"]), row["heading"]))
        texts[row["doc"]].append(row["text"])
    documents = [" ".join(sentences) for sentences in texts.values()]
    backend = RulesBackend.load()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    rows = phrases(backend, units)
    matcher.add("CUE", [nlp.make_doc(row) for row in rows])
    words = [w for w in dict.fromkeys(TOKEN.findall(" ".join(documents).lower())) if w.isalpha()]
    twice = doubled(backend, words)
    runs: dict[str, Callable[[], object]] = {
        "spacy": lambda: [matcher(doc) for doc in nlp.pipe(documents)],
        "rules": lambda: backend.score(units),
        "rules, cues doubled": lambda: twice.score(units),
    }
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(args.rounds + 1):
        for name, work in runs.items():
            seconds = clocked(work)
            if number:  # the first round fills the caches of all
                times[name].append(seconds)
    median = {name: statistics.median(seconds) for name, seconds in times.items()}
    cues = len(backend.lexicon.keys)
    print(f"{len(units):,} sentences, {cues:,} cues ({len(rows):,} rows of words), doubled {len(twice.lexicon.keys):,}")
    for name, seconds in median.items():
        print(f"{name:22} {seconds:6.2f} s   {1e6 * seconds / len(units):6.1f} us a sentence")
    print(f"rules against spaCy: {median['spacy'] / median['rules']:.2f} times as fast")
    print(f"cues doubled: {median['rules, cues doubled'] / median['rules']:.2f} times the cost")


if __name__ == "__main__":
    main()
