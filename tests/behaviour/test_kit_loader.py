"""Reading kits: what a file may say, and the place of every fault."""

from __future__ import annotations

import pytest

from themetag.behaviour import load_kit
from themetag.behaviour import loader as loader_module
from themetag.errors import BehaviourError
from themetag.types import Kind, Unit

TOP = 'format = 1\ntaxonomy = "childrens-services"\nphenomenon = "x"\n'
GOOD = '[[case]]\nname = "one"\na.text = "Plans are good."\na.must = ["planning+"]\n'


@pytest.fixture
def write(tmp_path):
    """Writes a kit file and returns its path."""

    def write_one(text: str, name: str = "kit.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_one


def faults_of(path, taxonomy=None) -> list[str]:
    with pytest.raises(BehaviourError, match="the behavioural kit has") as caught:
        load_kit(path, taxonomy)
    return [f"{fault.field}: {fault.problem}" for fault in caught.value.faults]


def test_a_case_is_read_in_full(write):
    """Every field of a case and of its sides is kept."""
    kit = load_kit(
        write(
            TOP + '[[case]]\nname = "full"\nphenomenon = "heading"\nwhy = "because"\n'
            'a.text = "Plans"\na.kind = "list"\na.heading = "Strengths"\na.lead_in = "They are:"\n'
            'a.previous = "Before."\na.must = ["planning+"]\na.must_not = ["planning-", "practice-"]\n'
            'b.text = "Plans"\nb.none = true\n'
        )
    )
    (case,) = kit.cases
    assert (case.name, case.phenomenon, case.why, case.same) == ("full", "heading", "because", False)
    first, second = case.sides
    assert first.unit == Unit("Plans", Kind.LIST, "Strengths", "They are:", "Before.")
    assert (first.must, first.must_not) == ({"planning+"}, {"planning-", "practice-"})
    assert (first.none, second.none, second.labels) == (False, True, frozenset())
    assert (case.themes, kit.phenomena, kit.taxonomy) == (
        {"planning", "practice"},
        ("heading",),
        "childrens-services",
    )


def test_a_case_may_have_one_side(write):
    """A case without b is a single unit."""
    assert len(load_kit(write(TOP + GOOD)).cases[0].sides) == 1


def test_an_invariance_asks_the_same_of_both_sides(write):
    """What is written under a holds under b too."""
    kit = load_kit(write(TOP + GOOD + 'b.text = "Plans are very good."\nsame = true\n'))
    first, second = kit.cases[0].sides
    assert second.must == first.must == {"planning+"}


def test_a_folder_is_one_kit_in_the_order_of_its_names(write, tmp_path):
    """Files of a folder are read together, sorted by name; files that are not TOML are left alone."""
    write(TOP + GOOD.replace("one", "second"), "b.toml")
    write(TOP + GOOD.replace("one", "first"), "a.toml")
    write("not a kit", "notes.txt")
    assert [case.name for case in load_kit(tmp_path).cases] == ["first", "second"]


def test_a_byte_order_mark_is_no_fault(tmp_path):
    """A file saved with a byte order mark reads as one without."""
    path = tmp_path / "kit.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (TOP + GOOD).encode())
    assert len(load_kit(path)) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("format = ", ": is not TOML"),
        ("x = " + "[" * 5000, ": is nested too deeply"),
        (TOP.replace("1", "2") + GOOD, "format: must be 1, was 2"),
        (TOP.replace("1", "true") + GOOD, "format: must be 1, was True"),
        (TOP.replace('"childrens-services"', "3") + GOOD, "taxonomy: must be the name of a taxonomy, was 3"),
        (TOP, "case: a kit needs at least one [[case]]"),
        ("case = 4\n" + TOP, "case: a kit needs at least one [[case]]"),
        ("case = [4]\n" + TOP, "case[0]: must be a table"),
        ("cases = 1\n" + TOP + GOOD, "cases: is not a field of a kit"),
        (TOP + GOOD + "colour = 1\n", "case[0].colour: is not a field of a case; the fields are name,"),
        (TOP + GOOD + "a.words = 1\n", "case[0].a.words: is not a field of a side; the fields are text,"),
        (TOP + GOOD.replace('name = "one"\n', ""), "case[0].name: is missing"),
        (TOP + GOOD.replace('"one"', '"One Two"'), "case[0].name: must be 1 to 100 lower-case letters"),
        (TOP.replace('phenomenon = "x"\n', "") + GOOD, "case[0].phenomenon: is missing"),
        (TOP + GOOD + "why = 3\n", "case[0].why: must be text, was 3"),
        (TOP + GOOD + 'same = "yes"\n', "case[0].same: must be true or false, was 'yes'"),
        (TOP + GOOD + "same = true\n", "case[0].b: is missing"),
        (TOP + '[[case]]\nname = "one"\n', "case[0].a: is missing"),
        (TOP + '[[case]]\nname = "one"\na = 3\n', "case[0].a: must be a table"),
        (TOP + GOOD.replace("Plans are good.", "  "), "case[0].a.text: is missing"),
        (TOP + GOOD.replace("Plans", "x" * 2001), "case[0].a.text: may have at most 2,000 characters"),
        (
            TOP + GOOD.replace("Plans", "\\u001b[1m"),
            "case[0].a.text: may not hold control characters",
        ),
        (TOP + GOOD + 'a.kind = "heading"\n', "case[0].a.kind: must be prose or list, was 'heading'"),
        (TOP + GOOD + "a.heading = 1\n", "case[0].a.heading: must be text, was 1"),
        (
            TOP + GOOD + 'a.must_not = "planning-"\n',
            "case[0].a.must_not: must be a list of at most 100",
        ),
        (TOP + GOOD + 'a.must_not = ["planning"]\n', "case[0].a.must_not[0]: must be a theme and a sign"),
        (TOP + GOOD + "a.must_not = [1]\n", "case[0].a.must_not[0]: must be a theme and a sign"),
        (TOP + GOOD + 'a.must_not = ["plans-"]\n', "case[0].a.must_not[0]: no theme 'plans' in taxonomy"),
        (
            TOP + GOOD + 'a.must_not = ["voice+", "voice+"]\n',
            "case[0].a.must_not[1]: voice+ stands there",
        ),
        (TOP + GOOD + 'a.must_not = ["planning+"]\n', "case[0].a.must_not: planning+ also stands in must"),
        (TOP + GOOD + "a.none = true\n", "case[0].a.none: leaves no room for must and must_not"),
        (TOP + GOOD + 'b.text = "Other."\n', "case[0].b: says nothing that must hold"),
        (
            TOP + GOOD + 'same = true\nb.text = "Other."\nb.none = true\n',
            "case[0].b: says what must hold; with same = true that is said once, under a",
        ),
        (
            TOP + GOOD + 'b.text = "Plans are good."\nb.must = ["planning+"]\n',
            "case[0].b: is the same unit as a, so the pair shows nothing",
        ),
        (TOP + GOOD + GOOD, "case[1].name: 'one' is also the name of"),
    ],
)
def test_a_fault_is_reported_with_its_field(write, text, fault):
    """Each way to write a kit wrongly gives one fault, which names the field."""
    faults = faults_of(write(text))
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_all_faults_come_together_with_their_lines(write):
    """Faults of several cases are one error; each names file and line of its case."""
    path = write(TOP + GOOD + "x = 1\n" + GOOD.replace("one", "two").replace("planning+", "plan+") + GOOD)
    with pytest.raises(BehaviourError, match="the behavioural kit has 2 faults") as caught:
        load_kit(path)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(str(path), 4), (str(path), 9)]


