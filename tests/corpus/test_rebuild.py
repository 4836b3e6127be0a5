from __future__ import annotations

import json
import random
import string
from pathlib import Path

import numpy as np
import pytest
from corpus_samples import corpus, unit
from hypothesis import example, given, settings
from hypothesis import strategies as st

from themetag.corpus import Corpus, Scheme, make_index, read_index, rebuild, write_index
from themetag.corpus.finding import Finder
from themetag.corpus.letters import (
    BASE,
    PRIME,
    Needle,
    letters_of,
    located_letters,
    needle_of,
    rolling_hashes,
    window_of,
)
from themetag.document import Document, Meta
from themetag.errors import CorpusError
from themetag.readers.files import read_text
from themetag.taxonomy import default_taxonomy
from themetag.textmap import TextMap
from themetag.types import Kind, Sentence, Span

A = [
    "Managers read 14 audits a month, and they act on what they find.",
    "Children’s views are heard “in time” (most of them).",
    "Re-referrals have fallen.",
    "Too few plans say who does what, or by when.",
]
B = [
    "The board has met twice since the spring and has no chair.",
    "Visits are regular, but what is seen there is not written down.",
    "Staff feel well supported by their managers.",
    "Carers wait for months before anyone answers their letters.",
]


def document(sentences: list[str], ends: str = "\n\n") -> Document:
    return read_text(ends.join(sentences))


def gold() -> Corpus:
    rows = [unit(i, "planning-", doc="report-a", text=text) for i, text in enumerate(A)]
    rows += [unit(10 + i, "voice+", doc="report-b", text=text) for i, text in enumerate(B)]
    return corpus(*rows)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
@example("e\u0301ﬁne ＡＢＣ ŉ ㏂ K ﷺ İ")
@example("a\u0327\u0301 \ud800x")
def test_located_letters_are_the_letters_of_the_text(text: str) -> None:
    """The letters are a to z of the lower-cased NFKC form, and each offset is that of a character giving it."""
    letters, offsets = located_letters(text)
    assert letters == letters_of(text)
    assert len(letters) == len(offsets)
    assert (np.diff(offsets) >= 0).all()
    for letter, offset in zip(letters.decode(), offsets.tolist(), strict=True):
        assert letter in letters_of(text[offset : offset + 4]).decode()


@pytest.mark.parametrize("window", [1, 2, 8, 64])
def test_the_rolling_hash_is_the_polynomial_of_its_window(window: int) -> None:
    """Each hash is the polynomial of the letters of its window, modulo the prime, in whole numbers."""
    letters = bytes(random.Random(1).choices(string.ascii_lowercase.encode(), k=200))
    expected = []
    for start in range(len(letters) - window + 1):
        value = 0
        for letter in letters[start : start + window]:
            value = (value * BASE + letter - 96) % PRIME
        expected.append(value)
    assert rolling_hashes(letters, window).tolist() == expected


def test_windows_are_powers_of_two() -> None:
    """The window is the greatest power of two up to the length; other windows are refused."""
    assert [window_of(n) for n in (1, 2, 3, 4, 7, 8, 1000)] == [1, 2, 2, 4, 4, 8, 512]
    assert rolling_hashes(b"abc", 4).tolist() == []
    with pytest.raises(ValueError, match="power of two, was 3"):
        rolling_hashes(b"abc", 3)
    with pytest.raises(ValueError, match="at least one letter, has 0"):
        window_of(0)


@settings(deadline=None)
@given(st.lists(st.text("ab", min_size=1, max_size=6), min_size=1, max_size=5), st.text("ab", max_size=60))
def test_a_finder_finds_every_place(texts: list[str], haystack: str) -> None:
    """Each needle is found at just the places where its letters stand, overlapping ones included."""
    found = Finder([needle for text in texts if (needle := needle_of(text))]).find(haystack.encode())
    for text in texts:
        places = [i for i in range(len(haystack)) if haystack.startswith(text, i)]
        needle = needle_of(text)
        assert needle is not None
        assert found.get(needle, []) == places


