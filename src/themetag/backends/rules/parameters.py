"""The numbers that turn a reading into scores: data, fitted by training/rules_calibration.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from themetag.backends.rules.features import FEATURES
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.rulefile import Effect, Strength
from themetag.packaged import read_packaged
from themetag.report import Measured
from themetag.taxonomy import Taxonomy

GENERAL: Final = "scores-general.json"

# For cues that no fit has seen, in log-odds.
THEME_WEIGHT: Final[Mapping[Strength, float]] = {"strong": 3.5, "usual": 2.5, "weak": 1.2}
JUDGEMENT_WEIGHT: Final[Mapping[Strength, float]] = {"strong": 2.0, "usual": 1.2, "weak": 0.3}
THEME_BIAS: Final = -2.0
THRESHOLD: Final = 0.4


@dataclass(frozen=True, slots=True)
class Parameters:
    """All numbers, in the order of the lexicon's cues and the taxonomy's themes.

    Attributes:
        judgement: for each cue, how much it judges (0 for theme cues).
        themes: for each cue, how much it speaks for its theme (0 for others), in log-odds.
        bias: for each theme, its log-odds where no cue speaks.
        cross: for each theme, what a mention of each other theme adds, in log-odds.
        polarity: for strength and for concern, the constant and then one number for each of `FEATURES`: the
            log-odds that a theme is judged so, given that it is judged.
        judged: one number for each of `FEATURES`, in log-odds, for the theme's being judged at all.
        calibration: for strength and for concern, (constant, slope) on the log-odds of the raw score.
        thresholds: for each theme, those of strength and of concern.
        fitted: whether theme weights, calibration and thresholds come from a corpus.

    """

    judgement: tuple[float, ...]
    themes: tuple[float, ...]
    bias: tuple[float, ...]
    cross: tuple[tuple[float, ...], ...]
    polarity: tuple[tuple[float, ...], tuple[float, ...]]
    judged: tuple[float, ...]
    calibration: tuple[tuple[float, float], tuple[float, float]]
    thresholds: tuple[tuple[float, float], ...]
    fitted: bool


def shipped(name: str) -> dict[str, Any]:
    """Return a file of fitted numbers that ships, {} where there is none of this name."""
    data = read_packaged("rules", name)
    return {} if data is None else json.loads(data)


def shipped_figures(name: str, version: str) -> tuple[Measured, ...]:
    """Return the figures measured for this version of the rules, none where there are none."""
    content = shipped(name)
    if content.get("version") != version:
        return ()
    return tuple(Measured(f["name"], f["value"], f["low"], f["high"], content["on"]) for f in content["figures"])


def build(lexicon: Lexicon, taxonomy: Taxonomy, general: dict[str, Any], own: dict[str, Any]) -> Parameters:
    """Put the numbers in order; cues and themes that no file names get the defaults.

    Args:
        lexicon: the cues.
        taxonomy: the themes.
        general: the numbers of judgement cues and polarity.
        own: the numbers of this taxonomy's themes; {} where nothing was fitted.

    """
    judgement, themes = [], []
    words, weights = general.get("judgement", {}), own.get("themes", {})
    for key, rule_number, effect in zip(lexicon.keys, lexicon.rule_of, lexicon.effects, strict=True):
        rule = lexicon.heads[rule_number]
        is_theme = effect is Effect.THEME
        themes.append(float(weights.get(key, THEME_WEIGHT[rule.strength])) if is_theme else 0.0)
        judgement.append(0.0 if is_theme else float(words.get(key, JUDGEMENT_WEIGHT[rule.strength])))
    keys = taxonomy.keys
    bias = tuple(float(own.get("bias", {}).get(key, THEME_BIAS)) for key in keys)
    table = own.get("cross", {})
    cross = tuple(tuple(float(table.get(key, {}).get(other, 0.0)) for other in keys) for key in keys)
    fitted = general.get("polarity", {})
    strength = tuple(float(fitted.get("strength", {}).get(name, 0.0)) for name in ("constant", *FEATURES))
    concern = tuple(float(fitted.get("concern", {}).get(name, 0.0)) for name in ("constant", *FEATURES))
    judged = tuple(float(fitted.get("judged", {}).get(name, 0.0)) for name in FEATURES)
    scale = own.get("calibration", {"strength": [0.0, 1.0], "concern": [0.0, 1.0]})
    limits = own.get("thresholds", {})
    return Parameters(
        tuple(judgement),
        tuple(themes),
        bias,
        cross,
        (strength, concern),
        judged,
        ((scale["strength"][0], scale["strength"][1]), (scale["concern"][0], scale["concern"][1])),
        tuple((limits.get(key + "+", THRESHOLD), limits.get(key + "-", THRESHOLD)) for key in keys),
        bool(own),
    )
