"""Damaged PDFs: whatever happens to their bytes, they give a Document or our error, never anything else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pdf_samples import a_pdf, encrypted_pdf, form_bomb, scanned_pdf
from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.readers.files import read_data
from themetag.readers.pdf import PdfReader

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OWN = {
    "letter": a_pdf("Plans are good.\nVisits are late.", "Staff stay – “for years”.", "1.\nLeaders know it."),
    "encrypted": encrypted_pdf(),
    "scanned": scanned_pdf(),
    "forms": form_bomb(2, text=True),
}


def flip(data: bytearray, chance: random.Random) -> None:
    """Change single bytes."""
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data: bytearray, chance: random.Random) -> None:
    """Cut off the end."""
    del data[chance.randrange(len(data)) :]


def drop(data: bytearray, chance: random.Random) -> None:
    """Leave a piece out."""
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 500)]


def double(data: bytearray, chance: random.Random) -> None:
    """Say a piece twice, elsewhere."""
    start, place = chance.randrange(len(data)), chance.randrange(len(data))
    data[place:place] = data[start : start + chance.randint(1, 500)]


def renumber(data: bytearray, chance: random.Random) -> None:
    """Give some of the file's numbers an extreme value: lengths, counts, references, sizes."""
    numbers = list(re.finditer(rb"\d+", data))
    for number in sorted(chance.sample(numbers, min(4, len(numbers))), key=lambda m: -m.start()):
        data[number.start() : number.end()] = chance.choice([b"0", b"-1", b"2147483648", b"99999999999999999999", b"1"])


def reword(data: bytearray, chance: random.Random) -> None:
    """Exchange one of the file's names for another of its names."""
    names = list(re.finditer(rb"/[A-Za-z]+", data))
    one, other = chance.choice(names), chance.choice(names)
    data[one.start() : one.end()] = other.group()


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (flip, cut, drop, double, renumber, reword)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(time_limit=20, memory_limit=400_000_000) as reader:
        yield reader


def outcome(data: bytes, reader: PdfReader) -> Status:
    try:
        document = read_data(data, "mutated.pdf", "mutated.pdf", reader)
    except DocumentError as e:
        error = e
    else:
        return check(document)
    assert error.status is not Status.OK
    assert str(error).startswith("mutated.pdf")
    return error.status


def check(document: Document) -> Status:
    assert all(document.text[s.start : s.end] == s.raw for s in document.sentences)
    return Status.OK


@pytest.mark.parametrize("mutate", MUTATIONS)
@pytest.mark.parametrize("name", OWN)
def test_a_damaged_pdf_is_a_document_or_our_error(
    name: str, mutate: Callable[[bytearray, random.Random], None], reader: PdfReader
) -> None:
    """Small PDFs of every kind, damaged in every way, give a Document or a DocumentError."""
    chance = random.Random(f"{name} {mutate.__name__}")
    for _ in range(15):
        data = bytearray(OWN[name])
        mutate(data, chance)
        outcome(bytes(data) if data.startswith(b"%PDF-") else b"%PDF-" + bytes(data), reader)


@pytest.mark.repository
@pytest.mark.parametrize("mutate", MUTATIONS)
def test_a_damaged_report_is_a_document_or_our_error(
    mutate: Callable[[bytearray, random.Random], None], reader: PdfReader
) -> None:
    """The example reports, damaged in every way, give a Document or a DocumentError; some are read all the same."""
    chance = random.Random(mutate.__name__)
    outcomes = []
    for path in sorted(EXAMPLES.glob("*.pdf")):
        whole = path.read_bytes()
        for _ in range(8):
            data = bytearray(whole)
            mutate(data, chance)
            outcomes.append(outcome(bytes(data) if data.startswith(b"%PDF-") else b"%PDF-" + bytes(data), reader))
    assert len(outcomes) >= 40
    assert set(outcomes) <= {Status.OK, Status.BAD_INPUT, Status.NO_TEXT, Status.CRASHED, Status.ENCRYPTED}
    assert Status.OK in outcomes or mutate is cut
