"""An explanation as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from themetag.explain import Explanation, Reason
from themetag.types import Evidence
from themetag.writers.scrub import scrub, visible


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """Return plain values; spans index `text`."""
    text = explanation.unit.text
    return {
        "text": scrub(text),
        "kind": str(explanation.unit.kind),
        "heading": scrub(explanation.unit.heading),
        "labels": [
            {
                "theme": reason.theme,
                "polarity": str(reason.polarity),
                "score": round(reason.score, 6),
                "threshold": round(reason.threshold, 6),
                "given": reason.given,
                "missed_by": round(reason.missed_by, 6),
                "evidence": [
                    {
                        "role": item.role,
                        "name": item.name,
                        "spans": [[span.start, span.end] for span in item.spans],
                        "quotes": [scrub(span.of(text)) for span in item.spans],
                        "contribution": None if item.contribution is None else round(item.contribution, 6),
                    }
                    for item in reason.evidence
                ],
            }
            for reason in explanation.reasons
        ],
    }


def explanation_to_text(explanation: Explanation) -> str:
    """Return the sentence, its tags with their evidence, and the nearest labels that it did not get."""
    lines = [visible(explanation.unit.text)]
    if not any(reason.given for reason in explanation.reasons):
        lines.append("  no tag")
    for reason in explanation.reasons:
        lines.extend(_reason_lines(reason, explanation.unit.text))
    return "\n".join(lines) + "\n"


def _reason_lines(reason: Reason, text: str) -> Iterator[str]:
    label = f"{reason.theme}{reason.polarity.sign}"
    if reason.given:
        yield f"  {label}  {reason.score:.2f} (from {reason.threshold:.2f} on)"
    else:
        yield f"  not {label}  {reason.score:.2f}, {reason.missed_by:.2f} below its threshold"
    for item in reason.evidence:
        yield f"      {_evidence_line(item, text)}"


def _evidence_line(item: Evidence, text: str) -> str:
    quotes = ", ".join(f"“{visible(span.of(text))}”" for span in item.spans)
    weight = "" if item.contribution is None else f" {item.contribution:+.2f}"
    return f"{item.role}{weight}: {quotes + ' ' if quotes else ''}({visible(item.name)})"
