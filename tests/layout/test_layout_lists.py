from __future__ import annotations

import pytest
from layouts import BODY, Sheet, blocks_of, of_kind

from themetag.layout.marks import Mark, follows, mark_of
from themetag.readers.files import read_text
from themetag.types import Kind

GLYPHS = "•◼■▪▫◾▬●○◦‣⁃∙·►▶➢➤✓✔❖◆◇♦□❑❒\uf000\uf0a7\uf0b7\uf0d8\uf0ff"
DASHES = "*–—―−─⎯‐‒-"
ITEMS = ["Visits to children", "Plans for children", "Support for carers"]


@pytest.mark.parametrize("glyph", [*GLYPHS, *DASHES, "o"], ids=lambda glyph: f"U+{ord(glyph):04X}")
def test_every_bullet_starts_an_item(glyph: str) -> None:
    """A line that a bullet opens is a list item without it; so is the line below a bullet that stands alone."""
    text = f"What needs to improve?\n\n{glyph} {ITEMS[0]}\n  {glyph}   {ITEMS[1]}\n{glyph}\n{ITEMS[2]}\n"
    assert blocks_of(text)[1:] == [(Kind.LIST, item) for item in ITEMS]
    assert [sentence.heading for sentence in read_text(text).sentences] == ["What needs to improve?"] * 3


@pytest.mark.parametrize("glyph", GLYPHS, ids=lambda glyph: f"U+{ord(glyph):04X}")
def test_a_glyph_may_be_glued_to_its_item(glyph: str) -> None:
    """A bullet that is no dash needs no space behind it."""
    assert mark_of(f"{glyph}Visits") == Mark(1)


@pytest.mark.parametrize(
    "text", ["-5 per cent", "*note", "–5", "old habits", "o ne of them", "over", "(see above)", "xi)x"]
)
def test_what_only_looks_like_a_bullet(text: str) -> None:
    """A dash needs a space, an o a space and a capital; a letter its bracket and a space."""
    assert mark_of(text) is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12. Leaders", Mark(4, "12", dotted=True)),
        ("12) Leaders", Mark(4, "12", dotted=True)),
        ("12 Leaders", Mark(3, "12")),
        ("2.1 Leaders", Mark(4, "2.1")),
        ("2.1.3. Leaders", Mark(7, "2.1.3", dotted=True)),
        ("12.", Mark(3, "12", dotted=True)),
        ("1. ‘Front door’", Mark(3, "1", dotted=True)),
        ("1. 4 cases", Mark(3, "1", dotted=True)),
        ("(iv) staff", Mark(5)),
        ("(a) staff", Mark(4)),
        ("12 cases", None),
        ("12", None),
        ("1.5 million", None),
        ("2.0 Leaders", None),
        ("1234. Leaders", None),
        ("Leaders", None),
    ],
)
def test_marks(text: str, mark: Mark | None) -> None:
    """A number is a mark before a capital, a quotation mark or a bracket; before a small letter it is a figure."""
    assert mark_of(text) == mark


@pytest.mark.parametrize(
    ("before", "number", "counts_on"),
    [
        ("0", "1", True),
        ("0", "1.1", True),
        ("1.1", "1.2", True),
        ("1.2", "1.2.1", True),
        ("1.2.4", "1.3", True),
        ("1.2.4", "2.1", True),
        ("2", "2.1", True),
        ("1.1", "1.1", False),
        ("1.2", "1.4", False),
        ("1.2", "1.1", False),
        ("1.2", "1", False),
        ("1", "4.5", False),
        ("1.1", "2.2", False),
    ],
)
def test_a_number_counts_on(before: str, number: str, counts_on: bool) -> None:
    """The next number is one more at some depth and starts with 1 below it."""
    assert follows(before, number) is counts_on


