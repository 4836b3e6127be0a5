from __future__ import annotations

import dataclasses

from page_reading import read_page

from page_reports import Line, a_meta, a_report, some_lines
from themetag.errors import Status
from themetag.writers.html.notebook import MAX_SENTENCES


def test_notebook_shows_counts_and_sentences_by_theme() -> None:
    """Themes with tags have a row and their sentences, concerns first, with page, paragraph and score."""
    report = a_report(some_lines(), meta=a_meta())
    page = str(report._repr_html_())
    reading = read_page(page)
    text = " ".join(reading.text.split())
    assert "<td><bdi>Timeliness</bdi></td><td>2</td><td>1</td>" in page
    assert "Workload" not in text
    concern, strength = text.index("Records wait for weeks"), text.index("\u2212 The speed of health")
    assert concern < text.index("+ Visits happen on time.")
    assert strength < text.index("+ Visits happen on time. page 1, score 0.66")
    assert "Most records are thin, though supervision is strong. page 2, paragraph 4, score 0.84" in text
    assert {"script", "button"}.isdisjoint(tag for tag, _ in reading.elements)


def test_notebook_keeps_a_theme_short() -> None:
    """A theme lists at most so many sentences and says how many more there are."""
    report = a_report([Line(f"Plan {n} is late.", ("planning- 0.5",)) for n in range(MAX_SENTENCES + 7)])
    text = read_page(str(report._repr_html_())).text
    assert text.count("is late.") == MAX_SENTENCES
    assert "and 7 more" in text
    exact = a_report([Line(f"Plan {n} is late.", ("planning- 0.5",)) for n in range(MAX_SENTENCES)])
    assert "more" not in read_page(str(exact._repr_html_())).text


def test_notebook_says_why_a_document_failed() -> None:
    """A report that failed shows its error and no table."""
    report = dataclasses.replace(a_report([]), status=Status.NO_TEXT, error="its pages are pictures", document=None)
    page = str(report._repr_html_())
    assert "could not be read (no_text): <bdi>its pages are pictures</bdi>" in page
    assert "<table>" not in page
