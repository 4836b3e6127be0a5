"""Evaluations and comparisons as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from themetag.evaluation.bootstrap import Figure
from themetag.evaluation.result import Comparison, EndToEnd, Evaluation, LabelFigures
from themetag.evaluation.worst import Mistake

TITLES: Final[Mapping[str, str]] = {
    "micro_f1": "F1 of labels, micro",
    "micro_precision": "precision of labels, micro",
    "micro_recall": "recall of labels, micro",
    "macro_f1": "F1 of labels, macro",
    "theme_f1": "F1 of themes alone, micro",
    "theme_precision": "precision of themes alone, micro",
    "theme_recall": "recall of themes alone, micro",
    "sentence_polarity": "sentence polarity",
    "exact_match": "exact match",
    "judged": "judged or not",
    "neutral_tagged": "neutral sentences with a tag",
    "calibration_error": "calibration error over tags",
}

Table = tuple[list[str], list[list[str]]]
Render = Callable[[Table], str]


def to_dict(result: Evaluation | Comparison) -> dict[str, Any]:
    """Return everything that was found as plain values, ready for JSON."""
    if isinstance(result, Comparison):
        return asdict(result)
    names = [name for name in result.__dataclass_fields__ if name not in ("sums", "rows")]
    return {name: _plain(getattr(result, name)) for name in names}


def to_json(result: Evaluation | Comparison) -> str:
    """Return everything that was found as JSON."""
    return json.dumps(to_dict(result), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def to_text(result: Evaluation | Comparison) -> str:
    """Return the figures for a terminal."""
    return _render(result, _text_table, _text_list, lambda title: f"\n{title}\n")


def to_markdown(result: Evaluation | Comparison) -> str:
    """Return the figures as Markdown; text of the corpus is escaped."""
    return _render(result, _markdown_table, _markdown_table, lambda title: f"\n## {title}\n")


def _render(result: Evaluation | Comparison, table: Render, listing: Render, heading: Callable[[str], str]) -> str:
    parts: list[str] = []
    if isinstance(result, Comparison):
        parts.append(f"{result.first} against {result.second} on {_of(result)}")
        parts += ["", table(_difference_table(result))]
        return "\n".join(parts) + "\n"
    parts.append(f"{result.model} on {_of(result)}")
    if result.end_to_end is not None:
        parts += ["", *_end_to_end(result.end_to_end, result.n_rows)]
    figures = [[TITLES[name], str(result.figures[name]), f"{result.figures[name].n:,}"] for name in TITLES]
    parts += ["", table((["figure", "value [95 % interval]", "of"], figures))]
    parts += [heading("Labels"), table(_label_table(result.labels))]
    if tuple(label.name for label in result.labels) != tuple(theme.name for theme in result.themes):
        parts += [heading("Themes"), table(_label_table(result.themes, result.brier_skill))]
    else:
        parts += [heading("Brier skill"), table(_skill_table(result.brier_skill))]
    bins = [[f"{b.n:,}", f"{b.mean_score:.3f}", f"{b.precision:.3f}"] for b in result.bins]
    parts += [heading("Calibration of the tags"), table((["tags", "mean score", "precision"], bins))]
    if result.mistakes:
        rows = [_mistake_row(mistake) for mistake in result.mistakes]
        parts += [heading("Worst errors"), listing((["id", "gold", "given", "text", "carried by"], rows))]
    if result.notes:
        parts += [heading("Notes"), *(f"- {note}" for note in result.notes)]
    return "\n".join(parts) + "\n"


def _of(result: Evaluation | Comparison) -> str:
    return f"{result.corpus}: {result.n_rows:,} rows of {result.n_documents:,} documents"


def _end_to_end(found: EndToEnd, n_rows: int) -> list[str]:
    def share(count: int, of: int) -> str:
        return f"{count:,} ({count / of:.1%})" if of else "0"

    return [
        f"from files to tags: {share(found.exact, n_rows)} gold rows are one of our sentences, "
        f"{share(found.split, n_rows)} were cut, {share(found.merged, n_rows)} stand in a longer one, "
        f"{share(found.lost, n_rows)} are lost;",
        f"{share(found.wrong_headings, found.headings)} of {found.headings:,} rows that state a heading lie "
        "under another",
    ]


def _label_table(labels: Sequence[LabelFigures], skill: Mapping[str, Figure] | None = None) -> Table:
    head = [
        "label" if skill is None else "theme",
        "gold",
        "tags",
        "precision",
        "recall",
        "F1 [95 % interval]",
    ]
    rows = []
    for label in labels:
        row = [
            label.name,
            f"{label.support:,}",
            f"{label.given:,}",
            _short(label.precision),
            _short(label.recall),
        ]
        row.append(str(label.f1))
        if skill is not None:
            row.append(str(skill[label.name]))
        rows.append(row)
    return (head if skill is None else [*head, "Brier skill"]), rows


def _skill_table(skill: Mapping[str, Figure]) -> Table:
    return ["theme", "Brier skill"], [[name, str(figure)] for name, figure in skill.items()]


def _difference_table(result: Comparison) -> Table:
    head = ["figure", result.first, result.second, "difference [95 % interval]"]
    rows = [
        [TITLES[name], _short(d.first), _short(d.second), _signed(d.difference)]
        for name in TITLES
        if (d := result.figures.get(name)) is not None
    ]
    return head, rows


def _mistake_row(mistake: Mistake) -> list[str]:
    causes = "; ".join(f"{c.label}: {c.words or c.name} ({c.role})" for c in mistake.causes[:6])
    gold, given = " ".join(mistake.gold) or "none", " ".join(mistake.given) or "none"
    return [mistake.id, gold, given, " ".join(mistake.text.split()), causes]


def _short(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _signed(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "–" if figure.value is None else f"{figure.value:+.3f}"
    return f"{figure.value:+.3f} [{figure.low:+.3f}, {figure.high:+.3f}]"


def _text_table(table: Table) -> str:
    head, rows = table
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    widths[-1] = 0  # nothing stands behind the last column
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    )


def _text_list(table: Table) -> str:
    head, rows = table
    return "\n\n".join(
        "\n".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=True) if cell) for row in rows
    )


def _markdown_table(table: Table) -> str:
    head, rows = table
    lines = [head, ["---"] * len(head), *([_escaped(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _escaped(cell: str) -> str:
    for mark in "\\`*_[]<>|":
        cell = cell.replace(mark, "\\" + mark)
    return cell


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
