from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from themetag.errors import TaxonomyError
from themetag.taxonomy import (
    DEFAULT_TAXONOMY,
    MAX_BYTES,
    MAX_THEMES,
    Taxonomy,
    Theme,
    default_taxonomy,
    load_taxonomy,
    parse_taxonomy,
    taxonomy_from_tables,
)

SMALL = """
name = "libraries"
version = 2
title = "Libraries"

[[theme]]
key = "opening_hours"
title = "Opening hours"
group = "Access"
covers = "when it is open"
excludes = "staff"

[[theme]]
key = "stock"
title = "Stock"
"""
GROUPS = {
    "Leadership and management": "leadership oversight quality_assurance resources partnership",
    "Workforce": "staffing workload staff_support",
    "Practice": "practice assessment planning recording timeliness safeguarding",
    "Children and families": "support voice permanence outcomes",
}


def faults_of(text: str) -> list[str]:
    with pytest.raises(TaxonomyError, match=r"the taxonomy has \d+ faults?:") as caught:
        parse_taxonomy(text, "t.toml")
    return [str(fault) for fault in caught.value.faults]


def themes(*keys: str) -> str:
    return 'name = "a"\nversion = 1\n' + "".join(f'[[theme]]\nkey = "{key}"\ntitle = "A title"\n' for key in keys)


def test_the_shipped_taxonomy() -> None:
    """`childrens-services` version 1 has 18 themes in four groups, each with a title and what it covers."""
    taxonomy = load_taxonomy(DEFAULT_TAXONOMY)
    assert taxonomy is default_taxonomy()
    assert (taxonomy.name, taxonomy.version) == ("childrens-services", 1)
    assert {group: " ".join(t.key for t in taxonomy if t.group == group) for group in GROUPS} == GROUPS
    assert taxonomy.keys == tuple(" ".join(GROUPS.values()).split())
    assert len(taxonomy) == 18
    assert all(theme.title and theme.covers for theme in taxonomy)


def test_a_taxonomy_of_one_s_own() -> None:
    """A TOML file gives name, version, title and the themes in their order; all else may be left out."""
    assert parse_taxonomy(SMALL) == Taxonomy(
        "libraries",
        2,
        "Libraries",
        (
            Theme("opening_hours", "Opening hours", "Access", "when it is open", "staff"),
            Theme("stock", "Stock", "", "", ""),
        ),
    )


def test_a_title_may_be_left_out() -> None:
    """Without a title the name stands for it."""
    assert parse_taxonomy(themes("a")).title == "a"


def test_themes_are_found_by_key() -> None:
    """A taxonomy is asked for its themes by key, and an unknown key is answered with the known ones."""
    taxonomy = parse_taxonomy(SMALL)
    assert taxonomy["stock"].title == "Stock"
    assert "stock" in taxonomy
    assert "Stock" not in taxonomy
    with pytest.raises(KeyError, match="no theme 'shelves' in taxonomy 'libraries'; it has opening_hours, stock"):
        taxonomy["shelves"]


def test_tables_read_back() -> None:
    """The tables of a taxonomy give the same taxonomy again, with the same hash."""
    for taxonomy in (default_taxonomy(), parse_taxonomy(SMALL)):
        again = taxonomy_from_tables(taxonomy.to_tables(), "tables")
        assert again == taxonomy
        assert again.digest == taxonomy.digest


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"version": 3},
        {"title": "Other"},
        {"themes": (Theme("stock", "Stock"), Theme("opening_hours", "Opening hours"))},
        {"themes": (Theme("stock", "Stock", covers="books"),)},
        {"themes": (Theme("stock", "Stock", excludes="books"),)},
        {"themes": (Theme("stock", "Stock", "books"),)},
    ],
)
def test_the_hash_tells_contents_apart(change: dict[str, object]) -> None:
    """Any other name, version, title, theme or order has another hash; how the file is written has none."""
    taxonomy = parse_taxonomy(SMALL)
    assert dataclasses.replace(taxonomy, **change).digest != taxonomy.digest  # type: ignore[arg-type]
    assert parse_taxonomy(f"# a comment\n{SMALL}\n\n").digest == taxonomy.digest


def test_five_faults_come_together() -> None:
    """All faults of a file are reported at once, each with its place and line."""
    text = (
        'name = "Libraries!"\nversion = 0\ncolour = "red"\n'
        '[[theme]]\nkey = "Stock"\ntitle = "Stock"\n'
        '[[theme]]\nkey = "hours"\ntitel = "Hours"\n'
        '[[theme]]\nkey = "hours"\ntitle = 3\n'
    )
    assert faults_of(text) == [
        "t.toml: colour: is not a field of a taxonomy; the fields are name, version, title and [[theme]]",
        "t.toml: name: must be lower-case letters, digits and hyphens, was 'Libraries!'",
        "t.toml: version: must be a whole number from 1, was 0",
        "t.toml:4: theme[0].key: must start with a letter and have only a-z, 0-9 and _, was 'Stock'",
        "t.toml:7: theme[1].titel: is not a field of a theme; the fields are key, title, group, covers and excludes",
        "t.toml:7: theme[1].title: is missing",
        "t.toml:10: theme[2].title: must be text, was 3",
        "t.toml:10: theme[2].key: 'hours' is also the key of theme[1]",
    ]


