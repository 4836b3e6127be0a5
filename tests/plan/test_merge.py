from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from counting import calls
from fakes import tagged
from themetag.plan import PointKind, make_plan
from themetag.plan.merge import cited_in

LIST = """Inspection of Larkmoor

What needs to improve?

- The speed and quality of pathway plans for young carers.
- The number of staff in the night team.

Findings

"""


def points(prose: str) -> list[tuple[str, list[str]]]:
    plan = make_plan(tagged(LIST + prose))
    return [(point.quote.text, [quote.text for quote in point.again]) for point in plan.points]


def test_prose_joins_the_item_it_bears_out() -> None:
    """Prose with the words of a list item and its theme stands under that item, not beside it."""
    said = "Pathway plans for young carers are too often late, so that their speed is a worry."
    found = points(said + " The mill plan is weak.")
    assert found[0] == ("The speed and quality of pathway plans for young carers.", [said])
    assert [text for text, _ in found] == [
        "The speed and quality of pathway plans for young carers.",
        "The number of staff in the night team.",
        "The mill plan is weak.",
    ]


def test_prose_of_another_theme_stands_alone() -> None:
    """Prose that shares words but no theme with an item is a point of its own."""
    found = points("The speed of pathway visits to young carers is held up by delay at the toll bridge.")
    assert found[0][1] == []
    assert len(found) == 3


def test_nearly_equal_sentences_stand_once() -> None:
    """The same concern said twice is one point, where it is said first; white space and quotes do not matter."""
    first = "The harbour school's reading plans are weak in most winter terms."
    again = "The harbour school’s reading plans are still weak in most winter terms."
    found = points(f"{first} The toll bridge plan is not written. {again}")
    assert [text for text, _ in found[2:]] == [first, "The toll bridge plan is not written."]
    assert found[2][1] == [again]


def test_third_of_equals_joins_the_first() -> None:
    """A sentence that equals one which already stands under another stands there too."""
    first = "The harbour school's reading plans are weak in most winter terms."
    second = "The harbour school's reading plans are weak in most cold winter terms."
    third = "In most cold winter terms the harbour school's reading plans are weak."
    assert points(f"{first} {second} {third}")[2] == (first, [second, third])


def test_nothing_is_lost() -> None:
    """Every recommendation and every concern stands in the plan exactly once, as a point or under one."""
    prose = "Plans are weak. The plans are weak. Staff are too few in the night team. The night team is late."
    report = tagged(LIST + prose)
    quotes = [q for point in make_plan(report).points for q in (point.quote, *point.again)]
    kept = sorted(sentence.index for quote in quotes for sentence in quote.sentences)
    assert kept == [sentence.index for sentence in report.sentences if sentence.tags]
    assert len(kept) == len(set(kept)) == 6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["plan", "late", "weak", "harbour", "bridge", "staff", "mill", "not "]), max_size=60))
def test_every_concern_stands_once_whatever_the_words(words: list[str]) -> None:
    """For any words every tagged concern stands in the plan exactly once."""
    sentences = [" ".join(words[i : i + 5]).capitalize() + " here." for i in range(0, len(words), 5)]
    report = tagged("Report\n\n" + " ".join(sentences) + " End of it.")
    concerns = [s.index for s in report.sentences if any(tag.polarity == "concern" for tag in s.tags)]
    quotes = [q for point in make_plan(report).points for q in (point.quote, *point.again)]
    assert sorted(sentence.index for quote in quotes for sentence in quote.sentences) == concerns


def test_paragraphs_that_a_recommendation_names() -> None:
    """Numbers and ranges of paragraphs are read from the brackets of a recommendation, and from nowhere else."""
    assert cited_in("Write plans (paragraphs 3, 5 and 7–9).") == {"3", "5", "7", "8", "9"}
    assert cited_in("Write plans (paragraph 12)") == {"12"}
    assert cited_in("Write 12 plans (see page 4).") == frozenset()
    assert len(cited_in("Write plans (paragraphs 1-9999)")) == 51


def test_named_paragraph_joins_with_fewer_words() -> None:
    """Prose in a paragraph that a recommendation names joins it where it would not elsewhere."""
    text = """Recommendations

- Let every older child, parent, carer and teacher read the pathway plan before winter (paragraph 7).

Findings

{number}. The pathway document that a young reader was given by the mill was weak, and no plan came to it.
"""
    named, other = (make_plan(tagged(text.format(number=number))).points for number in (7, 8))
    assert [len(point.again) for point in named] == [1]
    assert [len(point.again) for point in other] == [0, 0]


def test_most_pressing_kind_wins() -> None:
    """A concern said again as a priority action is that action; the list item stands, whichever came first."""
    text = """Findings

The harbour plans for every older child are weak and late.

Areas for priority action

- The harbour plans for every older child are weak and late in winter.
"""
    (point,) = make_plan(tagged(text)).points
    assert point.kind is PointKind.PRIORITY
    assert point.quote.text.endswith("in winter.")
    assert len(point.again) == 1


def test_cost_grows_with_length() -> None:
    """Ten times the concerns take less than fifteen times the calls."""
    words = ("harbour", "bridge", "mill", "orchard", "chapel", "meadow", "quarry", "ferry", "signal", "canal")

    def cost(n: int) -> int:
        lines = [f"The {words[i % 10]} plan {i * 7919 % n} of {words[i // 10 % 10]} is weak." for i in range(n)]
        report = tagged("Report\n\n" + " ".join(lines))
        return calls(lambda: make_plan(report))

    cost(10)  # what is imported and compiled at first use is not counted
    assert cost(4_000) < 15 * cost(400)
