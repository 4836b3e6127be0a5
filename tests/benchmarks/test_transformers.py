"""The benchmarks of transformers fit and measure on rows that no fitting saw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

pytest.importorskip("torch", reason="the benchmarks of transformers fit, which needs torch")
pytest.importorskip("transformers", reason="the benchmarks of transformers fit, which needs transformers")
pytest.importorskip("onnxruntime", reason="the benchmarks of transformers serve, which needs onnxruntime")

from linear_samples import bakery_corpus
from themetag.corpus.splits import folds_of
from transformer_samples import SMALL, encoder

pytestmark = pytest.mark.repository


@pytest.fixture
def ladder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    import transformer_ladder

    return transformer_ladder


def test_a_rung_is_measured_on_other_documents(ladder: ModuleType) -> None:
    """Documents are drawn until there are enough rows; the fifth that is measured is the same whatever is drawn."""
    corpus = bakery_corpus()
    train, held = ladder.some_documents(corpus, 100, 0)
    assert 100 <= len(train) <= 120
    assert not set(train.documents) & set(held.documents)
    assert len(held) == (folds_of(corpus, 5) == 0).sum() == len(ladder.some_documents(corpus, 60, 1)[1])


def test_settings_are_changed_by_name(ladder: ModuleType) -> None:
    """`name=value` changes a setting, in the setting's own type."""
    found = ladder.changed(["epochs=7", "rate=0.5"])
    assert (found.epochs, found.rate) == (7, 0.5)
    with pytest.raises(KeyError, match="nothing"):
        ladder.changed(["nothing=1"])


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_ours_and_the_plain_one_learn(ladder: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both give each held row scores of all labels, better than chance, and findings that are hidden change ours."""
    import plain_encoder

    monkeypatch.setattr(plain_encoder, "RATE", 3e-3)
    train, held = ladder.some_documents(bakery_corpus(), 200, 0)
    gold = held.targets()
    few = replace(SMALL, epochs=3)
    seen, hidden = (ladder.ours(train, held, str(encoder()), few, way, 1, [])["one"] for way in (True, False))
    plain = plain_encoder.fitted(train, encoder())(held)
    for scores in (seen, hidden, plain):
        assert scores.shape == gold.shape
        assert scores[gold].mean() > 1.5 * scores[~gold].mean()
    assert not np.array_equal(seen, hidden)
    labels = plain_encoder.plainly(train, held, encoder(), min_tags=1)
    assert labels.any(axis=(1, 2)).all()


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_a_pupil_learns_from_the_mean_of_seeds(ladder: ModuleType) -> None:
    """One fitting, the mean of several, and a pupil of their scores: three answers for the same rows."""
    train, held = ladder.some_documents(bakery_corpus(), 100, 0)
    untold = bakery_corpus(48, seed=5).inputs()
    found = ladder.ours(train, held, str(encoder()), replace(SMALL, epochs=1), True, 2, untold)
    assert list(found) == ["one", "mean of 2 seeds", "pupil of 48 untold"]
    assert {scores.shape for scores in found.values()} == {held.targets().shape}
    assert len({scores.tobytes() for scores in found.values()}) == 3
