"""From files to tags: gold rows are answered by the sentences that themetag itself finds in the documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from themetag.backends.base import Backend, Scores
from themetag.corpus.letters import Needle, letters_of, needle_of
from themetag.corpus.locating import Located, Place, locate
from themetag.corpus.model import Corpus
from themetag.corpus.reports import ReportFolder
from themetag.decisions import Decisions, decide
from themetag.errors import CorpusError, Fault
from themetag.evaluation.alignment import LOST, Fit, Overlap, overlap_in_sentences, overlap_in_text
from themetag.evaluation.result import EndToEnd
from themetag.types import Unit
from themetag.units import units_of


@dataclass(frozen=True, slots=True)
class TaggedReports:
    """Gold rows with what themetag made of them from the files.

    Attributes:
        corpus: the gold rows whose documents are among the reports.
        inputs: for each row the unit of the first sentence that answers for it, empty for a lost row.
        scores: (n, n_themes, 2), the highest over the sentences that answer for a row; 0 for a lost row.
        given: (n, n_themes, 2) bool, the tags of any of them.
        summary: how gold lies in our sentences.

    """

    corpus: Corpus
    inputs: list[Unit]
    scores: Scores
    given: Decisions
    summary: EndToEnd


def tag_reports(
    backend: Backend, thresholds: Scores, corpus: Corpus, reports: Path, min_tags: int = 0
) -> TaggedReports:
    """Tag the documents of a corpus and answer each gold row with the sentences in which its letters stand.

    A gold row is answered by every sentence of ours that shares at least half of the letters of the shorter
    of the two; it gets all their tags. A row that no sentence answers is lost and counts as untagged. A
    document counts as found if at least half of its rows stand in one file.

    Raises:
        CorpusError: no document of the corpus is among the reports.

    """
    needles = [needle_of(unit.text) for unit in corpus.units]
    findable = [i for i, needle in enumerate(needles) if needle is not None]
    keys = [(corpus.units[i].doc, needles[i]) for i in findable]
    folder = ReportFolder(reports)
    located = locate([(doc, needle) for doc, needle in keys if needle is not None], folder)
    homes = _homes(corpus, findable, located)
    if not homes:
        problem = f"none of its {len(corpus.documents)} documents is among the files of {reports}"
        raise CorpusError([Fault(corpus.name, "doc", problem), *folder.failed])
    place_of = dict(zip(findable, zip(located.candidates, located.places, strict=True), strict=True))
    units = {file: units_of(located.streams[2 * file].sentences) for file in set(homes.values())}
    rows = [i for i, unit in enumerate(corpus.units) if unit.doc in homes]
    overlaps = [_overlap(located, homes[corpus.units[i].doc], needles[i], *place_of.get(i, ((), None))) for i in rows]
    wanted = sorted({(homes[corpus.units[i].doc], s) for i, o in zip(rows, overlaps, strict=True) for s in o.sentences})
    number = {place: k for k, place in enumerate(wanted)}
    own_scores = backend.score([units[file][s] for file, s in wanted])
    own_given = decide(own_scores, thresholds, min_tags)
    scores = np.zeros((len(rows), len(corpus.taxonomy), 2))
    given = np.zeros(scores.shape, dtype=np.bool_)
    inputs = [Unit("")] * len(rows)
    for k, (i, overlap) in enumerate(zip(rows, overlaps, strict=True)):
        file = homes[corpus.units[i].doc]
        for s in overlap.sentences:
            np.maximum(scores[k], own_scores[number[file, s]], out=scores[k])
            given[k] |= own_given[number[file, s]]
        if overlap.sentences:
            inputs[k] = units[file][overlap.sentences[0]]
    measured = corpus.select(rows)
    files = {doc: located.names[file] for doc, file in homes.items()}
    return TaggedReports(
        measured, inputs, scores, given, _summary(measured, inputs, overlaps, len(corpus) - len(rows), files)
    )


def _homes(corpus: Corpus, findable: list[int], located: Located) -> dict[str, int]:
    """Return the file of each document of which at least half of the rows stand there."""
    rows = Counter(unit.doc for unit in corpus.units)
    there: Counter[str] = Counter()
    for i, candidates in zip(findable, located.candidates, strict=True):
        doc = corpus.units[i].doc
        home = located.homes.get(doc, (None,))[0]
        there[doc] += any(place.file == home for place in candidates)
    return {doc: homes[0] for doc, homes in located.homes.items() if 2 * there[doc] >= rows[doc]}


def _overlap(
    located: Located, home: int, needle: Needle | None, candidates: tuple[Place, ...], place: Place | None
) -> Overlap:
    if place is None or place.file != home:
        # A sentence that stands in the document twice may be read in either place: its letters are the same.
        place = next((candidate for candidate in candidates if candidate.file == home), None)
    if place is None or needle is None:
        return LOST
    sentences, raw = located.streams[2 * home], located.streams[2 * home + 1]
    if located.streams[place.stream] is sentences:
        return overlap_in_sentences(sentences, place.letter, needle.length)
    return overlap_in_text(sentences, raw, place.letter, needle.length)


def _summary(
    corpus: Corpus, inputs: list[Unit], overlaps: list[Overlap], unmeasured: int, files: dict[str, str]
) -> EndToEnd:
    fits = Counter(overlap.fit for overlap in overlaps)
    stated = [
        (unit, own)
        for unit, own, overlap in zip(corpus.units, inputs, overlaps, strict=True)
        if unit.heading and overlap.sentences
    ]
    wrong = sum(not _same_heading(unit.heading, own.heading) for unit, own in stated)
    counts = (fits[Fit.EXACT], fits[Fit.SPLIT], fits[Fit.MERGED], fits[Fit.LOST])
    return EndToEnd(*counts, len(stated), wrong, unmeasured, files)


def _same_heading(gold: str, ours: str) -> bool:
    """Tell whether one heading starts with the other: readers differ on where a heading of two lines ends."""
    a, b = letters_of(gold), letters_of(ours)
    return a.startswith(b) if len(b) < len(a) and b else b.startswith(a)
