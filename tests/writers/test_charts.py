from __future__ import annotations

import sys

import pytest

from page_reports import Line, a_report, some_lines
from themetag.errors import MissingExtraError
from themetag.taxonomy import Taxonomy, Theme
from themetag.writers.charts import theme_chart

figure = pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")


def widths(ax) -> list[list[float]]:  # type: ignore[no-untyped-def]
    return [[bar.get_width() for bar in bars] for bars in ax.containers]


def test_chart_shows_counts_in_taxonomy_order() -> None:
    """Concerns reach to the left and strengths to the right, one row a theme, the first theme on top."""
    report = a_report(some_lines())
    ax = theme_chart(report)
    counts = {e.theme.title: [-len(e.concerns), len(e.strengths)] for e in report.summary()}
    assert [label.get_text() for label in ax.get_yticklabels()] == list(counts)
    assert [list(pair) for pair in zip(*widths(ax), strict=True)] == list(counts.values())
    assert counts["Timeliness"] == [-2, 1]
    low, high = ax.get_ylim()
    assert low > high
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["concerns (\u2212)", "strengths (+)"]


def test_chart_can_leave_empty_themes_out() -> None:
    """With empty=False only themes with a tag have a row."""
    ax = theme_chart(a_report([Line("Plans are late.", ("planning- 0.5",))]), empty=False)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Planning"]


def test_chart_is_drawn_where_the_caller_says() -> None:
    """Axes that are given are drawn on and given back; pyplot, with its global figures, is not loaded for it."""
    own = figure.Figure().subplots(1, 2)
    assert theme_chart(a_report(some_lines()), own[1]) is own[1]
    assert own[0].containers == []
    assert own[1].containers != []
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize("lines", [[], [Line("The visit took place in May.")]])
def test_chart_of_a_report_without_tags_can_be_drawn(lines: list[Line], tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A report without tags gives bars of no width, with every theme or with none."""
    for empty in (True, False):
        ax = theme_chart(a_report(lines), empty=empty)
        ax.figure.savefig(tmp_path / "chart.png")
        assert not any(width for row in widths(ax) for width in row)


def test_titles_are_text_and_no_formula(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A theme's title that matplotlib would set as a formula is shown as it is written."""
    taxonomy = Taxonomy("own", 1, "Own", (Theme("money", r"Money $\frac{$ and \alpha$"),))
    ax = theme_chart(a_report([Line("It is short.", ("money- 0.5",))], taxonomy=taxonomy))
    ax.figure.savefig(tmp_path / "chart.svg")
    label = ax.get_yticklabels()[0]
    assert label.get_text() == r"Money \$\frac{\$ and \alpha\$"


def test_missing_matplotlib_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib the error says what to install."""
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        MissingExtraError, match=r"a chart needs the package 'matplotlib': pip install 'themetag\[plots\]'"
    ):
        theme_chart(a_report([]))
