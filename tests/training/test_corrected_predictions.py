from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import themetag
from linear_samples import TAXONOMY, bakery_corpus, trained
from themetag.corpus import read_corpus
from themetag.tagger import Tagger
from themetag.writers.corpus import write_corpus_rows

pytest.importorskip("scipy")


@pytest.mark.filterwarnings("ignore:never tagged:themetag.errors.ThemetagWarning")
def test_tags_that_people_corrected_go_straight_into_training(tmp_path: Path) -> None:
    """Corpus rows of tagged documents, some labels changed by hand and their old scores left, are trained on as is."""
    corpus, tagger = bakery_corpus(), Tagger(trained().backend)
    texts = {doc: "\n\n".join(unit.text for unit in corpus.units if unit.doc == doc) for doc in corpus.documents}
    out = io.StringIO()
    write_corpus_rows((tagger.tag(text) for text in texts.values()), out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    tagged = [i for i, row in enumerate(rows) if "bread+" in row["labels"]]
    for i in tagged:
        rows[i]["labels"] = ["parking-"]
    path = tmp_path / "corrected.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    gold = read_corpus(path, TAXONOMY)
    assert len(gold.documents) == len(texts)
    again = themetag.train(path, taxonomy=TAXONOMY, n_folds=2)
    found = again.backend.score([gold.inputs()[i] for i in tagged])
    parking, bread = TAXONOMY.keys.index("parking"), TAXONOMY.keys.index("bread")
    assert len(tagged) >= 10
    assert found[:, parking, 1].mean() > found[:, bread, 0].mean()
