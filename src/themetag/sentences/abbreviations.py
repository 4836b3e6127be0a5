"""Full stops that do not end a sentence: titles, references and initials of this field.

sentencex knows the common ones of English; these are what inspection reports, minutes and letters add.
"""

from __future__ import annotations

import re

# Followed by a name.
_TITLES = "Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Cllr|Cllrs|Coun|Revd?|Hon|St|Sgt|Insp|Supt|Lt|Col|Capt|Fr|Sr|Jr|Messrs"
# Followed by a figure: "para. 12", "s. 47", "No. 4", "approx. 30".
_REFERENCES = (
    "para|paras|pt|pts|s|ss|sec|sect|sch|reg|regs|art|arts|cl|no|nos|vol|vols|fig|figs|p|pp|ch|chs|app|approx"
    "|ca|circa|min|max|avg|tel|ext|ref|item|r|rr|yr|yrs|wk|wks|sched|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# Followed by more of the same sentence, whatever it is.
_INNER = "e\\.g|i\\.e|viz|cf|incl|excl|esp|resp|vs|v|c\\.f|a\\.k\\.a"

# Their letters, to pass over other words at once; what holds a full stop inside is not in it.
_WORDS = frozenset(word.casefold() for word in f"{_TITLES}|Rev|{_REFERENCES}|sep|{_INNER}".replace("?", "").split("|"))

_TITLE_END = re.compile(rf"(?:^|[\s(‘“\"'/])(?:{_TITLES})\.\Z")
_REFERENCE_END = re.compile(rf"(?:^|[\s(‘“\"'/])(?:{_REFERENCES})\.\Z", re.IGNORECASE)
_INNER_END = re.compile(rf"(?:^|[\s(‘“\"'/])(?:{_INNER})\.\Z", re.IGNORECASE)
_STATE_END = re.compile(r"\b(?:U\.K|U\.S|U\.N|E\.U|N\.I)\.\Z")
_INITIAL_END = re.compile(r"(?:^|[\s(])[A-Z]\.\Z")
_NEW_SENTENCE = re.compile(
    r"(?:The|This|That|These|Those|It|They|He|She|We|In|On|At|As|A|An|Some|Many|Most|All|However|There|But|And|When|"
    r"Where|While|Although|Children|Leaders|Staff|Social)\b"
)


def may_hold(word: str) -> bool:
    """Tell whether a full stop after this word, which has no space in it, may leave a sentence open; most do not."""
    return not word.isalnum() or len(word) == 1 or word.casefold() in _WORDS


def holds(before: str, after: str) -> bool:
    """Tell whether the full stop at the end of `before` leaves its sentence open.

    Args:
        before: the end of the text up to and including the full stop; 20 characters are enough.
        after: what follows it, from its first printed character; 12 characters are enough.

    """
    if not before.endswith(".") or not after:
        return False
    if not may_hold(before[before.rfind(" ") + 1 : -1]):
        return False
    head = after[0]
    if head.isupper():
        if _TITLE_END.search(before):
            return not (before.endswith("St.") and _NEW_SENTENCE.match(after))  # a street, not a saint
        if _STATE_END.search(before):
            return _NEW_SENTENCE.match(after) is None
        if _INITIAL_END.search(before):
            return not before[:-2].rstrip().endswith(("Plan", "plan", "Part", "Annex", "Appendix", "Phase", "Group"))
    if head.isdigit() and _REFERENCE_END.search(before):
        return True
    return _INNER_END.search(before) is not None
