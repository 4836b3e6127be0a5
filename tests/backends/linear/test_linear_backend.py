"""The linear back end scores and explains as it says, with numpy alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linear_samples import UNITS, bakery_corpus, trained
from themetag.backends.linear.features import read
from themetag.backends.linear.model import sigmoid
from themetag.backends.linear.vectors import Vectoriser
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.findings import evidence_of
from themetag.training.matrix import rows_of
from themetag.training.network import Network
from themetag.types import POLARITIES, Polarity, Unit

BACKEND = trained().backend
KEYS = BACKEND.taxonomy.keys


def test_a_batch_scores_like_its_units() -> None:
    """Scores are the same bytes in a batch, alone, and in another order."""
    whole = BACKEND.score(UNITS)
    assert whole.shape == (len(UNITS), 4, 2)
    assert np.stack([BACKEND.score([unit])[0] for unit in UNITS]).tobytes() == whole.tobytes()
    assert BACKEND.score(UNITS[::-1])[::-1].tobytes() == whole.tobytes()
    assert BACKEND.score([]).shape == (0, 4, 2)


def test_training_and_serving_give_the_same_scores() -> None:
    """The sparse product of scipy over all units and numpy's sums unit by unit agree within 1e-6."""
    model = BACKEND.model
    units = [*UNITS, *bakery_corpus().inputs()]
    inner = model.inner.astype(np.float32) * model.steps[:, None]
    network = Network(inner, model.finding, model.inner_bias, model.outer, model.outer_bias)
    raw = network.log_odds(rows_of([read(unit) for unit in units], model.vocabulary, BACKEND.findings(units)))
    evidence = evidence_of(RulesBackend.load(BACKEND.taxonomy, warn=False).score(units)).reshape(len(units), -1)
    expected = np.zeros((len(units), 8))
    odds = raw + model.rules_share * evidence[:, model.labels]
    expected[:, model.labels] = sigmoid(odds * model.slopes + model.offsets)
    np.testing.assert_allclose(BACKEND.score(units).reshape(len(units), -1), expected, rtol=0, atol=1e-6)


def test_features_weigh_as_in_scikit_learn() -> None:
    """The words of a sentence without turns have scikit-learn's tf-idf, scaled as if none stood twice."""
    text = pytest.importorskip("sklearn.feature_extraction.text")
    corpus = bakery_corpus()
    model = BACKEND.model
    units = corpus.inputs()
    words = [name for name in model.vocabulary.names if name[0].isalnum() and ":" not in name and "=" not in name]
    vectorizer = text.TfidfVectorizer(
        vocabulary=words, ngram_range=(1, 3), norm=None, token_pattern=r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|\."
    )
    # The clause of an n-gram matters here and not there, so only units of one clause are compared; full stops
    # are no tokens of ours.
    readings = [read(unit) for unit in units]
    vectorizer.fit([unit.text for unit in units])
    numbers = [model.vocabulary.number[word] for word in words]
    idf = model.vocabulary.idf[numbers]
    vectorizer.idf_ = idf
    single = [i for i, reading in enumerate(readings) if len(reading.clauses) == 1]
    weighed = vectorizer.transform([units[i].text.rstrip(".") for i in single]).toarray()
    expected = weighed / np.sqrt((weighed * idf).sum(axis=1, keepdims=True))
    nothing = np.zeros((len(single), 0), np.float32)
    found = rows_of([readings[i] for i in single], model.vocabulary, nothing).matrix.toarray()[:, numbers]
    assert len(single) > 100
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.text[:20])
def test_contributions_add_up(unit: Unit) -> None:
    """What the words, the heading, the sentence before, the rules and the bias contribute is the score's log-odds."""
    scores = BACKEND.score([unit])[0]
    for theme in range(3):
        for side, polarity in enumerate(POLARITIES):
            evidence = BACKEND.explain(unit, KEYS[theme], polarity)
            total = sum(item.contribution or 0.0 for item in evidence)
            assert total == pytest.approx(np.log(scores[theme, side] / (1 - scores[theme, side])), abs=1e-6)
            for item in evidence:
                for span in item.spans:
                    assert span.of(unit.text).replace("’", "'").lower() == item.name
                assert item.spans or item.name in ("heading", "previous sentence", "bias") or item.role == "rules"


