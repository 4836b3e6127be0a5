"""Charts of a report as matplotlib axes, which the caller may place in a figure of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from themetag.optional import require
from themetag.report import Report
from themetag.types import Polarity
from themetag.writers.scrub import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Blue and vermilion stay apart under the common kinds of colour blindness (Okabe and Ito 2008, "Color universal
# design"); the hatch and the side of the axis say the same without any colour.
_COLOURS: Final = {Polarity.STRENGTH: "#3f87c7", Polarity.CONCERN: "#d9731a"}
_HATCHES: Final = {Polarity.STRENGTH: "", Polarity.CONCERN: "////"}
_ROW_HEIGHT: Final = 0.32  # inches


def theme_chart(report: Report, ax: Axes | None = None, *, empty: bool = True) -> Axes:
    """Draw how many sentences judge each theme: concerns to the left, strengths to the right.

    Themes stand in taxonomy order from the top. Nothing is shown or saved and no global state is touched:
    `theme_chart(report).figure.savefig("themes.svg")` does that.

    Args:
        report: the report.
        ax: where to draw; None: on a new figure, high enough for the themes.
        empty: whether themes without any tag get a row too.

    Returns:
        The axes drawn on.

    Raises:
        MissingExtraError: matplotlib is not installed.

    """
    ticker = require("matplotlib.ticker", "plots", "a chart")
    entries = [entry for entry in report.summary() if empty or entry.strengths or entry.concerns]
    if ax is None:
        ax = (
            require("matplotlib.figure", "plots", "a chart")
            .Figure(figsize=(7.5, 1.3 + _ROW_HEIGHT * len(entries)), layout="constrained")
            .subplots()
        )
    assert ax is not None
    rows = range(len(entries))
    counts = {
        Polarity.CONCERN: [-len(entry.concerns) for entry in entries],
        Polarity.STRENGTH: [len(entry.strengths) for entry in entries],
    }
    for polarity, widths in counts.items():
        name = f"{polarity.value}s ({polarity.sign.replace('-', chr(0x2212))})"
        bars = ax.barh(
            rows, widths, color=_COLOURS[polarity], hatch=_HATCHES[polarity], edgecolor="white", linewidth=0, label=name
        )
        ax.bar_label(bars, [str(abs(width)) if width else "" for width in widths], padding=3, fontsize="small")
    most = max((abs(width) for widths in counts.values() for width in widths), default=0) or 1
    ax.set_xlim(-1.15 * most, 1.15 * most)
    # A dollar sign would start a formula in matplotlib's text.
    ax.set_yticks(rows, [visible(entry.theme.title).replace("$", r"\$") for entry in entries])
    ax.invert_yaxis()
    ax.axvline(0, color="black", linewidth=0.8)
    ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):g}"))
    ax.set_xlabel("sentences")
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)
    return ax
