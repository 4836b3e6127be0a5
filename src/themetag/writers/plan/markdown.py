"""An action plan as Markdown: one table for each kind of point."""

from __future__ import annotations

import re
from typing import IO, Any, Final

from themetag.plan.result import Plan
from themetag.writers.plan.rows import SECTIONS, TO_FILL, facts_of, row_of, title_of
from themetag.writers.scrub import visible

_HEAD: Final = ("No.", "What the report says", "Page", "Paragraph", "Theme", "Said again", *TO_FILL)
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>|~#&$!])")
_NUMBERED: Final = re.compile(r"\A(\s*(?:\d+))([.)])")
_LINK: Final = re.compile(r"(?<=[A-Za-z])(?=://)|(?<=www)(?=\.)", re.IGNORECASE)


def escape(text: str) -> str:
    r"""Return the text so that Markdown shows it as it reads: marks are escaped, white space is folded.

    An address does not become a link by itself.
    """
    folded = visible(" ".join(text.split()))
    marked = _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", folded))
    marked = re.sub(r"\A([-+=])", r"\\\1", marked)
    return _LINK.sub(r"\\", marked)


def write_plan_markdown(plan: Plan, out: IO[Any]) -> None:
    """Write the plan as Markdown with tables, as GitHub and Pandoc read them."""
    out.write(f"# {escape(title_of(plan))}\n\n")
    for line in facts_of(plan):
        out.write(f"- {escape(line)}\n")
    for kind, section in SECTIONS.items():
        points = [point for point in plan.points if point.kind is kind]
        if not points:
            continue
        out.write(f"\n## {section}\n\n")
        out.write("| " + " | ".join(_HEAD) + " |\n")
        out.write("|" + " --- |" * len(_HEAD) + "\n")
        for point in points:
            row = row_of(point)
            again = "<br>".join(escape(line) for line in row.again)
            cells = [str(row.number), escape(row.text), str(row.page), escape(row.paragraph), escape(row.themes), again]
            out.write("| " + " | ".join([*cells, *("" for _ in TO_FILL)]) + " |\n")
