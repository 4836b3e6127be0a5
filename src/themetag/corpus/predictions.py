"""A model's tags as corpus rows: corrected by people, they are what it learns from next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themetag.corpus.model import Label, LabelledUnit, in_order
from themetag.taxonomy import Taxonomy
from themetag.types import Sentence


def units_of_tagged(doc: str, sentences: Sequence[Sentence], taxonomy: Taxonomy, model: str) -> Iterator[LabelledUnit]:
    """Yield one labelled unit a sentence, sentences without a tag included.

    Args:
        doc: name of the document; ids are made from it and the sentence's index.
        sentences: tagged, in reading order.
        taxonomy: the themes of their tags.
        model: name and version of the model, kept in each row as the field `model`.

    """
    doc = _printable(doc)
    for sentence in sentences:
        fields: dict[str, object] = {"model": model, "page": sentence.page}
        if sentence.paragraph is not None:
            fields["paragraph"] = sentence.paragraph
        yield LabelledUnit(
            id=f"{doc}:{sentence.index}",
            doc=doc,
            text=_printable(sentence.text),
            labels=in_order((Label(tag.theme, tag.polarity) for tag in sentence.tags), taxonomy.keys),
            kind=sentence.kind,
            heading=_printable(sentence.heading),
            lead_in=_printable(sentence.lead_in),
            scores={tag.label: tag.score for tag in sentence.tags},
            fields=fields,
        )


def _printable(text: str) -> str:
    """Return the text with "?" for each lone surrogate, which a text may hold but no file of rows."""
    return text.encode("utf-8", "replace").decode("utf-8")
