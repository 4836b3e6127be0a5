"""Small corpora of our own writing, and strategies for any corpus."""

from __future__ import annotations

from hypothesis import strategies as st

from themetag.corpus.model import Corpus, Label, LabelledUnit, Scheme, in_order
from themetag.taxonomy import Taxonomy, Theme, default_taxonomy
from themetag.types import Kind, Polarity

HOSPITAL = Taxonomy(
    "hospital",
    1,
    "Hospital comments",
    (
        Theme("listening", "Staff listening, understanding & involving"),
        Theme("waits", "Waiting times"),
        Theme("food", "Food & drink, “mealtimes”"),
    ),
)


def unit(number: int, labels: str = "", doc: str = "a", text: str = "", **more: object) -> LabelledUnit:
    """Return a unit whose labels are written `planning+ voice-`."""
    found = []
    for name in labels.split():
        signed = name[-1] in "+-"
        found.append(Label(name[:-1] if signed else name, Polarity.from_sign(name[-1]) if signed else None))
    text = text or f"Sentence number {number} of the sample says little."
    return LabelledUnit(str(number), doc, text, tuple(found), **more)  # type: ignore[arg-type]


def corpus(*units: LabelledUnit, taxonomy: Taxonomy | None = None, scheme: Scheme = Scheme.POLARITY) -> Corpus:
    return Corpus("sample", taxonomy or default_taxonomy(), units, scheme)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
plain_values = st.one_of(texts, st.integers(-(2**53), 2**53), st.booleans(), st.none(), st.lists(texts, max_size=2))
field_names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), min_size=1, max_size=12)


@st.composite
def corpora(draw: st.DrawFn, fields: bool = True) -> Corpus:
    """Return any corpus with a polarity a label."""
    taxonomy = draw(st.sampled_from([default_taxonomy(), HOSPITAL]))
    label = st.builds(Label, st.sampled_from(taxonomy.keys), st.sampled_from(list(Polarity)))
    ids = draw(st.lists(texts.filter(str.strip), min_size=1, max_size=6, unique=True))
    units = []
    for name in ids:
        labels = in_order(draw(st.lists(label, max_size=3)), taxonomy.keys)
        extra = draw(st.dictionaries(field_names.filter(_is_extra), plain_values, max_size=2)) if fields else {}
        scored = draw(st.booleans()) and labels
        units.append(
            LabelledUnit(
                id=name,
                doc=draw(texts.filter(str.strip)),
                text=draw(texts.filter(str.strip)),
                labels=labels,
                kind=draw(st.sampled_from([Kind.PROSE, Kind.LIST])),
                heading=draw(texts),
                lead_in=draw(texts),
                previous=draw(texts),
                scores={str(one): draw(st.floats(0, 1)) for one in labels} if scored else {},
                fields={key: value for key, value in extra.items() if value is not None},
            )
        )
    if not any(unit.labels for unit in units):
        units[0] = LabelledUnit(units[0].id, "d", "One.", (Label(taxonomy.keys[0], Polarity.CONCERN),), previous="")
    return Corpus("any", taxonomy, tuple(units))


def _is_extra(name: str) -> bool:
    known = {"id", "doc", "text", "labels", "kind", "heading", "lead_in", "previous", "polarity", "scores"}
    return name.strip() == name and name not in known