def test_equal_rolling_hashes_are_told_apart_by_the_digest() -> None:
    """A needle whose rolling hash fits and whose digest does not is not found."""
    needle = needle_of("planning")
    assert needle is not None
    assert Finder([needle]).find(b"planning") == {needle: [0]}
    assert not Finder([Needle(needle.length, needle.rolling, "0" * 16)]).find(b"planning")


def test_text_is_found_whatever_a_converter_does_to_it() -> None:
    """File names, line breaks, hyphens, quotes, ligatures and the order of files make no difference."""
    broken = "\n\n".join(A).replace(" and ", " and\n").replace("“", '"').replace("”", '"').replace("fi", "ﬁ")
    documents = [("x.txt", document(B)), ("scan 7.pdf", read_text(broken.replace("Re-", "Re-\n")))]
    found = rebuild(make_index(gold()), documents)
    assert found.share == 1.0
    assert found.files == {"report-a": "scan 7.pdf", "report-b": "x.txt"}
    assert [letters_of(u.text) for u in found.corpus.units] == [letters_of(text) for text in A + B]
    assert [u.labels for u in found.corpus.units] == [u.labels for u in gold().units]


def test_the_text_comes_back_with_its_ends() -> None:
    """Numbers, brackets and stops at the ends of a sentence come back, and nothing of its neighbours."""
    ends = ["(2) Plans are late!", "“14 of 15 were seen.”", "No end to it", "Yes."]
    rows = corpus(*(unit(i, "voice-", text=text) for i, text in enumerate(ends)))
    found = rebuild(make_index(rows), [("a.txt", document(ends))])
    assert [u.text for u in found.corpus.units] == ends


def test_a_sentence_across_page_furniture_is_found() -> None:
    """A footer and a page number inside a sentence do not keep it from being found; nor are they in its text."""
    footer = "\n\nHeronshaw Council services\n7\n\f"
    text = f"{A[0]}\n{A[3][:24]}{footer}{A[3][25:]}\n{B[0]}"
    start = len(A[0]) + 1
    second = (Span(start, start + 24), Span(start + 24 + len(footer), start + len(A[3]) - 1 + len(footer)))
    last = Span(len(text) - len(B[0]), len(text))
    sentences = tuple(
        Sentence(i, spans, "", words, Kind.PROSE, "Findings", "", 1, None, i, TextMap((0,), (0,), len(words)))
        for i, (spans, words) in enumerate([((Span(0, start - 1),), A[0]), (second, A[3]), ((last,), B[0])])
    )
    read = Document(text, (Span(0, len(text)),), (), sentences, Meta())
    rows = corpus(*(unit(i, "voice-", text=t) for i, t in enumerate([A[0], A[3], B[0]])))
    found = rebuild(make_index(rows), [("a.txt", read)])
    assert (found.lost, found.ambiguous) == ((), ())
    assert [u.text for u in found.corpus.units] == [A[0], A[3], B[0]]
    assert [(u.heading, u.previous) for u in found.corpus.units] == [
        ("Findings", ""),
        ("Findings", A[0]),
        ("Findings", A[3]),
    ]


def test_a_hit_must_be_unique() -> None:
    """A sentence that stands twice is taken where it follows the row before it, else it is ambiguous."""
    twice = [*A[:2], B[2], *A[2:], "Nothing else was said in the meeting of that day in May. " * 12, B[2]]
    alone = corpus(*(unit(i, "voice-", text=text) for i, text in enumerate([B[2], *A])))
    found = rebuild(make_index(alone), [("a.txt", document(twice))])
    assert found.ambiguous == ("0",)
    in_order = corpus(*(unit(i, "voice-", text=text) for i, text in enumerate([*A[:2], B[2], *A[2:]])))
    assert rebuild(make_index(in_order), [("a.txt", document(twice))]).share == 1.0


