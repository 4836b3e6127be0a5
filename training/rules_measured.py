"""Write down how good the rules are, so that reports can say it.

    python training/rules_measured.py DEV.jsonl

Measures the rules on a labelled corpus that they were not made from, and writes the figures to
src/themetag/data/rules/measured-childrens-services.json, from where reports and pages take them. Run it once for every
finished change of the rules.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import themetag
from themetag.corpus import read_corpus

TARGET = Path(__file__).parents[1] / "src" / "themetag" / "data" / "rules" / "measured-childrens-services.json"
SHOWN = {"micro_f1": "micro-F1 of themes with polarity", "sentence_polarity": "sentence polarity"}


def main() -> None:
    """Measure and write."""
    tagger = themetag.load("rules")
    corpus = read_corpus(sys.argv[1], tagger.taxonomy)
    figures = themetag.evaluate(tagger, corpus, n_mistakes=0).figures
    content = {
        "version": tagger.model.version,
        "on": f"{len(corpus):,} sentences of {len(corpus.documents)} held-out reports",
        "command": "themetag evaluate rules CORPUS",
        "figures": [
            {"name": name, "value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4)}
            for key, name in SHOWN.items()
            if (f := figures[key]).value is not None and f.low is not None and f.high is not None
        ],
    }
    TARGET.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
