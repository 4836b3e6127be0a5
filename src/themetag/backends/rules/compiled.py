"""The rules that ship, compiled: what a new process needs to score with them, read instead of made.

To parse the rule files and to lay out the tables of their cues takes many times as long as to read the outcome, which
training/compile_rules.py stores. The file says by hash which files it was made from; where one of those that ship
differs, it is not used. It is data alone, in safetensors: integers and floats in little-endian, and texts as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.double_array import Rows
from themetag.backends.rules.lexicon import Head, Lexicon
from themetag.backends.rules.parameters import GENERAL, Parameters, build, shipped
from themetag.backends.rules.rulefile import GENERAL as GENERAL_RULES
from themetag.backends.rules.rulefile import Effect, RuleFile, all_rules, shipped_rule_files
from themetag.backends.rules.tables import Tables
from themetag.backends.rules.words import Words
from themetag.packaged import read_packaged
from themetag.taxonomy import Taxonomy

FORMAT: Final = 1  # raised with every change of what the arrays mean

_DTYPES: Final = {"U8": "<u1", "I8": "<i1", "I32": "<i4", "F64": "<f8"}
_AUTOMATONS: Final = ("text", "heading")

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules of a taxonomy, ready to score with."""

    lexicon: Lexicon
    parameters: Parameters


def file_name(taxonomy: str) -> str:
    """Return the name of the compiled file, in `data/rules`, for the taxonomy of this name."""
    return f"compiled-{taxonomy}.safetensors"


def hashes(taxonomy: str) -> dict[str, str]:
    """Return the SHA-256 of each file that the rules for the taxonomy of this name are made from, "" for none.

    How a checkout ends its lines does not count.
    """
    rules = (*GENERAL_RULES, f"themes-{taxonomy}.toml", GENERAL, f"scores-{taxonomy}.json")
    paths = [("rules", name) for name in rules] + [("taxonomies", f"{taxonomy}.toml")]
    found = {"/".join(path): read_packaged(*path) for path in paths}
    return {
        path: "" if data is None else sha256(data.replace(b"\r\n", b"\n")).hexdigest() for path, data in found.items()
    }


def parse(taxonomy: Taxonomy, more: Sequence[RuleFile] = ()) -> Compiled:
    """Make the rules for a taxonomy from the files that people write.

    Args:
        taxonomy: the themes.
        more: rule files beside those that ship.

    Raises:
        RuleError: two rules have one name.

    """
    lexicon = Lexicon(all_rules([*shipped_rule_files(taxonomy), *more]))
    own = shipped(f"scores-{taxonomy.name}.json")
    return Compiled(lexicon, build(lexicon, taxonomy, shipped(GENERAL), own))


def render(taxonomy: Taxonomy) -> bytes:
    """Return the bytes of the compiled file for a taxonomy: the same from the same rule files."""
    from safetensors.numpy import save

    made = parse(taxonomy)
    lexicon, numbers = made.lexicon, made.parameters
    about = {
        "format": FORMAT,
        "files": hashes(taxonomy.name),
        "themes": taxonomy.keys,
        "rules": lexicon.heads,
        "bias": numbers.bias,
        "cross": numbers.cross,
        "polarity": numbers.polarity,
        "judged": numbers.judged,
        "calibration": numbers.calibration,
        "thresholds": numbers.thresholds,
        "fitted": numbers.fitted,
    }
    cues = zip(lexicon.effects, lexicon.rule_of, strict=True)
    exceptions = [effect is not lexicon.heads[rule].effect for effect, rule in cues]
    arrays = {
        "about": _bytes(json.dumps(about)),
        "rule_of": np.array(lexicon.rule_of, "<i4"),
        "exceptions": np.array(exceptions, "<i1"),
        "judgement": np.array(numbers.judgement, "<f8"),
        "themes": np.array(numbers.themes, "<f8"),
    }
    for name, automaton in zip(_AUTOMATONS, (lexicon.text, lexicon.heading), strict=True):
        arrays |= {f"{name}.{column}": array for column, array in _columns(automaton.tables).items()}
    return save(arrays)


