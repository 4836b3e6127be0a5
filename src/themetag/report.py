"""The report: what tagging one document gave. Pure data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from themetag.document import Document, Meta
from themetag.errors import Status
from themetag.taxonomy import Taxonomy, Theme
from themetag.types import Polarity, Sentence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of a model on documents that no training saw.

    `name` says which ("micro-F1"), `value` is in [0, 1], `low` and `high` are the 95 % interval around it, and
    `on` says on what it was measured ("48 held-out reports").
    """

    name: str
    value: float
    low: float
    high: float
    on: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model gave the tags.

    `calibrated` says whether a score may be read as a probability; `measured` is the model's error, empty where
    nobody measured it.
    """

    name: str
    version: str
    calibrated: bool
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """What a report says under one theme: the sentences, in reading order."""

    theme: Theme
    strengths: tuple[Sentence, ...]
    concerns: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A report by theme, in taxonomy order; themes without a tag are there too, empty."""

    themes: tuple[ThemeSummary, ...]

    def __iter__(self) -> Iterator[ThemeSummary]:
        """Iterate over the themes."""
        return iter(self.themes)

    def __getitem__(self, key: str) -> ThemeSummary:
        """Return the summary of one theme; KeyError lists the themes there are."""
        for entry in self.themes:
            if entry.theme.key == key:
                return entry
        raise KeyError(f"no theme {key!r}; there are {', '.join(e.theme.key for e in self.themes)}")

    def __str__(self) -> str:
        """Return a plain table: theme, strengths, concerns."""
        width = max((len(entry.theme.title) for entry in self.themes), default=5)
        lines = [f"{'theme':{width}}  strengths  concerns"]
        lines += [f"{e.theme.title:{width}}  {len(e.strengths):9}  {len(e.concerns):8}" for e in self.themes]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of tagging one document, or why there is none.

    Attributes:
        status: `Status.OK`, or what went wrong.
        sentences: in reading order, each with its tags (best score first); empty where the document failed.
        taxonomy: the themes that were looked for.
        model: which model gave the tags.
        meta: what the document says of itself, and what the caller said of it.
        source: the file's name, None for a text from no file.
        error: what went wrong, None where nothing did.
        notes: what the user should know ("read as Windows-1252").
        document: the document with its blocks, for those who show the text; None where it failed.

    """

    status: Status
    sentences: tuple[Sentence, ...]
    taxonomy: Taxonomy
    model: ModelInfo
    meta: Meta = field(default_factory=Meta)
    source: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()
    document: Document | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Name the document, the model and the counts of tags."""
        name = self.source or "text"
        if self.status is not Status.OK:
            return f"<Report {name!r}: {self.status}: {self.error}>"
        strengths = sum(tag.polarity is Polarity.STRENGTH for s in self.sentences for tag in s.tags)
        concerns = sum(tag.polarity is Polarity.CONCERN for s in self.sentences for tag in s.tags)
        return (
            f"<Report {name!r}: {len(self.sentences)} sentences, {strengths} strengths, {concerns} concerns, "
            f"model {self.model.name} {self.model.version}>"
        )

    def summary(self) -> Summary:
        """Return the sentences by theme and polarity."""
        found: dict[tuple[str, Polarity], list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            for tag in sentence.tags:
                found[tag.theme, tag.polarity].append(sentence)
        return Summary(
            tuple(
                ThemeSummary(
                    theme,
                    tuple(found[theme.key, Polarity.STRENGTH]),
                    tuple(found[theme.key, Polarity.CONCERN]),
                )
                for theme in self.taxonomy
            )
        )

    # The one named exception to "imports only downwards": the writers are looked up where they are asked for.

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as the JSON Schema `report-1` describes them; lone surrogates become U+FFFD."""
        from themetag.writers.plain import report_to_dict

        return report_to_dict(self)

    def to_json(self, indent: int | None = None) -> str:
        """Return the report as JSON text; `indent` as for `json.dumps`, None: one line."""
        from themetag.writers.plain import report_to_json

        return report_to_json(self, indent)

    def to_frame(self) -> pd.DataFrame:
        """Return a data frame with one row a tag, and one row a sentence that has none.

        The columns are those of the CSV format. Needs pandas.

        Raises:
            MissingExtraError: pandas is not installed.

        """
        from themetag.writers.frame import report_to_frame

        return report_to_frame(self)

    def to_html(self) -> str:
        """Return one page that stands alone: the text with its strengths and concerns marked, and filters.

        It loads nothing and works without JavaScript, then without the filters. Needs Jinja2.

        Raises:
            MissingExtraError: Jinja2 is not installed.

        """
        from themetag.writers.html.page import report_to_html

        return report_to_html(self)

    def _repr_html_(self) -> str | None:
        """Return a short view for notebooks, None (they show the plain one) where Jinja2 is not installed."""
        from themetag.writers.html.notebook import report_to_notebook

        return report_to_notebook(self)
