from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evaluation_samples import SMALL, Told, chance, corpus, outcome, row
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import calls
from themetag.corpus import Scheme
from themetag.errors import CorpusError
from themetag.evaluation import compare, evaluate
from themetag.evaluation.bootstrap import Figure, interval, weights_of
from themetag.evaluation.calibration import equal_mass_bins
from themetag.evaluation.counts import brier_skill, f1, precision, recall, summary, sums_of
from themetag.evaluation.points import label_points, summary_points
from themetag.types import Polarity

pytest.importorskip("sklearn")

GOLD = corpus(
    row("a", "one", "planning+"),
    row("a", "two", "planning-"),
    row("a", "three", "planning- voice-"),
    row("b", "four"),
    row("b", "five"),
    row("b", "six", "voice+ voice-"),
    row("c", "seven", "staff+"),
)
MODEL = Told(
    {
        "one": {"planning+": 0.9},  # right
        "two": {"planning+": 0.8},  # the theme, the wrong way
        "three": {"planning-": 0.7, "staff-": 0.6},  # one right, one wrong, one missed
        "four": {"voice+": 0.55},  # neutral, tagged
        "six": {"voice+": 0.9, "voice-": 0.5},  # both right
    }
)


def test_every_figure_on_seven_rows_counted_by_hand() -> None:
    """Each figure equals what counting the sample by hand gives."""
    found = evaluate(MODEL, GOLD, min_positives=1)
    values = {name: figure.value for name, figure in found.figures.items()}
    assert values == pytest.approx(
        {
            "micro_precision": 4 / 7,
            "micro_recall": 4 / 7,
            "micro_f1": 4 / 7,
            # planning+ 2/3, planning- 2/3, voice+ 2/3, voice- 2/3, staff+ 0
            "macro_f1": (2 / 3 + 2 / 3 + 2 / 3 + 2 / 3 + 0) / 5,
            "theme_precision": 4 / 6,
            "theme_recall": 4 / 6,
            "theme_f1": 4 / 6,
            # of one polarity: one right, two wrong, three right, seven untagged
            "sentence_polarity": 2 / 4,
            "exact_match": 3 / 7,
            "judged": 5 / 7,
            "neutral_tagged": 1 / 2,
            # each tag is a bin of its own
            "calibration_error": (0.1 + 0.8 + 0.3 + 0.6 + 0.55 + 0.1 + 0.5) / 7,
        }
    )
    assert found.n_rows == 7
    assert found.n_documents == 3
    assert [found.figures[name].n for name in ("neutral_tagged", "sentence_polarity", "calibration_error")] == [2, 4, 7]
    by_name = {label.name: label for label in found.labels}
    assert (by_name["planning+"].support, by_name["planning+"].given) == (1, 2)
    assert by_name["planning+"].precision.value == 0.5
    assert by_name["staff+"].precision.value is None
    assert by_name["staff+"].recall.value == 0.0


def test_the_highest_tag_gives_the_sentence_its_polarity() -> None:
    """Of two tags the higher one decides; equal scores go by taxonomy order."""
    gold = corpus(row("a", "x", "voice-"), row("b", "y", "voice-"), row("c", "z", "planning+"))
    higher = {"planning+": 0.8, "voice-": 0.9}
    equal = {"planning+": 0.8, "voice-": 0.8}
    found = evaluate(Told({"x": higher, "y": equal, "z": equal}), gold)
    assert found.figures["sentence_polarity"].value == pytest.approx(2 / 3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(list(Scheme)))
def test_sums_over_documents_give_what_scikit_learn_gives(seed: int, scheme: Scheme) -> None:
    """The figures made from sums, which resamples use, equal scikit-learn's points on the same rows."""
    sample, model = chance(60, seed=seed, taxonomy=SMALL)
    made = replace(outcome(sample, model), scheme=scheme)
    if scheme is not Scheme.POLARITY:
        made = replace(made, gold=np.stack([made.gold.any(axis=2), np.zeros((60, 3), bool)], axis=2))
    gold, given_tags, scores = made.label_view()
    sums = sums_of(made, equal_mass_bins(scores, given_tags))
    total = sums.weighted(np.ones(made.n_groups))
    enough = gold.sum(axis=0) >= 5
    points = summary_points(made, enough)
    for name, value in summary(enough).items():
        if name in points:
            np.testing.assert_allclose(value(total), points[name], equal_nan=True)
    np.testing.assert_allclose(
        [precision(total), recall(total), f1(total)], label_points(gold, given_tags), equal_nan=True
    )


