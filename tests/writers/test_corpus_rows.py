from __future__ import annotations

import io
from pathlib import Path

from themetag.corpus import read_corpus
from themetag.errors import DocumentError
from themetag.tagger import load
from themetag.writers.corpus import write_corpus_rows

TEXT = "Plans for children in care are late and weak.\n\nInspectors visited the hub on 3 May.\n"


def test_reports_are_rows_that_read_back_as_a_corpus(tmp_path: Path) -> None:
    """Every sentence is a row with its tags; a failed report has none; the same name twice keeps ids apart."""
    tagger = load("rules")
    reports = [
        tagger.tag(TEXT, source="a.txt"),
        tagger.failed(DocumentError("it is empty"), "b.txt"),
        tagger.tag(TEXT, source="a.txt"),
        tagger.tag("One \ud800 half.", source="caf\udce9.txt"),
    ]
    out = io.StringIO()
    write_corpus_rows(reports, out)
    (tmp_path / "c.jsonl").write_text(out.getvalue(), encoding="utf-8")
    found = read_corpus(tmp_path / "c.jsonl")
    assert list(found.documents) == ["a.txt", "a.txt (2)", "caf?.txt"]
    assert [u.text for u in found.units[:2]] == TEXT.split("\n")[::2]
    assert [str(label) for label in found.units[0].labels] == sorted(
        (tag.label for tag in reports[0].sentences[0].tags),
        key=[key + sign for key in found.taxonomy.keys for sign in "+-"].index,
    )
    assert found.units[0].fields["model"] == f"rules {tagger.backend.version}"