@pytest.mark.parametrize("version", ["0", "-1", "1.5", "true", '"1"', "inf"])
def test_a_version_is_a_whole_number(version: str) -> None:
    """Anything but a whole number from 1 is refused."""
    (fault,) = faults_of(themes("a").replace("version = 1", f"version = {version}"))
    assert fault.startswith("t.toml: version: must be a whole number from 1, was ")


@pytest.mark.parametrize("key", ["", "A", "1a", "a-b", "a b", "é", "_a"])
def test_a_key_is_what_labels_are_made_of(key: str) -> None:
    """A key has small letters, digits and underscores and starts with a letter."""
    (fault,) = faults_of(themes(key))
    assert fault.startswith("t.toml:3: theme[0].key: ")


@pytest.mark.parametrize("character", ["\\u0007", "\\n", "\\u202e", "\\u2066", "\\u200f"])
def test_titles_hold_no_control_characters(character: str) -> None:
    """A title cannot hold what a terminal or a page would obey."""
    (fault,) = faults_of(themes("a").replace("A title", f"A {character} title"))
    assert "theme[0].title: may not hold control or direction characters, has U+" in fault


def test_titles_are_put_into_one_form() -> None:
    """A title is stored without white space around it, and with composed letters."""
    assert parse_taxonomy(themes("a").replace("A title", " Caf\\u0065\\u0301 "))["a"].title == "Caf\u00e9"


@pytest.mark.parametrize(("field", "limit"), [("title", 200), ("group", 200), ("covers", 5_000), ("excludes", 5_000)])
def test_texts_have_a_limit(field: str, limit: int) -> None:
    """A text of just the limit is taken, one character more is a fault."""
    start = 'name = "a"\nversion = 1\n[[theme]]\nkey = "a"\n' + ("" if field == "title" else 'title = "A"\n')
    assert getattr(parse_taxonomy(f'{start}{field} = "{"x" * limit}"')["a"], field) == "x" * limit
    (fault,) = faults_of(f'{start}{field} = "{"x" * (limit + 1)}"')
    assert fault == f"t.toml:3: theme[0].{field}: may have at most {limit:,} characters, has {limit + 1:,}"


def test_themes_have_a_limit() -> None:
    """2,000 themes are taken, one more is a fault."""
    keys = [f"k{i}" for i in range(MAX_THEMES + 1)]
    assert len(parse_taxonomy(themes(*keys[:-1]))) == MAX_THEMES
    assert faults_of(themes(*keys)) == ["t.toml: theme: a taxonomy has at most 2,000 themes, this one has 2,001"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name =", "is not TOML: Invalid value"),
        ("x = " + "[" * 100_000, "is nested too deeply"),
        ("version = " + "1" * 5_000, "holds a number of too many figures"),
        ("x = 1979-99-99", "is not TOML: "),
    ],
    ids=["broken", "deep", "long number", "no date"],
)
def test_what_is_no_toml_is_a_fault(text: str, fault: str) -> None:
    """A file that cannot be parsed, in whatever way, is one fault of the taxonomy."""
    (found,) = faults_of(text)
    assert found.startswith(f"t.toml: {fault}")


@pytest.mark.parametrize("text", ["", "theme = 3", "theme = []", '[theme]\nkey = "a"'])
def test_a_taxonomy_has_themes(text: str) -> None:
    """A file without [[theme]] is none."""
    assert "t.toml: theme: a taxonomy needs at least one [[theme]]" in faults_of(text)


def test_a_theme_is_a_table() -> None:
    """Values where themes should be are each a fault."""
    assert faults_of('name = "a"\nversion = 1\ntheme = [1, "b"]') == [
        "t.toml: theme[0]: must be a table",
        "t.toml: theme[1]: must be a table",
    ]


def test_files(tmp_path: Path) -> None:
    """A taxonomy is read from a path, with a byte-order mark too; what cannot be read is a fault."""
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load_taxonomy(path) == load_taxonomy(str(path)) == parse_taxonomy(SMALL)
    path.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(TaxonomyError, match=r"own\.toml: is not UTF-8 \(byte 11\)"):
        load_taxonomy(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(TaxonomyError, match=r"own\.toml: a taxonomy has at most 4,000,000 bytes"):
        load_taxonomy(path)
    with pytest.raises(TaxonomyError, match=r"none\.toml: cannot be read \(No such file"):
        load_taxonomy(tmp_path / "none.toml")
    with pytest.raises(TaxonomyError, match="cannot be read"):
        load_taxonomy(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TaxonomyError, match="pipe: cannot be read"):
        load_taxonomy(tmp_path / "pipe")
