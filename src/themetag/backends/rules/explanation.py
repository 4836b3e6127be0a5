"""Why a label has its score: the cues, what shifted them, and the rules' names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from themetag.backends.rules.clauses import INTENT, NEUTRAL
from themetag.backends.rules.features import FEATURES
from themetag.backends.rules.lexicon import Hit
from themetag.types import POLARITIES, Evidence, Polarity, Span, Unit

if TYPE_CHECKING:
    from themetag.backends.rules.backend import RulesBackend


def explain(backend: RulesBackend, unit: Unit, theme: int, polarity: Polarity) -> tuple[Evidence, ...]:
    """Return the evidence for one label.

    Roles: `theme` (a cue of the theme), `polarity` (a cue that judges, in a clause of the theme), `shift` (what
    turned it round), `elsewhere` (a cue that judges in another clause), `no_judgement`, `heading` (no span).
    Contributions of themes and of `no_judgement` are to the log-odds that the sentence judges the theme; those of the
    others to the log-odds that this is a strength, or a concern; None for a shift, which is in what it shifted.
    """
    reading = backend.reader.read(unit)
    mention = next((mention for mention in reading.mentions if mention.theme == theme), None)
    if mention is None:
        return ()
    lexicon = backend.lexicon
    places = lexicon.token_spans(unit.text)
    slopes = dict(zip(FEATURES, backend.parameters.polarity[POLARITIES.index(polarity)][1:], strict=True))
    judged = dict(zip(FEATURES, backend.parameters.judged, strict=True))

    def evidence(hits: Iterable[Hit], role: str, contribution: float | None) -> Evidence:
        hits = list(hits)
        spans = [] if reading.borrowed and role == "theme" else [_span(hit, places) for hit in hits]
        return Evidence(tuple(spans), lexicon.heads[lexicon.rule_of[hits[0][2]]].name, role, contribution)

    found = []
    by_cue: dict[int, list[Hit]] = {}
    for hit in mention.hits:
        by_cue.setdefault(hit[2], []).append(hit)
    for cue, hits in by_cue.items():
        found.append(evidence(hits, "theme", backend.parameters.themes[cue]))
    for clause in reading.clauses:
        own = any(clause is mine for mine in mention.clauses)
        for item in clause.items:
            if item.code == NEUTRAL:
                found.append(evidence([item.hit], "no_judgement", judged["neutral"] * item.weight))
            elif item.sign:
                side = "good" if item.sign > 0 else "bad"
                slope = slopes[side if own else f"{side}_elsewhere"]
                found.append(evidence([item.hit], "polarity" if own else "elsewhere", slope * item.weight))
                found += [evidence([shift], "shift", None) for shift in item.shifts]
            elif item.code == INTENT:
                found.append(evidence([item.hit], "no_judgement", judged["intent"] if own else None))
    if reading.neutral:
        name = lexicon.heads[lexicon.rule_of[reading.heading_cue]].name
        found.append(Evidence((), name, "no_judgement", judged["no_finding"]))
    elif reading.heading:
        slope = slopes["heading_good" if reading.heading > 0 else "heading_bad"]
        name = lexicon.heads[lexicon.rule_of[reading.heading_cue]].name
        found.append(Evidence((), name, "heading", slope))
    return tuple(found)


def _span(hit: Hit, places: dict[int, tuple[int, int]]) -> Span:
    start, end, _ = hit
    last = places[end - 1][1]
    return Span(places[start][0] if start in places else 0, last)
