"""A taxonomy from the labels of somebody else's corpus: a start that people then complete by hand."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container
from pathlib import Path

from themetag.corpus.lines import read_lines
from themetag.corpus.rows import shortened
from themetag.errors import CorpusError, Fault
from themetag.taxonomy import MAX_TITLE, Taxonomy, Theme

_NOT_KEY = re.compile(r"[^a-z0-9]+")


def themes_of_labels(path: str | Path, name: str) -> Taxonomy:
    """Return a taxonomy whose themes are the labels of a JSON Lines corpus, in alphabetical order.

    A final `+` or `-` is taken for a polarity if every label has one. Titles are the labels as they stand,
    keys are made from them.

    Args:
        path: a corpus in JSON Lines; its rows need nothing but `labels`.
        name: of the taxonomy: lower-case letters, digits and hyphens.

    Raises:
        CorpusError: the file has faults, or no label at all.

    """
    faults: list[Fault] = []
    labels: set[str] = set()
    for number, line in enumerate(read_lines(Path(path), faults), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)["labels"]
            if not isinstance(found, list):
                raise TypeError("labels must be a list")
            labels.update(unicodedata.normalize("NFC", str(label).strip()) for label in found)
        except (ValueError, KeyError, TypeError, RecursionError) as e:
            faults.append(Fault(str(path), "labels", f"cannot be read: {e}", number))
    if labels and all(label[-1:] in ("+", "-") for label in labels):
        labels = {label[:-1].rstrip() for label in labels}
    faults.extend(
        Fault(str(path), "labels", f"a label has 1 to {MAX_TITLE} characters, was {title!r:.80}")
        for title in sorted(labels)
        if not 1 <= len(title) <= MAX_TITLE
    )
    if not labels and not faults:
        faults.append(Fault(str(path), "labels", "no row has a label"))
    if faults:
        raise CorpusError(shortened(faults))
    themes: dict[str, Theme] = {}
    for title in sorted(labels):
        key = _key(title, themes.keys())
        themes[key] = Theme(key, title)
    return Taxonomy(name, 1, name, tuple(themes.values()))


def taxonomy_toml(taxonomy: Taxonomy) -> str:
    """Return a taxonomy as TOML, as `load_taxonomy` reads it."""
    lines = [
        f"name = {_toml(taxonomy.name)}",
        f"version = {taxonomy.version}",
        f"title = {_toml(taxonomy.title)}",
    ]
    for theme in taxonomy:
        lines += ["", "[[theme]]", f"key = {_toml(theme.key)}", f"title = {_toml(theme.title)}"]
        for field in ("group", "covers", "excludes"):
            if value := getattr(theme, field):
                lines.append(f"{field} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _key(title: str, taken: Container[str]) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold().replace("&", " and "))
    key = _NOT_KEY.sub("_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")
    key = key if key[:1].isalpha() else f"theme_{key}".rstrip("_")
    number, unique = 2, key
    while unique in taken:
        unique, number = f"{key}_{number}", number + 1
    return unique


def _toml(text: str) -> str:
    """Quote a string: a basic string of TOML escapes as JSON does, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