def test_brier_skill_is_scikit_learns_against_base_rates() -> None:
    """The skill of a theme is 1 less the ratio of Brier scores, its two labels taken together."""
    from sklearn.metrics import brier_score_loss

    sample, model = chance()
    made = outcome(sample, model)
    gold, given_tags, scores = made.label_view()
    skill = brier_skill(
        sums_of(made, equal_mass_bins(scores, given_tags)).weighted(np.ones(made.n_groups)), len(sample.taxonomy)
    )
    for theme in range(len(sample.taxonomy)):
        labels = [2 * theme, 2 * theme + 1]
        ours = sum(brier_score_loss(gold[:, k], scores[:, k]) for k in labels)
        base = sum(brier_score_loss(gold[:, k], np.full(len(gold), gold[:, k].mean())) for k in labels)
        assert skill[theme] == pytest.approx(1 - ours / base)


def test_brier_skill_marks_the_base_rate_zero_and_the_truth_one() -> None:
    """Stating the base rate has skill 0, stating the truth 1; a theme that no row has has none."""
    rows = [row(str(i), f"t{i}", "planning+" if i % 4 == 0 else "") for i in range(8)]
    base = evaluate(Told({f"t{i}": {"planning+": 0.25} for i in range(8)}), corpus(*rows))
    truth = evaluate(Told({f"t{i}": {"planning+": 1.0} for i in range(0, 8, 4)}), corpus(*rows))
    assert base.brier_skill["planning"].value == pytest.approx(0.0)
    assert truth.brier_skill["planning"].value == pytest.approx(1.0)
    assert truth.brier_skill["voice"].value is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_bins_have_equal_mass_and_rise(tags: list[tuple[float, bool]]) -> None:
    """The 15 bins differ by one tag at most, every tag is in one, and scores rise from bin to bin."""
    scores = np.array([[score] for score, _ in tags]).reshape(-1, 1)
    given_tags = np.array([[tag] for _, tag in tags], dtype=bool).reshape(-1, 1)
    bins = equal_mass_bins(scores, given_tags)
    sizes = np.bincount(bins.numbers[given_tags], minlength=15)
    assert (bins.numbers[~given_tags] == -1).all()
    assert sizes.sum() == given_tags.sum()
    assert sizes.max() - sizes.min() <= 1
    table = bins.table(scores, given_tags)
    assert [b.mean_score for b in table] == sorted(b.mean_score for b in table)


def test_a_calibrated_model_has_a_small_error_and_an_overconfident_one_the_gap() -> None:
    """Tags that are right as often as they say have an error near 0, tags that always say 0.9 have the gap."""
    rng = np.random.default_rng(0)
    rows, honest, loud = [], {}, {}
    for i in range(4_000):
        score = float(rng.uniform(0.5, 1))
        rows.append(row(f"d{i % 50}", f"t{i}", "voice+" if rng.random() < score else ""))
        honest[f"t{i}"], loud[f"t{i}"] = {"voice+": score}, {"voice+": 0.95}
    gold = corpus(*rows)
    assert evaluate(Told(honest), gold).figures["calibration_error"].value < 0.03
    assert evaluate(Told(loud), gold).figures["calibration_error"].value == pytest.approx(0.2, abs=0.03)


def test_intervals_resample_documents() -> None:
    """Rows that repeat within documents do not narrow an interval; more documents do."""

    def measured(n_documents: int, copies: int) -> float:
        rows, table = [], {}
        for i in range(n_documents):
            for k in range(copies):
                rows.append(row(f"d{i}", f"{i} {k}", "voice+"))
                table[f"{i} {k}"] = {"voice+": 0.9} if i % 2 else {}
        figure = evaluate(Told(table), corpus(*rows)).figures["micro_recall"]
        assert figure.value == 0.5
        return figure.high - figure.low

    assert measured(20, 1) == pytest.approx(measured(20, 10))
    assert measured(200, 1) < 0.5 * measured(20, 1)


def test_an_interval_covers_what_it_should() -> None:
    """Over 30 corpora drawn from one source, the 95 % interval holds the true value in nearly all."""
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(30):
        rows, table = [], {}
        for doc in range(40):
            for k in range(5):
                rows.append(row(f"d{doc}", f"{doc} {k}", "voice+"))
                table[f"{doc} {k}"] = {"voice+": 0.9} if rng.random() < 0.7 else {}
        figure = evaluate(Told(table), corpus(*rows), resamples=400).figures["micro_recall"]
        held += figure.low <= 0.7 <= figure.high
    assert held >= 25


def test_resamples_are_drawn_all_at_once() -> None:
    """2,000 resamples of 100 documents and 36 labels cost as many calls as 20: no loop goes over them."""
    sample, model = chance(3_000, 100)
    made = outcome(sample, model)
    gold, given_tags, scores = made.label_view()
    sums = sums_of(made, equal_mass_bins(scores, given_tags))
    averages = summary(gold.any(axis=0)).values()

    def draw(n: int) -> None:
        drawn = sums.weighted(weights_of(made.n_groups, n))
        assert all(value(drawn).shape == (n,) for value in averages)

    draw(20)  # what is imported at first use is not counted
    assert calls(lambda: draw(2_000)) == calls(lambda: draw(20))


