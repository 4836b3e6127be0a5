"""Measuring a model on documents that it was not trained on; `docs/metrics.md` defines the figures."""

from themetag.evaluation.bootstrap import Figure
from themetag.evaluation.result import Comparison, Evaluation
from themetag.evaluation.run import compare, evaluate

__all__ = ["Comparison", "Evaluation", "Figure", "compare", "evaluate"]
