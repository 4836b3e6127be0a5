from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import themetag
from fakes import THEMES, KeywordBackend
from pdf_samples import a_pdf
from report_samples import LETTER
from themetag.document import Fact, Meta
from themetag.errors import DocumentError, Status, ThemetagWarning, UnknownBackendError
from themetag.tagger import Tagger
from themetag.types import Evidence, Polarity, Span, Unit

TEXTS = [f"Plan {n} is good. Visits are late, and staff {n} know it." for n in range(12)]


@pytest.fixture
def tagger() -> Tagger:
    return Tagger(KeywordBackend())


class Explaining(KeywordBackend):
    """Explains a tag by the first two words of its unit."""

    explains_always = False

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        first = unit.text.index(" ", unit.text.index(" ") + 1)
        return (Evidence((Span(0, first),), f"{theme} {polarity}", "theme"), Evidence((), "bias", "shift", 0.5))


class AlwaysExplaining(Explaining):
    explains_always = True


def labels(report: themetag.Report) -> list[list[str]]:
    return [[tag.label for tag in s.tags] for s in report.sentences]


def test_a_text_becomes_a_report(tagger: Tagger) -> None:
    """Each sentence has its tags, best first; the report names model, taxonomy and document."""
    report = tagger.tag("Plans are good. The office is old. Staff are late.", source="note")
    assert labels(report) == [["planning+"], [], ["timeliness-", "staffing-"]]
    assert (report.status, report.error, report.source) == (Status.OK, None, "note")
    assert (report.model.name, report.model.version, report.taxonomy) == ("keywords", "1", THEMES)
    assert report.document is not None
    assert report.document.text.startswith("Plans")


def test_a_file_becomes_a_report(tagger: Tagger, tmp_path: Path) -> None:
    """A path is read as a file, PDF or text, and names the report."""
    (tmp_path / "a.pdf").write_bytes(a_pdf("Plans are good."))
    (tmp_path / "b.txt").write_text("Plans are good.")
    for name in ("a.pdf", "b.txt"):
        report = tagger.tag(tmp_path / name)
        assert (report.source, labels(report)) == (name, [["planning+"]])


def test_what_cannot_be_read_raises(tagger: Tagger) -> None:
    """`tag` raises our error with its status where a document cannot be read."""
    with pytest.raises(DocumentError, match="the text is empty") as caught:
        tagger.tag("  ")
    assert caught.value.status is Status.EMPTY


def test_min_tags_forces_tags(tagger: Tagger) -> None:
    """With `min_tags` every sentence has so many; without, none is forced."""
    assert [len(s.tags) for s in tagger.tag("The office is old.").sentences] == [0]
    assert [len(s.tags) for s in tagger.tag("The office is old.", min_tags=2).sentences] == [2]


def test_thresholds_can_be_given() -> None:
    """Own thresholds replace the back end's; their shape is checked."""
    high = Tagger(KeywordBackend(), np.full((3, 2), 0.8))
    assert labels(high.tag("Plans are good. Staff are late.")) == [[], ["timeliness-", "staffing-"]]
    with pytest.raises(ValueError, match=r"thresholds must have the shape \(3, 2\), was \(2, 3\)"):
        Tagger(KeywordBackend(), np.full((2, 3), 0.5))


def test_facts_can_be_given(tagger: Tagger) -> None:
    """`meta` replaces what the front matter says."""
    meta = Meta(authority=Fact("Elsewhere"))
    assert tagger.tag(LETTER, meta=meta).meta == meta
    found = tagger.tag(LETTER).meta.authority
    assert found is not None
    assert found.value == "Larkmoor"


def test_evidence_comes_when_asked_for() -> None:
    """Tags carry evidence with `explain`, or always where the back end says so, and never where it cannot."""
    text = "Plans are good."
    asked, always = Tagger(Explaining()), Tagger(AlwaysExplaining())
    assert asked.tag(text).sentences[0].tags[0].evidence == ()
    expected = (Evidence((Span(0, 9),), "planning strength", "theme"), Evidence((), "bias", "shift", 0.5))
    assert asked.tag(text, explain=True).sentences[0].tags[0].evidence == expected
    assert always.tag(text).sentences[0].tags[0].evidence == expected
    assert Tagger(KeywordBackend()).tag(text, explain=True).sentences[0].tags[0].evidence == ()


def test_evidence_stands_in_the_document() -> None:
    """Spans of evidence index the document's text, also where the layout was mended in between."""
    text = "Findings\n\nThe team is late. Staff\n   plans are good."
    report = Tagger(AlwaysExplaining()).tag(text)
    spans = [span for item in report.sentences[1].tags[0].evidence for span in item.spans]
    assert [span.of(text) for span in spans] == ["Staff\n   plans"]


