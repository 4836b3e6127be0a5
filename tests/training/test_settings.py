"""How the network is fitted follows from how many units there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linear_samples import bakery_corpus
from themetag.training import network
from themetag.training.linear import train_linear
from themetag.training.matrix import MANY_UNITS
from themetag.training.network import Settings


def test_a_large_corpus_has_the_defaults() -> None:
    """From that size on, the settings are those that are written down, with the seed asked for."""
    assert Settings.of_size(MANY_UNITS, seed=3) == Settings(seed=3)
    assert Settings.of_size(MANY_UNITS - 1) != Settings()


def test_few_units_are_seen_more_often() -> None:
    """The smaller the corpus, the more passes, within bounds; an empty one is no division by zero."""
    epochs = [Settings.of_size(n).epochs for n in (0, 100, 3_000, 4_000, MANY_UNITS - 1)]
    assert epochs == [15, 15, 12, 9, Settings().epochs]
    assert Settings.of_size(100, seed=2) == replace(Settings.of_size(100), seed=2)


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_training_takes_the_settings_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings a corpus is fitted by those of its size, for which extra units count."""
    corpus, more = bakery_corpus(96), bakery_corpus(96, seed=5)
    monkeypatch.setattr(network, "MANY_UNITS", len(corpus) + len(more))

    def scores(settings: Settings | None) -> bytes:
        return train_linear(corpus, extra=more, settings=settings, n_folds=2, min_examples=5).scores.tobytes()

    usual = scores(None)
    assert usual == scores(Settings())
    assert usual != scores(Settings.of_size(len(corpus)))
