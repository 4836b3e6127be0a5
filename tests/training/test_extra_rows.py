"""Extra rows go by their documents, and a large corpus asks more of a feature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from linear_samples import SMALL, bakery_corpus
from themetag.backends.linear.features import Block, read
from themetag.training.domain import usual_unknown
from themetag.training.linear import train_linear
from themetag.training.matrix import MIN_UNITS, MIN_UNITS_OF_MANY, min_units_of
from themetag.training.taught import Taught
from themetag.training.trained import parts_beyond


def test_an_extra_unit_is_of_the_part_of_its_document() -> None:
    """That of the corpus where it has the document, -1 where it does not, none without extra units."""
    corpus = bakery_corpus(24)
    parts = np.arange(24) // 12
    more = replace(corpus, units=(replace(corpus.units[23], id="a"), replace(corpus.units[0], id="b", doc="elsewhere")))
    assert parts_beyond(corpus, parts, more).tolist() == [1, -1]
    assert parts_beyond(corpus, parts, None).tolist() == []


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
@pytest.mark.parametrize("taught", [False, True])
def test_findings_are_withheld_of_rows_of_the_same_kind_alone(taught: bool) -> None:
    """Extra rows of foreign documents keep all that the rules find; those of the corpus's own do not."""
    corpus, more = bakery_corpus(96), bakery_corpus(48, seed=5)
    elsewhere = replace(more, units=tuple(replace(unit, doc="elsewhere") for unit in more.units))
    told = bakery_corpus(24, seed=7)
    scores = told.targets().reshape(24, -1).astype(np.float32)
    teacher = Taught(told.inputs(), scores, "teacher", corpus.taxonomy.keys) if taught else None

    def found(extra: object, withhold: float) -> bytes:
        settings = replace(SMALL, epochs=1, withhold=withhold, drop_findings=0.0)
        trained = train_linear(corpus, extra=extra, taught=teacher, settings=settings, n_folds=2, min_examples=5)  # type: ignore[arg-type]
        return trained.scores.tobytes()

    assert found(more, 0.0) != found(elsewhere, 0.0)  # held back with their documents, or in every fitting
    assert found(elsewhere, 0.0) != found(elsewhere, 0.5)


def test_a_large_corpus_asks_for_the_same_share() -> None:
    """Up to 25,000 units the numbers are fixed; beyond, they grow with the units."""
    assert min_units_of(100) == MIN_UNITS
    assert min_units_of(25_000) == MIN_UNITS_OF_MANY
    assert min_units_of(50_000) == {block: 2 * n for block, n in MIN_UNITS_OF_MANY.items()}
    assert min_units_of(50_000)[Block.WORDS] == 14


def test_more_of_the_same_document_makes_it_no_more_usual() -> None:
    """Extra rows of a document do not make its own word pairs known; those of another document do."""
    corpus = bakery_corpus(240)
    corpus = replace(corpus, units=tuple(replace(unit, text=unit.text * 9) for unit in corpus.units))
    readings = [read(unit) for unit in corpus.inputs()]
    parts = np.arange(240) // 120
    own = usual_unknown(corpus, readings, readings, parts, parts)
    foreign = usual_unknown(corpus, readings, readings, parts, np.full(240, -1))
    assert foreign <= own
