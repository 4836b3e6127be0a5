from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

import pytest
from page_reading import read_page

from page_reports import MODEL, Line, a_meta, a_report, some_lines
from themetag.document import Fact, Meta
from themetag.errors import MissingExtraError, OutputError, Status
from themetag.report import ModelInfo, Report
from themetag.taxonomy import default_taxonomy
from themetag.types import Evidence, Kind, Polarity
from themetag.writers.files import whole_file
from themetag.writers.html import page as page_module
from themetag.writers.html.page import report_to_html, write_html
from themetag.writers.html.view import Group, chart_of, facts_of, groups_of


@pytest.fixture(scope="module")
def report() -> Report:
    return a_report(some_lines(), meta=a_meta(), source="larkmoor.pdf", notes=("read as Windows-1252",))


def body_of(page: str) -> str:
    text = read_page(page).text
    return text[text.index("evidence is") : text.index("How this page was made")]


def test_text_stands_in_reading_order_without_furniture(report: Report) -> None:
    """Every sentence, heading and table cell is on the page once and in order; page furniture is not."""
    body = body_of(report.to_html())
    lines = some_lines()
    places = [body.index(line.text) for line in lines if line.kind is not Kind.FURNITURE]
    assert places == sorted(places)
    assert all(body.count(line.text) == 1 for line in lines if line.kind is not Kind.FURNITURE)
    assert "15 March 2024 2" not in body


def test_each_tag_is_shown_with_sign_theme_and_score(report: Report) -> None:
    """After its sentence stand a label's polarity in words and sign, its theme's title and its score."""
    body = re.sub(r"\s+", " ", body_of(report.to_html()))
    assert (
        "+Plans are clear and children help to write them. +strength: Planning, score 0.91theme: plans +strength: Voice"
        in body
    )
    assert "\u00b1Most records are thin" in body
    assert "\u2212Records wait for weeks" in body
    assert body.count("concern: ") == 5
    assert " The lead inspector thanks" in body


def test_evidence_is_underlined(report: Report) -> None:
    """The words that carry a tag stand in an underlining element that names the tags by their place."""
    assert '<u data-tags="0 1">Plans</u> are clear' in report.to_html()


def test_pages_and_paragraphs_are_numbered(report: Report) -> None:
    """A page's number stands where it starts: between blocks, or inside the paragraph that runs over."""
    groups = list(groups_of(report))
    assert [group.page for group in groups if group.page] == [1, 2]
    sentences = [s for group in groups for part in group.parts for s in part.sentences]
    assert [(s.index, s.page) for s in sentences if s.turn] == [(3, 3)]
    assert [part.number for group in groups for part in group.parts if part.number] == ["4"]
    body = body_of(report.to_html())
    assert [body.count(f"page {n}") for n in (1, 2, 3)] == [3, 2, 4]


def test_items_that_follow_each_other_are_one_list(report: Report) -> None:
    """Consecutive blocks of a kind on one page form one group."""
    groups = list(groups_of(report))
    assert [(group.kind, len(group.parts)) for group in groups][-2:] == [("list", 2), ("prose", 1)]
    assert isinstance(groups[0], Group)


def test_report_without_its_document_is_shown_by_its_sentences(report: Report) -> None:
    """Where the blocks are gone, headings are those of the sentences, and nothing of the sentences is lost."""
    lines = some_lines()
    headed = tuple(dataclasses.replace(s, heading="Findings" if s.index > 1 else "") for s in report.sentences)
    bare = dataclasses.replace(report, document=None, sentences=headed)
    body = body_of(bare.to_html())
    assert all(line.text in body for line in lines if line.kind in (Kind.PROSE, Kind.LIST))
    assert body.count("Findings") == 1
    assert body.index("Findings") < body.index("Most records")


def test_chart_counts_sentences_by_theme_and_polarity(report: Report) -> None:
    """Each theme has a row with its counts, bars are in proportion to the highest count, groups keep their order."""
    chart = chart_of(report)
    rows = {row.key: row for _, group in chart for row in group}
    assert tuple(rows) == report.taxonomy.keys
    assert (rows["timeliness"].strengths, rows["timeliness"].concerns) == (1, 2)
    assert (rows["timeliness"].strength_bar, rows["timeliness"].concern_bar) == (50.0, 100.0)
    assert (rows["workload"].strengths, rows["workload"].concern_bar) == (0, 0.0)
    assert [group for group, _ in chart][:2] == ["Leadership and management", "Workforce"]


def test_facts_are_those_that_are_known(report: Report) -> None:
    """Front matter that is not known is not shown; days are written out; one day of inspection is one day."""
    assert facts_of(report) == [
        ("Authority", "Larkmoor"),
        ("Kind", "full inspection"),
        ("Inspected", "4 March 2024 to 15 March 2024"),
        ("File", "larkmoor.pdf"),
    ]
    day = datetime.date(2021, 12, 31)
    one_day = dataclasses.replace(
        report, source=None, meta=Meta(inspected_from=Fact(day), inspected_to=Fact(day), published=Fact(day))
    )
    assert facts_of(one_day) == [("Inspected", "31 December 2021"), ("Published", "31 December 2021")]
    open_end = dataclasses.replace(report, source=None, meta=Meta(inspected_to=Fact(day)))
    assert facts_of(open_end) == [("Inspected", "31 December 2021")]


