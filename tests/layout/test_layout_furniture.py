from __future__ import annotations

import pytest
from layouts import BODY, Sheet, blocks_of, of_kind

from themetag.readers.files import read_text
from themetag.types import Kind

SENTENCE = " ".join(BODY.split())
OTHERS = (
    "Staff say that they like it here and that they know what they have to do.",
    "Children say that they are heard, and that what they say is acted upon.",
    "Carers say that they are trained well and are helped when they ask for it.",
)


def pages(header: str, footer: str) -> str:
    """Return three pages with a header and a footer, # being the page's number."""
    return "\f".join(
        f"{header.replace('#', str(n))}\n{text}\n{footer.replace('#', str(n))}\n" for n, text in enumerate(OTHERS, 1)
    )


@pytest.mark.parametrize(
    ("header", "footer"),
    [
        ("Inspection report Anyshire", "#"),
        ("Anyshire, page #", "Published in May 2022"),
        ("ANYSHIRE", "Page # of 3"),
        ("Report on Anyshire", "- # -"),
    ],
)
def test_running_headers_and_footers(header: str, footer: str) -> None:
    """Lines that repeat at the edges of pages are furniture, whatever number they carry; the text between is not."""
    furniture = of_kind(Kind.FURNITURE, pages(header, footer))
    for n in (2, 3):
        assert header.replace("#", str(n)) in furniture
        assert footer.replace("#", str(n)) in furniture
    assert [s.text for s in read_text(pages(header, footer)).sentences][-3:] == list(OTHERS)


def test_a_line_that_repeats_once_among_many_pages_is_text() -> None:
    """Of six pages, three must carry a line for it to be a running one."""
    text = "\f".join(f"{OTHERS[n % 3]}{n}\n{BODY}" for n in range(6)).replace("Staff say", "Help\n\nStaff say", 2)
    assert "Help" not in of_kind(Kind.FURNITURE, text)


@pytest.mark.parametrize("number", ["Page 3 of 9", "page 12 of 40", "Page 7", "12"])
def test_page_numbers_of_a_text_without_pages(number: str) -> None:
    """A line that is a page number cuts no sentence, even where the text has no page breaks."""
    text = f"Leaders have a clear view of the service and they know what has to be done to\n{number}\nimprove it.\n"
    (sentence,) = read_text(text).sentences
    assert sentence.text.endswith("to be done to improve it.")
    assert of_kind(Kind.FURNITURE, text) == [number]


def test_figures_that_count_with_the_pages() -> None:
    """On pages with styles, a figure at the edge is a page number only if it counts with the pages."""
    sheet = Sheet()
    for n, text in enumerate(OTHERS, 1):
        sheet.body(text, down=30).line(str(n + 4), down=60)
        if n < 3:
            sheet.page()
    assert [text for kind, text in sheet.blocks() if kind is Kind.FURNITURE] == ["5", "6", "7"]


def test_small_type_at_the_edge() -> None:
    """A short line in small type that opens or closes a page is furniture; a sentence in small type is not."""
    sheet = Sheet().body(down=30).line("Published by Anyshire", size=8, down=60).page()
    sheet.body(OTHERS[0], down=30).line("This note explains it.", size=8, down=60)
    assert [text for kind, text in sheet.blocks() if kind is Kind.FURNITURE] == ["Published by Anyshire"]


LETTER = f"""Anyshire Inspections
12 Mill Road
Milltown
AB1 2CD
T 0300 123 1231
enquiries@example.org
www.example.org

3 March 2022

Jo Marsh
Director of Children’s Services, Anyshire
4 High Street
Anytown
XY3 4ZZ

Dear Jo

Monitoring visit to Anyshire children’s services

{BODY}
Yours sincerely

Ann Stone
His Majesty’s Inspector
"""


def test_letter_furniture() -> None:
    """Letterhead, date, address, salutation, sign-off and signature are furniture; heading and text remain."""
    assert [(kind, text) for kind, text in blocks_of(LETTER) if kind is not Kind.FURNITURE] == [
        (Kind.HEADING, "Monitoring visit to Anyshire children’s services"),
        (Kind.PROSE, SENTENCE),
    ]
    assert len(of_kind(Kind.FURNITURE, LETTER)) == 17


@pytest.mark.parametrize(
    "line",
    [
        "Lead inspector: Ann Stone",
        "Inspection dates: 3 to 7 March 2022",
        "Report published: 3 May 2022",
        "URN 12345",
        "Our ref: AB/12",
        "Telephone: 0300 123 1231",
        "Email: help@example.org",
        "https://example.org/report",
        "help@example.org",
        "© Anyshire 2022",
        "Crown copyright 2022",
        "14 May 2022",
        "Present: Cllr A. Wood (Chair) and Cllr B. Hill",
        "Apologies: none",
        "cc: the board",
        "Media enquiries: the press office",
        "Signed ............ Chair",
    ],
)
def test_fields_of_the_front_matter(line: str) -> None:
    """A field, an address of the net, a date line or a copyright line of its own is furniture."""
    assert of_kind(Kind.FURNITURE, f"{BODY}\n{line}\n\n{BODY}") == [line]


@pytest.mark.parametrize(
    "text",
    [
        "The visit was on Tuesday and it was followed by a letter which they sent on\n3 March 2022\nto the council.\n",
        "Leaders wrote to the families of all children who had waited, by post and by\nemail: few replied.\n",
        "The reasons are clear to the inspectors and to leaders, to staff and to their\nlead inspector: demand.\n",
    ],
)
def test_lines_inside_a_sentence_are_no_furniture(text: str) -> None:
    """A date or a word that starts a field stays where it completes the sentence of the line before."""
    (sentence,) = read_text(text).sentences
    assert sentence.raw == text.strip()


def test_a_field_runs_on() -> None:
    """The value of a field that ends with a comma goes on in the next line."""
    text = f"Present: Cllr A. Wood (Chair), Cllr B. Hill,\nCllr C. Lake\n\n{BODY}"
    assert of_kind(Kind.FURNITURE, text) == ["Present: Cllr A. Wood (Chair), Cllr B. Hill,", "Cllr C. Lake"]


def test_a_contents_list() -> None:
    """The entries of a contents list are furniture, with dots, an ellipsis or a space before their number."""
    entries = ["Summary 2", "The quality of help ..... 3", "Leadership … 12", "The views of children and", "carers 14"]
    text = "Contents\n" + "\n".join(entries) + f"\n\n\f{BODY}"
    assert of_kind(Kind.FURNITURE, text) == entries
    assert [sentence.text for sentence in read_text(text).sentences] == [SENTENCE]


def test_furniture_is_no_sentence() -> None:
    """No character of furniture is in a sentence's spans or text."""
    document = read_text(LETTER)
    furniture = [span for block in document.blocks if block.kind is Kind.FURNITURE for span in block.spans]
    for sentence in document.sentences:
        for span in sentence.spans:
            assert all(other.end <= span.start or span.end <= other.start for other in furniture)