def test_what_a_grade_means_is_said_of_nobody() -> None:
    """Below the heading of a scale of grades no label scores, whatever stands beside it, and the evidence says why."""
    verdict = "The staff was excellent but the loaves disappointed us."
    scale, elsewhere = Unit(verdict, heading="What the grades mean: Excellent"), Unit(verdict, heading="Excellent")
    scores = BACKEND.score([elsewhere, scale, elsewhere])
    assert scores[1].max() < 1e-8
    assert scores[0].tobytes() == scores[2].tobytes()
    assert (scores[0] >= BACKEND.thresholds).any()
    evidence = BACKEND.explain(scale, "bread", Polarity.CONCERN)
    (taken,) = [item for item in evidence if item.name == "scale of grades"]
    assert taken.contribution == pytest.approx(-20 - sum(i.contribution or 0.0 for i in evidence if i is not taken))
    assert not any(item.name == taken.name for item in BACKEND.explain(elsewhere, "bread", Polarity.CONCERN))


def test_each_side_of_a_turn_lands_on_its_own_theme() -> None:
    """Of "X was excellent but Y disappointed us", the first clause is a strength of X, the second a concern of Y."""
    scores = BACKEND.score([Unit("The staff was excellent but the loaves disappointed us.")])[0]
    given = {(KEYS[t], POLARITIES[p]) for t, p in np.argwhere(scores >= BACKEND.thresholds).tolist()}
    assert given == {("service", Polarity.STRENGTH), ("bread", Polarity.CONCERN)}


def test_a_theme_is_carried_by_its_own_words() -> None:
    """The word that counts most for a theme is one of the deciding clause."""
    unit = Unit("The staff was excellent but the loaves disappointed us.")
    words = [item.name for item in BACKEND.explain(unit, "bread", Polarity.CONCERN) if item.spans][:2]
    assert set(words) & {"loaves", "disappointed"}
    assert "staff" not in words


def test_labels_without_examples_are_never_given() -> None:
    """A theme that no row carries scores 0, has a threshold that nothing reaches, and no evidence."""
    place = KEYS.index("parking")
    assert (BACKEND.thresholds[place] > 1).all()
    assert not BACKEND.score(UNITS)[:, place].any()
    assert BACKEND.explain(UNITS[0], "parking", Polarity.STRENGTH) == ()
    with pytest.raises(KeyError, match="no theme 'cake'"):
        BACKEND.explain(UNITS[0], "cake", Polarity.STRENGTH)


def test_a_strange_document_gets_a_note() -> None:
    """Word pairs that the model never met give a note; its own corpus and short texts give none."""
    strange = [Unit("Pupils enjoy reading lessons and make rapid progress with phonics in early years.")] * 12
    note = BACKEND.domain_note(strange)
    assert note is not None
    assert "unlike" in note
    assert "Letters to bakeries" in note
    assert BACKEND.domain_note(bakery_corpus(seed=2).inputs()) is None
    assert BACKEND.domain_note(strange[:1]) is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_scored(text: str, heading: str, previous: str) -> None:
    """Every text has scores in [0, 1], and evidence whose spans lie in it."""
    unit = Unit(text, heading=heading, previous=previous)
    scores = BACKEND.score([unit])
    assert ((scores >= 0) & (scores <= 1)).all()
    for item in BACKEND.explain(unit, "bread", Polarity.CONCERN):
        assert all(span.end <= len(text) for span in item.spans)


def test_serving_needs_numpy_alone() -> None:
    """Importing the back end loads neither scipy nor scikit-learn."""
    code = "import sys, themetag.bundle.linear; print([m for m in ('scipy', 'sklearn', 'joblib') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"


def test_rows_have_the_length_of_their_blocks() -> None:
    """Each block of a row has the length that the vocabulary states, however many words it has."""
    vocabulary = BACKEND.model.vocabulary
    (row,) = Vectoriser(vocabulary).rows(read(Unit("The rye bread was excellent", heading="Our visit")))
    ids, values = row
    heading = [vocabulary.names[i].startswith(("h:", "h=", "k:", "prose:")) for i in ids]
    assert np.sqrt((values[heading] ** 2).sum()) == pytest.approx(vocabulary.scales[3])
