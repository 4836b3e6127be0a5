from __future__ import annotations

import csv
import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_samples import failed, letter, of_text, with_texts
from themetag.document import Fact, Grade, Meta
from themetag.report import Report
from themetag.writers.formats import write_csv
from themetag.writers.rows import COLUMNS, report_rows
from themetag.writers.scrub import safe_cell, scrub, visible

STARTS = "=+-@\t\r\n\0＝＋－＠"


def table(*reports: Report, raw: bool = False) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(iter(reports), out, raw)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_a_row_a_tag_and_one_a_sentence_without() -> None:
    """Each tag is a row; a sentence without a tag is one row with the tag's cells empty."""
    rows = table(letter())
    assert [(r["sentence"], r["theme"], r["polarity"], r["score"]) for r in rows[:4]] == [
        ("0", "planning", "strength", "0.75"),
        ("0", "staffing", "strength", "0.75"),
        ("1", "timeliness", "concern", "0.875"),
        ("2", "", "", ""),
    ]


def test_sentences_without_a_tag_can_be_left_out() -> None:
    """`untagged=False` gives the tags only."""
    assert all(row["theme"] for row in report_rows(letter(), untagged=False))


def test_a_failed_document_is_a_row() -> None:
    """A document that could not be read is one row with its name, status and error."""
    rows = table(letter(), failed())
    assert (rows[-1]["source"], rows[-1]["status"], rows[-1]["text"]) == ("gone.pdf", "bad_input", "")
    assert rows[-1]["error"] == "gone.pdf cannot be opened: No such file"


def test_rows_say_where_they_come_from() -> None:
    """Every row has what is known of its document, and page, paragraph and heading of its sentence."""
    day = datetime.date(2024, 3, 31)
    meta = Meta(
        authority=Fact("Larkmoor"),
        kind=Fact("focused visit"),
        framework=Fact("ILACS"),
        inspected_from=Fact(day),
        inspected_to=Fact(day),
        published=Fact(day),
        grades=(Grade("Overall effectiveness", "Good"),),
    )
    row = table(of_text("Findings\n1.\nPlans are good.", source="a.txt", meta=meta))[0]
    assert {key: row[key] for key in COLUMNS[:11]} == {
        "source": "a.txt",
        "status": "ok",
        "authority": "Larkmoor",
        "report_kind": "focused visit",
        "framework": "ILACS",
        "inspected_from": "2024-03-31",
        "inspected_to": "2024-03-31",
        "published": "2024-03-31",
        "overall": "Good",
        "page": "1",
        "paragraph": "1",
    }
    assert (row["kind"], row["text"], row["start"], row["end"]) == ("prose", "Plans are good.", "12", "27")


def test_the_head_row_stands_also_over_nothing() -> None:
    """Without any report the table has its columns and no rows; lines end with CR LF (RFC 4180)."""
    out = io.StringIO()
    write_csv(iter(()), out)
    assert out.getvalue() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_that_starts_a_formula_is_made_safe(start: str) -> None:
    """A text that a spreadsheet would run gets a single quote before it; with `raw` it stays."""
    text = f"{start}HYPERLINK(1)"
    report = with_texts(letter(), text)
    assert table(report)[0]["text"] == f"'{text}"
    assert table(report, raw=True)[0]["text"] == text


def test_every_text_cell_is_made_safe() -> None:
    """Names, headings, authorities and errors come from strangers too: no cell of the table starts a formula."""
    meta = Meta(authority=Fact("=1+1"), kind=Fact("+x"), framework=Fact("@x"), grades=(Grade("Overall", "-2"),))
    rows = table(of_text("=cmd|' /C calc'!A0 is good and plans too.", source="=evil.txt", meta=meta), failed())
    assert rows[0]["authority"] == "'=1+1"
    assert rows[0]["source"] == "'=evil.txt"
    assert rows[0]["overall"] == "'-2"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple(STARTS))]


@given(st.lists(st.text(st.characters()), min_size=1, max_size=5))
def test_any_text_reads_back(texts: list[str]) -> None:
    """Whatever the text, CSV reads back equal after the quote and U+FFFD, row for row, and no cell is a formula."""
    report = with_texts(letter(), *texts)
    rows = {row["sentence"]: row["text"] for row in table(report)}
    for index, text in enumerate(texts):
        assert rows[str(index)] == safe_cell(scrub(text))
        assert not rows[str(index)].startswith(tuple(STARTS))
    assert {row["sentence"]: row["text"] for row in table(report, raw=True)} == {
        str(s.index): scrub(s.text) for s in report.sentences
    }


def test_scrubbing_keeps_lengths() -> None:
    """A lone surrogate becomes one U+FFFD; a character outside the basic plane is no surrogate and stays."""
    assert scrub("a\ud800b\udfff\U0001f600") == "a\ufffdb\ufffd\U0001f600"
    assert scrub("plain") == "plain"


def test_control_characters_are_shown_and_not_sent() -> None:
    """Escape sequences and direction marks are shown escaped where text goes to a terminal."""
    assert visible("a\x1b[31mb\u202ec\n") == r"a\x1b[31mb\u202ec\n"
    assert visible("café – “ok”") == "café – “ok”"
    assert visible("\ud800") == r"\ud800"
