"""The last, gentle passes of a transformer's training: over few sentences of a kind, beside some of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training a transformer needs torch")
pytest.importorskip("transformers", reason="training a transformer needs transformers")
pytest.importorskip("onnxruntime", reason="serving a transformer needs onnxruntime")

from linear_samples import bakery_corpus
from themetag.corpus import Corpus
from themetag.errors import CorpusError
from themetag.training.transformer.fittings import Fittings
from themetag.training.transformer.train import train_transformer
from transformer_samples import SMALL, encoder

pytestmark = pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
ONCE = replace(SMALL, epochs=1)


def few(n: int = 12, doc: str = "elsewhere") -> Corpus:
    """Return some sentences of a document that the bakery corpus does not have."""
    more = bakery_corpus(seed=9)
    return replace(more, units=tuple(replace(unit, doc=doc) for unit in more.units[:n]))


def scored(last: Corpus | None, checkpoints: Path | None = None) -> bytes:
    some = Fittings(
        bakery_corpus(), encoder=str(encoder()), last=last, settings=ONCE, n_parts=3, checkpoints=checkpoints
    )
    return some.scored(some.without(0), 0).tobytes()


def test_they_change_the_outcome_and_are_the_same_each_time() -> None:
    """With them a fitting ends elsewhere, and always there."""
    assert scored(few()) == scored(few())
    assert scored(few()) != scored(None)
    assert scored(few()) != scored(replace(few(), units=tuple(replace(unit, labels=()) for unit in few().units)))


def test_they_go_on_from_the_passes_before(tmp_path: Path) -> None:
    """A training without them leaves the checkpoint that one with them goes on from, and both end as they should."""
    without = scored(None, tmp_path)
    before = (tmp_path / "part-1.safetensors").read_bytes()
    assert scored(few(), tmp_path) == scored(few())
    assert (tmp_path / "part-1.safetensors").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part-1-last.safetensors", "part-1.safetensors"]
    assert scored(few(), tmp_path) == scored(few())
    assert scored(None, tmp_path) == without


def test_a_document_that_is_held_back_is_held_back_there() -> None:
    """Of a document of the part that is scored, no sentence is in the last passes."""
    corpus = bakery_corpus()
    parts = Fittings(corpus, encoder=str(encoder()), settings=ONCE, n_parts=3).parts
    held = corpus.units[int(np.flatnonzero(parts == 0)[0])].doc
    told = few(24, held)
    lied = replace(told, units=tuple(replace(unit, labels=()) for unit in told.units))
    assert scored(told) == scored(lied)
    without = np.frombuffer(scored(None))
    # Behind the scores of the corpus stand those of its own rows; other batches are other sums in the last place.
    assert np.allclose(np.frombuffer(scored(told))[: len(without)], without, atol=1e-4)


def test_a_whole_training_cleans_up(tmp_path: Path) -> None:
    """Nothing is left of the checkpoints, and what was measured are units of the corpus."""
    how = {"encoder": str(encoder()), "settings": ONCE, "n_parts": 3, "checkpoints": tmp_path}
    found = train_transformer(bakery_corpus(), last=few(), **how)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    assert set(found.held.documents) < set(found.corpus.documents)
    assert found.last == few()


def test_other_themes_are_refused() -> None:
    """The last sentences must be of the taxonomy of the corpus."""
    other = replace(few(), taxonomy=replace(few().taxonomy, themes=few().taxonomy.themes[:2]), units=())
    with pytest.raises(CorpusError):
        scored(other)
