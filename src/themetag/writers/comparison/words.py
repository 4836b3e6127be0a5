"""The words in which a comparison is told, the same in every format."""

from __future__ import annotations

from typing import Final

from themetag.compare.intervals import Change, Share
from themetag.compare.prevalence import Estimate
from themetag.compare.result import Comparison, Order, Row, Where
from themetag.types import Polarity, Sentence

NOT_MENTIONED: Final = "not mentioned"
NAMES: Final = {Polarity.STRENGTH: "strengths", Polarity.CONCERN: "concerns"}


def title_of(comparison: Comparison) -> str:
    """Return what a comparison is of, in one line."""
    names = [side.name for side in comparison.sides]
    if len(names) == 2:
        return f"{names[0]} and {names[1]}"
    if comparison.order is Order.TIME:
        return f"{names[0]} to {names[-1]}, {len(names)} reports"
    return f"{len(names)} reports"


def where_of(row: Row, comparison: Comparison) -> str:
    """Return in which of the reports a theme is mentioned, and in which not."""
    names = [side.name for side in comparison.sides]
    if len(names) > 2:
        count = sum(row.mentioned)
        if count in (0, len(names)):
            return f"in all {len(names)}" if count else NOT_MENTIONED
        return f"in {count} of {len(names)}"
    only_first, only_second = comparison.only
    first, last = ("the earlier", "the later") if comparison.order is Order.TIME else (names[0], names[1])
    return {
        Where.BOTH: "in both",
        Where.FIRST: f"{only_first}; {NOT_MENTIONED} in {last}",
        Where.SECOND: f"{only_second}; {NOT_MENTIONED} in {first}",
        Where.NEITHER: f"{NOT_MENTIONED} in either",
    }[row.where()]


def place_of_sentence(sentence: Sentence) -> str:
    """Return where a sentence stands: page, and the printed paragraph number where there is one."""
    return f"page {sentence.page}" + (f", paragraph {sentence.paragraph}" if sentence.paragraph else "")


def percent(value: Share | Estimate) -> str:
    """Return a share with its interval in per cent: `12 % (7 to 20)`; a dash where there is none."""
    if value.value is None or value.low is None or value.high is None:
        return "–"
    return f"{100 * value.value:.0f} % ({100 * value.low:.0f} to {100 * value.high:.0f})"


def fine_percent(value: Estimate | None) -> str:
    """Return an estimate in per cent with one decimal; a dash where there is none."""
    if value is None:
        return "–"
    return f"{100 * value.value:.1f} % ({100 * value.low:.1f} to {100 * value.high:.1f})"


def points(change: Change) -> str:
    """Return a change in percentage points with its interval, and what may be said of it."""
    if change.value is None or change.low is None or change.high is None:
        return "–"
    span = f"{_signed(100 * change.value)} points ({_signed(100 * change.low)} to {_signed(100 * change.high)})"
    return f"{span}: {change.words}"


def _signed(value: float) -> str:
    text = f"{value:+.0f}"
    return "0" if text in ("+0", "-0") else text.replace("-", "\u2212")
