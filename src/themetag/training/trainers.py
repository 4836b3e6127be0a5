"""Which back ends can be trained, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from themetag.errors import UnknownBackendError

if TYPE_CHECKING:
    from themetag.backends.base import Backend
    from themetag.bundle import UnsavedModel
    from themetag.corpus.model import Corpus
    from themetag.training.options import Options

    # A corpus, what the training is told, and the command that makes the model again.
    Trainer = Callable[[Corpus, Options, str], tuple[Backend, UnsavedModel]]


def _linear(corpus: Corpus, options: Options, recipe: str) -> tuple[Backend, UnsavedModel]:
    from themetag.training.linear_model import linear_model

    return linear_model(corpus, options, recipe)


def _transformer(corpus: Corpus, options: Options, recipe: str) -> tuple[Backend, UnsavedModel]:
    from themetag.training.transformer.transformer_model import transformer_model

    return transformer_model(corpus, options, recipe)


TRAINERS: Final[dict[str, Trainer]] = {"linear": _linear, "transformer": _transformer}


def trainer_of(name: str) -> Trainer:
    """Return what trains the back end of this name.

    Raises:
        UnknownBackendError: it cannot be trained; the message lists those that can.

    """
    trainer = TRAINERS.get(name)
    if trainer is None:
        raise UnknownBackendError(f"no back end {name!r} can be trained; there are {', '.join(TRAINERS)}")
    return trainer
