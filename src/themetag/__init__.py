"""Strengths and concerns by theme in inspection reports: sentence by sentence, with offsets and evidence.

    import themetag
    report = themetag.tag(text)                # or themetag.tag(Path("report.pdf"))
    print(report.summary())

Names are loaded when first used, so that `import themetag` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from themetag.compare import compare_reports
    from themetag.document import Block, Document, Fact, Grade, Meta
    from themetag.errors import DocumentError, Status, ThemetagError
    from themetag.evaluation import evaluate
    from themetag.plan import make_plan
    from themetag.report import Report, Summary
    from themetag.tagger import Tagger, load, read, tag
    from themetag.taxonomy import Taxonomy, Theme, default_taxonomy, load_taxonomy
    from themetag.training.train import train
    from themetag.types import Evidence, Kind, Polarity, Sentence, Span, Tag, Unit

_HOMES = {
    "themetag.tagger": ("Tagger", "load", "read", "tag"),
    "themetag.training.train": ("train",),
    "themetag.evaluation": ("evaluate",),
    "themetag.compare": ("compare_reports",),
    "themetag.plan": ("make_plan",),
    "themetag.report": ("Report", "Summary"),
    "themetag.document": ("Block", "Document", "Fact", "Grade", "Meta"),
    "themetag.types": ("Evidence", "Kind", "Polarity", "Sentence", "Span", "Tag", "Unit"),
    "themetag.taxonomy": ("Taxonomy", "Theme", "default_taxonomy", "load_taxonomy"),
    "themetag.errors": ("DocumentError", "Status", "ThemetagError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  by subject, as _HOMES lists them
    "Tagger", "evaluate", "load", "read", "tag", "train",
    "Report", "Summary", "compare_reports", "make_plan",
    "Block", "Document", "Fact", "Grade", "Meta",
    "Evidence", "Kind", "Polarity", "Sentence", "Span", "Tag", "Unit",
    "Taxonomy", "Theme", "default_taxonomy", "load_taxonomy",
    "DocumentError", "Status", "ThemetagError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name from where it lives."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'themetag' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
