from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evaluation_samples import SMALL, Told, corpus, row

from themetag.corpus.finding import raw_stream, sentence_stream
from themetag.document import Grade, Meta
from themetag.errors import CorpusError
from themetag.evaluation import evaluate, whole_reports
from themetag.evaluation.alignment import Fit, Overlap, overlap_in_sentences, overlap_in_text
from themetag.evaluation.whole import grade_of, negative_share
from themetag.readers.files import read_text
from themetag.tagger import Tagger
from themetag.textmap import TextMap
from themetag.types import Kind, Sentence, Span

pytest.importorskip("sklearn")

A = [
    "Plans for children in care are clear and are kept up to date.",
    "Views of parents are seldom sought when plans are made.",
    "Managers meet every week in the town hall.",
    "Staff say that they are proud to work here.",
]
B = ["Plans are late in most of the cases that we looked at.", "Social workers know their children well."]
TABLE = {A[0]: {"planning+": 0.9}, A[1]: {"voice-": 0.8}, A[3]: {"staff+": 0.9}, B[0]: {"planning-": 0.7}}


def write(folder: Path, **documents: str) -> Path:
    for name, text in documents.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_from_files_to_tags_the_figures_are_those_of_the_rows(tmp_path: Path) -> None:
    """Where the documents hold the rows as they are, whatever the files' names, nothing is lost and nothing changes."""
    gold = corpus(*(row("a", text, "planning+") for text in A), *(row("b", text, "planning-") for text in B))
    write(tmp_path, second="\n\n".join(B), first="\n\n".join(A), other="Nothing here is of any use to anyone.")
    found, plain = evaluate(Told(TABLE), gold, tmp_path), evaluate(Told(TABLE), gold)
    assert found.end_to_end is not None
    assert found.end_to_end.files == {"a": "first.txt", "b": "second.txt"}
    assert (found.end_to_end.exact, found.end_to_end.lost, found.end_to_end.unmeasured) == (6, 0, 0)
    assert found.figures == plain.figures


def test_lost_and_cut_rows_are_counted_and_lost_ones_have_no_tag(tmp_path: Path) -> None:
    """A row over two sentences gets the tags of both; one inside a sentence gets that one's; a lost one gets none."""
    gold = corpus(
        row("a", f"{A[0]} {A[1]}", "planning+ voice-"),
        row("a", "proud to work here", "staff+"),
        row("a", "This was never printed.", "staff+"),
        row("a", A[2]),
    )
    found = evaluate(Told(TABLE), gold, write(tmp_path, a="\n\n".join(A)))
    ends = found.end_to_end
    assert ends is not None
    assert (ends.exact, ends.split, ends.merged, ends.lost) == (1, 1, 1, 1)
    staff = next(label for label in found.labels if label.name == "staff+")
    assert (staff.given, staff.recall.value) == (1, 0.5)
    assert found.figures["exact_match"].value == 0.75


def test_documents_that_are_not_there_are_not_measured(tmp_path: Path) -> None:
    """Rows of a missing document are left out of every figure, and the notes count them."""
    gold = corpus(*(row("a", text) for text in A), *(row("b", text) for text in B))
    found = evaluate(Told(TABLE), gold, write(tmp_path, a="\n\n".join(A)))
    assert found.n_rows == 4
    assert found.end_to_end is not None
    assert found.end_to_end.unmeasured == 2
    assert "2 rows are of documents that are not among the reports" in found.notes
    with pytest.raises(CorpusError, match="none of its 1 documents is among the files of"):
        evaluate(Told(TABLE), corpus(*(row("b", text) for text in B)), tmp_path)


@pytest.mark.parametrize(("files", "match"), [((), "holds no document; themetag reads"), (None, "is not a folder")])
def test_a_folder_without_reports_is_named(tmp_path: Path, files: tuple[str, ...] | None, match: str) -> None:
    """An empty folder, and none at all, are errors."""
    folder = tmp_path if files is not None else tmp_path / "missing"
    with pytest.raises(CorpusError, match=match):
        evaluate(Told(TABLE), corpus(row("a", A[0])), folder)


