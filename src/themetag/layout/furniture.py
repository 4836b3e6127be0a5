"""Page furniture: what stands on a page beside the report's own words.

Running headers and footers, page numbers, letterheads, addresses, salutation and signature, contents lists,
and the fields of the front matter ("Lead inspector: ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from themetag.layout.lines import Line
from themetag.layout.page_edges import mark_page_edges
from themetag.types import Kind

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\Z")
_CONTACT = re.compile(
    r"(?:(?:T|F|E|W|Tel|Telephone|Phone|Fax|Textphone|Minicom|Email|E-mail|Web(?:site)?)\b[.:]?\s*"
    r"(?=[\d+(]|\S+@|www\.|https?:).{0,80}"
    r"|[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+\.?|(?:www\.|https?://)\S+)\Z",
    re.IGNORECASE,
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\s+\d{{4}}\Z", re.IGNORECASE)
_SALUTATION = re.compile(r"Dear\s+\S.{0,100}\Z")
_SIGN_OFF = re.compile(r"(?:Yours? (?:sincerely|faithfully|truly)|(?:Kind|Best) regards)[,.]?\Z", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:Inspection dates?|Dates? of (?:the )?(?:previous|last|this)? ?(?:inspection|visit|report)s?"
    r"|Previous inspections?|(?:Deputy |Assistant )?Lead inspectors?|Team inspectors?|Reporting inspectors?|Inspectors?"
    r"|Shadow inspectors?|(?:Senior )?data analysts?|Quality assurance managers?|Regional director"
    r"|(?:Report )?published|Publication date|Age group|URN"
    r"|Unique reference number|Reference number|Our ref(?:erence)?|Your ref(?:erence)?|Visit dates?|Ref)\b"
    r"(?:\s*:\s*\S.{0,140}|:|\s+[A-Z\d].{0,60})\Z|H(?:er|is) Majesty[’']s Inspectors?(?: of [A-Z].{0,40})?\Z",
    re.IGNORECASE,
)
# Heads of minutes and foots of news releases.
_LABELLED = re.compile(
    r"(?:Present|In attendance|Also (?:present|in attendance)|Apologies(?: for absence)?|Absent|Officers|Minutes"
    r"|Clerk|Date|Time|Venue|Place|(?:Media|Press)(?: enquiries| contact)?|Contact|Distribution"
    r"|For (?:more|further) information"
    r"|Copies? to|cc|Signed)\s*:.{0,140}\Z|Signed\b[ .…_(]{0,60}(?:Chair.{0,30})?\Z",
    re.IGNORECASE,
)
# When and where a meeting was held.
_MEETING = re.compile(
    r"(?:Draft )?Minutes of (?:the|a)\b.{0,40}\b(?:meeting|held)\b.{0,80}\Z"
    r"|[A-Z][^.?!]{0,80}\b\d{1,2}(?:[.:]\d{2})?\s?[ap]\.?m\.?"
    r"(?: (?:to|until|-|–) \d{1,2}(?:[.:]\d{2})?\s?[ap]\.?m\.?)?\Z"
)
_HEAD_OF_MINUTES = 12  # lines within which minutes say so
_INITIAL = re.compile(r"\b[A-Z]\.\Z")  # a name goes on behind it
_NAMES = re.compile(
    r"(?:Present|In attendance|Also (?:present|in attendance)|Apologies|Absent|Officers)\b", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s|Crown copyright).{0,60}\Z", re.IGNORECASE)
# How lines begin that may be one of these: three small letters. A line that begins otherwise is asked no further.
_FIELD_HEADS = frozenset(
    (
        "in ", "cc:", "cc ", "ins", "dat", "pre", "dep", "ass", "lea", "tea", "rep", "sha", "sen", "qua", "reg",
        "pub", "age", "urn", "uni", "ref", "our", "you", "vis", "her", "his", "als", "apo", "abs", "off", "min",
        "cle", "tim", "ven", "pla", "med", "con", "dis", "for", "cop", "sig",
    )
)  # fmt: skip
_LETTER_HEADS = frozenset(("cro", "dea", "tel", "pho", "fax", "tex", "min", "ema", "web", "www", "htt"))
_SHORT = 60  # characters; what belongs to a letter is mostly shorter
_CONTENTS = re.compile(r"(?:Table of )?Contents\Z", re.IGNORECASE)
_ENTRY_END = re.compile(r"\D(?:\s|\.\.\s*|…\s*)\d{1,3}\Z")
_TAIL = 40  # characters at a line's end that hold its page number and what leads to it


def mark_furniture(lines: Sequence[Line]) -> None:
    """Set `kind` to furniture on each line that is not the report's own words."""
    mark_page_edges(lines)
    _contents(lines)
    _letter_parts(lines)
    _fields(lines)


def _claim(lines: Iterator[Line] | Sequence[Line]) -> None:
    for line in lines:
        line.kind = Kind.FURNITURE


