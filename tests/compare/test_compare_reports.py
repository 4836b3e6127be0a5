from __future__ import annotations

import dataclasses
import datetime
import json
import re

import pytest

from fakes import EARLIER, LATER, THEMES, KeywordBackend, many, pair, tagged
from themetag.compare import LabelErrors, MeasuredErrors, Order, Where, compare_reports
from themetag.errors import ComparisonError, DocumentError
from themetag.tagger import Tagger
from themetag.taxonomy import Taxonomy, Theme
from themetag.types import Polarity

STRENGTH, CONCERN = Polarity.STRENGTH, Polarity.CONCERN


def texts(sentences: object) -> list[str]:
    return [sentence.text for sentence in sentences]  # type: ignore[attr-defined]


def test_themes_stand_beside_each_other_in_time() -> None:
    """Each theme is told as in both reports, only in the earlier or only in the later, whatever order they came in."""
    found = compare_reports(pair())
    assert (found.order, [side.name for side in found.sides]) == (Order.TIME, ["Larkmoor 2019", "Larkmoor 2023"])
    assert {row.theme.key: row.where() for row in found.rows} == {
        "planning": Where.BOTH,
        "timeliness": Where.BOTH,
        "staffing": Where.FIRST,
    }
    assert found["planning"].where(STRENGTH) is Where.SECOND
    assert found["staffing"].where(CONCERN) is Where.NEITHER
    assert found["staffing"].mentioned == (True, False)
    assert found.only == ("only in the earlier", "only in the later")
    with pytest.raises(KeyError, match="no theme 'voice'; there are planning, timeliness, staffing"):
        found["voice"]


def test_cells_hold_the_sentences_and_their_share() -> None:
    """A cell holds a report's sentences under a theme in reading order, and their share of those that judge."""
    found = compare_reports(pair())
    cell = found["timeliness"].cells[0]
    assert texts(cell.sentences[CONCERN]) == [
        "Plans are weak and often written late in the autumn term.",
        "There is delay in most courts.",
    ]
    assert (cell.shares[CONCERN].count, cell.shares[CONCERN].n) == (2, 3)
    assert found["timeliness"].changes[CONCERN].words == "no clear change"


def test_alike_sentences_stand_in_one_line() -> None:
    """Sentences that say much the same stand beside each other; every sentence stands once."""
    row = compare_reports(pair())["timeliness"]
    first, *others = row.pairs[CONCERN]
    assert first[0] is not None
    assert first[1] is not None
    assert first[0].text.startswith("Plans are weak and often written late")
    assert first[1].text.startswith("Plans are still weak where they are written late")
    assert [(a and a.text, b and b.text) for a, b in others] == [("There is delay in most courts.", None)]


def test_names_and_order_of_the_user_win() -> None:
    """Names belong to reports as they were given, whatever order they then stand in."""
    found = compare_reports(pair(), names=["new", "old"])
    assert [(side.name, side.report.source) for side in found.sides] == [("old", "earlier.txt"), ("new", "later.txt")]
    found = compare_reports(pair(), names=["new", "old"], order="given")
    assert [side.name for side in found.sides] == ["new", "old"]
    assert found.only == ("only in new", "only in old")
    with pytest.raises(ComparisonError, match="order must be one of time, authorities, given, was 'size'"):
        compare_reports(pair(), order="size")


def test_report_is_not_compared_with_itself() -> None:
    """The same report twice is refused, also under another name and with curly quotes made straight."""
    report = tagged("The county’s plans are weak. The staff are good.", source="a.txt")
    again = tagged("The county's plans are weak. The staff are good.", source="b.txt")
    with pytest.raises(ComparisonError, match=r"'a\.txt' and 'b\.txt' are the same report: give two that differ"):
        compare_reports([report, again])


def test_nearly_equal_reports_get_a_note() -> None:
    """Two copies of one report that differ by a line are compared, with a note."""
    lines = [f"Plan number {word} is weak." for word in ("one", "two", "three", "four", "five")]
    a, b = tagged(" ".join(lines), source="a.txt"), tagged(" ".join([*lines, "Staff are good."]), source="b.txt")
    assert "a and b share most of their sentences" in compare_reports([a, b]).notes[0]


def test_reports_that_cannot_be_compared_are_refused() -> None:
    """One report, a failed one and one without a sentence are refused by name."""
    good = tagged("Plans are weak.", source="good.txt")
    failed = Tagger(KeywordBackend()).failed(DocumentError("no text in it"), "bad.pdf")
    empty = dataclasses.replace(good, sentences=(), source="empty.txt")
    with pytest.raises(ComparisonError, match="two reports or more, there is 1"):
        compare_reports([good])
    with pytest.raises(ComparisonError, match="two reports or more, there is none"):
        compare_reports([])
    with pytest.raises(ComparisonError, match=r"'bad\.pdf' cannot be compared, it failed: no text in it"):
        compare_reports([good, failed])
    with pytest.raises(ComparisonError, match=r"'empty\.txt' cannot be compared, it holds no sentence"):
        compare_reports([good, empty])