def test_one_file_that_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    """A broken file is passed over; where nothing is left, the error names it."""
    write(tmp_path, a="\n\n".join(A), b=" ")
    gold = corpus(*(row("a", text) for text in A))
    assert evaluate(Told(TABLE), gold, tmp_path).n_rows == 4
    (tmp_path / "a.txt").unlink()
    with pytest.raises(CorpusError, match=r"b\.txt: .* is empty"):
        evaluate(Told(TABLE), gold, tmp_path)


def test_wrong_headings_are_counted(tmp_path: Path) -> None:
    """A heading that goes on, or breaks off, is the same; another one, or none, is wrong."""
    text = f"What needs to improve\n\n{A[0]}\n\n{A[1]}\n"
    headings = ["What needs", "Summary"]
    gold = corpus(*(row("a", t, heading=h) for t, h in zip(A[:2], headings, strict=True)))
    ends = evaluate(Told(TABLE), gold, write(tmp_path, a=text)).end_to_end
    assert ends is not None
    assert (ends.headings, ends.wrong_headings) == (2, 1)


def sentences(*texts: str) -> tuple[Sentence, ...]:
    found, at = [], 0
    for i, text in enumerate(texts):
        span = Span(at, at + len(text))
        found.append(Sentence(i, (span,), text, text, Kind.PROSE, "", "", 1, None, i, TextMap((0,), (0,), len(text))))
        at += len(text) + 1
    return tuple(found)


@pytest.mark.parametrize(
    ("first", "length", "expected"),
    [
        (0, 3, Overlap(Fit.EXACT, (0,))),
        (0, 7, Overlap(Fit.SPLIT, (0, 1))),
        (3, 2, Overlap(Fit.MERGED, (1,))),
        (4, 6, Overlap(Fit.MERGED, (1, 2))),
        (2, 5, Overlap(Fit.MERGED, (1,))),
        (6, 2, Overlap(Fit.MERGED, (1, 2))),
    ],
)
def test_half_of_the_shorter_answers(first: int, length: int, expected: Overlap) -> None:
    """A sentence answers for a row if they share half of the letters of the shorter of the two."""
    stream = sentence_stream("f", sentences("abc", "defg", "hijklm"))
    assert overlap_in_sentences(stream, first, length) == expected


def test_a_row_that_is_whole_in_the_raw_text_alone_is_laid_over_by_characters() -> None:
    """Its sentences answer where they share half; text that is in no sentence is lost."""
    text = "abc defg 12 furniture hijklm"
    split = sentence_stream("f", (*sentences("abc", "defg"),))
    raw = raw_stream("f", text)
    assert overlap_in_text(split, raw, 0, 7) == Overlap(Fit.SPLIT, (0, 1))
    assert overlap_in_text(split, raw, 3, 4) == Overlap(Fit.MERGED, (1,))
    assert overlap_in_text(split, raw, 7, 9) == Overlap(Fit.LOST, ())


def report(grade: str, n_bad: int) -> str:
    good = ["Plans for children in care are clear.", "Plans for care leavers are clear."]
    bad = ["Plans for children in need are late.", "Plans for children at home are late."]
    body = "\n\n".join(bad * n_bad + good * (5 - n_bad))
    return (
        "Inspection of Heronshaw local authority children’s services\n\nInspection dates: 3 to 14 October 2022\n\n"
        f"Judgement\n\nGrade\n\nOverall effectiveness\n\n{grade}\n\nWhat we found\n\n{body}\n"
    )


SCORED = {
    "Plans for children in care are clear.": {"planning+": 0.9},
    "Plans for care leavers are clear.": {"planning+": 0.9},
    "Plans for children in need are late.": {"planning-": 0.9},
    "Plans for children at home are late.": {"planning-": 0.9},
}


