"""Rule files are read with every fault located; cues say what they match."""

from __future__ import annotations

from pathlib import Path

import pytest

from themetag.backends.rules.automaton import Automaton
from themetag.backends.rules.pattern import CueError, inflections, parse_cue
from themetag.backends.rules.rulefile import load_rule_file, parse_rule_file
from themetag.errors import RuleError
from themetag.taxonomy import default_taxonomy

FAULTY = """format = 2
colour = "red"
taxonomy = "childrens-services"
[[rule]]
name = "Bad Name"
theme = "planning"
cues = ["plan"]
[[rule]]
name = "a"
theme = "moon"
cues = ["x [9] y"]
[[rule]]
name = "a"
effect = "wobble"
strength = "huge"
cues = []
[[rule]]
name = "b"
theme = "planning"
effect = "good"
cues = ["one", "one"]
"""


def test_all_faults_are_reported_together_with_their_lines() -> None:
    """Each fault names the file, the line of its rule, the field and what is wrong."""
    with pytest.raises(RuleError) as caught:
        parse_rule_file(FAULTY, "mine.toml", default_taxonomy())
    faults = {(fault.line, fault.field) for fault in caught.value.faults}
    assert faults >= {
        (None, "format"),
        (None, "colour"),
        (4, "rule[0].name"),
        (8, "rule[1].theme"),
        (8, "rule[1].cues[0]"),
        (12, "rule[2].effect"),
        (12, "rule[2].strength"),
        (17, "rule[3]"),
        (17, "rule[3].cues[1]"),
    }
    assert "mine.toml:8: rule[1].theme: 'moon' is not a theme" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format = ", "is not TOML"),
        ("format = 1", "needs at least one"),
        ('format = 1\n[[rule]]\nname = "a"\ntheme = "planning"\ncues = ["x"]', "needs a taxonomy at the top"),
        ('format = 1\ntaxonomy = "moon"\n[[rule]]\nname = "a"\neffect = "good"\ncues = ["x"]', "serves 'moon'"),
        ('format = 1\nrule = ["a"]', "must be a table"),
        ("format = 1\n[[rule]]\nname = 'a'\neffect = 'good'\ncues = 'x'", "must be a list of texts"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(text: str, message: str) -> None:
    """A rule file that is not one is refused with the reason."""
    with pytest.raises(RuleError, match=message):
        parse_rule_file(text, "mine.toml", default_taxonomy())


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, and one in another encoding, give a RuleError with the path."""
    with pytest.raises(RuleError, match=r"none\.toml: cannot be read"):
        load_rule_file(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b"format = 1 # \xe9")
    with pytest.raises(RuleError, match="is not UTF-8"):
        load_rule_file(path)


@pytest.mark.parametrize(
    ("cue", "message"),
    [
        ("", "1 to 12 items"),
        ("a b c d e f g h i j k l m", "1 to 12 items"),
        ("[2] plan", "stands between two items"),
        ("plan [6] review", r"a gap is \[1\] to \[5\]"),
        ("(plan|review)", "is not a word"),
        ("p*", "at least 2 letters"),
        ("~plan*", "both a stem and an inflection"),
        ("a? [1] b", "begin or end with a gap"),
        ("a [5] b [5] c [5] d", "more than 64 rows"),
        ("|".join(f"w{i}" for i in range(41)), "41 alternatives"),
        ("plan.*", "is not a word"),
    ],
)
def test_a_cue_that_cannot_be_read_says_why(cue: str, message: str) -> None:
    """Cues are a closed language: no regular expressions, bounded lengths."""
    with pytest.raises(CueError, match=message):
        parse_cue(cue)


@pytest.mark.parametrize(
    ("cue", "text", "matches"),
    [
        ("care plan|plans", "Care plans", True),
        ("care plan|plans", "care planning", False),
        ("plan*", "planning", True),
        ("~review", "reviewing", True),
        ("~carry", "carried", True),
        ("plan [2] late", "plans plan is far late", True),
        ("plan [2] late", "plan is so far late", False),
        ("plan [2] late", "plan, late", False),
        ("very? good", "good", True),
        ("very? good", "very good", True),
        ("within # days", "within 10 days", True),
        ("co produced", "co-produced", True),
        ("^ ensure", "Ensure", True),
        ("^ ensure", "to ensure", False),
    ],
)
def test_a_cue_matches_what_it_says(cue: str, text: str, matches: bool) -> None:
    """Each part of the cue language does what its docstring says."""
    assert bool(Automaton([parse_cue(cue).paths], [0]).find(text)[0]) is matches


def test_inflections_follow_spelling() -> None:
    """Regular forms double, drop and change letters as English does."""
    assert inflections("plan") == {"plan", "plans", "planned", "planning"}
    assert inflections("reduce") == {"reduce", "reduces", "reduced", "reducing"}
    assert inflections("identify") == {"identify", "identifies", "identified", "identifying"}
