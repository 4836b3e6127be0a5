"""Reads a behavioural kit from TOML and reports all its faults together, each with its place."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from themetag.behaviour.entries import EntryReader
from themetag.behaviour.kit import Case, Kit
from themetag.errors import BehaviourError, Fault
from themetag.opening import open_regular
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy, default_taxonomy

MAX_BYTES: Final = 4_000_000
MAX_FILES: Final = 100
MAX_CASES: Final = 5_000
FORMAT: Final = 1

_CASE_LINE: Final = re.compile(r"\s*\[\[\s*case\s*\]\]")
_FIELDS: Final = ("format", "taxonomy", "phenomenon", "case")


@cache
def default_kit() -> Kit:
    """Return the kit that ships with themetag; its labels are those of `childrens-services`."""
    return _read_all(_toml_files(files("themetag") / "data" / "behaviour"), default_taxonomy())


def load_kit(source: str | Path, taxonomy: Taxonomy | None = None) -> Kit:
    """Read a kit.

    Args:
        source: a TOML file, or a folder whose `*.toml` files are read together in the order of their names.
        taxonomy: where the kit names this taxonomy, a label on a theme that it lacks is a fault. None: only
            kits for `childrens-services` are checked in that way.

    Raises:
        BehaviourError: something cannot be read, or has faults; all faults are reported together.

    """
    path = Path(source)
    if path.is_dir():
        found = _toml_files(path)
        if not found:
            raise BehaviourError([Fault(str(path), "", "is a folder without any .toml file")])
        if len(found) > MAX_FILES:
            raise BehaviourError([Fault(str(path), "", f"a kit has at most {MAX_FILES} files")])
    else:
        found = [path]
    return _read_all(found, taxonomy)


def _toml_files(folder: Traversable) -> list[Traversable]:
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return sorted(found, key=lambda entry: entry.name)


def _read_all(sources: list[Traversable], taxonomy: Taxonomy | None) -> Kit:
    faults: list[Fault] = []
    cases: list[Case] = []
    taxonomies: dict[str, str] = {}
    seen: dict[str, str] = {}
    for source in sources:
        reader = _FileReader(str(source), taxonomy, seen)
        cases += reader.read(source)
        faults += reader.faults
        if reader.taxonomy_name:
            taxonomies.setdefault(reader.taxonomy_name, str(source))
    if len(taxonomies) > 1:
        names = " and ".join(f"{name!r} in {file}" for name, file in taxonomies.items())
        faults.append(Fault(str(sources[0]), "taxonomy", f"must be one for all files of a kit, was {names}"))
    if len(cases) > MAX_CASES:
        problem = f"a kit has at most {MAX_CASES:,} cases, this one has {len(cases):,}"
        faults.append(Fault(str(sources[0]), "case", problem))
    if faults:
        raise BehaviourError(faults)
    return Kit(next(iter(taxonomies)), tuple(cases))


class _FileReader:
    """Collects the cases and the faults of one file; `seen` maps names of cases to places, over all files."""

    def __init__(self, file: str, taxonomy: Taxonomy | None, seen: dict[str, str]) -> None:
        self.file = file
        self.taxonomy = taxonomy
        self.seen = seen
        self.taxonomy_name = ""
        self.faults: list[Fault] = []

    def fault(self, field: str, problem: str, line: int | None = None) -> None:
        self.faults.append(Fault(self.file, field, problem, line))

    def read(self, source: Traversable) -> list[Case]:
        text = self._text(source)
        if text is None:
            return []
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as e:
            self.fault("", f"is not TOML: {e}")
            return []
        except RecursionError:
            self.fault("", "is nested too deeply")
            return []
        for field in sorted(data.keys() - set(_FIELDS)):
            self.fault(field, "is not a field of a kit; they are format, taxonomy, phenomenon and [[case]]")
        version = data.get("format")
        if type(version) is not int or version != FORMAT:
            self.fault("format", f"must be {FORMAT}, was {version!r}")
        name = data.get("taxonomy")
        if isinstance(name, str) and name:
            self.taxonomy_name = name
        else:
            self.fault("taxonomy", f"must be the name of a taxonomy, was {name!r}")
        return self._cases(data.get("case"), data.get("phenomenon"), text)

    def _text(self, source: Traversable) -> str | None:
        try:
            with open_regular(source) if isinstance(source, Path) else source.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                self.fault("", f"a file of a kit has at most {MAX_BYTES:,} bytes")
                return None
            return data.decode("utf-8-sig")
        except OSError as e:
            self.fault("", f"cannot be read ({e.strerror})")
        except UnicodeDecodeError as e:
            self.fault("", f"is not UTF-8 (byte {e.start})")
        return None

    def _cases(self, entries: object, phenomenon: object, text: str) -> list[Case]:
        if not isinstance(entries, list) or not entries:
            self.fault("case", "a kit needs at least one [[case]]")
            return []
        if len(entries) > MAX_CASES:
            self.fault("case", f"a kit has at most {MAX_CASES:,} cases, this one has {len(entries):,}")
            return []
        lines = [n for n, line in enumerate(text.split("\n"), 1) if _CASE_LINE.match(line)]
        cases = []
        for i, entry in enumerate(entries):
            line = lines[i] if len(lines) == len(entries) else None
            reader = EntryReader(self.file, f"case[{i}]", line, self._themes())
            case = reader.case(entry, phenomenon)
            self.faults += reader.faults
            if case is None:
                continue
            if case.name in self.seen:
                problem = f"{case.name!r} is also the name of {self.seen[case.name]}"
                self.fault(f"case[{i}].name", problem, line)
            self.seen.setdefault(case.name, f"{self.file}: case[{i}]")
            cases.append(case)
        return cases

    def _themes(self) -> Taxonomy | None:
        """Return the taxonomy that labels are checked against, None where it is not at hand."""
        if self.taxonomy is not None and self.taxonomy.name == self.taxonomy_name:
            return self.taxonomy
        return default_taxonomy() if self.taxonomy_name == DEFAULT_TAXONOMY else None
