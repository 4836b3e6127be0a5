from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from corpus_samples import corpus, unit
from hypothesis import given, settings
from hypothesis import strategies as st

from themetag.corpus import Corpus, folds_of, near_duplicates, split_corpus
from themetag.corpus.duplicates import shingles_of
from themetag.errors import CorpusError

LABELS = ["planning+", "planning-", "voice+", "resources-", ""]


def sample(n_documents: int = 40, seed: int = 1) -> Corpus:
    rng = random.Random(seed)
    units = []
    for doc in range(n_documents):
        for _ in range(rng.randint(3, 30)):
            label = rng.choices(LABELS, [8, 5, 3, 0.5, 3])[0]
            fields = {"region": f"r{doc % 7}"}
            units.append(unit(len(units), label, doc=f"d{doc}", fields=fields))
    return corpus(*units)


def test_no_document_stands_in_two_parts_and_no_row_is_lost() -> None:
    """Every row stands in just one part, with all the rows of its document."""
    whole = sample()
    split = split_corpus(whole, {"train": 0.7, "dev": 0.1, "test": 0.2})
    assert Counter(u.id for part in split.parts.values() for u in part.units) == Counter(u.id for u in whole.units)
    documents = [set(part.documents) for part in split.parts.values()]
    assert sum(map(len, documents)) == len(whole.documents) == sum(split.groups.values())
    assert not documents[0] & documents[1] | documents[0] & documents[2] | documents[1] & documents[2]


@pytest.mark.parametrize("seed", range(5))
def test_rows_and_labels_are_spread_by_the_shares(seed: int) -> None:
    """Rows come within 5 points of the share, labels within 8, where documents drawn blindly are far off."""
    whole = sample(seed=seed)
    test = split_corpus(whole, {"train": 0.75, "test": 0.25}, seed=seed).parts["test"]
    assert abs(len(test) / len(whole) - 0.25) < 0.05
    shares = {label: test.counts()[label] / n for label, n in whole.counts().items() if n >= 20}
    assert {label: share for label, share in shares.items() if abs(share - 0.25) > 0.08} == {}


def test_a_seed_gives_its_split_again_and_another_seed_another() -> None:
    """The split depends on the seed and on nothing else."""
    whole, shares = sample(), {"train": 0.8, "test": 0.2}
    first, again, other = (split_corpus(whole, shares, seed=seed).parts["test"] for seed in (3, 3, 4))
    assert first.units == again.units
    assert first.units != other.units


def test_any_field_can_keep_rows_together() -> None:
    """Rows of one region stay together; a field that rows lack is named."""
    split = split_corpus(sample(), {"train": 0.5, "test": 0.5}, by="region")
    regions = [{u.fields["region"] for u in part.units} for part in split.parts.values()]
    assert not regions[0] & regions[1]
    assert len(regions[0] | regions[1]) == 7
    with pytest.raises(CorpusError, match="unit '0' has no field 'town'"):
        split_corpus(sample(), {"train": 0.5, "test": 0.5}, by="town")


def test_a_part_without_a_label_says_so() -> None:
    """A label whose rows all stand in one document is missing elsewhere, and the split names it."""
    units = [unit(i, "voice+" if i == 0 else "planning-", doc=f"d{i}") for i in range(10)]
    split = split_corpus(corpus(*units), {"train": 0.8, "test": 0.2})
    assert sorted(split.missing.values()) == [(), ("voice+",)]


def test_splitting_does_not_change_what_a_model_is_given() -> None:
    """The sentence before a row is the same in a part as in the whole corpus."""
    whole = sample()
    expected = {u.id: inputs for u, inputs in zip(whole.units, whole.inputs(), strict=True)}
    for part in split_corpus(whole, {"train": 0.5, "test": 0.5}).parts.values():
        assert part.inputs() == [expected[u.id] for u in part.units]
        assert part.select(range(0, len(part), 2)).inputs() == part.inputs()[::2]


@pytest.mark.parametrize(
    ("shares", "match"),
    [
        ({"train": 1.0}, "at least two parts, was given 1"),
        ({"train": 1.0, "test": 0.0}, "share of 'test' must be above 0, was 0.0"),
        ({"train": 1.0, "test": float("nan")}, "share of 'test' must be above 0, was nan"),
    ],
)
def test_shares_that_make_no_split_are_refused(shares: dict[str, float], match: str) -> None:
    """One part, an empty part and a share that is no number are errors."""
    with pytest.raises(ValueError, match=match):
        split_corpus(sample(), shares)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(6, 25), st.integers(0, 99))
def test_folds_hold_whole_documents_and_none_is_empty(n_folds: int, n_documents: int, seed: int) -> None:
    """Each document has one fold, and each fold has a document."""
    whole = sample(n_documents, seed)
    folds = folds_of(whole, n_folds, seed=seed)
    assert len({(u.doc, fold) for u, fold in zip(whole.units, folds.tolist(), strict=True)}) == n_documents
    assert np.unique(folds).tolist() == list(range(n_folds))


def test_more_folds_than_documents_are_refused() -> None:
    """Neither a fold without a document nor a single fold is made."""
    with pytest.raises(CorpusError, match="has 3 documents, which cannot be divided into 4 parts"):
        folds_of(sample(3), 4)
    with pytest.raises(ValueError, match="n_folds must be 2 or more, was 1"):
        folds_of(sample(3), 1)


words = st.lists(st.sampled_from(list("abcdef")), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=12), st.lists(words, max_size=12), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_no_near_duplicate_is_missed(left: list[str], right: list[str], threshold: float) -> None:
    """The search finds just the pairs that comparing everything with everything finds, within and across."""
    a = corpus(*(unit(i, text=text) for i, text in enumerate(left)))
    b = corpus(*(unit(i, text=text) for i, text in enumerate(right)))

    def similar(x: str, y: str) -> bool:
        p, q = shingles_of(x), shingles_of(y)
        return len(p & q) / len(p | q) >= threshold

    across = {(str(i), str(j)) for i, x in enumerate(left) for j, y in enumerate(right) if similar(x, y)}
    assert {(p.first.id, p.second.id) for p in near_duplicates(a, b, threshold=threshold)} == across
    within = {(str(i), str(j)) for j, y in enumerate(left) for i, x in enumerate(left[:j]) if similar(x, y)}
    assert {(p.first.id, p.second.id) for p in near_duplicates(a, threshold=threshold)} == within


def test_case_and_marks_make_no_difference() -> None:
    """Sentences that differ in case, quotes and stops alone are the same."""
    (pair,) = near_duplicates(corpus(unit(1, text="“Plans” are late!"), unit(2, text="plans are LATE")))
    assert pair.similarity == 1.0


def test_too_many_pairs_are_refused() -> None:
    """A corpus of one sentence over and over stops with a cure instead of filling the memory."""
    same = corpus(*(unit(i, text="the very same") for i in range(500)))
    with pytest.raises(CorpusError, match=r"more than 100,000 pairs .* raise the threshold"):
        near_duplicates(same)
    with pytest.raises(ValueError, match=r"threshold must be in \(0, 1\], was 0"):
        near_duplicates(same, threshold=0)