def _contents(lines: Sequence[Line]) -> None:
    """Claim the entries of a contents list; its heading stays a heading."""
    for i, line in enumerate(lines):
        if line.kind is None and len(line.text) < _SHORT and _CONTENTS.match(line.text):
            _claim(_entries(lines, i + 1))
            return


def _entries(lines: Sequence[Line], start: int) -> Iterator[Line]:
    """Yield the lines of a contents list: each ends with a page number on itself or within two lines."""
    page = lines[start - 1].page
    pending: list[Line] = []
    for line in lines[start:]:
        if line.page != page:
            return
        pending.append(line)
        if line.kind is Kind.FURNITURE or line.text.isdecimal() or _ENTRY_END.search(line.text[-_TAIL:]):
            yield from pending
            pending = []
        elif len(pending) > 2:
            return


def _letter_parts(lines: Sequence[Line]) -> None:
    """Claim what belongs to a letter: addresses, contact lines, date line, salutation, sign-off."""
    for i, line in enumerate(lines):
        if line.kind is not None:
            continue
        text = line.text
        if len(text) >= _SHORT and text[:2].isalpha() and text[:3].lower() not in _LETTER_HEADS and "@" not in text:
            continue
        if _COPYRIGHT.match(text):
            line.kind = Kind.FURNITURE
        elif _SALUTATION.match(text):
            line.kind = Kind.FURNITURE
            _claim(_addressee(lines, i))
        elif _continues_sentence(lines, i):
            continue
        elif _CONTACT.match(text) or _DATE.match(text):
            line.kind = Kind.FURNITURE
        elif len(text) < _SHORT and _POSTCODE.search(text):
            line.kind = Kind.FURNITURE
            _claim(_address_above(lines, i))
        elif _SIGN_OFF.match(text):
            line.kind = Kind.FURNITURE
            _claim(_signature(lines, i + 1))


def _continues_sentence(lines: Sequence[Line], i: int) -> bool:
    """Whether the line before is running text that this line may complete."""
    before = lines[i - 1] if i else None
    return before is not None and before.kind is None and len(before.text) > 60 and before.text[-1] not in ".?!;"


def _short(line: Line) -> bool:
    return line.kind is None and len(line.text) <= 50 and not line.text.endswith((".", "?", ";", ":"))


def _address_above(lines: Sequence[Line], i: int) -> Iterator[Line]:
    """Yield the short lines that lead up to a postcode, up to nine."""
    for j in range(i - 1, max(-1, i - 10), -1):
        line = lines[j]
        if line.page != lines[i].page or (line.mark and not line.text[0].isdigit()):
            return
        if line.kind is Kind.FURNITURE:
            continue
        if not _short(line) or line.lower or (line.style and line.style.bold and line.style.size > 13):
            return
        yield line


def _addressee(lines: Sequence[Line], i: int) -> Iterator[Line]:
    """Yield the lines above a salutation, up to ten: name, post and address of whom the letter is for."""
    for j in range(i - 1, max(-1, i - 11), -1):
        line = lines[j]
        if line.page != lines[i].page or (line.kind is None and (len(line.text) > 80 or line.text.endswith("."))):
            return
        yield line


def _signature(lines: Sequence[Line], start: int) -> Iterator[Line]:
    """Yield name, post and organisation below a sign-off, up to five lines."""
    for line in lines[start : start + 5]:
        if not _short(line) or line.page != lines[start - 1].page:
            return
        yield line


def _fields(lines: Sequence[Line]) -> None:
    """Claim the fields of the front matter, with the lines over which their value runs on."""
    for line in lines[:_HEAD_OF_MINUTES]:
        if line.kind is None and _MEETING.match(line.text):
            line.kind = Kind.FURNITURE
    for i, line in enumerate(lines):
        if line.kind is not None or line.text[:3].lower() not in _FIELD_HEADS:
            continue
        if not (_FIELD.match(line.text) and not line.text.endswith(".")) and not _LABELLED.match(line.text):
            continue
        if ":" not in line.text and _continues_sentence(lines, i):
            continue
        line.kind = Kind.FURNITURE
        before, names = line, _NAMES.match(line.text) is not None
        for follower in lines[i + 1 : i + 6]:
            if follower.kind is not None or follower.page != line.page or not _runs_on(before, follower, names):
                break
            follower.kind = Kind.FURNITURE
            before = follower


def _runs_on(before: Line, line: Line, names: bool) -> bool:
    """Whether the value of a field goes on from one line to the next; `names`: it is a list of names."""
    if before.text.endswith((",", " and", ":", "&", "-")):
        return True
    open_end = not before.terminal or _INITIAL.search(before.text) is not None
    if names and open_end and not line.blank and ("," in line.text or "," in before.text):
        return True
    if len(before.text) < 60 or before.terminal or line.blank or line.mark:
        return False
    return line.gap is None or line.style is None or 0 < line.gap < 1.5 * line.style.size