def test_a_stock_phrase_in_somebody_elses_report_is_no_find() -> None:
    """Rows of a document that is not there are lost, even where another document has one of their sentences."""
    rows = [
        *gold().units,
        *(
            unit(20 + i, doc="report-a", text=text)
            for i, text in enumerate([B[2], "Nobody came.", "It is unclear why."])
        ),
    ]
    found = rebuild(make_index(corpus(*rows)), [("b.txt", document(B))])
    assert len(found.corpus) == 4
    assert set(found.lost) == {"0", "1", "2", "3", "20", "21", "22"}


def test_a_report_in_two_files_is_found_in_both() -> None:
    """A document may lie in several files as long as each holds a fifth of its rows."""
    found = rebuild(make_index(gold()), [("1.txt", document(A[:2])), ("2.txt", document(A[2:] + B))])
    assert found.share == 1.0


def test_the_same_report_twice_is_no_reason_to_doubt() -> None:
    """Where a document is there as two files, all rows are taken from one of them."""
    found = rebuild(make_index(gold()), [("a.txt", document(A + B)), ("copy.txt", document(A + B))])
    assert (found.share, set(found.files.values())) == (1.0, {"a.txt"})


def test_an_index_holds_no_text_and_comes_back(tmp_path: Path) -> None:
    """No word of four letters of the corpus is in the file but ids, documents and labels; reading gives it back."""
    index = make_index(gold())
    write_index(tmp_path / "i.jsonl", index)
    assert read_index(tmp_path / "i.jsonl", default_taxonomy()) == index
    written = (tmp_path / "i.jsonl").read_text(encoding="utf-8").lower()
    known = {"report", "voice", "planning", "prose", "letters", "before", "childrens", "them"}
    words = {w for text in A + B for w in letters_of(text.replace(" ", "\n")).decode().split() if len(w) >= 4}
    words |= {"".join(c for c in w.lower() if c.isalpha()) for text in A + B for w in text.split() if len(w) > 5}
    assert {word for word in words - known if word in written} == set()


def test_what_cannot_be_indexed_is_named() -> None:
    """A row without letters cannot be found again, and a corpus without polarities has no index."""
    with pytest.raises(CorpusError, match="unit '2' has no letter"):
        make_index(corpus(unit(1), unit(2, text="12 – 13")))
    with pytest.raises(CorpusError, match="an index needs a polarity a label, not themes"):
        make_index(corpus(unit(1, "voice"), scheme=Scheme.THEMES))


@pytest.mark.parametrize(
    ("line", "change", "match"),
    [
        (0, {"format": "other"}, "is no corpus index"),
        (0, {"version": 2}, "is 2; this version of themetag reads version 1"),
        (0, {"taxonomy": "hospital"}, "is hospital 1, not childrens-services 1"),
        (0, {"rows": 9}, "promises 9 rows, there are 8; the file is cut"),
        (1, {"labels": ["plans+"]}, "'plans\\+' is not a theme"),
        (1, {"letters": 0}, "out of range"),
        (1, {"rolling": "x"}, "invalid literal"),
        (1, {"sha256": "ab"}, "out of range"),
        (1, {"kind": "table-row"}, "'table-row' is not a valid Kind"),
    ],
)
def test_a_bad_index_is_refused(tmp_path: Path, line: int, change: dict[str, object], match: str) -> None:
    """Each thing that is wrong with an index is an error with its line."""
    write_index(tmp_path / "i.jsonl", make_index(gold()))
    lines = (tmp_path / "i.jsonl").read_text(encoding="utf-8").splitlines()
    lines[line] = json.dumps(json.loads(lines[line]) | change)
    (tmp_path / "i.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match=match) as caught:
        read_index(tmp_path / "i.jsonl", default_taxonomy())
    assert caught.value.faults[0].line == line + 1
