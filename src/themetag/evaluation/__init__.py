"""Measuring a model on documents that it was not trained on; `docs/metrics.md` defines the figures."""

from themetag.evaluation.bootstrap import Figure
from themetag.evaluation.plot import plot
from themetag.evaluation.render import to_dict, to_json, to_markdown, to_text
from themetag.evaluation.result import Comparison, Evaluation
from themetag.evaluation.run import compare, evaluate
from themetag.evaluation.whole import WholeReports, whole_reports

__all__ = [
    "Comparison",
    "Evaluation",
    "Figure",
    "WholeReports",
    "compare",
    "evaluate",
    "plot",
    "to_dict",
    "to_json",
    "to_markdown",
    "to_text",
    "whole_reports",
]