def test_footer_names_model_taxonomy_and_measured_error(report: Report) -> None:
    """Model, version, taxonomy with its hash and the measured error with its interval stand in the footer."""
    text = re.sub(r"\s+", " ", read_page(report.to_html()).text)
    footer = text[text.index("How this page was made") :]
    assert "tester 3" in footer
    assert f"(childrens-services, version 1, {default_taxonomy().digest[:12]})" in footer
    assert "micro-F1 0.61 (95 % interval 0.58 to 0.64) on 40 held-out reports" in footer
    assert "may be read as probabilities" in footer
    unmeasured = dataclasses.replace(report, model=ModelInfo("other", "1", False))
    text = read_page(unmeasured.to_html()).text
    assert "the model brings no measured figures" in text
    assert "they are not probabilities" in text


def test_reasons_say_what_speaks_against(report: Report) -> None:
    """A label's tip names its evidence once each, says which speaks against it, and stays short."""
    first = report.sentences[0]
    named = [Evidence((), "heading-of-concerns", "heading", 2.0)] * 2 + [Evidence((), "facts", "no_judgement", -0.4)]
    many = [Evidence((), f"cue{n}", "theme") for n in range(9)]
    tags = (
        dataclasses.replace(first.tags[0], evidence=tuple(named)),
        dataclasses.replace(first.tags[1], evidence=tuple(many)),
    )
    changed = dataclasses.replace(report, sentences=(dataclasses.replace(first, tags=tags),))
    labels = next(s.labels for g in groups_of(changed) for part in g.parts for s in part.sentences)
    assert labels[0].reasons == ("heading: heading-of-concerns", "against it, no judgement: facts")
    assert labels[1].reasons == tuple(f"theme: cue{n}" for n in range(6))


def test_page_of_a_failed_document_says_why() -> None:
    """A document that could not be read gets a page with its status and error, without controls and script."""
    failed = Report(Status.ENCRYPTED, (), default_taxonomy(), MODEL, source="locked.pdf", error="a password is needed")
    reading = read_page(failed.to_html())
    assert "This document could not be read (encrypted). a password is needed" in reading.text
    assert reading.raw["script"] == []
    assert "main" not in [tag for tag, _ in reading.elements]


def test_report_without_sentences_says_so() -> None:
    """An empty report has a page that says there are no sentences, and bars of no width."""
    page = a_report([]).to_html()
    assert "There are no sentences in this document." in page
    assert page.count('width="0.0"') == 2 * len(default_taxonomy())


def test_page_is_the_same_each_time(report: Report) -> None:
    """The same report gives the same page, which carries no time of its making."""
    page = report.to_html()
    assert page == report.to_html()
    assert str(datetime.datetime.now(tz=datetime.UTC).year) not in page.replace("March 2024", "")


def test_page_needs_exactly_one_report(report: Report, tmp_path: Path) -> None:
    """Writing none or several reports as one page is refused, and leaves no file."""
    for reports in ([], [report, report]):
        with (
            pytest.raises(ValueError, match="exactly one report"),
            whole_file(tmp_path / "page.html") as out,
        ):
            write_html(reports, out)
    assert list(tmp_path.iterdir()) == []
    with whole_file(tmp_path / "page.html") as out:
        write_html(iter([report]), out)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == report.to_html()


def test_missing_jinja_is_said_before_any_work(monkeypatch: pytest.MonkeyPatch, report: Report, tmp_path: Path) -> None:
    """Without Jinja2 the error names the command to run, no report is taken, and notebooks show the plain form."""
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    page_module.environment.cache_clear()
    taken: list[Report] = []

    def reports():  # type: ignore[no-untyped-def]
        taken.append(report)
        yield report

    with (
        pytest.raises(MissingExtraError, match=r"pip install 'themetag\[page\]'"),
        whole_file(tmp_path / "page.html") as out,
    ):
        write_html(reports(), out)
    assert taken == []
    with pytest.raises(MissingExtraError, match="a report page needs the package 'jinja2'"):
        report_to_html(report)
    assert report._repr_html_() is None


def test_page_that_cannot_be_written_is_an_output_error(report: Report, tmp_path: Path) -> None:
    """A folder that is not there gives an OutputError, as for the other formats."""
    with pytest.raises(OutputError, match="cannot be written"), whole_file(tmp_path / "no" / "page.html") as out:
        write_html([report], out)


def test_polarity_words_are_those_of_the_page() -> None:
    """The script compares the words strength and concern; they are the polarity's values."""
    assert [p.value for p in Polarity] == ["strength", "concern"]
    line = Line("Plans are late.", ("planning- 0.5",))
    assert 'data-polarity="concern" data-score="0.50"' in a_report([line]).to_html()
