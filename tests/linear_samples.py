"""A small corpus of sentences made from parts, and a model trained on it."""

from __future__ import annotations

import random
import warnings
from functools import cache

from themetag.corpus.model import Corpus, Label, LabelledUnit
from themetag.taxonomy import Taxonomy, Theme
from themetag.training.linear import Trained, train_linear
from themetag.training.network import Settings
from themetag.types import Kind, Polarity, Unit

TAXONOMY = Taxonomy(
    "bakery", 1, "Bakeries", tuple(Theme(key, key.title()) for key in ("bread", "service", "prices", "parking"))
)
_THEMES = {
    "bread": ("the loaves", "the rye bread", "every baguette", "the crust of the rolls"),
    "service": ("the staff", "the person at the counter", "the queue", "the woman serving us"),
    "prices": ("the price of a cake", "what we paid", "the cost of coffee", "each bill"),
}
_JUDGED = {
    Polarity.STRENGTH: ("pleased us", "was excellent", "was better than last year", "is always good"),
    Polarity.CONCERN: ("disappointed us", "was poor", "was worse than last year", "is not good enough"),
}
_PLAIN = ("The shop opened in 2019.", "We came by bus.", "There are two rooms.", "The owner will repaint the door.")


def bakery_corpus(n: int = 240, seed: int = 1, taxonomy: Taxonomy = TAXONOMY) -> Corpus:
    """Return `n` units of 12 documents: one judgement, two of opposite polarity, or none."""
    rng = random.Random(seed)
    units = []
    for i in range(n):
        labels: list[Label] = []
        parts = []
        for key in rng.sample(list(_THEMES), rng.choice((0, 1, 1, 1, 2))):
            polarity = (
                rng.choice(list(Polarity)) if not labels else next(p for p in Polarity if p != labels[0].polarity)
            )
            labels.append(Label(key, polarity))
            parts.append(f"{rng.choice(_THEMES[key])} {rng.choice(_JUDGED[polarity])}")
        text = " but ".join(parts).capitalize() + "." if parts else rng.choice(_PLAIN)
        labels.sort(key=lambda label: taxonomy.keys.index(label.theme))
        heading = rng.choice(("", "Our visit"))
        units.append(LabelledUnit(f"u{i}", f"d{i * 12 // n}", text, tuple(labels), Kind.PROSE, heading))
    return Corpus("bakery", taxonomy, tuple(units))


SMALL = Settings(hidden=16, epochs=12, rate=0.01, batch=16)


@cache
def trained() -> Trained:
    """Return a model of the corpus above; `parking` has no example."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train_linear(bakery_corpus(), settings=SMALL, n_folds=3, made_for="Letters to bakeries.")


UNITS = (
    Unit("The staff was excellent but the loaves disappointed us."),
    Unit("Although the crust of the rolls was excellent, the queue was poor; what we paid is always good."),
    Unit("The loaves – “every baguette” – aren’t good.", heading="Our visit", previous="The queue was poor."),
    Unit("A better price.", Kind.LIST, "What we’d like", "The bakery should:"),
    Unit("We came by bus."),
    Unit("the the the the"),
    Unit("12 %, (…)"),
    Unit("Ünbekannt İstanbul"),
    Unit(""),
)
