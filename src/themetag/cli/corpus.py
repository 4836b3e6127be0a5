"""`themetag corpus`: check, split, convert, publish without text, rebuild."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themetag.cli.console import Exit, say, with_progress
from themetag.cli.output import OutputOption, open_output
from themetag.errors import CorpusError
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from themetag.corpus import Corpus, CorpusIndex
    from themetag.corpus.duplicates import Pair

CorpusFile = Annotated[
    Path, typer.Argument(metavar="CORPUS", help="Labelled rows: .jsonl, .csv, or .json of Label Studio.")
]
TaxonomyOption = Annotated[
    str, typer.Option("--taxonomy", metavar="FILE", help="The themes: a TOML file, or the one that ships.")
]
IndexFile = Annotated[
    Path, typer.Argument(metavar="INDEX", help="What `themetag corpus index` wrote: labels without text.")
]

_app = typer.Typer(no_args_is_help=True, help="Labelled corpora: check, split, convert, rebuild.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_app, name="corpus")


def taxonomy_of(name: str) -> Taxonomy:
    """Return the taxonomy that ships, or that of a file."""
    return load_taxonomy(name if name == DEFAULT_TAXONOMY else Path(name))


def _read(path: Path, taxonomy: str, *, predictions: bool = False) -> Corpus:
    from themetag.corpus import read_corpus

    return read_corpus(path, taxonomy_of(taxonomy), predictions=predictions)


@_app.command()
def check(
    corpus: CorpusFile,
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was found, as JSON.")] = False,
    output: OutputOption = None,
) -> None:
    """Read a corpus and say what it is like: every fault with its place, then what is worth knowing."""
    from themetag.corpus import check_corpus

    found = check_corpus(_read(corpus, taxonomy))
    with open_output(output) as out:
        if as_json:
            out.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
            return
        rows, documents = f"{found.n_rows:,} rows", f"{found.n_documents:,} documents"
        out.write(f"{corpus.name}: {rows}, {documents}, {found.n_neutral:,} rows without a label\n")
        out.write(f"labels state: {found.scheme}\n\n")
        width = max(len(label) for label in found.counts)
        out.writelines(f"  {label.ljust(width)}  {count:>7,}\n" for label, count in found.counts.items())
        out.writelines(["\n"] if found.notes else [])
        out.writelines(f"- {note}\n" for note in found.notes)


@_app.command()
def split(
    corpus: CorpusFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the parts.")],
    parts: Annotated[str, typer.Option(help="Names and shares of the parts.")] = "train=0.8,test=0.2",
    by: Annotated[str, typer.Option(help="The field whose equal values stay in one part.")] = "doc",
    seed: Annotated[int, typer.Option(help="Another seed, another split.")] = 0,
    duplicates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the near-duplicates across the parts, as JSON Lines.")
    ] = None,
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
) -> None:
    """Divide a corpus so that no document stands in two parts and labels are spread evenly."""
    from themetag.corpus import near_duplicates, split_corpus, write_corpus
    from themetag.corpus.duplicates import MAX_PAIRS

    divided = split_corpus(_read(corpus, taxonomy), _shares(parts), by=by, seed=seed)
    suffix = corpus.suffix.lower() if corpus.suffix.lower() in (".csv", ".tsv") else ".jsonl"
    output.mkdir(parents=True, exist_ok=True)
    for name, part in divided.parts.items():
        write_corpus(output / f"{name}{suffix}", part)
        say(f"{name}: {len(part):,} rows, {divided.groups[name]:,} values of {by}")
        if divided.missing[name]:
            say(f"  no row with {', '.join(divided.missing[name])}")
    lines = []
    for first, name in combinations(divided.parts, 2):
        try:
            pairs = near_duplicates(divided.parts[first], divided.parts[name])
        except CorpusError:  # the parts are written, and a corpus of short answers has no fault
            say(f"near-duplicates of {first} and {name} were not looked at: there are more than {MAX_PAIRS:,} pairs")
            continue
        rows = len({pair.second.id for pair in pairs})
        say(f"{rows:,} of {len(divided.parts[name]):,} rows of {name} are nearly the same as one of {first}")
        lines += [_pair_line(pair, first, name) for pair in pairs]
    if duplicates is not None:
        with open_output(str(duplicates)) as out:
            out.writelines(lines)


def _pair_line(pair: Pair, first: str, second: str) -> str:
    """Return a pair of rows of two parts as a line of JSON."""
    sides = {
        part: {"id": unit.id, "doc": unit.doc, "text": unit.text, "labels": [str(label) for label in unit.labels]}
        for part, unit in ((first, pair.first), (second, pair.second))
    }
    return json.dumps({"similarity": round(pair.similarity, 3), **sides}, ensure_ascii=False) + "\n"


def _shares(parts: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in parts.split(","):
        name, sign, share = part.strip().partition("=")
        try:
            number = float(share)
        except ValueError:
            number = 0.0
        named = name.replace("-", "").replace("_", "").isalnum()
        if not sign or not named or name in shares or not 0 < number < float("inf"):
            raise typer.BadParameter(f"--parts is written train=0.8,test=0.2; this part is not: {part.strip()!r}")
        shares[name] = number
    if len(shares) < 2:
        raise typer.BadParameter("--parts needs at least two parts, as in train=0.8,test=0.2")
    return shares


@_app.command()
def convert(
    corpus: CorpusFile,
    target: Annotated[Path, typer.Argument(help="The file to write; its ending says the format.")],
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
    model_version: Annotated[
        str | None, typer.Option(help="Label Studio: the labels are predictions of this model.")
    ] = None,
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Label Studio: read what models predicted, not the annotations.")
    ] = False,
    map_polarity: Annotated[
        bool, typer.Option("--map-polarity", help="Give the polarity of each unit to all of its themes.")
    ] = False,
) -> None:
    """Write a corpus in another format: .jsonl, .csv, or .json for Label Studio."""
    from themetag.corpus import write_corpus

    found = _read(corpus, taxonomy, predictions=predictions)
    if map_polarity:
        found = found.with_unit_polarity_on_themes()
    write_corpus(target, found, model_version=model_version)
    say(f"{len(found):,} rows written to {target}")
    for note in found.notes:
        say(f"- {note}")


@_app.command("label-studio")
def label_studio(taxonomy: TaxonomyOption = DEFAULT_TAXONOMY, output: OutputOption = None) -> None:
    """Write the labelling configuration (XML) of a Label Studio project for a taxonomy."""
    from themetag.corpus import labelling_config

    with open_output(output) as out:
        out.write(labelling_config(taxonomy_of(taxonomy)))


@_app.command()
def themes(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="Rows with labels, as JSON Lines.")],
    name: Annotated[str, typer.Option(help="The name of the new taxonomy.")],
    output: OutputOption = None,
) -> None:
    """Make a taxonomy (TOML) from the labels of somebody else's corpus, to be completed by hand."""
    from themetag.corpus import taxonomy_toml, themes_of_labels
    from themetag.taxonomy import parse_taxonomy

    text = taxonomy_toml(themes_of_labels(corpus, name))
    parse_taxonomy(text, f"the taxonomy made from {corpus.name}")
    with open_output(output) as out:
        out.write(text)


