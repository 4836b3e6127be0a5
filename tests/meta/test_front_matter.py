from __future__ import annotations

import datetime

import pytest

from themetag.document import Fact, Grade, Meta
from themetag.readers.files import read_text
from themetag.types import Span

BODY = (
    "Leaders have a clear view of the service and they know what has to be done to\n"
    "improve it for the children who need help, for those in care and for those who\n"
    "have left it.\n"
)
TITLE = "Inspection of Anyshire local authority children’s services"


def meta_of(*lines: str) -> Meta:
    """Return the front matter of a text whose first lines these are, each in a paragraph of its own."""
    return read_text("\n\n".join([*lines, BODY])).meta


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("title", "authority", "kind", "framework"),
    [
        (TITLE, "Anyshire", "full inspection", "ILACS"),
        (
            "Inspection of Anyshire County Council children’s services",
            "Anyshire County Council",
            "full inspection",
            None,
        ),
        (
            "Inspection of the London Borough of Lark children's services",
            "London Borough of Lark",
            "full inspection",
            None,
        ),
        ("Inspection of Anyshire and Larkmoor children’s services", "Anyshire and Larkmoor", "full inspection", None),
        ("Inspection of St. Helier children’s services", "St. Helier", "full inspection", None),
        ("Inspection of Larkmoor’s services for children", "Larkmoor", None, None),
        ("Monitoring visit to Anyshire children’s services", "Anyshire", "monitoring visit", None),
        (
            "Focused visit to Stoke-under-Hill City Council children’s services",
            "Stoke-under-Hill City Council",
            "focused visit",
            None,
        ),
        ("Assurance visit to Isle of Elver local authority", "Isle of Elver", "assurance visit", None),
        ("Area SEND inspection of Anyshire Local Area Partnership", "Anyshire", "area SEND inspection", None),
        ("Joint targeted area inspection of Anyshire", "Anyshire", "joint targeted area inspection", "JTAI"),
        ("Scrutiny committee", None, None, None),
    ],
)
def test_a_title_says_whom_and_what(title: str, authority: str | None, kind: str | None, framework: str | None) -> None:
    """The title names the authority, the kind of inspection and its framework; what it does not name is None."""
    meta = meta_of(title)
    assert meta.title == Fact(title, Span(0, len(title)))
    values = [fact.value if fact else None for fact in (meta.authority, meta.kind, meta.framework)]
    assert values == [authority, kind, framework]
    if meta.authority:
        assert meta.authority.span is not None
        assert meta.authority.span.of(title) == authority


def test_an_older_title_has_the_authority_beside_it() -> None:
    """Where the title does not name the authority, the heading of a council beside it does."""
    meta = meta_of(
        "Anyshire Council",
        "Inspection of services for children in need of help and protection, children looked after and\ncare leavers",
    )
    assert meta.authority == Fact("Anyshire Council", Span(0, 16))
    assert meta.framework is not None
    assert meta.framework.value == "SIF"
    assert meta.title is not None
    assert meta.title.value.endswith("children looked after and care leavers")


def test_a_broken_title_is_folded() -> None:
    """A title over two lines has one value; its span covers both lines."""
    text = f"Inspection of Anyshire local authority\nchildren’s services\n\n{BODY}"
    title = read_text(text).meta.title
    assert title is not None
    assert title.value == TITLE
    assert title.span is not None
    assert title.span.of(text) == "Inspection of Anyshire local authority\nchildren’s services"


def test_running_text_may_name_the_framework() -> None:
    """A framework that the title does not tell is taken from the words that name it."""
    meta = meta_of(
        "Focused visit to Anyshire children’s services",
        "This visit was made under the ILACS framework. It looked at the front door.",
    )
    assert meta.framework is not None
    assert meta.framework.value == "ILACS"


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("Inspection dates: 3 to 7 March 2022", "2022-03-03", "2022-03-07"),
        ("Inspection dates: 28 February to 4 March 2022", "2022-02-28", "2022-03-04"),
        ("Inspection dates: 28 December 2021 to 4 January 2022", "2021-12-28", "2022-01-04"),
        ("Inspection dates: 3RD – 7TH MARCH 2022", "2022-03-03", "2022-03-07"),
        ("Inspection date: 3 March 2022", "2022-03-03", "2022-03-03"),
        ("Visit dates: 3 and 4 March 2022", "2022-03-03", "2022-03-04"),
        ("Dates of inspection: 3–7 March 2022", "2022-03-03", "2022-03-07"),
    ],
)
def test_the_days_of_an_inspection(line: str, first: str, last: str) -> None:
    """The field of the front matter gives first and last day, with the place of the dates."""
    text = f"{TITLE}\n\n{line}\n\n{BODY}"
    meta = read_text(text).meta
    assert meta.inspected_from is not None
    assert meta.inspected_to is not None
    assert (meta.inspected_from.value, meta.inspected_to.value) == (day(first), day(last))
    assert meta.inspected_from.span == meta.inspected_to.span
    assert meta.inspected_from.span is not None
    assert meta.inspected_from.span.of(text) == line.split(": ")[1]


@pytest.mark.parametrize(
    "line",
    [
        "Inspection dates: 30 February 2022",
        "Inspection dates: 7 to 3 March 2022",
        "Inspection dates: March 2022",
        "Dates of previous inspection: 3 May 2018",
        "Last inspection date: 3 May 2018",
        "Inspection dates: 3 May 0000",
    ],
)
def test_what_is_no_day_of_this_inspection(line: str) -> None:
    """A day that no calendar has, a period that runs backwards and an earlier inspection give None, not a guess."""
    meta = meta_of(TITLE, line)
    assert (meta.inspected_from, meta.inspected_to, meta.published) == (None, None, None)