def test_names_are_unique_over_all_files(write, tmp_path):
    """A name that stands in two files of a folder is a fault of the second."""
    first = write(TOP + GOOD, "a.toml")
    write(TOP + GOOD, "b.toml")
    assert faults_of(tmp_path) == [f"case[0].name: 'one' is also the name of {first}: case[0]"]


def test_one_kit_has_one_taxonomy(write, tmp_path):
    """Files of a folder may not speak of different taxonomies."""
    write(TOP + GOOD, "a.toml")
    write(TOP.replace("childrens-services", "schools") + GOOD.replace("one", "two"), "b.toml")
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("taxonomy: must be one for all files of a kit, was 'childrens-services' in ")


def test_labels_are_checked_against_the_taxonomy_that_is_given(write, schools):
    """For a kit of a user's taxonomy, an unknown theme is a fault where that taxonomy is at hand."""
    path = write(TOP.replace("childrens-services", "schools") + GOOD)
    assert load_kit(path).cases[0].themes == {"planning"}
    assert faults_of(path, schools) == [
        "case[0].a.must[0]: no theme 'planning' in taxonomy 'schools'; it has teaching, leadership"
    ]


def test_a_kit_for_another_taxonomy_is_not_checked_against_the_one_given(write, schools):
    """A kit for the shipped taxonomy loads for a model of another one; its cases are left out later."""
    assert len(load_kit(write(TOP + GOOD), schools)) == 1


def test_a_missing_file_is_a_fault(tmp_path):
    """A path that does not exist gives the reason that the system gives."""
    assert faults_of(tmp_path / "none.toml") == [": cannot be read (No such file or directory)"]


def test_an_empty_folder_is_a_fault(tmp_path):
    """A folder without TOML files is no kit."""
    assert faults_of(tmp_path) == [": is a folder without any .toml file"]


def test_a_file_in_another_encoding_is_a_fault(tmp_path):
    """A file that is not UTF-8 is refused with the place of the first bad byte."""
    path = tmp_path / "kit.toml"
    path.write_bytes((TOP + GOOD).encode().replace(b"Plans", b"Pl\xe4ne"))
    place = (TOP + GOOD).index("Plans") + 2
    assert faults_of(path) == [f": is not UTF-8 (byte {place})"]


def test_size_is_bounded(write, tmp_path, monkeypatch):
    """A file over the limit, too many cases and too many files are refused."""
    path = write(TOP + GOOD + GOOD.replace("one", "two"))
    monkeypatch.setattr(loader_module, "MAX_CASES", 1)
    assert faults_of(path) == ["case: a kit has at most 1 cases, this one has 2"]
    monkeypatch.setattr(loader_module, "MAX_BYTES", 100)
    assert faults_of(path) == [": a file of a kit has at most 100 bytes"]
    monkeypatch.setattr(loader_module, "MAX_FILES", 1)
    write(TOP + GOOD, "more.toml")
    assert faults_of(tmp_path) == [": a kit has at most 1 files"]


def test_cases_are_bounded_over_all_files(write, tmp_path, monkeypatch):
    """The limit on cases holds for a folder as a whole."""
    write(TOP + GOOD, "a.toml")
    write(TOP + GOOD.replace("one", "two"), "b.toml")
    monkeypatch.setattr(loader_module, "MAX_CASES", 1)
    assert faults_of(tmp_path) == ["case: a kit has at most 1 cases, this one has 2"]
