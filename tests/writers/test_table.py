from __future__ import annotations

import io
import re

from report_samples import failed, letter, of_text, with_texts
from themetag.report import Report
from themetag.writers.table import write_table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(*reports: Report, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    write_table(iter(reports), out)
    return out.getvalue()


def test_the_table_says_what_it_is_about() -> None:
    """File, facts, counts and model stand first, then the sentences under their themes with page and paragraph."""
    lines = written(letter()).split("\n")
    assert lines[0] == "letter.txt"
    assert "  authority: Larkmoor" in lines
    assert "  6 sentences, 4 with a judgement; model keywords 1, taxonomy small" in lines
    assert "Plans +" in lines
    assert "  p1 para 1, 0.75: Plans are good, and staff stay." in lines
    assert "  p1, 0.88: write plans that are not late" in lines


def test_counts_stand_by_theme() -> None:
    """The counts are strengths and concerns a theme; themes without a tag are left out."""
    counts = re.findall(r"^(\w+) +(\d+) +(\d+) *$", written(letter()), re.MULTILINE)
    assert counts == [("Plans", "1", "1"), ("Time", "0", "2"), ("Staff", "1", "1")]
    assert "Staff" not in written(of_text("Plans are good."))


def test_a_pipe_gets_plain_whole_lines() -> None:
    """In a pipe there are no colours, and a sentence of any length stays on one line."""
    long = "Plans are good, " + "and everybody knows them well, " * 30 + "still."
    text = written(with_texts(letter(), long))
    assert "\x1b" not in text
    assert f"  p1 para 1, 0.75: {long}" in text.split("\n")


def test_a_terminal_gets_colours() -> None:
    """In a terminal strengths and concerns have their colours, and lines wrap."""
    text = written(letter(), out=Terminal())
    assert "\x1b[" in text


def test_no_text_reaches_the_terminal_as_a_command() -> None:
    """Escape sequences in a text, a name or an error are shown, not sent; markup is no markup."""
    report = with_texts(of_text("Plans are good.", source="a\x1b[2Jb.txt"), "Plans \x1b]0;x\x07 [red]are[/red] good.")
    text = written(report)
    assert "\x1b" not in text
    assert r"a\x1b[2Jb.txt" in text
    assert r"Plans \x1b]0;x\x07 [red]are[/red] good." in text


def test_a_failed_document_is_two_lines() -> None:
    """A document that could not be read is named with its status and error; the next follows after a blank line."""
    assert written(failed(), failed()) == (
        "gone.pdf\n  bad_input: gone.pdf cannot be opened: No such file\n\n" * 2
    ).removesuffix("\n")


def test_a_report_without_a_judgement_says_so() -> None:
    """No tag is an answer: the table counts none, and lists no theme."""
    text = written(of_text("The team meets on Mondays."))
    assert "1 sentences, 0 with a judgement" in text
    assert "+" not in text
