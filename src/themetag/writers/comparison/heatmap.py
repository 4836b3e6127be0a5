"""The heat map of themes: matplotlib axes for callers, PNG and SVG for files. Needs the extra `plots`."""

from __future__ import annotations

import math
import textwrap
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from themetag.compare.result import Comparison
from themetag.optional import require
from themetag.types import POLARITIES, Polarity
from themetag.writers.scrub import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Blue and orange stay apart for colour-blind readers; depth says the share, the number says the count.
_COLOURS: Final = {Polarity.STRENGTH: "Blues", Polarity.CONCERN: "Oranges"}
_TITLES: Final = {Polarity.STRENGTH: "Strengths (+)", Polarity.CONCERN: "Concerns (\u2212)"}
_DARK: Final = 0.6  # from so much of the deepest colour on, figures are white
_MAX_SHARE_FLOOR: Final = 0.1  # below it one sentence would take the deepest colour
_ABSENT: Final = "\u2013"
_DPI: Final = 150


def draw_heat_map(comparison: Comparison, axes: Axes, polarity: Polarity, top: float | None = None) -> Axes:
    """Draw one polarity on axes that the caller made: themes down, reports across.

    Colour is the share of the sentences that judge anything, the number is the count of sentences; a dash
    is a theme that the report does not mention, 0 one that it mentions in the other polarity only.

    Args:
        comparison: the comparison.
        axes: where to draw.
        polarity: strengths or concerns.
        top: the share that takes the deepest colour, in (0, 1]; None: the largest share of either polarity.

    Raises:
        MissingExtraError: matplotlib is not installed.
        ValueError: `top` outside (0, 1].

    """
    require("matplotlib", "plots", "a heat map")
    if top is None:
        top = _largest(comparison)
    if not 0 < top <= 1:
        raise ValueError(f"top must be in (0, 1], was {top}")
    shares = [
        [(cell.shares[polarity].value or 0.0) if cell.mentioned else math.nan for cell in row.cells]
        for row in comparison.rows
    ]
    axes.pcolormesh(shares, cmap=_COLOURS[polarity], vmin=0, vmax=top, edgecolors="white", linewidth=1.5)
    axes.set_ylim(len(shares), 0)
    for y, row in enumerate(comparison.rows):
        for x, cell in enumerate(row.cells):
            colour = "white" if shares[y][x] >= _DARK * top else "black"
            text = str(len(cell.sentences[polarity])) if cell.mentioned else _ABSENT
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour, fontsize=8)
    names = ["\n".join(textwrap.wrap(_plain(side.name), 14, break_long_words=False)) for side in comparison.sides]
    turned = len(names) > 6
    axes.set_xticks([x + 0.5 for x in range(len(names))], names, rotation=90 if turned else 0, fontsize=8)
    titles = [_plain(row.theme.title) for row in comparison.rows]
    axes.set_yticks([y + 0.5 for y in range(len(titles))], titles, fontsize=8)
    axes.tick_params(length=0)
    axes.set_title(_TITLES[polarity], fontsize=10)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def heat_map_figure(comparison: Comparison) -> Figure:
    """Return a figure with both polarities beside each other; the caller may change or save it.

    Raises:
        MissingExtraError: matplotlib is not installed.

    """
    require("matplotlib", "plots", "a heat map")
    from matplotlib.figure import Figure

    columns, rows = len(comparison.sides), len(comparison.rows)
    width = 3.6 + 2 * max(1.6, min(30.0, 0.62 * columns if columns > 6 else 0.95 * columns))
    height = 1.9 + min(200.0, 0.27 * rows)
    figure = Figure(figsize=(width, height), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    top = _largest(comparison)
    for axes, polarity in zip((left, right), POLARITIES, strict=True):
        draw_heat_map(comparison, axes, polarity, top)
    right.tick_params(labelleft=False)
    caption = (
        f"Number: sentences. Colour: their share of the sentences that judge anything, deepest at {100 * top:.0f} %. "
        f"{_ABSENT}: not mentioned."
    )
    figure.supxlabel("\n".join(textwrap.wrap(caption, max(40, int(width * 13)))), fontsize=8)
    return figure


def write_heat_map(comparison: Comparison, out: IO[Any], kind: Literal["png", "svg"]) -> None:
    """Write the heat map as a picture; the same comparison and matplotlib give the same bytes.

    Args:
        comparison: the comparison.
        out: where to, opened for bytes.
        kind: "png" or "svg"; letters in an SVG are letters, so that they can be searched and read aloud.

    Raises:
        MissingExtraError: matplotlib is not installed.

    """
    matplotlib = require("matplotlib", "plots", "a heat map")
    metadata: dict[str, str | None] = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    with matplotlib.rc_context({"svg.hashsalt": "themetag", "svg.fonttype": "none", "font.family": "DejaVu Sans"}):
        heat_map_figure(comparison).savefig(out, format=kind, dpi=_DPI, metadata=metadata)


def _largest(comparison: Comparison) -> float:
    shares = [cell.shares[p].value or 0.0 for row in comparison.rows for cell in row.cells for p in POLARITIES]
    return max(_MAX_SHARE_FLOOR, *shares)


def _plain(text: str) -> str:
    """Return the text so that matplotlib draws it as it stands: a dollar sign would start a formula."""
    return visible(text).replace("$", r"\$")
