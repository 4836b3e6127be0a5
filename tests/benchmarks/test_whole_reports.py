from __future__ import annotations

from pathlib import Path

import pytest

from themetag.corpus import Corpus, Label, LabelledUnit, write_corpus
from themetag.readers.files import read_text
from themetag.taxonomy import default_taxonomy
from themetag.types import Polarity

pytestmark = [
    pytest.mark.repository,
    pytest.mark.filterwarnings("ignore:never tagged:themetag.errors.ThemetagWarning"),  # there is one theme only
]
pytest.importorskip("sklearn")
pytest.importorskip("scipy")

AREAS = ["Northby", "Southby", "Eastby", "Westby", "Midby", "Overby"]
GRADES = ["Outstanding", "Good", "Good", "Requires improvement to be good", "Inadequate", "Inadequate"]
N_SENTENCES = 24


def sentences(area: int) -> list[tuple[str, Label]]:
    """Two dozen sentences of an invented area, four more of them concerns with each worse report."""
    said = []
    for i in range(N_SENTENCES):
        bad = i < 4 * area + 2
        thing = ["Pathway plans", "Plans for children in care", "Plans for disabled children"][i % 3]
        judged = "drift and are weak" if bad else "are good and clear"
        said.append(
            (
                f"{thing} in the {AREAS[area]} team {chr(97 + i) * 4} {judged}.",
                Label("planning", Polarity.CONCERN if bad else Polarity.STRENGTH),
            )
        )
    return said


def text_of(area: int) -> str:
    body = "\n\n".join(text for text, _ in sentences(area))
    return (
        f"Inspection of {AREAS[area]} local authority children’s services\n\nInspection dates: 3 to 14 October 2022\n\n"
        f"Judgement\n\nGrade\n\nOverall effectiveness\n\n{GRADES[area]}\n\nWhat we found\n\n{body}\n"
    )


def corpus() -> Corpus:
    units = [
        LabelledUnit(f"{area}-{i}", f"document-{area}", text, (label,))
        for area in range(5)
        for i, (text, label) in enumerate(sentences(area))
    ]
    return Corpus("sample", default_taxonomy(), tuple(units))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for area in range(6):
        (folder / f"{chr(122 - area)}.txt").write_text(text_of(area), encoding="utf-8")
    return folder


def test_no_tagger_saw_the_document_that_it_tags() -> None:
    """Whatever a file is called, it gets the model of the fold that its document is not in; copies get it too."""
    from out_of_fold import fold_taggers

    documents = [(f"{i}.txt", read_text(text_of(area))) for i, area in enumerate([3, 0, 5, 1, 2, 4, 3])]
    found = fold_taggers(corpus(), None, documents, 2)
    assert found.folds.keys() == {"0.txt", "1.txt", "3.txt", "4.txt", "5.txt", "6.txt"}
    assert found.folds["0.txt"] == found.folds["6.txt"]
    assert {fold for folds in found.folds.values() for fold in folds} == {0, 1}
    for name, folds in found.folds.items():
        assert found.tagger_for(name) is found.taggers[next(iter(folds))]
    from themetag.corpus.splits import folds_of

    parts = dict(zip((unit.doc for unit in corpus().units), folds_of(corpus(), 2), strict=True))
    for i, area in enumerate([3, 0, None, 1, 2, 4]):
        if area is not None:
            assert found.folds[f"{i}.txt"] == {int(parts[f"document-{area}"])}
    assert found.tagger_for("2.txt") is found.taggers[0]


def test_the_taggers_of_folds_differ_by_what_they_saw() -> None:
    """Each fold's model is trained on other rows: the words of a held-out document are unknown to it."""
    from out_of_fold import fold_taggers

    found = fold_taggers(corpus(), None, [("a", read_text(text_of(0)))], 2)
    first, second = (set(tagger.backend.model.vocabulary.names) for tagger in found.taggers)
    assert first - second
    assert second - first


def test_a_file_of_two_folds_is_left_out() -> None:
    """A file that holds documents of several folds has no model that saw nothing of it."""
    from out_of_fold import FoldTaggers

    tagger = object()
    found = FoldTaggers([tagger, tagger], {"a": frozenset([0, 1]), "b": frozenset([1])})  # type: ignore[list-item]
    assert found.tagger_for("a") is None
    assert found.tagger_for("b") is tagger


def test_one_command_measures_out_of_fold(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Trained documents are tagged by the model of another fold, the one outside the corpus too; grades go along."""
    import whole_reports

    write_corpus(tmp_path / "real.jsonl", corpus())
    (reports / "copy.txt").write_text(text_of(1), encoding="utf-8")
    command = ["linear", str(reports), "--out-of-fold", str(tmp_path / "real.jsonl"), "--folds", "5"]
    assert whole_reports.main(command) == 0
    out = capsys.readouterr().out
    assert "6 graded full inspections; 6 of 7 files hold documents of the corpus and are tagged out of 5 folds" in out
    assert "1 copies counted once" in out
    assert "rank correlation of the share of concerns with the grade: 0." in out


def test_out_of_fold_is_for_the_model_that_it_trains(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finished model saw its documents, whatever folds are made afterwards: it is refused."""
    import whole_reports

    with pytest.raises(SystemExit):
        whole_reports.main(["rules", str(reports), "--out-of-fold", "real.jsonl"])
    assert "the model must be linear" in capsys.readouterr().err


def test_every_copy_of_a_trained_document_is_left_out(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --trained-on, the same report under a second name is no unseen report."""
    import whole_reports
    from themetag.corpus import make_index, write_index

    write_index(tmp_path / "index.jsonl", make_index(corpus()))
    (reports / "copy.txt").write_text(text_of(1), encoding="utf-8")
    assert whole_reports.main(["rules", str(reports), "--trained-on", str(tmp_path / "index.jsonl")]) == 0
    assert "1 graded full inspections; 6 of 7 files left out as trained on" in capsys.readouterr().out