def test_a_letter_says_its_days_in_its_opening() -> None:
    """The days of a visit stand in the opening sentence, the date of the letter on a line of its own."""
    text = (
        "3 May 2022\n\nDear Jo\n\nMonitoring visit to Anyshire children’s services\n\n"
        "This letter sums up the findings of the visit to Anyshire on 5 and 6 April 2022. It was the third\n"
        f"visit since the authority was inspected in May 2019.\n\n{BODY}"
    )
    meta = read_text(text).meta
    assert meta.published == Fact(day("2022-05-03"), Span(0, 10))
    start = text.index("5 and 6 April 2022")
    assert meta.inspected_from == Fact(day("2022-04-05"), Span(start, start + 18))
    assert meta.inspected_to == Fact(day("2022-04-06"), Span(start, start + 18))


@pytest.mark.parametrize(
    "line", ["Report published: 3 May 2022", "Published: 3 May 2022", "Publication date: 3 May 2022"]
)
def test_the_day_of_publication(line: str) -> None:
    """A field says when the report was published; that is no day of the inspection."""
    meta = meta_of(TITLE, line)
    assert meta.published is not None
    assert meta.published.value == day("2022-05-03")
    assert meta.inspected_from is None


@pytest.mark.parametrize(
    ("table", "grades"),
    [
        (
            "Judgement\nGrade\nThe impact of leaders\nGood\nThe experiences of children who need help\nand protection\n"
            "Requires improvement to\nbe good\nOverall effectiveness\nInadequate\n",
            [
                ("The impact of leaders", "Good"),
                ("The experiences of children who need help and protection", "Requires improvement to be good"),
                ("Overall effectiveness", "Inadequate"),
            ],
        ),
        (
            "1. Help and protection Requires improvement\n2.1 Leadership Good\nOverall effectiveness Outstanding\n",
            [
                ("Help and protection", "Requires improvement"),
                ("Leadership", "Good"),
                ("Overall effectiveness", "Outstanding"),
            ],
        ),
        (
            "Help: good\n\n" + BODY + "\nLeadership is outstanding\n\n",
            [("Help", "good"), ("Leadership", "outstanding")],
        ),
        ("Leadership\n\nGrade 2 (good)\n\n", [("Leadership", "good")]),
        (
            "The overall judgement of the authority is requires improvement.\n",
            [("Overall effectiveness", "requires improvement")],
        ),
        (
            "The overall effectiveness of services is inadequate\n\n",
            [("Overall effectiveness", "inadequate")],
        ),
        (
            "The overall judgement is that children’s services require\nimprovement.2\n\nMore is to do.\n",
            [("Overall effectiveness", "require improvement")],
        ),
        (
            "The overall effectiveness of help in Heronshaw requires improvement to be good.\n",
            [("Overall effectiveness", "requires improvement to be good")],
        ),
        ("Children’s services in the Isle of Fern are good\n\n", [("Overall effectiveness", "good")]),
        ("Children's services in Heronshaw\nare inadequate\n", [("Overall effectiveness", "inadequate")]),
        ("Children’s services in Heronshaw are good at listening to parents.\n", []),
        ("We heard that children’s services in Heronshaw are good.\n", []),
        ("Leaders say that the service is Good.\n", []),
    ],
    ids=[
        "table",
        "rows",
        "headings",
        "line below",
        "verdict",
        "verdict as a heading",
        "verdict on services",
        "verdict that requires",
        "verdict on a place",
        "verdict on two lines",
        "good at something",
        "hearsay",
        "none",
    ],
)
def test_printed_grades(table: str, grades: list[tuple[str, str]]) -> None:
    """Grades are read from tables, rows, headings and verdicts, in order, each with its place."""
    text = f"{table}\n{BODY}"
    found = read_text(text).meta.grades
    assert [(grade.heading, grade.grade) for grade in found] == grades
    for grade in found:
        assert grade.span is not None
        assert " ".join(grade.span.of(text).split()) == grade.grade
        assert grade.heading_span is not None
        assert 0 <= grade.heading_span.start < grade.heading_span.end <= len(text)


def test_a_heading_graded_twice_keeps_its_first_grade() -> None:
    """A second table that repeats a heading changes nothing."""
    table = "Judgement\nGrade\nLeadership\nGood\n\n"
    meta = read_text(f"{table}{BODY}\nJudgement\nGrade\nLeadership\nInadequate\n\n{BODY}").meta
    assert [(grade.heading, grade.grade) for grade in meta.grades] == [("Leadership", "Good")]


def test_overall_is_the_grade_for_overall_effectiveness() -> None:
    """`overall` picks the grade whose heading starts with that word, None where there is none."""
    help_, overall = Grade("Help", "Good"), Grade("Overall effectiveness", "Inadequate")
    assert Meta(grades=(help_, overall)).overall is overall
    assert Meta(grades=(help_,)).overall is None
    assert Meta().overall is None


def test_plain_text_says_nothing_of_itself() -> None:
    """A text without front matter has none of its facts."""
    assert read_text(BODY).meta == Meta()


def test_the_back_of_a_document_is_no_front_matter() -> None:
    """What stands on the third page is not taken for the front matter."""
    text = "\f".join([BODY, BODY, f"{TITLE}\n\nInspection dates: 3 to 7 March 2022\n\n{BODY}"])
    meta = read_text(text).meta
    assert (meta.title, meta.authority, meta.inspected_from) == (None, None, None)
