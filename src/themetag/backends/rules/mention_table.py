"""Which themes many sentences speak of, and in which clauses: what `reading` and `features.share` find, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from themetag.backends.rules.automaton import Layer
from themetag.backends.rules.clause_table import Bools, ClauseTable
from themetag.backends.rules.words import Ints

SHIFT: Final = 32  # two numbers in one: the first above this bit


@dataclass(frozen=True, slots=True)
class MentionTable:
    """The mentions of several texts, text by text, each in the order of its first cue.

    Attributes:
        texts: (n_mentions,) where each stands.
        themes: (n_mentions,) the theme that each is of.
        hits: (n_hits,) the mention of each theme cue, in order of the text; a cue that stands twice is there once.
        cues: (n_hits,) the cue.
        n_own: how many of `clauses` are such in which the mention stands; the others judge it, too.
        clauses: (2, n_pairs) mentions, and for each a clause; those of a mention in the order of `Mention.clauses`.

    """

    texts: Ints
    themes: Ints
    hits: Ints
    cues: Ints
    n_own: int
    clauses: Ints


def find_mentions(layer: Layer, theme_of: Ints, clauses: ClauseTable) -> MentionTable:
    """Return the mentions in some texts, given the cues of their theme layer, and the theme of each cue or -1."""
    themes = theme_of.take(layer.cues)
    at = np.flatnonzero(themes >= 0)
    themes, texts, cues = themes.take(at), layer.texts.take(at), layer.cues.take(at)
    of_text = texts * (int(theme_of.max(initial=0)) + 1) + themes
    by_cue = of_text * len(theme_of) + cues
    order = np.argsort(by_cue, kind="stable")
    fresh = np.empty(len(at), np.bool_)
    fresh[order] = _begins(by_cue.take(order))
    begins = np.flatnonzero(_begins(of_text.take(order)))
    first = np.minimum.reduceat(order, begins) if len(begins) else begins
    in_order = np.argsort(first)
    rank = np.empty(len(begins), np.intp)
    rank[in_order] = np.arange(len(begins))
    mention = np.empty(len(at), np.intp)
    mention[order] = np.repeat(rank, np.diff(np.append(begins, len(at))))
    first = first.take(in_order)

    counts = clauses.counts.take(texts)
    single = np.flatnonzero(counts.take(first) == 1)
    several = np.flatnonzero(counts > 1)
    keys = (clauses.texts << SHIFT) + clauses.ends
    clause = np.searchsorted(keys, (texts.take(several) << SHIFT) + layer.starts.take(at.take(several)), "right")
    own = np.sort((mention.take(several) << SHIFT) + clause)
    own = own[_begins(own)]  # np.unique says the same, and loads all of numpy.ma for it
    last = np.zeros(len(begins), np.intp)
    last[mention] = layer.ends.take(at)  # of equal indices the last counts, and no cue of a layer lies in another
    mine = np.concatenate(
        (
            np.stack((single, clauses.firsts.take(texts.take(first.take(single))))),
            np.stack((own >> SHIFT, own & (1 << SHIFT) - 1)),
        ),
        axis=1,
    )
    shared = _share(mine[:, len(single) :].tolist(), last.tolist(), clauses)
    return MentionTable(
        texts.take(first),
        themes.take(first),
        mention[fresh],
        cues[fresh],
        mine.shape[1],
        np.append(mine, shared, axis=1),
    )


def _begins(keys: Ints) -> Bools:
    """Return which keys differ from the one before."""
    found = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=found[1:])
    return found


def _share(own: list[list[int]], last: list[int], clauses: ClauseTable) -> Ints:
    """Return (2, n) mentions, and clauses of others that they have, too: what `features.share` does.

    Args:
        own: mentions in texts of several clauses, in order, and for each a clause in which it stands.
        last: for each mention, where its last cue ends.
        clauses: all clauses.

    """
    owners: dict[int, list[int]] = {}
    for mention, clause in zip(*own, strict=True):
        owners.setdefault(clause, []).append(mention)
    free = np.ones(len(clauses.texts), np.bool_)
    free[own[1]] = False
    wanting = clauses.items & (free | clauses.back | clauses.relative) & (clauses.counts.take(clauses.texts) > 1)
    items, back, relative, judged = (
        column.tolist() for column in (clauses.items, clauses.back, clauses.relative, clauses.judged)
    )
    found: tuple[list[int], list[int]] = [], []
    for text in dict.fromkeys(clauses.texts[wanting].tolist()):
        start = int(clauses.firsts[text])
        stop = start + int(clauses.counts[text])
        before: list[int] = []
        for clause in range(start, stop):
            mine = owners.get(clause, [])
            more: list[int] = []
            if not mine and items[clause]:
                mine = before or next((owners[c] for c in range(clause + 1, stop) if c in owners), [])
                if relative[clause] and len(before) > 1:
                    mine = [max(before, key=last.__getitem__)]
                more = mine
            elif mine and items[clause] and (back[clause] or (relative[clause] and not judged[clause - 1])):
                more = [mention for mention in before if mention not in mine]
            found[0].extend(more)
            found[1].extend([clause] * len(more))
            before = mine
    return np.array(found, np.intp)