def test_long_documents_are_scored_in_batches() -> None:
    """A document of over 1,024 sentences gives the same tags as its sentences one by one, in bounded batches."""
    sizes: list[int] = []

    class Counting(KeywordBackend):
        def score(self, units):  # type: ignore[no-untyped-def]
            sizes.append(len(units))
            return super().score(units)

    words = ("good", "late", "old")
    report = Tagger(Counting()).tag("\n\n".join(f"Plan {n} is {words[n % 3]}." for n in range(1_100)))
    assert sizes == [1_024, 76]
    assert [len(s.tags) for s in report.sentences] == [(1, 2, 0)[n % 3] for n in range(1_100)]


def test_as_many_reports_as_items(tagger: Tagger) -> None:
    """`tag_many` gives a report an item, in order, equal to tagging each alone."""
    reports = list(tagger.tag_many(TEXTS))
    assert reports == [tagger.tag(text) for text in TEXTS]
    assert list(tagger.tag_many([])) == []


def test_a_failure_is_reported_in_its_place(tagger: Tagger, tmp_path: Path) -> None:
    """With `on_error="report"` each item that cannot be read gives a report that says why, and the rest go on."""
    items = ["", TEXTS[0], tmp_path / "gone.pdf", tmp_path, TEXTS[1], "letter.pdf"]
    reports = list(tagger.tag_many(items, on_error="report"))
    assert [r.status for r in reports] == ["empty", "ok", "bad_input", "refused", "ok", "bad_input"]
    assert [r.source for r in reports] == [None, None, "gone.pdf", tmp_path.name, None, None]
    assert [r.error is None for r in reports] == [False, True, False, False, True, False]
    assert reports[2].sentences == ()
    assert reports[2].model == reports[1].model


def test_a_failure_raises_in_its_place(tagger: Tagger) -> None:
    """With `on_error="raise"`, the default, the reports before the failure have come."""
    found = []
    with pytest.raises(DocumentError, match="the text is empty"):  # noqa: PT012  the loop is what is tested
        for report in tagger.tag_many([TEXTS[0], TEXTS[1], "", TEXTS[2]]):
            found.append(report)  # noqa: PERF402
    assert len(found) == 2


def test_items_are_taken_as_they_are_needed(tagger: Tagger) -> None:
    """No item is taken before its report is asked for: memory does not grow, and endless streams can be tagged."""
    taken: list[int] = []

    def endless() -> Iterator[str]:
        for n in itertools.count():
            taken.append(n)
            yield TEXTS[0]

    reports = tagger.tag_many(endless())
    assert taken == []
    assert next(reports).status is Status.OK
    assert taken == [0]
    assert len(list(itertools.islice(reports, 3))) == 3
    assert taken == [0, 1, 2, 3]


def test_reports_are_let_go(tagger: Tagger) -> None:
    """A report that the caller has dropped is freed before the next two are made."""
    import gc
    import weakref

    class Text(str):
        __slots__ = ("__weakref__",)

    alive: list[weakref.ref[Text]] = []

    def items() -> Iterator[str]:
        for text in TEXTS:
            item = Text(text)
            alive.append(weakref.ref(item))
            yield item

    for _ in tagger.tag_many(items()):
        gc.collect()
        assert sum(ref() is not None for ref in alive) <= 2


@pytest.mark.parametrize("on_error", ["ignore", "", None])
def test_on_error_is_checked(tagger: Tagger, on_error: object) -> None:
    """Another word for `on_error` is refused at once, with the legal ones."""
    with pytest.raises(ValueError, match="on_error must be 'raise' or 'report', was"):
        tagger.tag_many([], on_error=on_error)  # type: ignore[arg-type]


@pytest.mark.parametrize("items", ["Plans are good.", b"Plans", Path("a.pdf")])
def test_one_document_is_not_many(tagger: Tagger, items: object) -> None:
    """A single text or path, whose letters would else be taken for documents, is refused."""
    with pytest.raises(TypeError, match=r"several documents are needed.*for one there is tag\(\)"):
        tagger.tag_many(items)  # type: ignore[arg-type]


def test_n_jobs_is_checked(tagger: Tagger) -> None:
    """No processes at all is refused."""
    with pytest.raises(ValueError, match="n_jobs must be 1 or more, or -1 for one a core, was 0"):
        tagger.tag_many([], n_jobs=0)


@pytest.fixture(params=["rules", "linear"])
def processes(request: pytest.FixtureRequest) -> Tagger:
    """Return a tagger for work with real processes: those must be able to import its back end."""
    pytest.importorskip("joblib", reason="several processes are tested where joblib is installed")
    return themetag.load(request.param)


