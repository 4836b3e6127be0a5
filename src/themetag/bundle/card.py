"""MODEL_CARD.md and NOTICE: what the manifest says, for people. Both are written at every save."""

from __future__ import annotations

from collections.abc import Iterable

from themetag.bundle.manifest import CorpusFacts, FileEntry, HeldOut, Manifest, Rights

_MARKED = str.maketrans({c: f"\\{c}" for c in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def render_card(manifest: Manifest) -> str:
    """Return the model card; `files` of the manifest may be those written before the card."""
    taxonomy = manifest.taxonomy
    scores = "may be read as probabilities" if manifest.calibrated else "are no probabilities"
    parts = [
        f"# {_safe(manifest.name)} {_safe(manifest.version)}",
        f"A {manifest.backend} model for themetag. It reads sentences of reports and says which of "
        f"{len(taxonomy)} themes each one judges, as a strength or as a concern. Its scores {scores}.",
        f"Taxonomy: {_safe(taxonomy.title)} (`{taxonomy.name}`, version {taxonomy.version}, digest "
        f"`{taxonomy.digest}`).",
        "## Made for\n\n" + _safe(manifest.made_for),
        "## Not for\n\n" + (_safe(manifest.not_for) or "Nothing was recorded."),
        "## Figures on documents that no training saw",
        *(_held_out(held_out) for held_out in manifest.held_out),
    ]
    if not manifest.held_out:
        parts.append("None were recorded: measure the model on your own documents before you rely on it.")
    parts += [
        "## Training corpus",
        _rows(("corpus", "sentences", "documents", "SHA-256"), (_corpus(c) for c in manifest.training)),
        *(f"{_safe(c.name)}: {_safe(c.labelling)}" for c in manifest.training if c.labelling),
        "## Themes and thresholds",
        "From which score on a tag is given; a threshold above 1 gives none.",
        _rows(("theme", "title", "strength", "concern"), _themes(manifest)),
        "## How it was made",
        f"Command: {_safe(manifest.recipe) or 'not recorded'}",
        _rows(("with", "version"), ((_safe(k), _safe(v)) for k, v in sorted(manifest.libraries.items()))),
        "## Licence and attribution",
        _rights(manifest.rights),
        "Terms of single files, and the statements that go with them, are in NOTICE.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_notice(manifest: Manifest, files: Iterable[FileEntry]) -> str:
    """Return NOTICE: the terms of each of the `files`, grouped where they are equal."""
    groups: dict[Rights, list[str]] = {manifest.rights: []}
    for file in files:
        groups.setdefault(file.rights, []).append(file.name)
    parts = [f"{manifest.name} {manifest.version}, a {manifest.backend} model for themetag"]
    for rights, names in groups.items():
        what = "All files not named below" if rights == manifest.rights else ", ".join(sorted(names))
        lines = [f"Licence: {rights.licence}", *rights.attribution]
        parts.append(f"{what}:\n" + "\n".join(f"  {line}" for line in lines))
    return "\n\n".join(parts) + "\n"


def _held_out(held_out: HeldOut) -> str:
    corpus = held_out.corpus
    head = (
        f"{_safe(corpus.name)}: {corpus.units:,} sentences of {corpus.documents:,} documents (SHA-256 "
        f"`{corpus.sha256}`). Intervals: {_safe(held_out.interval)}. Command: {_safe(held_out.command)}"
    )
    rows = ((_safe(f.name), f"{f.value:.3f}", f"{f.low:.3f} to {f.high:.3f}") for f in held_out.figures)
    said = [_safe(corpus.labelling)] if corpus.labelling else []
    return "\n\n".join([head, *said, _rows(("figure", "value", "interval"), rows)])


def _corpus(corpus: CorpusFacts) -> tuple[str, ...]:
    return _safe(corpus.name), f"{corpus.units:,}", f"{corpus.documents:,}", f"`{corpus.sha256}`"


def _themes(manifest: Manifest) -> Iterable[tuple[str, ...]]:
    for theme, pair in zip(manifest.taxonomy, manifest.thresholds, strict=True):
        yield f"`{theme.key}`", _safe(theme.title), *(f"{value:.3f}" for value in pair)


def _rights(rights: Rights) -> str:
    return "\n\n".join([f"Licence: {_safe(rights.licence)}", *(_safe(line) for line in rights.attribution)])


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [" | ".join(row) for row in (head, ("---",) * len(head), *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _safe(text: str) -> str:
    """Return `text` so that Markdown shows it and does not act on it."""
    return text.translate(_MARKED)
