"""Sentences in contrast, made from parts of our own writing: what turns a judgement round, and what judges nothing.

Reports say "not good enough" far more often than "not late", so that a model learns from them what usually stands
in a sentence rather than what it says. Here themes stand with all turns: negation, direction, quantity, contrast,
recommendation, headings, back-reference; and intentions and facts, which judge nothing. The
same seed gives the same sentences.

    python training/contrasts.py --output contrasts.jsonl
"""

from __future__ import annotations

import argparse
import random
import tomllib
from pathlib import Path
from typing import Any, Final

from themetag.corpus.model import Corpus, Label, LabelledUnit
from themetag.taxonomy import default_taxonomy
from themetag.types import Kind, Polarity

SEED: Final = 7
ROWS: Final = 7_000

_PARTS: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _part(name: str) -> Any:
    return _PARTS[name]


SUBJECTS: Final[dict[str, list[str]]] = _part("subjects")
BAD_THINGS: Final[dict[str, list[str]]] = _part("bad_things")
GOOD_THINGS: Final[dict[str, list[str]]] = _part("good_things")
GOOD: Final[list[str]] = _part("good")
BAD: Final[list[str]] = _part("bad")
# Those that can stand before a noun: not "of a high standard".
GOOD_BEFORE: Final = [word for word in GOOD if " " not in word]
BAD_BEFORE: Final = [word for word in BAD if " " not in word]
UP: Final[list[str]] = _part("up")
DOWN: Final[list[str]] = _part("down")
PLUS: Final[list[str]] = _part("plus")
MINUS: Final[list[str]] = _part("minus")
NOT_GOOD: Final[list[str]] = _part("not_good")
NOT_BAD: Final[list[str]] = _part("not_bad")
FALSE_FRIENDS: Final[list[str]] = _part("false_friends")
MANY_GOOD: Final[list[str]] = _part("many_good")
FEW_GOOD: Final[list[str]] = _part("few_good")
SHOULD: Final[list[str]] = _part("should")
NOTHING: Final[list[str]] = _part("nothing")
ITEMS: Final[list[str]] = _part("items")
GOOD_HEADINGS: Final[list[str]] = _part("good_headings")
BAD_HEADINGS: Final[list[str]] = _part("bad_headings")
BOTH: Final[list[str]] = _part("both")
TURNED_GOOD: Final[list[str]] = _part("turned_good")
TURNED_BAD: Final[list[str]] = _part("turned_bad")
PRAISED: Final[list[str]] = _part("praised")
BLAMED: Final[list[str]] = _part("blamed")
OF_TWO: Final[list[str]] = _part("of_two")
IN_SPITE: Final[list[str]] = _part("in_spite")
RISING: Final[list[str]] = _part("rising")
FALLING: Final[list[str]] = _part("falling")


