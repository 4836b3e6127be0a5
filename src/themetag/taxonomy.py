"""Taxonomies: the themes as data."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from themetag.errors import Fault, TaxonomyError
from themetag.opening import open_regular
from themetag.packaged import read_packaged

DEFAULT_TAXONOMY: Final = "childrens-services"
MAX_BYTES: Final = 4_000_000
MAX_THEMES: Final = 2_000
MAX_TITLE: Final = 200

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject of judgement.

    `key` is what labels are made of (`[a-z][a-z0-9_]*`), `title` is for people (any text up to 200
    characters), `group` the title of the group it stands in, "" where themes are not grouped. `covers` and
    `excludes` say what belongs to it and what does not; either may be empty.
    """

    key: str
    title: str
    group: str = ""
    covers: str = ""
    excludes: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The themes of one field, in their order; scores and tables keep that order."""

    name: str
    version: int
    title: str
    themes: tuple[Theme, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The themes' keys, in taxonomy order."""
        return tuple(theme.key for theme in self.themes)

    def __len__(self) -> int:
        """Return the number of themes."""
        return len(self.themes)

    def __iter__(self) -> Iterator[Theme]:
        """Iterate over the themes in order."""
        return iter(self.themes)

    def __contains__(self, key: object) -> bool:
        """Tell whether a theme has this key."""
        return any(theme.key == key for theme in self.themes)

    def __getitem__(self, key: str) -> Theme:
        """Return the theme of this key; KeyError lists the keys there are."""
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise KeyError(f"no theme {key!r} in taxonomy {self.name!r}; it has {', '.join(self.keys)}")

    @property
    def digest(self) -> str:
        """SHA-256 over name, version and themes: equal for equal content, whatever the file looks like."""
        content = [self.name, self.version, self.title]
        content += [[t.key, t.title, t.group, t.covers, t.excludes] for t in self.themes]
        canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()

    def to_tables(self) -> dict[str, Any]:
        """Return the tables of a taxonomy file, as plain values that TOML and JSON can hold."""
        head: dict[str, Any] = {"name": self.name, "version": self.version, "title": self.title}
        return head | {"theme": [asdict(theme) for theme in self.themes]}


@cache
def default_taxonomy() -> Taxonomy:
    """Return `childrens-services`, the taxonomy that ships with themetag."""
    file = f"{DEFAULT_TAXONOMY}.toml"
    return parse_taxonomy((read_packaged("taxonomies", file) or b"").decode("utf-8"), file)


def load_taxonomy(source: str | Path) -> Taxonomy:
    """Read a taxonomy.

    Args:
        source: `childrens-services` for the one that ships, else the path of a TOML file.

    Raises:
        TaxonomyError: the file cannot be read, or has faults; all faults are reported together.

    """
    if source == DEFAULT_TAXONOMY:
        return default_taxonomy()
    path = Path(source)
    try:
        with open_regular(path) as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise TaxonomyError([Fault(str(path), "", f"a taxonomy has at most {MAX_BYTES:,} bytes")])
        text = data.decode("utf-8-sig")
    except OSError as e:
        raise TaxonomyError([Fault(str(path), "", f"cannot be read ({e.strerror})")]) from e
    except UnicodeDecodeError as e:
        raise TaxonomyError([Fault(str(path), "", f"is not UTF-8 (byte {e.start})")]) from None
    return parse_taxonomy(text, str(path))


def parse_taxonomy(text: str, file: str = "taxonomy") -> Taxonomy:
    """Read a taxonomy from TOML text; `file` is its name in messages.

    Raises:
        TaxonomyError: with every fault of the text.

    """
    import tomllib  # here: a model folder brings its taxonomy as JSON

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise TaxonomyError([Fault(file, "", f"is not TOML: {e}")]) from None
    except ValueError:  # Python converts no number of over some thousand figures
        raise TaxonomyError([Fault(file, "", "holds a number of too many figures")]) from None
    except RecursionError:
        raise TaxonomyError([Fault(file, "", "is nested too deeply")]) from None
    return _Reader(file, text).read(data)


