"""Leaves out, in training, some of what the rules find, so that no network relies on it alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.findings import OF_THEME, OF_UNIT, Findings


def some_findings(
    findings: Findings,
    extra: npt.NDArray[np.bool_],
    lengths: npt.NDArray[np.int64],
    *,
    drop: float,
    withhold: float,
    rng: np.random.Generator,
) -> Findings:
    """Return findings of which some are left out; those given stay as they are.

    Args:
        findings: (n_rows, n_findings), the rows of each unit one after the other.
        extra: (n_units,) whether a unit is of another kind than the text to be tagged: nothing is withheld of it.
        lengths: (n_units,) how many rows each unit has.
        drop: the share of single findings left out, in [0, 1); the others weigh more for it. 0.0 disables.
        withhold: the share of themes, unit by unit, of which all findings are left out, in [0, 1]. 0.0 disables.
        rng: where chance comes from.

    """
    if drop:
        keep = rng.random(findings.shape, dtype=np.float32) >= drop
        findings = findings * keep * np.float32(1 / (1 - drop))
    if withhold:
        n_themes = (findings.shape[1] - len(OF_UNIT)) // len(OF_THEME)
        known = rng.random((len(extra), n_themes), dtype=np.float32) >= withhold
        known |= extra[:, None]
        known = np.repeat(np.repeat(known, lengths, axis=0), len(OF_THEME), axis=1)
        findings = np.hstack([findings[:, : known.shape[1]] * known, findings[:, known.shape[1] :]])
    return np.asarray(findings, dtype=np.float32)
