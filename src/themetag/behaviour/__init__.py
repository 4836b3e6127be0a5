"""A behavioural kit: minimal pairs and invariances, by phenomenon, that any back end can be asked."""

from themetag.behaviour.kit import Case, Kit, Side
from themetag.behaviour.loader import default_kit, load_kit
from themetag.behaviour.result import Failure, KitResult, PhenomenonResult
from themetag.behaviour.runner import run

__all__ = [
    "Case",
    "Failure",
    "Kit",
    "KitResult",
    "PhenomenonResult",
    "Side",
    "default_kit",
    "load_kit",
    "run",
]
