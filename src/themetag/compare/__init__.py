"""Comparing reports: what each says under each theme, beside the others."""

from themetag.compare.build import compare_reports
from themetag.compare.measured import LabelErrors, MeasuredErrors, load_measured
from themetag.compare.result import Cell, Comparison, Order, Row, Side, Where

__all__ = [
    "Cell",
    "Comparison",
    "LabelErrors",
    "MeasuredErrors",
    "Order",
    "Row",
    "Side",
    "Where",
    "compare_reports",
    "load_measured",
]
