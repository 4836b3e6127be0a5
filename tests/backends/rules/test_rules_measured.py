"""The figures that the rules bring."""

from __future__ import annotations

from pathlib import Path

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.parameters import shipped_figures

NAME = "measured-childrens-services.json"


def test_the_rules_that_ship_bring_their_measured_figures() -> None:
    """Each figure lies inside its interval, within [0, 1], and says on what it was measured."""
    figures = RulesBackend.load().measured
    assert {figure.name for figure in figures} == {"micro-F1 of themes with polarity", "sentence polarity"}
    for figure in figures:
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
        assert "held-out reports" in figure.on


def test_figures_of_another_version_are_not_brought() -> None:
    """What was measured of one version says nothing of another."""
    assert shipped_figures(NAME, "0") == ()


def test_rules_with_cues_of_ones_own_bring_no_figures(tmp_path: Path) -> None:
    """Cues that were added may make them better or worse; nobody has measured it."""
    cues = tmp_path / "cues.toml"
    cues.write_text(
        'format = 1\ntaxonomy = "childrens-services"\n\n[[rule]]\nname = "own-panel"\ntheme = "oversight"\n'
        'cues = ["tracking panel"]\nfires = ["The tracking panel is thorough."]\n',
        encoding="utf-8",
    )
    assert RulesBackend.load(cue_files=[cues]).measured == ()