def test_a_lead_in_stays_with_its_items() -> None:
    """The line that introduces a list is prose, and its items carry it; the paragraph after them does not."""
    lead_in = "The council should make sure that:"
    text = (
        f"{BODY}\n{lead_in}\n• visits are timely\n• plans are better, and that they are\nshared with children\n\n{BODY}"
    )
    document = read_text(text)
    assert [(s.kind, s.lead_in, s.text) for s in document.sentences[1:4]] == [
        (Kind.PROSE, "", lead_in),
        (Kind.LIST, lead_in, "visits are timely"),
        (Kind.LIST, lead_in, "plans are better, and that they are shared with children"),
    ]
    assert document.sentences[4].lead_in == ""
    assert document.sentences[4].kind is Kind.PROSE


def test_an_inner_list_has_its_own_lead_in() -> None:
    """Items of another glyph below an item that ends with a colon carry that item; the outer list then goes on."""
    text = "The council has:\n• better plans:\n– For care\n– For help\n• more staff\n"
    assert [(s.text, s.lead_in) for s in read_text(text).sentences] == [
        ("The council has:", ""),
        ("better plans:", "The council has:"),
        ("For care", "better plans:"),
        ("For help", "better plans:"),
        ("more staff", ""),
    ]


@pytest.mark.parametrize("heading", ["Areas for improvement:", "Areas for improvement", "What needs to improve?"])
def test_numbered_paragraphs_below_such_a_heading_are_items(heading: str) -> None:
    """Under a heading that asks for improvement, numbered lines are list items with their numbers."""
    text = f"{heading}\n\n1. Visits are late\n2. Plans lack dates\n3. Staff leave\n"
    sentences = read_text(text).sentences
    assert [(s.kind, s.paragraph, s.text) for s in sentences] == [
        (Kind.LIST, "1", "Visits are late"),
        (Kind.LIST, "2", "Plans lack dates"),
        (Kind.LIST, "3", "Staff leave"),
    ]
    assert {s.heading for s in sentences} == {heading}


@pytest.mark.parametrize("end", ["\n", " "], ids=["on a line of its own", "before the text"])
def test_numbered_paragraphs(end: str) -> None:
    """A paragraph keeps its printed number, which is no part of its text, also where it stands on its own line."""
    text = "\n".join(f"{number}.{end}{BODY}" for number in (1, 2, 3))
    document = read_text(text)
    assert [(block.kind, block.number) for block in document.blocks] == [(Kind.PROSE, n) for n in ("1", "2", "3")]
    assert {sentence.text for sentence in document.sentences} == {" ".join(BODY.split())}


def test_a_number_inside_a_sentence_starts_no_paragraph() -> None:
    """A figure at the start of a line that does not count on, or in a line that is not full, stays in its sentence."""
    text = (
        f"1. {BODY}\nThe visits that were made to children in each of the teams went up by more than\n"
        "45. Staff know it.\n"
    )
    assert [block.number for block in read_text(text).blocks] == ["1", None]


def test_an_item_ends_where_its_indent_does() -> None:
    """On a page the lines of an item hang below its text; a line further left is a paragraph of its own."""
    sheet = Sheet().line("Help", size=16, bold=True).body().body().line("Care", size=16, bold=True, down=30)
    sheet.line("• visits that are made in time and that are recorded well in the file of the", down=22)
    sheet.line("child who is seen, and in that of each of the brothers and sisters who live at", left=84)
    sheet.line("home", left=84).line("• plans", down=16).body(down=30)
    assert [kind for kind, _ in sheet.blocks()][-3:] == [Kind.LIST, Kind.LIST, Kind.PROSE]
    assert sheet.blocks()[-3][1].endswith("who live at home")
    assert sheet.blocks()[-2][1] == "plans"


def test_bullets_of_a_heading_with_a_colon() -> None:
    """A line that ends with a colon and names improvement heads the list below it."""
    text = "Areas for improvement:\n• timely visits\n• better plans\n"
    assert of_kind(Kind.HEADING, text) == ["Areas for improvement:"]
    assert of_kind(Kind.LIST, text) == ["timely visits", "better plans"]
