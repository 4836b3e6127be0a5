"""A text as its letters: what is left of it whatever a converter does to spaces, hyphens and quotes.

The letters of a text are those from a to z in its NFKC form, lower-cased. A text of n letters is found
again by a polynomial rolling hash (Karp and Rabin 1987, "Efficient randomized pattern-matching algorithms")
over its first w letters, w being the greatest power of two up to n, and proved by a SHA-256 over all of them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

PRIME: Final = (1 << 61) - 1
BASE: Final = 1_000_003
DIGEST_HEX: Final = 16

_Hashes = npt.NDArray[np.uint64]
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_LOWER = np.array([b | 0x20 if chr(b).isalpha() else 0 for b in range(128)], dtype=np.uint8)


def letters_of(text: str) -> bytes:
    """Return the letters of `text`, a to z, as ASCII bytes."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return bytes(ord(c) for c in folded.lower() if "a" <= c <= "z")


def located_letters(text: str) -> tuple[bytes, npt.NDArray[np.int32]]:
    """Return the letters of `text`, and for each the offset in `text` of the character that it comes from."""
    codes = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)
    letters = np.zeros(len(codes), dtype=np.uint8)
    ascii_codes = codes < 128
    letters[ascii_codes] = _LOWER[codes[ascii_codes]]
    expanded: list[tuple[int, bytes]] = []
    for match in _NOT_ASCII.finditer(text):
        for start, cluster in _clusters(match.group(), match.start()):
            letters[start : start + len(cluster)] = 0
            found = letters_of(cluster)
            if len(found) == 1:
                letters[start] = found[0]
            elif found:
                expanded.append((start, found))
    offsets = np.flatnonzero(letters)
    kept = letters[offsets]
    if expanded:  # characters that stand for several letters, such as the ligature ﬁ
        at = np.array([start for start, found in expanded for _ in found], dtype=np.int32)
        new = np.frombuffer(b"".join(found for _, found in expanded), dtype=np.uint8)
        order = np.argsort(np.concatenate([offsets, at]), kind="stable")
        kept = np.concatenate([kept, new])[order]
        offsets = np.concatenate([offsets, at])[order]
    return kept.tobytes(), offsets.astype(np.int32)


def _clusters(segment: str, start: int) -> list[tuple[int, str]]:
    """Cut a segment before each character that is no combining mark; normalising keeps to these pieces."""
    cuts = [0, *(i for i, c in enumerate(segment) if i and not unicodedata.combining(c)), len(segment)]
    return [(start + a, segment[a:b]) for a, b in pairwise(cuts)]


@dataclass(frozen=True, slots=True)
class Needle:
    """What identifies a text by its letters: their number, the rolling hash of the first ones, and a digest.

    `rolling` covers the first `window_of(length)` letters; `digest` is the first 16 hexadecimal digits of the
    SHA-256 of all of them.
    """

    length: int
    rolling: int
    digest: str


def needle_of(text: str) -> Needle | None:
    """Return the needle of a text; None for a text without letters, which cannot be found again."""
    letters = letters_of(text)
    if not letters:
        return None
    window = window_of(len(letters))
    return Needle(len(letters), int(rolling_hashes(letters[:window], window)[0]), digest_of(letters))


def window_of(length: int) -> int:
    """Return the greatest power of two up to `length`, which must be at least 1."""
    if length < 1:
        raise ValueError(f"a text needs at least one letter, has {length}")
    return 1 << (length.bit_length() - 1)


def digest_of(letters: bytes) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of the letters."""
    return hashlib.sha256(letters).hexdigest()[:DIGEST_HEX]


def rolling_hashes(letters: bytes, window: int) -> _Hashes:
    """Return the hash of each window of `window` letters, a power of two: (n_letters - window + 1,) uint64.

    The hash of c0 c1 ... is the sum of ci * BASE**(window - 1 - i) modulo the prime 2**61 - 1, with a = 1.
    It is built by doubling: a window is two of half its size, so the cost is linear in the letters for each
    doubling.
    """
    if window < 1 or window & (window - 1):
        raise ValueError(f"the window must be a power of two, was {window}")
    if len(letters) < window:
        return np.zeros(0, dtype=np.uint64)
    hashes = np.frombuffer(letters, dtype=np.uint8).astype(np.uint64) - np.uint64(96)
    size = 1
    while size < window:
        hashes = _reduced(_times(hashes[:-size], pow(BASE, size, PRIME)) + hashes[size:])
        size *= 2
    return hashes


def _reduced(values: _Hashes) -> _Hashes:
    values = (values & np.uint64(PRIME)) + (values >> np.uint64(61))
    return np.where(values >= np.uint64(PRIME), values - np.uint64(PRIME), values)


def _times(values: _Hashes, factor: int) -> _Hashes:
    """Multiply modulo 2**61 - 1 within 64 bits, by halves of 31 and 30 bits."""
    high, low = values >> np.uint64(31), values & np.uint64((1 << 31) - 1)
    factor_high, factor_low = np.uint64(factor >> 31), np.uint64(factor & ((1 << 31) - 1))
    middle = low * factor_high + high * factor_low
    middle_high, middle_low = middle >> np.uint64(30), middle & np.uint64((1 << 30) - 1)
    return _reduced(high * factor_high * np.uint64(2) + middle_high + (middle_low << np.uint64(31)) + low * factor_low)
