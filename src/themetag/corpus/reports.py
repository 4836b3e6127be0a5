"""Reading the documents that a corpus was labelled in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from themetag.document import Document
from themetag.errors import CorpusError, DocumentError, Fault
from themetag.readers.files import SUFFIXES, read_file


class ReportFolder:
    """The documents of a folder and its sub-folders, read one after the other, in the order of their paths.

    Attributes:
        failed: what could not be read so far, and why; the rest is read all the same.

    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.failed: list[Fault] = []
        if not self.folder.is_dir():
            raise CorpusError([Fault(str(folder), "", "is not a folder; give the folder with the reports")])
        self.paths = sorted(p for p in self.folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if not self.paths:
            problem = f"holds no document; themetag reads {', '.join(sorted(SUFFIXES))}"
            raise CorpusError([Fault(str(folder), "", problem)])

    def pass_over(self, names: Collection[str]) -> None:
        """Leave out the documents of these file names, without ending: those that a model will be measured on.

        Raises:
            CorpusError: one is not there; under another name it would be learned from, and then measured.

        """
        unknown = sorted(set(names) - {path.stem for path in self.paths})
        if unknown:
            problem = f"holds no file of the name {', '.join(unknown)}, which is to be passed over"
            raise CorpusError([Fault(str(self.folder), "", problem)])
        self.paths = [path for path in self.paths if path.stem not in names]

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        """Yield the path within the folder, and the document, of each file that can be read."""
        for path in self.paths:
            name = path.relative_to(self.folder).as_posix()
            try:
                yield name, read_file(path)
            except DocumentError as e:
                self.failed.append(Fault(name, "", str(e)))
