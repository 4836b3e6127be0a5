"""Action plans: every concern and recommendation of a report, each point once."""

from themetag.plan.build import make_plan
from themetag.plan.result import Plan, Point, PointKind, Quote

__all__ = ["Plan", "Point", "PointKind", "Quote", "make_plan"]
