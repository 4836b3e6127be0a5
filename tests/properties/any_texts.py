"""Texts to try everything on: any Unicode, and pieces of reports in any order."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# THEMETAG_EXAMPLES=20000 searches longer, and elsewhere each time.
_EXAMPLES = os.environ.get("THEMETAG_EXAMPLES")
search = settings(
    max_examples=int(_EXAMPLES or 200),
    derandomize=_EXAMPLES is None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

# fmt: off
PIECES = (
    "Children are safe. ", "Leaders", "the", "and", "care-\nful", "well-\nbeing", "Plan B\u00a0. ", "Visits are", "a",
    "\n", "\n\n", "\n \n", "\r\n", "\r", "\f", "\x0b", "\x1c", "\x1f", "\x85", "\u2028", "\u2029", "\t", " ", "  ",
    "\u00a0", "\u3000", "\u2003", "\u200b", "\ufeff", "\x00", "\x7f", "\u202e", "\u00ad", "\u00ad\n", "\u2010\n", "-\n",
    "\ud800", "\udfff", "\U0001f600", "\u6f22\u5b57\u3002", "e\u0301", "\u0130", "\u017f", "\u00df", "\u0663.",
    "A", "\u00b2", "\u00bd", "\u2167", "\u0e01", "\ufffe",
    "•", "•\n", "\uf0b7", "\uf0a7 ", "■ ", "- ", "– ", "o ", "(a) ", "(iv) ",
    "1.", "1.\n", "2.1 ", "12. ", "12\n", "3) ", "999. ", "“", "”", "‘", "’", "'", '"', "«", "»", "(", ")", "[", "]",
    ".", "?", "!", "…", ";", ":", ",", "e.g.", "Cllr. ", "U.K.", "No. 4", "etc. ", "(Recommendation) ", "late.1 The ",
    "Good", "Good\n", "Requires improvement\n", "Judgement\n", "Grade\n", "Overall effectiveness", " is good",
    "Contents\n", "Practice ..... 3\n", "Dear Director\n", "Yours sincerely\n", "12 Mill Road\n", "AB1 2CD\n",
    "Tel: 01234 567\n", "www.example.org", "help@example.org", "Lead inspector: ", "Present: A, B\n", "Page 3 of 4\n",
    "Inspection of Anyshire local authority children’s services\n", "Inspection dates: 3 to 7 March 2022\n",
    "30 February 2020", "9 March 9999", "3 March 2022\n", "What needs to improve?\n", "Areas for improvement:\n",
    "Inspection team\n", "Good (Grade 2) A service that is\n", "because:\n",
    "A line of a paragraph that runs over the whole width of the page and goes on\n",
)
# fmt: on

characters = st.characters(exclude_categories=())  # lone surrogates too
any_text = st.text(characters, max_size=200)
report_like = st.lists(st.one_of(st.sampled_from(PIECES), characters), max_size=80).map("".join)
texts = st.one_of(any_text, report_like)
printed_texts = texts.filter(lambda text: bool(text) and not text.isspace())
