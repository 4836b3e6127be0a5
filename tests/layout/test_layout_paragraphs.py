from __future__ import annotations

import pytest
from layouts import BODY, Sheet, blocks_of, of_kind

from themetag.readers.files import read_text
from themetag.types import Kind, Span

SENTENCE = " ".join(BODY.split())
FIRST = "Leaders have a clear view of the service and they know what has to be done to"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.replace("\n", "\r\n"),
        BODY.replace("\n", "\r"),
        BODY.replace("\n", "\u2028"),
        BODY.replace("\n", "\x85"),
        BODY.replace("\n", "  \n\t"),
        BODY.replace("\n", " "),
        "\n\n\n" + BODY + "\n\n\n",
        "\ufeff".join(["", BODY]).replace("\ufeff", " "),
    ],
)
def test_broken_lines_become_one_sentence(text: str) -> None:
    """The lines of a paragraph are one sentence, whatever breaks them; `raw` keeps the breaks."""
    (sentence,) = read_text(text).sentences
    assert sentence.text == SENTENCE
    assert sentence.raw == text.strip()


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n\n\n\n", "\r\n\r\n"])
def test_a_blank_line_parts_paragraphs(gap: str) -> None:
    """Paragraphs that blank lines part are blocks of their own."""
    text = gap.join([BODY.strip()] * 3)
    assert blocks_of(text) == [(Kind.PROSE, SENTENCE)] * 3


def test_pasted_paragraphs_are_one_line_each() -> None:
    """Where a paragraph is one line, the next line is the next paragraph."""
    assert blocks_of(f"{SENTENCE}\n" * 4) == [(Kind.PROSE, SENTENCE)] * 4


def test_a_short_last_line_ends_its_paragraph() -> None:
    """Without blank lines, a line that ends a sentence and is not full ends the paragraph."""
    assert blocks_of(BODY * 3) == [(Kind.PROSE, SENTENCE)] * 3


def test_a_sentence_goes_on_behind_a_page_break() -> None:
    """A sentence that a page break and its furniture cut has two spans, and its text reads through."""
    text = f"Anyshire\n{FIRST}\n1\n\fAnyshire\nimprove it. Staff know it.\n2\n"
    document = read_text(text)
    first, second = document.sentences
    assert first.text == f"{FIRST} improve it."
    assert [span.of(text) for span in first.spans] == [FIRST, "improve it."]
    assert first.raw == f"{FIRST}\n1\n\fAnyshire\nimprove it."
    assert (first.page, second.page) == (1, 2)
    assert second.spans == (Span(text.index("Staff"), text.index("Staff") + len("Staff know it.")),)


def test_a_list_item_ends_with_its_page() -> None:
    """An item without a full stop does not take up the capital letter that opens the next page."""
    text = f"What needs to improve?\n\n• Visits to children\n\f{SENTENCE}\n"
    assert of_kind(Kind.LIST, text) == ["Visits to children"]
    assert of_kind(Kind.PROSE, text) == [SENTENCE]


def test_hyphens_at_line_ends_are_healed() -> None:
    """A hyphen at a line's end goes where the document writes the word whole; the source keeps it."""
    text = "They recog-\nnise delay. Leaders recognise it too, in each of the multi-\nagency teams.\n"
    first, second = read_text(text).sentences
    assert first.text == "They recognise delay."
    assert first.raw == "They recog-\nnise delay."
    assert second.text == "Leaders recognise it too, in each of the multi-agency teams."


def test_a_joined_row_is_healed_too() -> None:
    """A PDF reader gives a line-end hyphen and what follows it as one line with a break inside: it is healed alike."""
    sheet = (
        Sheet()
        .body()
        .line("They recog-\nnise delay in each of the teams that work with the children. They recognise", down=22)
    )
    sheet.line("it early.")
    assert sheet.document.sentences[1].text == "They recognise delay in each of the teams that work with the children."


def test_quotations_of_several_sentences() -> None:
    """Each sentence inside a quotation is one of its own; the marks stay with the words that they stand at."""
    text = "One carer said: ‘We were heard. We were helped by people\nwho care. We would do it again.’ Leaders agree.\n"
    assert [sentence.text for sentence in read_text(text).sentences] == [
        "One carer said: ‘We were heard.",
        "We were helped by people who care.",
        "We would do it again.’",
        "Leaders agree.",
    ]


def test_a_note_at_the_foot_is_apart() -> None:
    """A note in small type is prose of its own; the sentence it cuts goes on, without the raised figure."""
    sheet = Sheet().line("Help", size=16, bold=True).body().line("Care", size=16, bold=True, down=30)
    sheet.body(f"{FIRST}\nimprove it for children who need help1 and this will take\n").marker("help1")
    sheet.line("1 Help means early help here.", size=8, down=30).page().line("some time to do.").body()
    document = sheet.document
    texts = [sentence.text for sentence in document.sentences]
    assert texts[1:3] == [
        f"{FIRST} improve it for children who need help and this will take some time to do.",
        "Help means early help here.",
    ]
    cut = document.sentences[1]
    assert [span.of(document.text) for span in cut.spans][1:] == ["and this will take", "some time to do."]
    assert document.blocks[document.sentences[2].paragraph_index].number == "1"


def test_a_row_parted_at_a_raised_figure_is_one() -> None:
    """Two lines on one height, end to end, are one line of a sentence."""
    sheet = Sheet().body().line("Leaders know the service", down=30).line("and act.", left=72 + 24 * 5.5 + 3, down=0)
    assert sheet.blocks()[-1] == (Kind.PROSE, "Leaders know the service and act.")


def test_a_block_says_where_it_stands() -> None:
    """Start and end of a block are those of its first and last range."""
    text = f"{FIRST}\n1\n\fimprove it.\n2\n"
    block = next(block for block in read_text(text).blocks if block.kind is Kind.PROSE)
    assert (block.start, block.end) == (0, text.index("improve it.") + len("improve it."))


def test_a_document_tells_what_it_holds() -> None:
    """The repr names the source and counts; it does not print the text."""
    assert repr(read_text(BODY, "a.txt")) == "<Document 'a.txt': 1 pages, 1 blocks, 1 sentences>"
    assert repr(read_text(BODY)).startswith("<Document 'text': ")
