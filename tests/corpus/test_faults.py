from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_samples import corpus, unit

from themetag.corpus import check_corpus, read_corpus, split_corpus, themes_of_labels
from themetag.corpus.model import MAX_FAULTS
from themetag.errors import CorpusError

ROW = {"id": "1", "doc": "a", "text": "Plans are late.", "labels": ["planning-"]}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def faults_of(path: Path) -> list[tuple[int | None, str, str]]:
    with pytest.raises(CorpusError) as caught:
        read_corpus(path)
    return [(fault.line, fault.field, fault.problem) for fault in caught.value.faults]


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
@pytest.mark.parametrize("name", ["c.jsonl", "c.csv"])
def test_an_empty_corpus_says_that_it_is_empty(tmp_path: Path, name: str, content: str) -> None:
    """A file without rows is a fault that names the file."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"{name}: has no rows; a corpus needs at least one labelled sentence"):
        read_corpus(tmp_path / name)


def test_unknown_labels_are_all_reported_at_once(tmp_path: Path) -> None:
    """Five labels that the taxonomy has not are five faults, each with its line, and the themes are listed."""
    names = ["plans+", "voices-", "PLANNING+", "planning*", "safety+"]
    rows = [{**ROW, "id": str(i), "labels": [name]} for i, name in enumerate(names)]
    found = faults_of(write(tmp_path / "c.jsonl", *rows))
    assert [(line, field) for line, field, _ in found] == [(line, "labels") for line in range(1, 6)]
    assert "'plans+' is not a theme of taxonomy 'childrens-services'; its themes are leadership" in found[0][2]


def test_unknown_label_columns_are_all_reported_at_once(tmp_path: Path) -> None:
    """A CSV column that looks like a label and is none is a fault, and the message says how to keep the column."""
    write(tmp_path / "c.csv", "doc,text,planning+,plans+,voices-,wait,safety+,staff-", "a,x,1,0,1,1,0,0")
    found = faults_of(tmp_path / "c.csv")
    assert [field for _, field, _ in found] == ["plans+", "voices-", "wait", "safety+", "staff-"]
    assert "a column that is no label is headed `field:wait`" in found[2][2]


def test_duplicate_ids_name_both_lines(tmp_path: Path) -> None:
    """The second row with an id is a fault that names the line of the first."""
    found = faults_of(write(tmp_path / "c.jsonl", ROW, {**ROW, "id": "2"}, ROW, ROW))
    assert found == [(3, "id", "'1' is also the id of line 1"), (4, "id", "'1' is also the id of line 1")]


@pytest.mark.parametrize("name", ["c.jsonl", "c.csv"])
def test_mixed_encodings_name_each_line(tmp_path: Path, name: str) -> None:
    """Each line that is not UTF-8 is a fault with the byte, its column and what it would be in Windows-1252."""
    if name.endswith("csv"):
        lines = ["doc,text,planning+", "a,Café,1", "a,Caf\x92s,1", "a,\x96,0"]
    else:
        texts = ["Café", "Caf\x92s", "\x96"]
        lines = [json.dumps({**ROW, "id": text, "text": text}, ensure_ascii=False) for text in texts]
    good = lines[:-2]
    data = "\n".join(good).encode() + b"\n" + "\n".join(lines[-2:]).encode("latin-1")
    (tmp_path / name).write_bytes(data)
    found = [fault for fault in faults_of(tmp_path / name) if "UTF-8" in fault[2]]
    assert [line for line, _, _ in found] == [len(good) + 1, len(good) + 2]
    assert "byte 0x92" in found[0][2]
    assert "which is '’' in Windows-1252; save the file as UTF-8" in found[0][2]


def test_utf_16_is_named(tmp_path: Path) -> None:
    """A file in UTF-16 is refused with its cure, not with a thousand faults."""
    (tmp_path / "c.csv").write_text("doc,text,planning+\na,x,1\n", encoding="utf-16")
    with pytest.raises(CorpusError, match="is UTF-16; save it as UTF-8"):
        read_corpus(tmp_path / "c.csv")


@pytest.mark.parametrize(
    ("row", "field", "match"),
    [
        ("{", "", "is not a JSON object"),
        ("[1]", "", r"must be a JSON object, was '\[1\]'"),
        ('{"id": "1", "id": "2"}', "", "field 'id' stands twice"),
        ('{"id": NaN}', "", "NaN is not a number of JSON"),
        ("[" * 100_000, "", "nested too deeply|is not a JSON object"),
        ({**ROW, "text": " "}, "text", "is empty"),
        ({**ROW, "text": 3}, "text", "must be text, was 3"),
        ({**ROW, "text": "x" * 100_001}, "text", "a unit is one sentence"),
        ('{"doc": "a", "text": "\\ud800", "labels": []}', "text", "half of a surrogate pair"),
        ({"id": "1", "text": "x", "labels": []}, "doc", "is missing; name the document"),
        ({**ROW, "doc": ""}, "doc", "is missing"),
        ({**ROW, "id": ["1"]}, "id", "must be text"),
        ({"id": "1", "doc": "a", "text": "x"}, "labels", "is missing; a unit that judges nothing has"),
        ({**ROW, "labels": "planning+"}, "labels", "must be a list of labels"),
        ({**ROW, "labels": ["planning-", "planning-"]}, "labels", "'planning-' stands twice"),
        ({**ROW, "labels": [None]}, "labels", "None is not a theme"),
        ({**ROW, "kind": "table"}, "kind", "must be 'prose' or 'list', was 'table'"),
        ({**ROW, "polarity": "up"}, "polarity", r"must be '\+', '-' or empty, was 'up'"),
        ({**ROW, "polarity": "+"}, "polarity", "the labels carry a polarity of their own"),
        ({**ROW, "scores": [1]}, "scores", "must be a table from label to score"),
        ({**ROW, "scores": {"planning-": 1.5}}, "scores", r"must be in \[0, 1\], was 1.5"),
        ({**ROW, "scores": {"plans-": 0.5}}, "scores", "'plans-' is not a theme"),
    ],
)
def test_each_fault_has_its_line_and_field(tmp_path: Path, row: object, field: str, match: str) -> None:
    """A bad row behind a good one is reported on line 2, with its field."""
    path = write(tmp_path / "c.jsonl", {**ROW, "id": "first"}, row)
    with pytest.raises(CorpusError, match=match) as caught:
        read_corpus(path)
    assert (caught.value.faults[0].line, caught.value.faults[0].field) == (2, field)


def test_labels_with_and_without_a_polarity_do_not_mix(tmp_path: Path) -> None:
    """A row without signs is a fault where other rows have them."""
    found = faults_of(write(tmp_path / "c.jsonl", ROW, {**ROW, "id": "2", "labels": ["voice"]}))
    assert found == [(2, "labels", "voice: has no + or -, but other rows state a polarity per theme")]


@pytest.mark.parametrize(
    ("content", "field", "match"),
    [
        ("doc,text\na,x", "", "has no column of a label"),
        ("doc,sentence,planning+\na,x,1", "text", "is missing among the columns doc, sentence"),
        ("doc,text,labels\na,x,planning+", "labels", "CSV has one column a label"),
        ("doc,text,planning+,planning+\na,x,1,0", "planning+", "heads more than one column"),
        ("doc,text,planning+\na,x,2", "planning+", "must be 1 or 0, was '2'"),
        ("doc,text,planning+\na,x", "", "has 2 cells, the header has 3"),
        ('doc,text,planning+\na,"x,1', "", "is not CSV"),
    ],
)
def test_each_fault_of_a_csv_is_named(tmp_path: Path, content: str, field: str, match: str) -> None:
    """A bad header or row of a CSV is reported with its column."""
    with pytest.raises(CorpusError, match=match) as caught:
        read_corpus(write(tmp_path / "c.csv", content))
    assert caught.value.faults[0].field == field


def test_a_row_with_line_breaks_keeps_the_count(tmp_path: Path) -> None:
    """The line of a fault is that where its row starts, also behind cells of several lines."""
    path = write(tmp_path / "c.csv", 'doc,text,planning+\na,"x\ny\nz",1\na,,1\na,"u\nv",7')
    assert [(line, field) for line, field, _ in faults_of(path)] == [(5, "text"), (6, "planning+")]


def test_a_message_stays_readable(tmp_path: Path) -> None:
    """After 1,000 faults the message says how many more there are."""
    rows = [{**ROW, "id": str(i), "labels": ["plans+"]} for i in range(MAX_FAULTS + 5)]
    found = faults_of(write(tmp_path / "c.jsonl", *rows))
    assert len(found) == MAX_FAULTS + 1
    assert found[-1] == (None, "", "and 5 more faults")


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_is_none_is_named(tmp_path: Path, name: str) -> None:
    """A missing file, or a folder, is a fault of its own."""
    from themetag.corpus import Format

    with pytest.raises(CorpusError, match=r"does not exist|is not a file"):
        read_corpus(tmp_path / name, file_format=Format.JSONL)


def test_one_document_cannot_be_split() -> None:
    """The error says that there is one document, and check says it before."""
    single = corpus(unit(1, "planning+"), unit(2))
    with pytest.raises(CorpusError, match="has 1 document, which cannot be divided into 2 parts"):
        split_corpus(single, {"train": 0.8, "test": 0.2})
    assert "one document: the corpus cannot be split" in check_corpus(single).notes[0]


def test_a_theme_with_one_example_is_pointed_out() -> None:
    """A label with a single row, and labels with none, are named in the notes."""
    notes = check_corpus(corpus(unit(1, "planning+ voice-"), unit(2, "voice-", doc="b"))).notes
    assert any(note.endswith("no split can both learn and measure: planning+") for note in notes)
    assert any(note == "fewer than 20 examples: voice- (2)" for note in notes)
    assert any(note.startswith("no example at all: leadership+") for note in notes)


def test_rows_out_of_order_are_pointed_out_and_take_no_wrong_neighbour() -> None:
    """A row behind one of another document has nothing before it, and the check names the document."""
    mixed = corpus(unit(1), unit(2, doc="b"), unit(3), unit(4))
    assert [one.previous for one in mixed.inputs()] == ["", "", "", mixed.units[2].text]
    found = check_corpus(mixed)
    assert found.scattered == ("a",)
    assert any("do not stand together" in note for note in found.notes)


def test_what_a_corpus_should_be_asked_is_found() -> None:
    """Equal texts with other labels, near-duplicates across documents and garbled quotes are all noted."""
    long = "Managers of the duty team read every referral on the day that it comes in and act on it"
    found = check_corpus(
        corpus(
            unit(1, "planning+", text="Plans are good."),
            unit(2, "planning-", text="plans  are good."),
            unit(3, text=f"{long}."),
            unit(4, text=f"{long} today.", doc="b"),
            unit(5, text="They donâ€™t wait.", doc="b"),
        )
    )
    assert found.same_text == found.conflicts == (("1", "2"),)
    assert [(a, b) for a, b, _ in found.near_duplicates] == [("3", "4")]
    assert found.garbled == ("5",)
    assert len(found.notes) >= 4


def test_a_taxonomy_is_made_from_the_labels_of_a_corpus(tmp_path: Path) -> None:
    """Titles stay as they are, keys are made from them, each its own; signs on all labels are polarities."""
    from themetag.corpus import taxonomy_toml
    from themetag.taxonomy import parse_taxonomy

    labels = ["Food & drink", "Food and drink", "Été", "24/7 “care”", "---"]
    rows = [{"labels": labels[:3]}, {"labels": labels[3:]}]
    found = themes_of_labels(write(tmp_path / "c.jsonl", *rows), "other")
    assert parse_taxonomy(taxonomy_toml(found)) == found
    assert {theme.title: theme.key for theme in found} == {
        "---": "theme",
        "24/7 “care”": "theme_24_7_care",
        "Food & drink": "food_and_drink",
        "Food and drink": "food_and_drink_2",
        "Été": "ete",
    }
    signed = themes_of_labels(write(tmp_path / "s.jsonl", {"labels": ["Food+", "Food-", "Wait-"]}), "other")
    assert [theme.title for theme in signed] == ["Food", "Wait"]
    with pytest.raises(CorpusError, match="no row has a label"):
        themes_of_labels(write(tmp_path / "n.jsonl", {"labels": []}), "other")
    with pytest.raises(CorpusError, match=r"n\.jsonl:2: labels: cannot be read"):
        themes_of_labels(write(tmp_path / "n.jsonl", {"labels": ["a"]}, {"label": "b"}), "other")


def test_a_corpus_of_short_answers_has_no_fault() -> None:
    """Where too many rows are nearly the same to look at each pair, the check says so and finds the rest."""
    found = check_corpus(corpus(*(unit(i, "planning-", text="The very same!", doc=f"d{i}") for i in range(500))))
    assert (found.n_rows, found.near_duplicates, len(found.same_text)) == (500, (), 499)
    assert any(
        note.startswith("near-duplicates were not looked at: there are more than 100,000") for note in found.notes
    )