def taxonomy_from_tables(tables: dict[str, Any], file: str = "taxonomy") -> Taxonomy:
    """Read a taxonomy from the tables of its file, as `Taxonomy.to_tables` returns them.

    Raises:
        TaxonomyError: with every fault of the tables.

    """
    return _Reader(file, "").read(tables)


class _Reader:
    """Collects the faults of one file while reading it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.theme_lines = [
            number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*theme\s*\]\]", line)
        ]

    def fault(self, field: str, problem: str, theme: int | None = None) -> None:
        line = self.theme_lines[theme] if theme is not None and theme < len(self.theme_lines) else None
        self.faults.append(Fault(self.file, field, problem, line))

    def read(self, data: dict[str, Any]) -> Taxonomy:
        for key in sorted(data.keys() - {"name", "version", "title", "theme"}):
            self.fault(key, "is not a field of a taxonomy; the fields are name, version, title and [[theme]]")
        name = self.text_field(data, "name", "name", required=True)
        if name and not _NAME.match(name):
            self.fault("name", f"must be lower-case letters, digits and hyphens, was {name!r}")
        version = data.get("version")
        if type(version) is not int or version < 1:
            self.fault("version", f"must be a whole number from 1, was {version!r}")
        title = self.text_field(data, "title", "title")
        entries = data.get("theme")
        if not isinstance(entries, list) or not entries:
            self.fault("theme", "a taxonomy needs at least one [[theme]]")
            entries = []
        if len(entries) > MAX_THEMES:
            self.fault("theme", f"a taxonomy has at most {MAX_THEMES:,} themes, this one has {len(entries):,}")
            entries = []
        themes = [self.theme(i, entry) for i, entry in enumerate(entries)]
        seen: dict[str, int] = {}
        for i, theme in enumerate(themes):
            if theme.key and theme.key in seen:
                self.fault(f"theme[{i}].key", f"{theme.key!r} is also the key of theme[{seen[theme.key]}]", i)
            seen.setdefault(theme.key, i)
        if self.faults:
            raise TaxonomyError(self.faults)
        assert isinstance(version, int)
        return Taxonomy(name, version, title or name, tuple(themes))

    def theme(self, i: int, entry: object) -> Theme:
        place = f"theme[{i}]"
        if not isinstance(entry, dict):
            self.fault(place, "must be a table", i)
            return Theme("", "")
        for field in sorted(entry.keys() - {"key", "title", "group", "covers", "excludes"}):
            legal = "key, title, group, covers and excludes"
            self.fault(f"{place}.{field}", f"is not a field of a theme; the fields are {legal}", i)
        key = self.text_field(entry, "key", f"{place}.key", i, required=True)
        if key and not _KEY.match(key):
            problem = f"must start with a letter and have only a-z, 0-9 and _, was {key!r}"
            self.fault(f"{place}.key", problem, i)
        return Theme(
            key,
            self.text_field(entry, "title", f"{place}.title", i, required=True),
            self.text_field(entry, "group", f"{place}.group", i),
            self.text_field(entry, "covers", f"{place}.covers", i, limit=5_000),
            self.text_field(entry, "excludes", f"{place}.excludes", i, limit=5_000),
        )

    def text_field(
        self,
        table: dict[str, Any],
        field: str,
        place: str,
        theme: int | None = None,
        *,
        required: bool = False,
        limit: int = MAX_TITLE,
    ) -> str:
        given = table.get(field, "")
        if not isinstance(given, str):
            self.fault(place, f"must be text, was {given!r}", theme)
            return ""
        value: str = unicodedata.normalize("NFC", given.strip())
        if required and not value:
            self.fault(place, "is missing", theme)
        if len(value) > limit:
            self.fault(place, f"may have at most {limit:,} characters, has {len(value):,}", theme)
            return ""
        bad = sorted({c for c in value if unicodedata.category(c) in ("Cc", "Cs") or c in _BIDI})
        if bad:
            names = ", ".join(f"U+{ord(c):04X}" for c in bad)
            self.fault(place, f"may not hold control or direction characters, has {names}", theme)
            return ""
        return value
