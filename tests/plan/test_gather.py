from __future__ import annotations

import pytest

from fakes import tagged
from themetag.plan import PointKind
from themetag.plan.gather import asks, gather

PRIORITY, RECOMMENDATION, CONCERN = PointKind.PRIORITY, PointKind.RECOMMENDATION, PointKind.CONCERN


def gathered(text: str) -> list[tuple[PointKind, str]]:
    return [(kind, quote.text) for kind, quote in gather(tagged(text))]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What needs to improve?", RECOMMENDATION),
        ("What does the council need to improve", RECOMMENDATION),
        ("Areas for improvement", RECOMMENDATION),
        ("Recommendations", RECOMMENDATION),
        ("Within three months", RECOMMENDATION),
        ("Areas for priority action", PRIORITY),
        ("Priority and immediate action", PRIORITY),
        ("The experiences of children: requires improvement to be good", None),
        ("Help within the family", None),
        ("", None),
    ],
)
def test_headings_that_ask(heading: str, kind: PointKind | None) -> None:
    """Headings of lists of recommendations ask for something; a grade in a heading does not."""
    assert asks(heading) is kind


def test_items_under_asking_headings_are_recommendations() -> None:
    """Each item of such a list is a recommendation, whether the model finds a theme in it or not."""
    text = """Inspection of Larkmoor

What needs to improve?

- The speed of planning for older children.
- The lamps on the landing.

What works

The staff are good. The plans are weak.
"""
    assert gathered(text) == [
        (RECOMMENDATION, "The speed of planning for older children."),
        (RECOMMENDATION, "The lamps on the landing."),
        (CONCERN, "The plans are weak."),
    ]


def test_item_of_several_sentences_is_one_recommendation() -> None:
    """The sentences of one item stay together."""
    text = """Areas for priority action

- Write plans with parents. Send them before the meeting.
- Visit the harbour school.
"""
    assert gathered(text) == [
        (PRIORITY, "Write plans with parents. Send them before the meeting."),
        (PRIORITY, "Visit the harbour school."),
    ]


def test_prose_under_asking_headings_must_ask() -> None:
    """Prose under such a heading is a recommendation where it asks, a concern where it finds wanting, else nothing."""
    text = """Areas for improvement

The county has two harbours and a mill. Leaders should write plans with parents. They should send them in time.
The staff rota is weak in the evenings.
"""
    assert gathered(text) == [
        (RECOMMENDATION, "Leaders should write plans with parents. They should send them in time."),
        (CONCERN, "The staff rota is weak in the evenings."),
    ]


def test_list_runs_on_from_the_recommendation_that_opens_it() -> None:
    """A line that says what to do, and the list below it, are one recommendation."""
    text = """Areas for improvement

Leaders should make the plans of all older children stronger by making sure that:

- parents are asked in good time; and
- each plan names a worker.
"""
    (kind, quote), *others = gathered(text)
    assert (kind, others) == (RECOMMENDATION, [])
    assert quote.startswith("Leaders should make the plans")
    assert quote.endswith("parents are asked in good time; and each plan names a worker.")


def test_line_that_only_announces_is_no_recommendation() -> None:
    """A line that only says that a list follows is no point; the items are."""
    text = """Areas for improvement

Council leaders should now do the following:

- ask parents before a plan is written.
- name a worker in each plan.
"""
    assert [quote for _, quote in gathered(text)] == [
        "ask parents before a plan is written.",
        "name a worker in each plan.",
    ]


def test_lists_that_ask_for_nothing_are_empty() -> None:
    """A line that says that there is no such action is no action."""
    assert gathered("Priority and immediate action\n\nThere are no priority actions.\n\nThe staff are good.") == []


def test_advice_in_the_text_is_a_recommendation() -> None:
    """A concern that says what leaders should do is a recommendation wherever it stands; a praise is none."""
    text = "Leaders should write the plans again. The mill plan is weak. The staff are good."
    assert gathered(text) == [
        (RECOMMENDATION, "Leaders should write the plans again."),
        (CONCERN, "The mill plan is weak."),
    ]
