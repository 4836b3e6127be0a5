"""From a unit to the word pieces that the encoder reads: windows of its text, each followed by its context.

The tokeniser is built here from the vocabulary alone, so that a model folder brings words and no rules of its own: no
pattern of a stranger's is ever run. It is BERT's (Devlin et al. 2019): WordPiece over lower-cased or plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from themetag.backends.pointing import points_back
from themetag.fold import fold
from themetag.optional import require
from themetag.types import Kind, Unit

START: Final = "[CLS]"
END: Final = "[SEP]"
UNKNOWN: Final = "[UNK]"
MASK: Final = "[MASK]"
SPECIAL: Final = (START, END, UNKNOWN, MASK)

MAX_TEXT: Final = 120  # pieces of a window; hardly a sentence has more, and a longer one is read in several
_STEP: Final = 90  # how far the next window starts, so that what one cuts another has whole
MAX_CONTEXT: Final = 40
MAX_SEQUENCE: Final = MAX_TEXT + MAX_CONTEXT + 4  # with the signs between: what an encoder must have positions for
_SURROGATES: Final = dict.fromkeys(range(55296, 57344), "�")


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder reads at once.

    Attributes:
        ids: the numbers of the pieces: start, text, end, and where there is a context, that and another end.
        text: how many of them are start, text and end: what themes are looked for in.
        words: the range of characters of the unit's text that each piece of the text comes from.

    """

    ids: tuple[int, ...]
    text: int
    words: tuple[tuple[int, int], ...]


class Pieces:
    """Cuts units into word pieces.

    Args:
        vocabulary: the pieces in the order of their numbers; each once, `SPECIAL` among them.
        lower: whether the encoder knows lower case alone.
        context: how many pieces of a list item's heading, and of its lead-in, are read, and twice as many of
            the sentence before where a sentence of prose points back to it; 0: none.

    Raises:
        ValueError: a piece stands twice or one of `SPECIAL` is missing: a vocabulary of another kind.
        MissingExtraError: tokenizers is not installed.

    """

    def __init__(self, vocabulary: Sequence[str], *, lower: bool, context: int) -> None:
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        if len(numbers) != len(vocabulary):
            raise ValueError(f"must hold each piece once, {len(vocabulary) - len(numbers)} stand twice")
        missing = [piece for piece in SPECIAL if piece not in numbers]
        if missing:
            raise ValueError(f"is not that of a BERT tokeniser: it has no {', '.join(missing)}")
        if not 0 <= context <= MAX_CONTEXT // 2:
            raise ValueError(f"context must be in [0, {MAX_CONTEXT // 2}], was {context}")
        self.vocabulary = tuple(vocabulary)
        self.lower = lower
        self.context = context
        self.start, self.end, self.unknown, self.mask = (numbers[piece] for piece in SPECIAL)
        self._tokeniser = _tokeniser(numbers, lower)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as the vocabulary."""
        return _again, (self.vocabulary, self.lower, self.context)

    def windows(self, unit: Unit) -> list[Window]:
        """Return what the encoder reads of a unit: one window, several where its text is long.

        Quotes, dashes and spaces are folded first; every character of the text stays where it is.
        """
        encoded = self._encode(unit.text)
        ids, words = encoded.ids, encoded.offsets
        context = self._context(unit)
        windows = []
        for begin in range(0, max(len(ids) - MAX_TEXT + _STEP, 1), _STEP):
            some = [self.start, *ids[begin : begin + MAX_TEXT], self.end]
            windows.append(Window((*some, *context), len(some), tuple(words[begin : begin + MAX_TEXT])))
        return windows

    def of_text(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces between start and end, whatever its length."""
        return [self.start, *self._encode(text).ids, self.end]

    def _context(self, unit: Unit) -> list[int]:
        if unit.kind is not Kind.LIST:
            if not (self.context and unit.previous and points_back(unit.text)):
                return []  # most sentences of prose say themselves what they judge; what is not read costs no time
            return [*self._encode(unit.previous).ids[-2 * self.context :], self.end]
        found = self._encode(unit.heading).ids[: self.context] if unit.heading else []
        if unit.lead_in:
            found = [*found, *([self.end] if found else []), *self._encode(unit.lead_in).ids[: self.context]]
        return [*found, self.end] if found else []

    def _encode(self, text: str) -> Any:
        folded = fold(text)
        # The tokeniser takes no half of a character pair; one sign stands for another, so that offsets hold.
        return self._tokeniser.encode(
            folded if folded.isascii() else folded.translate(_SURROGATES), add_special_tokens=False
        )


def _tokeniser(numbers: dict[str, int], lower: bool) -> Any:
    tokenizers = require("tokenizers", "transformer", "a transformer model")
    made = tokenizers.Tokenizer(tokenizers.models.WordPiece(numbers, unk_token=UNKNOWN, max_input_chars_per_word=100))
    made.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower)
    made.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return made


def _again(vocabulary: tuple[str, ...], lower: bool, context: int) -> Pieces:
    return Pieces(vocabulary, lower=lower, context=context)
