"""Rule files: TOML with named rules, checked on load with every fault located."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from themetag.backends.rules.pattern import Cue, CueError, parse_cue
from themetag.errors import Fault, RuleError
from themetag.opening import open_regular
from themetag.packaged import read_packaged
from themetag.taxonomy import Taxonomy

FORMAT: Final = 1
MAX_BYTES: Final = 4_000_000
MAX_CUES: Final = 50_000
GENERAL: Final = ("polarity.toml", "polarity-scopes.toml", "no-judgement.toml")

_NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
_FIELDS: Final = ("name", "theme", "effect", "strength", "cues", "except", "fires", "not_fires", "source")
_TOP: Final = ("format", "taxonomy", "rule")


class Effect(StrEnum):
    """What a rule's cues do in a sentence; docs/rules.md explains each."""

    THEME = "theme"
    GOOD = "good"
    BAD = "bad"
    NOT = "not"
    NONE = "none"
    LACK = "lack"
    REVERSE = "reverse"
    UP = "up"
    DOWN = "down"
    FALL = "fall"
    RARE = "rare"
    GOOD_THING = "good_thing"
    BAD_THING = "bad_thing"
    MEASURE = "measure"
    INSTEAD = "instead"
    PAST = "past"
    NOW = "now"
    SAME = "same"
    OPPOSITE = "opposite"
    SHOULD = "should"
    INTENT = "intent"
    NEUTRAL = "neutral"
    NOTHING = "nothing"
    BACK = "back"
    CONTRAST = "contrast"
    RELATIVE = "relative"
    CONCEDE = "concede"
    JOIN = "join"
    IGNORE = "ignore"
    HEADING_GOOD = "heading_good"
    HEADING_BAD = "heading_bad"
    HEADING_NEUTRAL = "heading_neutral"


Strength = Literal["strong", "usual", "weak"]
STRENGTHS: Final[tuple[Strength, ...]] = ("strong", "usual", "weak")


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule.

    `theme` is the theme that it speaks for, "" for a rule with another effect. `excepts` are longer cues
    that cancel the rule's cues inside them. `fires` are examples in which the rule must be found,
    `not_fires` such in which it must not.
    """

    name: str
    effect: Effect
    theme: str
    strength: Strength
    cues: tuple[Cue, ...]
    excepts: tuple[Cue, ...]
    fires: tuple[str, ...]
    not_fires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules of one file; `taxonomy` is the name of the taxonomy that it serves, "" where general."""

    file: str
    taxonomy: str
    rules: tuple[Rule, ...]


def load_rule_file(path: Path, taxonomy: Taxonomy | None = None) -> RuleFile:
    """Read a rule file; with `taxonomy`, its themes must be of that taxonomy.

    Raises:
        RuleError: the file cannot be read, or has faults; all of them are reported together.

    """
    try:
        with open_regular(path) as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as e:
        raise RuleError([Fault(str(path), "", f"cannot be read ({e.strerror})")]) from e
    except UnicodeDecodeError as e:
        raise RuleError([Fault(str(path), "", f"is not UTF-8 (byte {e.start})")]) from None
    if len(data) > MAX_BYTES:
        raise RuleError([Fault(str(path), "", f"a rule file has at most {MAX_BYTES:,} bytes")])
    return parse_rule_file(text, str(path), taxonomy)


def shipped_rule_files(taxonomy: Taxonomy) -> tuple[RuleFile, ...]:
    """Return the general rules and, where there are any, the theme cues that ship for a taxonomy of this name.

    A taxonomy may have fewer themes than the one that ships under its name: the cues of the others are left out.
    """
    name = f"themes-{taxonomy.name}.toml"
    texts = {file: read_packaged("rules", file) for file in (*GENERAL, name)}
    found = [parse_rule_file((texts[file] or b"").decode("utf-8"), file) for file in GENERAL]
    own = texts[name]
    if own is not None:
        themed = parse_rule_file(own.decode("utf-8"), name)
        found.append(
            replace(themed, rules=tuple(rule for rule in themed.rules if not rule.theme or rule.theme in taxonomy))
        )
    return tuple(found)


def parse_rule_file(text: str, file: str = "rules", taxonomy: Taxonomy | None = None) -> RuleFile:
    """Read a rule file from TOML text; `file` is its name in messages.

    Raises:
        RuleError: with every fault of the text.

    """
    import tomllib  # here: what ships is compiled

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise RuleError([Fault(file, "", f"is not TOML: {e}")]) from None
    except RecursionError:
        raise RuleError([Fault(file, "", "is nested too deeply")]) from None
    return _Reader(file, text, taxonomy).read(data)


