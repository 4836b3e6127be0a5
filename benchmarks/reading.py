"""What reading PDF files costs, beside PDFium's bare text extraction, and whether memory grows with their number.

    python benchmarks/reading.py [DIR] [--rounds 5]

DIR is a folder of PDF files; without it, the example reports are taken. In each round every file is read three ways,
each time all files in a process of its own:

    bare       pypdfium2 in that process: open, and take the text of each page
    extract    the PDF reader with its child process: text, pages, and how each line is set
    document   `themetag.read`: the same, then layout repair, sentences and front matter

The figure is processor time, child processes included; starting Python and importing the packages is measured by
reading nothing and taken off. The ratio is that of the medians. Then the files are read once and four times over,
and the largest resident size of the process and of its child is compared. Works where `resource` does (not Windows).
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from machine import machine

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BAR = 3.0  # times the bare extraction, at most
GROWTH = 1.05  # of memory, at most
WAYS = ("bare", "extract", "document")


def read_bare(path: Path) -> int:
    """Take the text of each page with pypdfium2 and nothing else; return its length."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    length = 0
    for page in document:
        text_page = page.get_textpage()
        length += len(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return length


def work(way: str, times: int, paths: list[Path]) -> None:
    """Read all files `times` times in one way and print processor seconds, sizes in KiB, and characters."""
    from themetag.parse import parse
    from themetag.readers.files import read_file
    from themetag.readers.pdf import PdfReader

    length = 0
    with PdfReader() as reader:
        for path in paths * times:
            if way == "bare":
                length += read_bare(path)
            elif way == "extract":
                length += len(reader.read(path.read_bytes(), path.name).text)
            else:
                length += len(read_file(path, reader).text)
    assert parse is not None  # imported in every way, so that all pay alike for it
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    print(seconds, own.ru_maxrss, children.ru_maxrss, length)


def measured(way: str, times: int, paths: list[Path]) -> tuple[float, int, int, int]:
    """Do the work in a process of its own; return processor seconds, both sizes in KiB, and characters."""
    command = [sys.executable, __file__, "--work", way, str(times), *map(str, paths)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(out[0]), int(out[1]), int(out[2]), int(out[3])


def main() -> int:
    """Run the rounds and print medians, ratios and sizes; 1 where a bar is missed."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], int(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    paths = sorted(args.folder.glob("*.pdf"))
    if not paths:
        parser.error(f"there is no PDF file in {args.folder}")
    seconds: dict[str, list[float]] = defaultdict(list)
    length = 0
    for _ in range(args.rounds):
        start = measured("bare", 1, [])[0]
        for way in WAYS:
            spent, _, _, length = measured(way, 1, paths)
            seconds[way].append(spent - start)
    print(machine("pypdfium2"))
    print(f"{len(paths)} files, {length:,} characters, {args.rounds} rounds")
    bare = statistics.median(seconds["bare"])
    good = True
    for way in WAYS:
        median = statistics.median(seconds[way])
        ratio = median / bare
        spread = f"{min(seconds[way]):.2f} to {max(seconds[way]):.2f}"
        bar = f"  bar {BAR}: {'kept' if ratio <= BAR else 'missed'}" if way == "document" else ""
        good = good and (way != "document" or ratio <= BAR)
        print(f"{way:10} {median:8.2f} s ({spread}) {ratio:6.2f} times bare{bar}")
    once, often = measured("document", 1, paths), measured("document", 4, paths)
    for name, before, after in (("own", once[1], often[1]), ("child", once[2], often[2])):
        good = good and after <= GROWTH * before
        print(f"peak memory, {name:6} {before / 1024:6.0f} MiB once, {after / 1024:6.0f} MiB four times over")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
