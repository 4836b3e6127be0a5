from __future__ import annotations

import codecs
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetag.errors import DocumentError, Status
from themetag.readers.files import read_text
from themetag.readers.text import MAX_BYTES, decode, extract_text
from themetag.types import Span

LETTER = "Children’s plans are good – and they cost £5.\r\nVisits are late."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    """Text with a byte-order mark, or in UTF-8, comes back character for character."""
    assert decode(LETTER.encode(encoding), "letter.txt")[0] == LETTER


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_either_byte_order_is_read(mark: bytes, encoding: str) -> None:
    """UTF-16 and UTF-32 are read in both byte orders, and the user is told."""
    text, notes = decode(mark + LETTER.encode(encoding), "letter.txt")
    assert text == LETTER
    assert notes == (f"read as {encoding[:6].upper()}",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    """UTF-16 without a byte-order mark shows in its zero bytes."""
    text, notes = decode(LETTER.encode(encoding), "letter.txt")
    assert text == LETTER
    assert notes == (f"read as {encoding.upper()} (no byte-order mark)",)


def test_windows_1252_is_what_is_left() -> None:
    """Bytes that are not UTF-8 are read as Windows-1252, and the user is told."""
    text, notes = decode(LETTER.encode("cp1252"), "letter.txt")
    assert text == LETTER
    assert notes == ("read as Windows-1252 (it is not UTF-8)",)


def test_latin_1_is_read() -> None:
    """Latin-1 differs from Windows-1252 in control codes only, so its letters come out right."""
    assert decode("Café, señor, naïve.".encode("latin-1"), "x.txt")[0] == "Café, señor, naïve."


def test_no_byte_is_lost_in_windows_1252() -> None:
    """The five codes that Windows-1252 leaves open become the control characters of Latin-1, one for one."""
    text = decode(b"Plans \x81\x8d\x8f\x90\x9d are good, \xe9.", "x.txt")[0]
    assert text == "Plans \x81\x8d\x8f\x90\x9d are good, é."


def test_nul_characters_are_replaced_one_for_one() -> None:
    """NUL becomes U+FFFD, so lengths stay, and a note counts them."""
    text, notes = decode(b"Plans\0are\0good, and staff stay for a long time with the children.", "x.txt")
    assert text.startswith("Plans\ufffdare\ufffdgood")
    assert notes == ("2 NUL characters replaced by U+FFFD",)
    assert decode(b"Plans\0are good, and staff stay long.", "x.txt")[1] == ("1 NUL character replaced by U+FFFD",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file"),
        (b"{\\rtf1\\ansi Plans}", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\x1f\x8b\x08\0", "a gzip archive"),
    ],
)
def test_known_binaries_are_named(data: bytes, what: str) -> None:
    """A binary that is called .txt is refused by what it is, not read as nonsense."""
    with pytest.raises(DocumentError, match=f"^report.txt is no text but {what}") as caught:
        decode(data, "report.txt")
    assert caught.value.status is Status.BAD_INPUT


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (bytes(range(256)) * 40, "full of control characters"),
        (b"\0" * 401, "full of zero bytes"),
        (b"\xff\xfea\0b", "starts as UTF-16 but is broken at byte 4"),
        (b"\xef\xbb\xbfPlans \xff", "starts as UTF-8-SIG but is broken at byte"),
    ],
)
def test_other_bytes_that_are_no_text_are_refused(data: bytes, problem: str) -> None:
    """Control characters, zero bytes and broken Unicode are bad input, and the message says which."""
    with pytest.raises(DocumentError, match=problem) as caught:
        decode(data, "report.txt")
    assert caught.value.status is Status.BAD_INPUT


@given(st.binary(max_size=400))
def test_bytes_give_text_or_our_error(data: bytes) -> None:
    """Whatever the bytes, they decode to text without NUL or are refused with our own error."""
    try:
        text, _ = decode(data, "x.txt")
    except DocumentError:
        return
    assert "\0" not in text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf_8_comes_back(text: str) -> None:
    """Any text without control characters comes back from UTF-8 as it was, but for a leading mark."""
    assert decode(text.encode(), "x.txt")[0] == text.removeprefix("\ufeff") or _begins_like_a_binary(text)


def _begins_like_a_binary(text: str) -> bool:
    return text.startswith(("GIF8", "{\\rtf"))


@pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0\u2003\r\n", "\f\f"])
def test_white_space_is_an_empty_document(text: str) -> None:
    """A text of nothing but white space has the status `empty`."""
    with pytest.raises(DocumentError, match="the text is empty") as caught:
        read_text(text)
    assert caught.value.status is Status.EMPTY


def test_the_longest_text_is_taken_and_one_character_more_is_refused() -> None:
    """50,000,000 characters are taken whole, 50,000,001 refused with both figures."""
    longest = "a" * MAX_BYTES
    assert len(extract_text(longest).text) == 50_000_000
    with pytest.raises(DocumentError, match=r"50,000,001 characters, at most 50,000,000 .* split it") as caught:
        extract_text(longest + "a")
    assert caught.value.status is Status.REFUSED


def test_form_feeds_part_pages() -> None:
    """Each form feed ends a page; one at the very end opens none."""
    assert extract_text("One.\fTwo.\f").pages == (Span(0, 4), Span(5, 9))
    assert extract_text("One.").pages == (Span(0, 4),)
    assert extract_text("\fTwo.").pages == (Span(0, 0), Span(1, 5))


def test_a_long_line_without_a_full_stop_is_cut() -> None:
    """One line of 5,000,000 characters without a full stop is read, in sentences of bounded length."""
    text = "children wait " * 360_000
    document = read_text(text)
    assert len(text) > 5_000_000
    assert all(len(sentence.text) <= 20_000 for sentence in document.sentences)
    assert sum(len(s.text.split()) for s in document.sentences) == 720_000


def test_lone_surrogates_stay_in_the_text() -> None:
    """A str with lone surrogates is read, and every slice is exact."""
    text = "Plans \ud800 are good. Visits\udfff are late."
    document = read_text(text)
    assert document.text == text
    assert [s.raw for s in document.sentences] == ["Plans \ud800 are good.", "Visits\udfff are late."]
    assert all(text[s.start : s.end] == s.raw for s in document.sentences)


def test_the_locale_does_not_matter() -> None:
    """Bytes are decoded the same in an environment that knows ASCII only."""
    code = "from themetag.readers.text import decode; print(ascii(decode(bytes([233]), 'x')[0]))"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == r"'\xe9'"
