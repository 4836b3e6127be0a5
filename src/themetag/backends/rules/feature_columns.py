"""The features of the mentions of many sentences: what `features.weigh` sets, in columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themetag.backends.rules.clause_table import Bools, ClauseTable, Floats, marked, sums
from themetag.backends.rules.features import BRIEF, FAINT, FEATURES, MOST
from themetag.backends.rules.mention_table import MentionTable
from themetag.backends.rules.words import Ints


@dataclass(frozen=True, slots=True)
class Frames:
    """What is known of each text beside its clauses: columns of (n_texts,).

    Attributes:
        lengths: its characters.
        lists: whether it is a list item.
        headings: 1 for a list item under a heading of strengths, -1 under one of concerns, else 0.
        neutral: whether a heading or a cue says that nothing is judged.

    """

    lengths: Ints
    lists: Bools
    headings: Ints
    neutral: Bools


def feature_columns(clauses: ClauseTable, mentions: MentionTable, frames: Frames) -> Floats:
    """Return (n_features, n_mentions), in the order of `FEATURES`, of mentions none of which is borrowed."""
    n_texts, n_mentions = len(clauses.firsts), len(mentions.texts)
    more_good, more_bad = clauses.good > clauses.bad, clauses.bad > clauses.good

    def of_text(chosen: Bools) -> Bools:
        return marked(n_texts, clauses.texts[chosen])

    brief = np.where(frames.lengths < BRIEF, 1.0 - frames.lengths / BRIEF, 0.0)
    good_all, bad_all, neutral = (
        sums(clauses.texts, column, n_texts) for column in (clauses.good, clauses.bad, clauses.neutral)
    )
    nothing, nothing_firm = ~of_text(clauses.judged), ~of_text(clauses.firm)
    clash_good, clash_bad = of_text(clauses.firm & more_good), of_text(clauses.firm & more_bad)

    mention, clause = mentions.clauses

    def of_mention(column: Bools) -> Bools:
        return marked(n_mentions, mention[column.take(clause)])

    good, bad, faint = (
        sums(mention, column.take(clause), n_mentions) for column in (clauses.good, clauses.bad, clauses.faint)
    )
    most_good, most_bad = np.zeros((2, n_mentions))
    np.maximum.at(most_good, mention, clauses.good.take(clause))
    np.maximum.at(most_bad, mention, clauses.bad.take(clause))
    firm = of_mention(clauses.firm)
    good_more, bad_more = good > bad, bad > good
    firm_good, firm_bad = good_more & firm, bad_more & firm
    silent = (good == 0.0) & (bad == 0.0)
    texts = mentions.texts
    own = mentions.clauses[:, : mentions.n_own]
    first = np.empty(n_mentions, np.intp)
    first[own[0, ::-1]] = own[1, ::-1]  # of equal indices the last counts
    alone = np.bincount(first, minlength=len(clauses.texts)).take(first) == 1
    company = np.bincount(texts, minlength=n_texts).take(texts) - 1.0
    headings = frames.headings.take(texts)
    brief, neutral = brief.take(texts), neutral.take(texts)
    quiet = nothing_firm.take(texts)

    columns = np.zeros((len(FEATURES), n_mentions))
    for number, column in enumerate(
        (
            firm_good,
            firm_bad,
            good_more & ~firm,
            bad_more & ~firm,
            of_mention(more_good) & of_mention(more_bad),
            np.minimum(most_good, MOST),
            np.minimum(most_bad, MOST),
            np.clip(faint, -FAINT, FAINT),
            np.where(silent, np.minimum(good_all, MOST).take(texts), 0.0),
            np.where(silent, np.minimum(bad_all, MOST).take(texts), 0.0),
            firm_good & ~clash_bad.take(texts),
            firm_bad & ~clash_good.take(texts),
            np.where(firm_good, brief, 0.0),
            np.where(firm_bad, brief, 0.0),
            np.where(quiet & (headings == 0), brief, 0.0),
            firm & alone,
            nothing.take(texts),
            quiet,
            np.where(firm, 0.0, neutral),
            np.where(firm, neutral, 0.0),
            of_mention(clauses.should),
            of_mention(clauses.intent),
            frames.lists.take(texts),
            headings > 0,
            headings < 0,
            frames.neutral.take(texts),
            0.0,
            np.minimum(company, MOST),
        )
    ):
        columns[number] = column
    return columns
