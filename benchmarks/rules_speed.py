"""How fast the rules are, beside spaCy's sentencizer and PhraseMatcher over the same cues.

    python benchmarks/rules_speed.py CORPUS [--rounds 5]

CORPUS is JSON Lines with `doc`, `kind`, `heading` and `text`. What each side does with it:

- spaCy gets the texts of the documents, in one string each: it takes them apart into tokens, splits them into sentences
  and matches. It gives no theme, no judgement and no score.
- The rules get the sentences as units: they take them apart into tokens, find the cues, read clause by clause what is
  judged, and score all themes. Splitting is not in it: `split` says what finding the bounds takes in the same
  texts, and one of the last lines the ratio with it.

The cues are given to spaCy as all the word rows they stand for in the corpus. Rounds alternate; ratios are those
of the medians. `first` is the first reading, by a back end and by a spaCy that have read nothing before. Then the
number of cues is doubled by cues of other words. Needs spaCy.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.parameters import GENERAL, build, shipped
from themetag.backends.rules.pattern import TOKEN, parse_cue
from themetag.backends.rules.rulefile import Rule
from themetag.sentences import sentence_bounds
from themetag.types import Kind, Unit

BATCH = 1_024


def clocked(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def phrases(backend: RulesBackend, units: list[Unit]) -> list[str]:
    """Return every row of words of the corpus that is a cue."""
    found: Counter[str] = Counter()
    for number, unit in enumerate(units):
        if number % BATCH == 0:
            backend.lexicon.prepare(unit.text for unit in units[number : number + BATCH])
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


def spacy_with(rows: list[str]) -> tuple[Language, PhraseMatcher]:
    """Return a sentencizer, and a matcher of these rows of words."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("CUE", [nlp.make_doc(row) for row in rows])
    return nlp, matcher


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
    rows = phrases(backend, units)
    nlp, matcher = spacy_with(rows)
    words = [w for w in dict.fromkeys(TOKEN.findall(" ".join(documents).lower())) if w.isalpha()]
    twice = doubled(backend, words)
    runs: dict[str, Callable[[], object]] = {
        "spacy": lambda: [matcher(doc) for doc in nlp.pipe(documents)],
        "rules": lambda: backend.score(units),
        "rules, cues doubled": lambda: twice.score(units),
        "split": lambda: [sentence_bounds(document) for document in documents],
    }
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(args.rounds):
        fresh, (fresh_nlp, fresh_matcher) = RulesBackend.load(), spacy_with(rows)
        times["first, spacy"].append(clocked(lambda: [fresh_matcher(doc) for doc in fresh_nlp.pipe(documents)]))  # noqa: B023
        times["first, rules"].append(clocked(lambda: fresh.score(units)))  # noqa: B023
    gc.collect()
    gc.freeze()  # neither side pays for going through what the other, and the corpus, keep in memory
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
    print(f"the same, first reading: {median['first, spacy'] / median['first, rules']:.2f}")
    print(f"rules and splitting against spaCy: {median['spacy'] / (median['rules'] + median['split']):.2f}")
    print(f"cues doubled: {median['rules, cues doubled'] / median['rules']:.2f} times the cost")


if __name__ == "__main__":
    main()
