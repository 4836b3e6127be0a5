from __future__ import annotations

import pytest
from layouts import BODY, Sheet, blocks_of, of_kind

from themetag.readers.files import read_text
from themetag.types import Kind

SENTENCE = " ".join(BODY.split())


def titled() -> Sheet:
    """Return a sheet with two headings and some text, so that its setting tells headings."""
    sheet = Sheet().line("Help", size=16, bold=True).body().body()
    return sheet.line("Care", size=16, bold=True, down=30).body()


@pytest.mark.parametrize(
    "table",
    [
        "Judgement\nGrade\nThe impact of leaders\nGood\nOverall effectiveness\nGood\n",
        "Judgement Grade\nThe impact of leaders Good\n",
        "The impact of leaders Good\nThe experiences of children Outstanding\nOverall effectiveness Inadequate\n",
        "The experiences of children who need help\nand protection\nRequires improvement to\nbe good\n"
        "The impact of leaders\nGood\nOverall effectiveness\nGood\n",
        "Area\nGrade\nLeadership    Requires improvement to be good\n",
    ],
)
def test_tables_of_grades(table: str) -> None:
    """Labels and grades are table lines and no sentences, with a head or with three grades."""
    text = f"{BODY}\n{table}\n{BODY}"
    assert of_kind(Kind.TABLE, text) == [" ".join(line.split()) for line in table.splitlines()]
    assert [sentence.text for sentence in read_text(text).sentences] == [SENTENCE, SENTENCE]


@pytest.mark.parametrize(
    "line", ["leaders say that help is Good", "the panel met and care was Inadequate", "practice has to be good"]
)
def test_a_grade_in_a_sentence_is_no_table(line: str) -> None:
    """A line that says of something that it is good is text, not a row."""
    assert of_kind(Kind.TABLE, f"{BODY}\nHere {line}\nThere {line}\nAt home {line}\n\n{BODY}") == []


def test_two_grades_without_a_head_are_no_table() -> None:
    """Two lines that end with a grade are too few."""
    assert of_kind(Kind.TABLE, f"{BODY}\nThe impact of leaders Good\nHelp and protection Good\n\n{BODY}") == []


def test_a_scale_is_a_table() -> None:
    """The rows that explain what grades mean judge nobody."""
    rows = [
        "Outstanding (Grade 1) A service that goes",
        "well beyond.",
        "Good (Grade 2) A service that meets",
        "needs.",
    ]
    assert of_kind(Kind.TABLE, f"{BODY}\n" + "\n".join(rows)) == rows


def test_an_inspection_team_is_a_table() -> None:
    """Names and posts below such a heading are cells until the page ends or a paragraph begins."""
    team = ["Ann Stone, His Majesty’s Inspector", "Ben Wood, team member"]
    text = "Inspection team\n\n" + "\n".join(team) + f"\n\n\f{BODY}"
    assert blocks_of(text)[0] == (Kind.HEADING, "Inspection team")
    assert of_kind(Kind.TABLE, text) == team
    assert of_kind(Kind.PROSE, text) == [SENTENCE]


def test_a_run_of_names_is_a_table() -> None:
    """Four or more short lines in a row that end no sentence are cells; three are not."""
    names = ["Ann Stone", "Ben Wood", "Cara Hill", "Dan Lake"]
    body = BODY * 3
    assert of_kind(Kind.TABLE, f"{body}\n" + "\n".join(names) + f"\n\n{body}") == names
    assert of_kind(Kind.TABLE, f"{body}\n" + "\n".join(names[:3]) + f"\n\n{body}") == []


def test_columns_of_grades() -> None:
    """On a page, a line to the left and a short one to the right on its height are the cells of a row."""
    sheet = titled().line("Area", bold=True, down=30)
    sheet.line("Leaders", down=20).line("Strong", left=300, down=0)
    sheet.line("Help and", down=20).line("protection", down=14).line("Weak", left=300, down=-14).body(down=60)
    assert [text for kind, text in sheet.blocks() if kind is Kind.TABLE] == [
        "Area",
        "Leaders",
        "Strong",
        "Help and",
        "protection",
        "Weak",
    ]


def test_columns_of_sentences() -> None:
    """A right cell that holds sentences is an item of a list, and its label a table line."""
    sheet = titled().line("Leaders", down=30).line("They know what is asked of them in each team.", left=220, down=0)
    sheet.line("They say so, and they act on it.", left=220).body(down=60)
    assert (Kind.TABLE, "Leaders") in sheet.blocks()
    assert (
        Kind.LIST,
        "They know what is asked of them in each team. They say so, and they act on it.",
    ) in sheet.blocks()