def test_seed_and_number_of_resamples_are_used() -> None:
    """The same seed gives the same interval, another seed another; 0 resamples give none."""
    sample, model = chance(100)
    one, again, other, none = (
        evaluate(model, sample, seed=seed, resamples=n).figures["micro_f1"]
        for seed, n in ((1, 200), (1, 200), (2, 200), (1, 0))
    )
    assert one == again
    assert (one.value, one.low) != (other.value, other.low)
    assert (none.low, none.high) == (None, None)
    with pytest.raises(ValueError, match="resamples must be 0 or more, was -1"):
        weights_of(3, -1)


def test_one_document_has_figures_without_intervals() -> None:
    """With nothing to resample, values stand alone and the notes say why."""
    found = evaluate(MODEL, corpus(row("a", "one", "planning+"), row("a", "four")))
    assert found.figures["micro_f1"] == Figure(2 / 3, None, None, 2)
    assert any(note.startswith("one document: there is nothing to resample") for note in found.notes)


def test_resampled_values_that_are_not_defined_are_left_out() -> None:
    """NaN is no value of an interval; where all are NaN there is none."""
    assert interval(np.array([np.nan, 1.0, 1.0])) == (1.0, 1.0)
    assert interval(np.array([np.nan])) is None
    assert str(Figure(None)) == "–"


def test_themes_without_a_polarity_are_measured_as_themes() -> None:
    """Where gold states no polarity, either polarity of a tag counts as the theme, and no polarity is measured."""
    gold = corpus(row("a", "one", "planning"), row("b", "two", "planning"), row("c", "four"), scheme=Scheme.THEMES)
    found = evaluate(MODEL, gold, min_positives=1)
    assert found.figures["micro_f1"].value == found.figures["theme_f1"].value == pytest.approx(2 * 2 / (2 * 2 + 1))
    assert found.figures["sentence_polarity"].value is None
    assert [label.name for label in found.labels] == list(SMALL.keys)
    assert any("states no polarity" in note for note in found.notes)


def test_a_polarity_of_the_unit_is_measured_apart_or_mapped() -> None:
    """The unit's polarity is compared with that of the highest tag; mapped onto themes, the notes say so."""
    gold = corpus(
        row("a", "one", "planning", polarity=Polarity.STRENGTH),
        row("b", "two", "planning", polarity=Polarity.CONCERN),
        scheme=Scheme.UNIT,
    )
    apart, mapped = evaluate(MODEL, gold), evaluate(MODEL, gold, map_unit_polarity=True)
    assert apart.figures["sentence_polarity"].value == mapped.figures["sentence_polarity"].value == 0.5
    assert apart.figures["micro_f1"].value == 1.0
    assert mapped.figures["micro_f1"].value == 0.5
    assert any("nobody labelled polarity per theme" in note for note in mapped.notes)
    with pytest.raises(CorpusError, match="only the polarity of a whole unit can be given"):
        evaluate(MODEL, GOLD, map_unit_polarity=True)


def test_options_change_the_outcome() -> None:
    """`min_tags` forces tags, `min_positives` chooses the labels of the macro average, thresholds decide."""
    assert evaluate(MODEL, GOLD, min_tags=1).figures["neutral_tagged"].value == 1.0
    assert evaluate(MODEL, GOLD).figures["macro_f1"].value is None
    assert evaluate(MODEL, GOLD, min_positives=2).figures["macro_f1"].n == 2
    assert evaluate(Told(MODEL.table, threshold=0.95), GOLD).figures["micro_recall"].value == 0.0


def test_what_cannot_be_measured_is_refused() -> None:
    """A corpus without rows, and a model with other themes, are errors that say what to do."""
    with pytest.raises(CorpusError, match="has no rows; there is nothing to measure"):
        evaluate(MODEL, corpus())
    sample, _ = chance(5)
    with pytest.raises(CorpusError, match=r"'told' gives 'small', which has not: leadership, .* trained on it"):
        evaluate(MODEL, sample)


def test_two_models_are_compared_on_the_same_resamples() -> None:
    """A model against itself differs by nothing; a better one by an interval above 0, narrower than its own."""
    sample, model = chance(1_000, 50)
    worse = Told({text: dict(list(scores.items())[-1:]) for text, scores in model.table.items()}, model.taxonomy)
    first, second = evaluate(model, sample), evaluate(worse, sample)
    same = compare(first, first).figures["micro_f1"].difference
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    found = compare(first, second).figures["micro_f1"]
    assert found.difference.value == pytest.approx(found.first.value - found.second.value)
    assert found.difference.low > 0
    back = compare(second, first).figures["micro_f1"].difference
    assert (back.value, back.low, back.high) == pytest.approx(
        (-found.difference.value, -found.difference.high, -found.difference.low)
    )
    with pytest.raises(ValueError, match="two models are compared on the same rows"):
        compare(first, evaluate(model, sample.select(range(10))))