def test_processes_give_the_same(processes: Tagger, tmp_path: Path) -> None:
    """Two processes give the same reports as one, in order, failures and PDFs among them."""
    (tmp_path / "a.pdf").write_bytes(a_pdf("Plans are good.\nStaff are late."))
    items = [*TEXTS[:4], tmp_path / "a.pdf", "", tmp_path / "gone.txt", *TEXTS[4:]]
    alone = list(processes.tag_many(items, on_error="report"))
    assert list(processes.tag_many(items, on_error="report", n_jobs=2)) == alone
    assert len(alone) == len(items)


def test_a_failure_of_a_process_raises(processes: Tagger) -> None:
    """An error of a worker process arrives as ours, with its status."""
    with pytest.raises(DocumentError, match="the text is empty") as caught:
        list(processes.tag_many([TEXTS[0], ""], n_jobs=2))
    assert caught.value.status is Status.EMPTY


@pytest.mark.filterwarnings("ignore:.*tasks which were still being processed")  # joblib's, since we stop early
def test_processes_take_items_as_they_are_needed(processes: Tagger) -> None:
    """Of an endless stream only a few items are taken ahead, however slowly the reports are taken."""
    taken: list[int] = []

    def endless() -> Iterator[str]:
        for n in itertools.count():
            taken.append(n)
            yield TEXTS[n % 12]

    reports = processes.tag_many(endless(), n_jobs=2)
    assert taken == []
    assert next(reports) == processes.tag(TEXTS[0])
    time.sleep(2)  # processes that went on by themselves would have done hundreds by now
    assert len(taken) <= 16
    assert list(itertools.islice(reports, 19)) == [processes.tag(TEXTS[n % 12]) for n in range(1, 20)]
    reports.close()  # type: ignore[attr-defined]
    assert len(taken) <= 32


@pytest.mark.parametrize("name", ["no-such", "Rules", ""])
def test_an_unknown_back_end_is_named_with_the_known_ones(name: str) -> None:
    """Loading a back end that there is not lists those there are."""
    with pytest.raises(UnknownBackendError, match=r"default, .*rules"):
        themetag.load(name)


def test_the_default_is_a_back_end_with_a_name() -> None:
    """The default loads on the base install, and reports name what it stands for."""
    report = themetag.tag("Plans are too late.")
    assert report.model.name not in ("", "default")
    assert report == themetag.load().tag("Plans are too late.")


def test_a_taxonomy_of_ones_own_is_taken(tmp_path: Path) -> None:
    """A taxonomy is taken as a path or as itself."""
    path = tmp_path / "small.toml"
    path.write_text('name = "small"\nversion = 1\n[[theme]]\nkey = "planning"\ntitle = "Planning"\n')
    with pytest.warns(ThemetagWarning, match="no cue for planning"):
        one = themetag.load("rules", taxonomy=path).taxonomy
    with pytest.warns(ThemetagWarning, match="no cue for planning"):
        other = themetag.load("rules", taxonomy=themetag.load_taxonomy(path)).taxonomy
    assert one == other
    assert one.keys == ("planning",)


def test_tagging_leaves_the_document_as_it_is(tagger: Tagger) -> None:
    """A Document can be tagged twice: its own sentences stay without tags."""
    document = themetag.read(LETTER)
    kept = dataclasses.replace(document)
    assert tagger.tag(document) == tagger.tag(document)
    assert document == kept
    assert not any(s.tags for s in document.sentences)


def test_reprs_are_readable(tagger: Tagger) -> None:
    """What a prompt shows names things and counts them, and prints no whole text."""
    report = tagger.tag(LETTER, source="letter.txt")
    assert repr(tagger) == "<Tagger keywords 1, taxonomy small>"
    assert repr(report) == "<Report 'letter.txt': 6 sentences, 2 strengths, 4 concerns, model keywords 1>"
    assert repr(report.document) == "<Document 'letter.txt': 1 pages, 8 blocks, 6 sentences>"
    failed = tagger.failed(DocumentError("x is damaged", Status.CRASHED), "x")
    assert repr(failed) == "<Report 'x': crashed: x is damaged>"


def test_a_summary_goes_by_theme(tagger: Tagger) -> None:
    """The summary has every theme in taxonomy order with its sentences, also those without any."""
    summary = tagger.tag("Plans are good. Plans are late. The office is old.").summary()
    assert [entry.theme.key for entry in summary] == ["planning", "timeliness", "staffing"]
    assert [s.text for s in summary["planning"].strengths] == ["Plans are good."]
    assert [s.text for s in summary["planning"].concerns] == ["Plans are late."]
    assert (summary["staffing"].strengths, summary["staffing"].concerns) == ((), ())
    assert str(summary).split("\n")[1].split() == ["Plans", "1", "1"]
    with pytest.raises(KeyError, match="no theme 'money'; there are planning, timeliness, staffing"):
        summary["money"]