class _Writer:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  nothing here is secret
        self.keys = list(SUBJECTS)

    def fill(self, template: str, subject: str) -> str:
        before = "{g} {s}" in template or "{b} {s}" in template
        g, h = self.rng.sample(GOOD_BEFORE if before else GOOD, 2)
        return template.format(s=subject, g=g, h=h, b=self.rng.choice(BAD_BEFORE if before else BAD))

    def judged(self, key: str, polarity: Polarity) -> str:
        """Return a clause that judges a theme so, in one of the ways there are."""
        good = polarity is Polarity.STRENGTH
        ways: list[list[str]] = (
            [PLUS, NOT_BAD, FALSE_FRIENDS, MANY_GOOD, TURNED_GOOD, PRAISED]
            if good
            else [MINUS, NOT_GOOD, NOT_GOOD, FEW_GOOD, TURNED_BAD, BLAMED]
        )
        return self.fill(self.rng.choice(self.rng.choice(ways)), self.rng.choice(SUBJECTS[key]))

    def simple(self, key: str, polarity: Polarity) -> str:
        plain = PLUS if polarity is Polarity.STRENGTH else MINUS
        return self.fill(self.rng.choice(plain), self.rng.choice(SUBJECTS[key]))

    def row(self) -> tuple[str, list[Label], Kind, str, str]:
        rng = self.rng
        key = rng.choice(self.keys)
        polarity = rng.choice(list(Polarity))
        other = Polarity.CONCERN if polarity is Polarity.STRENGTH else Polarity.STRENGTH
        subject = rng.choice(SUBJECTS[key])
        label = [Label(key, polarity)]
        heading = rng.choice(["", "", *BAD_HEADINGS, *GOOD_HEADINGS])
        shape = rng.random()
        if shape < 0.30:
            return self.judged(key, polarity), label, Kind.PROSE, heading, ""
        if shape < 0.52:
            second = rng.choice([k for k in self.keys if k != key])
            way = rng.random()
            if way < 0.3:
                good, bad = (key, second) if polarity is Polarity.STRENGTH else (second, key)
                return self.of_two(good, bad), [*label, Label(second, other)], Kind.PROSE, "", ""
            if way < 0.5:
                return self.in_spite(second)
            pair = rng.choice(BOTH).format(x=self.judged(key, polarity), y=self.judged(second, other))
            return pair, [*label, Label(second, other)], Kind.PROSE, "", ""
        if shape < 0.64:
            bad = rng.random() < 0.6
            things = BAD_THINGS if bad else GOOD_THINGS
            theme = rng.choice(list(things))
            up = rng.random() < 0.5
            text = f"{rng.choice(things[theme])} {rng.choice(UP if up else DOWN)}"
            return text, [Label(theme, Polarity.CONCERN if up == bad else Polarity.STRENGTH)], Kind.PROSE, "", ""
        if shape < 0.70:
            return self.fill(rng.choice(SHOULD), subject), [Label(key, Polarity.CONCERN)], Kind.PROSE, "", ""
        if shape < 0.76:
            headings = GOOD_HEADINGS if polarity is Polarity.STRENGTH else BAD_HEADINGS
            return self.fill(rng.choice(ITEMS), subject), label, Kind.LIST, rng.choice(headings), ""
        if shape < 0.90:
            return self.fill(rng.choice(NOTHING), subject), [], Kind.PROSE, rng.choice(["", heading]), ""
        return self.referring(key, polarity, other, subject)

    def of_two(self, good: str, bad: str) -> str:
        """Return a sentence that judges one theme well and another badly, in one clause."""
        s, t = (self.rng.choice(SUBJECTS[theme]) for theme in (good, bad))
        template = self.rng.choice(OF_TWO)
        return template.format(s=s, t=t, g=self.rng.choice(GOOD_BEFORE), b=self.rng.choice(BAD_BEFORE))

    def in_spite(self, key: str) -> tuple[str, list[Label], Kind, str, str]:
        """Return a sentence that judges a theme in spite of a thing that speaks the other way of another."""
        rng = self.rng
        bad, grows = rng.random() < 0.5, rng.random() < 0.5
        things = BAD_THINGS if bad else GOOD_THINGS
        theme = rng.choice([theme for theme in things if theme != key])
        thing = f"{rng.choice(RISING if grows else FALLING)} {rng.choice(things[theme])}"
        of_thing = Polarity.CONCERN if bad == grows else Polarity.STRENGTH
        of_key = Polarity.STRENGTH if of_thing is Polarity.CONCERN else Polarity.CONCERN
        text = rng.choice(IN_SPITE).format(t=thing, y=self.judged(key, of_key))
        return text, [Label(theme, of_thing), Label(key, of_key)], Kind.PROSE, "", ""

    def referring(
        self, key: str, polarity: Polarity, other: Polarity, subject: str
    ) -> tuple[str, list[Label], Kind, str, str]:
        """Return a sentence that the one before gives its subject or its judgement."""
        rng = self.rng
        first = rng.choice([k for k in self.keys if k != key])
        if rng.random() < 0.5:
            same = rng.random() < 0.5
            text = "the same is true of {s}" if same else "the same cannot be said of {s}"
            before = self.simple(first, polarity if same else other)
            return text.format(s=subject), [Label(key, polarity)], Kind.PROSE, "", before
        good = polarity is Polarity.STRENGTH
        before = self.simple(key, other)
        text = rng.choice(
            ["this is no longer so", "inspectors found the opposite", "that is not what inspectors found"]
        )
        if rng.random() < 0.5:
            before = self.simple(key, polarity)
            text = rng.choice(
                ["this is a strength", "this is very welcome"]
                if good
                else ["this is not good enough", "this is a weakness"]
            )
        return text, [Label(key, polarity)], Kind.PROSE, "", before


def contrasts(rows: int = ROWS, seed: int = SEED) -> Corpus:
    """Return the sentences as a corpus; texts that come up twice are kept once."""
    writer = _Writer(seed)
    taxonomy = default_taxonomy()
    units: dict[tuple[str, str, str], LabelledUnit] = {}
    for i in range(rows):
        text, labels, kind, heading, previous = writer.row()
        text = f"{text[0].upper()}{text[1:]}."
        before = f"{previous[0].upper()}{previous[1:]}." if previous else ""
        labels = sorted(labels, key=lambda label: taxonomy.keys.index(label.theme))
        unit = LabelledUnit(f"c{i}", f"contrasts-{i % 20}", text, tuple(labels), kind, heading, previous=before)
        units.setdefault((text, heading, before), unit)
    return Corpus("contrasts", taxonomy, tuple(units.values()))


def main() -> None:
    """Write the sentences as a corpus file."""
    from themetag.corpus import write_corpus

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--output", type=Path, required=True)
    write_corpus(parser.parse_args().output, contrasts())


if __name__ == "__main__":
    main()