def test_taxonomies_that_differ_are_refused() -> None:
    """Reports by different taxonomies have no themes in common; both are named."""
    other = Taxonomy("other", 2, "Other", (Theme("planning", "Plans"),))
    with pytest.raises(ComparisonError, match=r"different taxonomies \(small version 1 and other version 2\)"):
        compare_reports([tagged(EARLIER), tagged(LATER, taxonomy=other)])


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ({"kind": "full inspection"}, {"kind": "focused visit"}, "The kinds of report differ: full inspection (a); "),
        ({"kind": "full inspection"}, {}, "The kinds of report differ: full inspection (a); not known (b)"),
        ({"framework": "SIF"}, {"framework": "ILACS"}, "The inspection frameworks differ: SIF (a); ILACS (b)"),
        ({"framework": "SIF"}, {}, "The inspection framework is not known for every report: SIF (a); not known (b)"),
        ({"model": "m"}, {}, "The reports were tagged by different models: m 1 (a); keywords 1 (b)"),
        (
            {"authority": "Stoke"},
            {"authority": "Fern Council"},
            "The reports are of different authorities: Stoke, Fern.",
        ),
        ({}, {}, "No date is known for a, b: the reports stand in the order in which they were given."),
        ({}, {}, "a: only 3 sentences judge anything, so its shares are wide."),
    ],
)
def test_what_differs_is_noted(first: dict[str, str], second: dict[str, str], note: str) -> None:
    """Kinds, frameworks, models and authorities that differ, unknown dates and short reports are each noted."""
    reports = [tagged(EARLIER, **first), tagged(LATER, **second)]  # type: ignore[arg-type]
    found = compare_reports(reports, names=["a", "b"], order="given")
    assert [n for n in found.notes if n.startswith(note)]


def test_report_without_a_judgement_is_noted() -> None:
    """A report that judges nothing is compared; there are no shares then, and a note says so."""
    found = compare_reports([tagged(EARLIER), tagged("The office is in Fern Lane.")], names=["a", "b"])
    assert "b: no sentence judges anything, so there is nothing to compare it by." in found.notes
    assert found["planning"].cells[1].shares[CONCERN].value is None
    assert found["planning"].changes[CONCERN].words == "no clear change"
    assert found.to_html()


def test_authorities_of_distant_years_are_noted() -> None:
    """Reports of several authorities three years apart or more speak of different times."""
    notes = compare_reports(many(4, years=(2019, 2022))).notes
    assert "The reports are of different years, 2019 to 2022." in notes
    assert not any("different years" in note for note in compare_reports(many(4, years=(2021, 2022))).notes)


def test_prevalence_stands_from_five_reports_on() -> None:
    """Over five reports or more each label has its share of all sentences; over fewer there is none."""
    assert compare_reports(many(4)).prevalence == ()
    found = compare_reports(many(6)).prevalence
    assert len(found) == len(THEMES) * 2
    concern = next(entry for entry in found if (entry.theme, entry.polarity) == ("planning", CONCERN))
    assert (concern.count, concern.n, concern.observed.value) == (3, 12, 0.25)
    assert concern.why == "the model's errors on this label are not known"


def test_prevalence_is_corrected_by_what_was_measured() -> None:
    """With the errors of the same model a share is corrected; the errors of another model are refused."""
    errors = {"planning-": LabelErrors(90, 45, 10, 855)}
    found = compare_reports(many(6), measured=MeasuredErrors("keywords 1", "rows", errors)).prevalence
    corrected = {entry.theme + entry.polarity.sign for entry in found if entry.corrected is not None}
    assert corrected == {"planning-"}
    with pytest.raises(
        ComparisonError, match="measured for the model 'rules 9', but a report was tagged by 'keywords 1'"
    ):
        compare_reports(many(6), measured=MeasuredErrors("rules 9", "rows", errors))


def test_json_holds_all_and_is_the_same_every_time() -> None:
    """The JSON holds reports, notes, themes, sentences and changes; lone surrogates are gone; it does not vary."""
    reports = pair()
    reports[0] = tagged(LATER + " The plan \udc80 is late.", authority="Larkmoor", date=datetime.date(2023, 3, 1))
    found = compare_reports(reports)
    content = json.loads(found.to_json())
    assert content["schema"] == 1
    assert content["order"] == "time"
    assert [report["name"] for report in content["reports"]] == ["Larkmoor 2019", "Larkmoor 2023"]
    planning = content["themes"][0]
    assert (planning["theme"], planning["where"]) == ("planning", "both")
    said = planning["reports"][1]["concern"]["sentences"]
    assert said[-1]["text"] == "The plan \ufffd is late."
    assert planning["beside"]["concern"][0] == [0, 1]
    assert planning["changes"]["concern"]["clear"] is False
    assert compare_reports(reports).to_json() == found.to_json()


def test_nothing_is_called_resolved() -> None:
    """No format says that anything has been resolved: a report that does not mention a theme says nothing of it."""
    import io

    from themetag.writers.comparison.table import write_comparison_table

    found = compare_reports(pair())
    table = io.StringIO()
    write_comparison_table(found, table)
    for text in (found.to_json(), found.to_html(), table.getvalue()):
        assert not re.search("resolve", text, re.IGNORECASE)
    assert "only in the earlier; not mentioned in the later" in table.getvalue()