@_app.command()
def index(
    corpus: CorpusFile,
    target: Annotated[Path, typer.Argument(metavar="INDEX", help="The file to write (.jsonl).")],
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
) -> None:
    """Write a corpus without its text: ids, documents, labels, and the letters of each row as hashes."""
    from themetag.corpus import make_index, write_index

    made = make_index(_read(corpus, taxonomy))
    write_index(target, made)
    say(f"{len(made.rows):,} rows written to {target}; it holds no text")


@_app.command()
def rebuild(
    reports: Annotated[Path, typer.Option(metavar="DIR", help="The documents, under whatever names.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The corpus to write.")],
    index_file: IndexFile = Path("training/real-train.index.jsonl"),
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
    at_least: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Exit with code 3 if a smaller share of rows is found.")
    ] = 0.0,
) -> None:
    """Find the text of an index again in the documents, whatever their files are called."""
    from themetag.corpus import ReportFolder, read_index, write_corpus
    from themetag.corpus import rebuild as find_again

    wanted: CorpusIndex = read_index(index_file, taxonomy_of(taxonomy))
    folder = ReportFolder(reports)
    found = find_again(wanted, with_progress(folder, len(folder.paths), "reading"))
    for fault in folder.failed:
        say(f"not read: {fault}")
    write_corpus(output, found.corpus)
    total = len(wanted.rows)
    say(
        f"{len(found.corpus):,} of {total:,} rows found ({found.share:.2%}) in {len(folder.paths):,} files; "
        f"{len(found.lost):,} lost, {len(found.ambiguous):,} in several places"
    )
    if found.share < at_least or folder.failed:
        raise typer.Exit(Exit.SOME_FAILED)
