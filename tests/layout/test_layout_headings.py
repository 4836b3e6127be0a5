from __future__ import annotations

import pytest
from layouts import BODY, Sheet, blocks_of, of_kind

from themetag.readers.files import read_text
from themetag.types import Kind

FULL = "Staff say that they like it here and they know what has to be done to improve it."


@pytest.mark.parametrize(
    "heading",
    [
        "Leadership",
        "The impact of leaders on social work practice",
        "What needs to improve?",
        "What needs to improve:",
        "Children who need help and protection: good",
        "‘Front door’ and early help",
        "2.1 The quality of help",
        "3. The quality of care",
        "Overall effectiveness is requires improvement to be good",
    ],
)
def test_a_line_by_itself_heads_what_follows(heading: str) -> None:
    """A line between blank lines is a heading, with a question mark or a colon at its end too."""
    text = f"{BODY}\n{heading}\n\n{FULL}\n"
    kinds = [kind for kind, _ in blocks_of(text)]
    assert kinds == [Kind.PROSE, Kind.HEADING, Kind.PROSE]
    last = read_text(text).sentences[-1]
    assert last.text == FULL
    assert last.heading == heading.lstrip("0123456789. ")


@pytest.mark.parametrize(
    "line",
    [
        "Staff like it here.",
        "and then it was over",
        "Leaders know that the service is",
        "They are clear about what they want and they have told all of the staff who work there",
        "…",
        "***",
    ],
)
def test_what_reads_like_a_sentence_is_no_heading(line: str) -> None:
    """A line with a full stop, one that goes on, a sentence cut short and one without letters head nothing."""
    assert Kind.HEADING not in [kind for kind, _ in blocks_of(f"{BODY}\n{line}\n\n{FULL}\n")]


def test_a_heading_runs_over_two_lines() -> None:
    """Two lines of one heading become one, and the sentences below carry it whole."""
    text = (
        "The experiences and progress of children who need help and protection, and of\n"
        f"those who need care\n\n{FULL}\n{BODY}"
    )
    heading = "The experiences and progress of children who need help and protection, and of those who need care"
    assert of_kind(Kind.HEADING, text) == [heading]
    assert {sentence.heading for sentence in read_text(text).sentences} == {heading}


def test_a_heading_replaces_the_one_before() -> None:
    """A sentence carries the heading in force; before the first heading there is none."""
    text = f"{FULL}\n\nHelp\n\n{BODY}\nCare\n\nWhat needs to improve\n\n{FULL}\n{BODY}"
    assert [sentence.heading for sentence in read_text(text).sentences] == [
        "",
        "Help",
        "What needs to improve",
        "What needs to improve",
    ]


def test_a_section_heads_its_numbered_paragraphs() -> None:
    """2.1 is a heading where 2.1.1 follows; each paragraph keeps its printed number and loses it in its text."""
    text = f"2.1 The quality of help\n\n2.1.1 {BODY}\n2.1.2 {FULL}\n\n2.2 Leadership\n\n2.2.1 {FULL}\n"
    sentences = read_text(text).sentences
    assert [(sentence.paragraph, sentence.heading) for sentence in sentences] == [
        ("2.1.1", "The quality of help"),
        ("2.1.2", "The quality of help"),
        ("2.2.1", "Leadership"),
    ]
    assert sentences[1].text == sentences[2].text == FULL


def test_a_line_before_a_quotation_is_no_heading() -> None:
    """A line that ends with a colon and introduces what somebody said is prose."""
    text = f"A parent told inspectors:\n‘We were heard. {FULL}’\n\n{BODY}"
    assert of_kind(Kind.HEADING, text) == []
    assert [sentence.text for sentence in read_text(text).sentences][:2] == [
        "A parent told inspectors:",
        "‘We were heard.",
    ]


def test_style_tells_headings() -> None:
    """Where the reader knows how lines are set, a larger or bold line is a heading, of two lines too."""
    sheet = Sheet().line("The experiences and progress of children who need help and", size=16, bold=True)
    sheet.line("protection", size=16, bold=True, down=19).body().body()
    sheet.line("Workforce", bold=True, down=24).body()
    assert [text for kind, text in sheet.blocks() if kind is Kind.HEADING] == [
        "The experiences and progress of children who need help and protection",
        "Workforce",
    ]


def test_a_bold_opening_is_no_heading() -> None:
    """A paragraph whose first line is bold and goes on with a small letter stays one paragraph."""
    sheet = Sheet().line("Help", size=16, bold=True).body().line("Care", size=16, bold=True, down=30).body()
    sheet.line("Staff are well led and they know what is asked of them in each team of the", bold=True, down=24)
    sheet.line("service, and say so.")
    assert sheet.blocks()[-1] == (
        Kind.PROSE,
        "Staff are well led and they know what is asked of them in each team of the service, and say so.",
    )


def test_a_short_line_with_space_around_is_a_minor_heading() -> None:
    """A short line set like the body heads what follows where it stands apart on both sides."""
    sheet = Sheet().line("Help", size=16, bold=True).body().line("Care", size=16, bold=True, down=30).body()
    sheet.line("Placement stability", down=26).body(down=26)
    assert [text for kind, text in sheet.blocks() if kind is Kind.HEADING] == ["Help", "Care", "Placement stability"]


def test_a_repeated_heading_is_a_table_head() -> None:
    """The head of a box that repeats the heading right above it is no second heading."""
    sheet = Sheet().line("Help", size=16, bold=True).line("Help", size=11, bold=True, down=30).body()
    sheet.line("Care", size=16, bold=True, down=30).body()
    assert [kind for kind, _ in sheet.blocks()] == [Kind.HEADING, Kind.TABLE, Kind.PROSE, Kind.HEADING, Kind.PROSE]


@pytest.mark.parametrize(
    "scale", ["What the inspection judgements mean", "What our judgments mean", "Grade descriptors"]
)
def test_the_parts_of_a_scale_of_grades_stand_under_its_heading(scale: str) -> None:
    """What grades mean is said of nobody: each part of it carries its heading, what comes after it does not."""
    text = (
        f"{scale}\n\nThe council\n\n{FULL}\n\nThe safeguarding board\n\n{FULL}\n\nLeadership of the council\n\n{FULL}\n"
    )
    headings = [sentence.heading for sentence in read_text(text).sentences]
    assert headings == [f"{scale}: The council", f"{scale}: The safeguarding board", "Leadership of the council"]


def test_a_heading_that_names_a_part_stands_alone_elsewhere() -> None:
    """Only below a scale of grades is a part's heading joined to the one above."""
    text = f"Findings\n\nThe council\n\n{FULL}\n"
    assert [sentence.heading for sentence in read_text(text).sentences] == ["The council"]