class _Reader:
    """Collects the faults of one file while reading it."""

    def __init__(self, file: str, text: str, taxonomy: Taxonomy | None) -> None:
        self.file = file
        self.taxonomy = taxonomy
        self.faults: list[Fault] = []
        heading = re.compile(r"\s*\[\[\s*rule\s*\]\]")
        self.lines = [i for i, line in enumerate(text.split("\n"), 1) if heading.match(line)]

    def fault(self, field: str, problem: str, rule: int | None = None) -> None:
        line = self.lines[rule] if rule is not None and rule < len(self.lines) else None
        self.faults.append(Fault(self.file, field, problem, line))

    def read(self, data: dict[str, Any]) -> RuleFile:
        for key in sorted(data.keys() - set(_TOP)):
            self.fault(key, f"is not a field of a rule file; the fields are {', '.join(_TOP)}")
        if type(data.get("format")) is not int or data["format"] != FORMAT:
            self.fault("format", f"must be {FORMAT}, was {data.get('format')!r}")
        name = data.get("taxonomy", "")
        if not isinstance(name, str):
            self.fault("taxonomy", f"must be the name of a taxonomy, was {name!r}")
            name = ""
        elif name and self.taxonomy is not None and name != self.taxonomy.name:
            self.fault("taxonomy", f"serves {name!r}, but the taxonomy is {self.taxonomy.name!r}")
        entries = data.get("rule")
        if not isinstance(entries, list) or not entries:
            self.fault("rule", "a rule file needs at least one [[rule]]")
            entries = []
        rules = [self.rule(i, entry, themed=bool(name)) for i, entry in enumerate(entries)]
        seen: dict[str, int] = {}
        for i, rule in enumerate(rules):
            if rule is not None and seen.setdefault(rule.name, i) != i:
                self.fault(f"rule[{i}].name", f"{rule.name!r} is also the name of rule[{seen[rule.name]}]", i)
        count = sum(len(rule.cues) + len(rule.excepts) for rule in rules if rule is not None)
        if count > MAX_CUES:
            self.fault("rule", f"a rule file has at most {MAX_CUES:,} cues, this one has {count:,}")
        if self.faults:
            raise RuleError(self.faults)
        return RuleFile(self.file, name, tuple(rule for rule in rules if rule is not None))

    def rule(self, i: int, entry: object, *, themed: bool) -> Rule | None:
        place, before = f"rule[{i}]", len(self.faults)
        if not isinstance(entry, dict):
            self.fault(place, "must be a table", i)
            return None
        for field in sorted(entry.keys() - set(_FIELDS)):
            self.fault(f"{place}.{field}", f"is not a field of a rule; the fields are {', '.join(_FIELDS)}", i)
        name, theme, effect = entry.get("name"), entry.get("theme", ""), entry.get("effect", "")
        if not isinstance(name, str) or not _NAME.match(name):
            self.fault(f"{place}.name", f"must be lower-case letters, digits, - and _, was {name!r}", i)
        if bool(theme) == bool(effect):
            self.fault(place, "needs either a theme or an effect", i)
        elif theme:
            if not themed:
                self.fault(f"{place}.theme", "needs a taxonomy at the top of the file", i)
            if not isinstance(theme, str) or (self.taxonomy is not None and theme not in self.taxonomy):
                known = "" if self.taxonomy is None else f"; it has {', '.join(self.taxonomy.keys)}"
                self.fault(f"{place}.theme", f"{theme!r} is not a theme of the taxonomy{known}", i)
            effect = "theme"
        elif effect == "theme" or effect not in tuple(Effect):
            legal = ", ".join(e for e in Effect if e != "theme")
            self.fault(f"{place}.effect", f"must be one of {legal}; was {effect!r}", i)
        strength = entry.get("strength", "usual")
        if strength not in STRENGTHS:
            self.fault(f"{place}.strength", f"must be one of {', '.join(STRENGTHS)}; was {strength!r}", i)
        cues = self.cues(entry, place, "cues", i)
        if not cues and not self.faults[before:]:
            self.fault(f"{place}.cues", "a rule needs at least one cue", i)
        excepts = self.cues(entry, place, "except", i)
        fires = self.texts(entry, place, "fires", i)
        not_fires = self.texts(entry, place, "not_fires", i)
        if len(self.faults) > before:
            return None
        assert isinstance(name, str)
        assert isinstance(theme, str)
        return Rule(name, Effect(effect), theme, strength, cues, excepts, fires, not_fires)

    def texts(self, entry: dict[str, Any], place: str, field: str, i: int) -> tuple[str, ...]:
        value = entry.get(field, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            self.fault(f"{place}.{field}", "must be a list of texts", i)
            return ()
        return tuple(value)

    def cues(self, entry: dict[str, Any], place: str, field: str, i: int) -> tuple[Cue, ...]:
        cues: dict[str, Cue] = {}
        for number, source in enumerate(self.texts(entry, place, field, i)):
            try:
                cue = parse_cue(source)
            except CueError as e:
                self.fault(f"{place}.{field}[{number}]", str(e), i)
                continue
            if cue.source in cues:
                self.fault(f"{place}.{field}[{number}]", f"{source!r} stands in the rule twice", i)
            cues[cue.source] = cue
        return tuple(cues.values())


def all_rules(rule_files: Sequence[RuleFile]) -> tuple[Rule, ...]:
    """Return the rules of all files; RuleError where a name stands in two of them."""
    owner: dict[str, str] = {}
    faults = [
        Fault(file.file, rule.name, f"is also the name of a rule in {owner[rule.name]}")
        for file in rule_files
        for rule in file.rules
        if owner.setdefault(rule.name, file.file) != file.file
    ]
    if faults:
        raise RuleError(faults)
    return tuple(rule for file in rule_files for rule in file.rules)