def test_the_share_of_concerns_goes_with_the_grade() -> None:
    """More concerns with worse grades correlate by 1, beside a lexicon that says the opposite by -1."""
    grades = ["Outstanding", "Good", "Requires improvement to be good", "Inadequate"]
    documents = [(f"{i}.txt", read_text(report(grade, i + 1))) for i, grade in enumerate(grades)]
    assert [grade_of(document) for _, document in documents] == [1, 2, 3, 4]
    tagger = Tagger(Told(SCORED, SMALL))
    found = whole_reports(
        lambda name: tagger, documents, lexicon=lambda text: 0.5 if "late" in text else -0.5, resamples=50
    )
    assert [r.grade for r in found.reports] == [1, 2, 3, 4]
    assert [r.concerns for r in found.reports] == sorted(r.concerns for r in found.reports)
    assert found.correlation.value == pytest.approx(1.0)
    assert found.lexicon is not None
    assert found.lexicon.value == pytest.approx(-1.0)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(2.0)
    alone = whole_reports(lambda name: None if name == "0.txt" else tagger, documents)
    assert [r.name for r in alone.reports] == ["1.txt", "2.txt", "3.txt"]
    assert (alone.lexicon, alone.difference) == (None, None)


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("Outstanding", 1),
        ("Requires improvement to be good", 3),
        ("require  improvement", 3),
        ("Adequate", 3),
        ("Inadequate", 4),
        ("Satisfactory", None),
        (None, None),
    ],
)
def test_a_grade_has_its_place_however_it_is_printed(grade: str | None, expected: int | None) -> None:
    """Old and new wordings of a grade are one place on the scale; what is no grade of the scale has none."""
    grades = (Grade("Overall effectiveness", grade),) if grade is not None else ()
    document = read_text(A[0])
    assert grade_of(replace(document, meta=Meta(grades=grades))) == expected


def test_reports_without_a_grade_or_without_tags_are_named() -> None:
    """A report that cannot be placed is named, not guessed; reports of other kinds are left out."""
    tagger = Tagger(Told({}, SMALL))
    documents = [("a.txt", read_text(report("Good", 2))), ("b.txt", read_text("\n\n".join(A)))]
    found = whole_reports(lambda name: tagger, documents)
    assert (found.reports, found.ungraded) == ((), ("a.txt",))
    assert found.correlation.value is None


def test_a_lexicon_that_says_nothing_is_in_the_middle() -> None:
    """Neutral sentences are left out of the lexicon's share; where all are neutral it is one half."""
    document = read_text("\n\n".join(A))
    assert negative_share(lambda text: 0.0, document) == 0.5
    assert negative_share(lambda text: -0.9 if text == A[0] else (0.9 if text == A[1] else 0.01), document) == 0.5
    assert np.isclose(negative_share(lambda text: -0.9 if text == A[0] else 0.0, document), 1.0)


def test_a_report_that_is_there_twice_counts_once() -> None:
    """The same report under two names, cut differently here and there, is one; the copy is named with the first."""
    long = [f"Plans for children of the {name} team are late and are seldom looked at again." for name in "abcdefgh"]
    head = report("Good", 2)
    documents = [
        ("a.pdf", read_text(head + "\n\n" + "\n\n".join(long))),
        (
            "b.txt",
            read_text(head + "\n\n" + "\n\n".join([*long[:5], "This page is blank, so that it can be printed."])),
        ),
        (
            "c.txt",
            read_text(head + "\n\n" + "\n\n".join([long[0], *(text.replace("Plans", "Visits") for text in long)])),
        ),
    ]
    tagger = Tagger(Told(SCORED, SMALL))
    found = whole_reports(lambda name: tagger, documents)
    assert [r.name for r in found.reports] == ["a.pdf", "c.txt"]
    assert found.copies == {"b.txt": "a.pdf"}
