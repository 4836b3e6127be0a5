"""Folders whose manifest says what it may not say."""

from __future__ import annotations

from collections.abc import Iterator

from hostile_base import Hostile, edited, with_bytes, with_fields, without


def _all() -> Iterator[Hostile]:
    yield Hostile("version", "from the future", "update themetag", with_fields(format_version=2))
    yield Hostile("version", "nought", "this version of themetag reads 1", with_fields(format_version=0))
    yield Hostile("version", "true", "this version of themetag reads 1", with_fields(format_version=True))
    yield Hostile("version", "1.0", "this version of themetag reads 1", with_fields(format_version=1.0))
    yield Hostile("version", "text", "this version of themetag reads 1", with_fields(format_version="1"))
    yield Hostile("version", "none", "this version of themetag reads 1", without("format_version"))
    yield Hostile("other format", "another name", "no manifest of a themetag model", with_fields(format="skops"))
    yield Hostile(
        "other format",
        "a list",
        "no manifest of a themetag model",
        lambda f: (f / "manifest.json").write_bytes(b"[1]"),
    )
    yield Hostile(
        "unknown key", "at the top", "auto_map: is not known here", with_fields(auto_map={"AutoModel": "x.Y"})
    )
    yield Hostile(
        "unknown key",
        "of a file",
        "url: is not known here",
        edited(lambda m: m["files"][0].update(url="http://x")),
    )
    yield Hostile(
        "unknown key",
        "of an array",
        "code: is not known here",
        edited(lambda m: m["arrays"][0].update(code="1")),
    )
    yield Hostile(
        "unknown key",
        "of a figure",
        "is not known here",
        edited(lambda m: m["held_out"][0]["figures"][0].update(n=1)),
    )
    yield Hostile(
        "unknown key",
        "of the taxonomy",
        "is not a field",
        edited(lambda m: m["taxonomy"].update(pattern="(a+)+$")),
    )
    yield Hostile(
        "unknown key",
        "of a theme",
        "is not a field",
        edited(lambda m: m["taxonomy"]["theme"][0].update(regex="x")),
    )
    for field in (
        "backend",
        "name",
        "taxonomy",
        "thresholds",
        "training",
        "licence",
        "files",
        "arrays",
        "made_for",
    ):
        yield Hostile("missing key", field, f"{field}: is missing", without(field))
    yield Hostile("unknown back end", "pickle", "must be one of linear, transformer", with_fields(backend="pickle"))
    yield Hostile("wrong type", "text for a flag", "calibrated: must be true or false", with_fields(calibrated="yes"))
    yield Hostile("wrong type", "a number for a table", "thresholds: must be an object", with_fields(thresholds=3))
    yield Hostile("wrong type", "a null", "name: must be text", with_fields(name=None))
    yield Hostile(
        "wrong type",
        "true for a number",
        "must be one of numbers",
        edited(lambda m: m["thresholds"].update(paths=[True, 0.5])),
    )
    yield Hostile(
        "wrong type",
        "text in a list of objects",
        r"files\[\d\]: must be one of objects",
        edited(lambda m: m["files"].append("x")),
    )
    yield Hostile("control characters", "escape code", "must look like|control", with_fields(name="a\x1b[31m"))
    yield Hostile("bad name", "a path", "must look like", with_fields(name="../../etc/passwd"))
    yield Hostile("control characters", "line feed in the version", "control", with_fields(version="1.0\n2"))
    yield Hostile("control characters", "direction marks", "direction characters", with_fields(made_for="a\u202eb"))
    yield Hostile("bad name", "a megabyte", "must look like|may have at most", with_fields(name="a" * 1_000_000))
    yield Hostile(
        "bad encoding", "half a surrogate", "surrogate", with_bytes(b"letters about public parks", b"\\ud800")
    )
    yield Hostile("bad encoding", "not UTF-8", "not UTF-8", with_bytes(b"letters about public parks", b"\xff\xfe"))
    yield Hostile("bad name", "markup in a licence", "must look like", with_fields(licence="<script>"))
    yield Hostile(
        "taxonomy",
        "digest of another",
        "has the digest",
        edited(lambda m: m["taxonomy"].update(digest="0" * 64)),
    )
    yield Hostile(
        "taxonomy",
        "a theme more",
        "has the digest",
        edited(lambda m: m["taxonomy"]["theme"].append({"key": "x", "title": "X"})),
    )
    yield Hostile("taxonomy", "no themes", "at least one", edited(lambda m: m["taxonomy"].update(theme=[])))
    yield Hostile(
        "taxonomy",
        "a key twice",
        "is also the key",
        edited(lambda m: m["taxonomy"]["theme"].append(m["taxonomy"]["theme"][0])),
    )
    yield Hostile(
        "taxonomy",
        "a key in capitals",
        "must start with a letter",
        edited(lambda m: m["taxonomy"]["theme"][0].update(key="A" * 150)),
    )
    yield Hostile(
        "thresholds",
        "of an unknown theme",
        "is not known here",
        edited(lambda m: m["thresholds"].update(rivers=[0.5, 0.5])),
    )
    yield Hostile(
        "thresholds",
        "one missing",
        "thresholds.trees: is missing",
        edited(lambda m: m["thresholds"].pop("trees")),
    )
    yield Hostile(
        "thresholds",
        "three",
        "may have at most 2",
        edited(lambda m: m["thresholds"].update(trees=[0.1, 0.2, 0.3])),
    )
    yield Hostile(
        "thresholds",
        "below 0",
        r"must be in \[0.0, 2.0\]",
        edited(lambda m: m["thresholds"].update(trees=[-0.1, 0.2])),
    )
    yield Hostile("corpus", "none", "at least one corpus", with_fields(training=[]))
    yield Hostile("corpus", "hash too short", "must look like", edited(lambda m: m["training"][0].update(sha256="ab")))
    yield Hostile("corpus", "negative count", "must be in", edited(lambda m: m["training"][0].update(units=-1)))
    yield Hostile(
        "interval",
        "upside down",
        "must not be above high",
        edited(lambda m: m["held_out"][0]["figures"][0].update(low=0.9)),
    )


FOLDERS = tuple(_all())