def read_compiled(taxonomy: Taxonomy) -> Compiled | None:
    """Return the compiled rules that ship for a taxonomy.

    None where there are none for these themes in this order, or where they are of another version of the rules or
    of the format: then `parse` makes the same.
    """
    data = read_packaged("rules", file_name(taxonomy.name))
    return None if data is None else parse_compiled(data, taxonomy)


def parse_compiled(data: bytes, taxonomy: Taxonomy) -> Compiled | None:
    """Return the rules that the bytes of a compiled file hold, None as `read_compiled` does."""
    try:
        arrays = _arrays(data)
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            return None
    except (KeyError, TypeError, ValueError):  # cut short, or something else altogether
        return None
    if tuple(about["themes"]) != taxonomy.keys or about["files"] != hashes(taxonomy.name):
        return None
    strength, concern = about["polarity"]
    good, bad = about["calibration"]
    parameters = Parameters(
        tuple(arrays["judgement"].tolist()),
        tuple(arrays["themes"].tolist()),
        tuple(about["bias"]),
        tuple(map(tuple, about["cross"])),
        (tuple(strength), tuple(concern)),
        tuple(about["judged"]),
        ((good[0], good[1]), (bad[0], bad[1])),
        tuple((limits[0], limits[1]) for limits in about["thresholds"]),
        about["fitted"],
    )
    lexicon = Lexicon.of(
        [Head(name, theme, Effect(effect), strength) for name, theme, effect, strength in about["rules"]],
        arrays["rule_of"].tolist(),
        arrays["exceptions"].tolist(),
        _tables(arrays, _AUTOMATONS[0]),
        _tables(arrays, _AUTOMATONS[1]),
        lambda: all_rules(shipped_rule_files(taxonomy)),
    )
    return Compiled(lexicon, parameters)


def _arrays(data: bytes) -> dict[str, Array]:
    """Return the arrays of a safetensors file of our own; they share its memory.

    The package would take an import for what is few lines (https://github.com/huggingface/safetensors#format): 8 bytes
    with the length of the header, the header as JSON, then the arrays.
    """
    start = 8 + int.from_bytes(data[:8], "little")
    arrays = {}
    for name, entry in json.loads(data[8:start]).items():
        first, end = entry["data_offsets"]
        dtype = np.dtype(_DTYPES[entry["dtype"]])
        arrays[name] = np.frombuffer(data, dtype, (end - first) // dtype.itemsize, start + first)
    return arrays


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-8"), np.uint8)


def _columns(tables: Tables) -> dict[str, Array]:
    """Return the arrays that `_tables` reads."""
    # Each symbol with a space before it, so that no symbol and the empty one differ.
    classes = "\n".join("".join(f" {symbol}" for symbol in sorted(found)) for found in tables.words.classes)
    columns = {"classes": _bytes(classes), "flags": tables.flags.astype("<i1")}
    for name in ("cues", "judgements", "offset", "owner"):
        columns[name] = getattr(tables, name).astype("<i4")
    for name in ("themes", "wild", "reached"):
        rows = getattr(tables, name)
        columns |= {f"{name}.counts": rows.counts.astype("<i4"), f"{name}.flat": rows.flat.astype("<i4")}
    return columns


def _tables(arrays: Mapping[str, Array], automaton: str) -> Tables:
    def column(name: str) -> npt.NDArray[np.intp]:
        return arrays[f"{automaton}.{name}"].astype(np.intp)

    def rows(name: str) -> Rows:
        return Rows(column(f"{name}.counts"), column(f"{name}.flat"))

    classes = arrays[f"{automaton}.classes"].tobytes().decode("utf-8").split("\n")
    return Tables(
        Words(frozenset(symbols.split(" ")[1:]) for symbols in classes),
        column("cues"),
        arrays[f"{automaton}.flags"].astype(np.int8),
        column("judgements"),
        rows("themes"),
        rows("wild"),
        column("offset"),
        column("owner"),
        rows("reached"),
    )
