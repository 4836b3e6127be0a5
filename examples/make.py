"""Make the example reports: PDF files, texts and boundary keys from examples/source.

    python examples/make.py            write them
    python examples/make.py --check    exit 1, naming them, where files differ from what would be written

Every report is fictional. It needs reportlab.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT / "benchmarks")]

from generator import pdf, text  # noqa: E402
from generator.source import parse  # noqa: E402
from generator.typeset import Typesetter  # noqa: E402

from boundary_key import Piece, build_key, file_hash, letters  # noqa: E402
from make_boundary_key import first_difference, source_text  # noqa: E402


def write_key(file: Path, pieces: Iterable[Piece], keys: Path) -> None:
    """Write a file's key, after checking that the file's text is what the key was made from."""
    pieces = list(pieces)
    made, found = letters("".join(piece.text for piece in pieces)), letters(source_text(file))
    if made != found:
        raise ValueError(f"{file.name}: {first_difference(made, found)}")
    key = build_key(file.name, file_hash(file), pieces)
    for fault in key.faults():
        raise ValueError(f"{file.name}: {fault}")
    (keys / f"{file.name}.json").write_text(key.to_json(), encoding="utf-8")


def make(path: Path, examples: Path, keys: Path) -> None:
    """Write all that comes of one source."""
    source = parse(path)
    plain = examples / f"{path.stem}.txt"
    if source.setting("only") == "text":
        pages = text.set_plain(source)
    else:
        pages = Typesetter(source, pdf.measure_with(source.setting("font"))).run()
        paper = examples / f"{path.stem}.pdf"
        pdf.draw(source, pages, paper)
        write_key(paper, pdf.drawn(source, pages), keys)
    plain.write_text(text.as_text(source, pages), encoding="utf-8", newline="\n")
    write_key(plain, text.written(pages), keys)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; compare with what is there")
    options = parser.parse_args(arguments)
    pdf.register()
    sources = sorted((HERE / "source").glob("*.txt"))
    keys = ROOT / "benchmarks" / "boundaries"
    if not options.check:
        keys.mkdir(exist_ok=True)
        for source in sources:
            make(source, HERE, keys)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        (made / "keys").mkdir()
        for source in sources:
            make(source, made, made / "keys")
        stale = [path.name for path in sorted(made.glob("*.*")) if not same(path, HERE / path.name)]
        stale += [path.name for path in sorted((made / "keys").iterdir()) if not same(path, keys / path.name)]
    for name in stale:
        sys.stderr.write(f"{name} is not what examples/make.py writes: run it\n")
    return 1 if stale else 0


def same(made: Path, there: Path) -> bool:
    """Whether a file is there and has the same bytes."""
    return there.is_file() and there.read_bytes() == made.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
