"""How the transformer back end is fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

_SEEN: Final = 40_000  # how many units an encoder sees in all in a small corpus, each as often as there are passes
_MOST_EPOCHS: Final = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """How encoder and head are fitted; see docs/transformer-experiments.md for what was tried.

    Attributes:
        epochs: passes over the corpus.
        batch: units in a step.
        rate: AdamW's largest step for the encoder's last layer, reached after the first 6 of 100 steps and falling to
            0 linearly (Loshchilov and Hutter 2019).
        head_rate: the same for the head.
        layer_decay: what each layer below the last multiplies the rate with (Howard and Ruder 2018). 1.0 disables.
        frozen: how many layers from below, and the embeddings with them, stay as they are; -1: none, and the
            embeddings are fitted, too.
        hidden: units of the head's hidden layer.
        dropout: the share of the head's inputs and hidden units left out. 0.0 disables.
        drop_findings: the share of the rules' findings left out. 0.0 disables.
        withhold: the share of themes, unit by unit, of which all findings are left out, as if no cue knew them; see
            `network.Settings`. Not of extra units. 0.0 disables.
        focus_given: from 0, the power of a label's error that its loss is weighed with where the label is given (the
            gamma of focal loss, Lin et al. 2017). 0.0 disables.
        focus_absent: the same where it is not given; above `focus_given` it is an asymmetric loss (Ridnik et al. 2021).
        rules_share: how much of the rules' own log-odds is added to the head's, once it is fitted. 0.0 disables.
        context: how many word pieces of a list item's heading and of its lead-in are read with it, and twice as many of
            the sentence before with prose that points back to it. 0: none.
        seed: of the first weights, the order and what is dropped.

    """

    epochs: int = 3
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    frozen: int = 2
    hidden: int = 256
    dropout: float = 0.2
    drop_findings: float = 0.1
    withhold: float = 0.15
    focus_given: float = 0.0
    focus_absent: float = 0.0
    rules_share: float = 0.45
    context: int = 20
    seed: int = 0

    @classmethod
    def of_size(cls, n_units: int, seed: int = 0) -> Self:
        """Return settings for a corpus of that many units: more passes over few, up to eight."""
        epochs = min(max(round(_SEEN / max(n_units, 1)), cls(seed=seed).epochs), _MOST_EPOCHS)
        return cls(epochs=epochs, seed=seed)

    def gentle(self) -> Self:
        """Return the settings of the last passes: two of them, at a quarter of the rates."""
        return replace(self, epochs=2, rate=self.rate / 4, head_rate=self.head_rate / 4)

    def __post_init__(self) -> None:
        """Refuse what cannot be followed."""
        for name, value, least in (("epochs", self.epochs, 1), ("batch", self.batch, 1), ("hidden", self.hidden, 1)):
            if value < least:
                raise ValueError(f"{name} must be {least} or more, was {value}")
        for name, share in (
            ("dropout", self.dropout), ("drop_findings", self.drop_findings), ("withhold", self.withhold),
        ):  # fmt: skip
            if not 0 <= share < 1:
                raise ValueError(f"{name} must be in [0, 1), was {share}")
        for name, power in (("focus_given", self.focus_given), ("focus_absent", self.focus_absent)):
            if not power >= 0:
                raise ValueError(f"{name} must be 0 or more, was {power}")
