"""The facade: load a back end, tag texts and files."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from themetag.backends.base import Backend, Explainer, Scores
from themetag.decisions import decide, tags_of
from themetag.document import Document, Meta
from themetag.errors import DocumentError, LooksLikeFileNameError, NotSavableError, Status
from themetag.loading import load_savable
from themetag.processes import in_processes
from themetag.readers.files import SUFFIXES, read_file, read_text
from themetag.report import Measured, ModelInfo, Report
from themetag.taxonomy import Taxonomy, load_taxonomy
from themetag.types import Sentence, Tag, Unit
from themetag.units import units_of

if TYPE_CHECKING:
    from themetag.bundle import Savable

Item = str | os.PathLike[str] | Document

_BATCH = 1_024  # sentences that are scored at once; bounds memory on long documents
_FILE_NAME = re.compile(r"[^\n\r]{1,250}\.(?:pdf|txt|text|md|docx?|odt|rtf|html?|csv|jsonl?|xlsx?)\s*\Z", re.IGNORECASE)


def read(item: Item, *, source: str | None = None) -> Document:
    """Return the structure of a text or a file: blocks, sentences, front matter.

    Args:
        item: a str is text; an `os.PathLike` is a file (PDF or text); a Document is handed back.
        source: a name for a text, None where it has none.

    Raises:
        LooksLikeFileNameError: a str that reads like a file name.
        DocumentError: it cannot be read; `status` says in which way.

    """
    if isinstance(item, Document):
        return item
    if isinstance(item, str):
        _refuse_file_name(item)
        return read_text(item, source)
    if isinstance(item, os.PathLike):
        return read_file(item)
    raise TypeError(f"a text (str), a file (os.PathLike) or a Document is needed, was {type(item).__name__}")


def _refuse_file_name(text: str) -> None:
    if len(text) < 260 and _FILE_NAME.match(text) and len(text.split()) <= 12:
        message = f"{text!r} reads like a file name; for the file use Path({text!r}), text must be longer"
        raise LooksLikeFileNameError(message, Status.BAD_INPUT)


class Tagger:
    """Gives the sentences of documents their tags, with one back end.

    Args:
        backend: what scores the sentences.
        thresholds: (n_themes, 2), from which score on a label is given; None: the back end's own.
        savable: what `save` writes; None: there is nothing to save. `train` and `load` see to it.

    """

    def __init__(self, backend: Backend, thresholds: Scores | None = None, savable: Savable | None = None) -> None:
        shape = (len(backend.taxonomy), 2)
        if thresholds is not None and np.shape(thresholds) != shape:
            raise ValueError(f"thresholds must have the shape {shape}, was {np.shape(thresholds)}")
        self.backend = backend
        self.thresholds: Scores = backend.thresholds if thresholds is None else np.asarray(thresholds, np.float64)
        self._savable = savable

    def __repr__(self) -> str:
        """Name the back end and its taxonomy."""
        return f"<Tagger {self.backend.name} {self.backend.version}, taxonomy {self.taxonomy.name}>"

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes that are looked for."""
        return self.backend.taxonomy

    @property
    def model(self) -> ModelInfo:
        """Name and version of the model, as reports carry them."""
        # Only a back end that somebody measured brings figures, so that the contract does not ask for them.
        measured: tuple[Measured, ...] = getattr(self.backend, "measured", ())
        return ModelInfo(self.backend.name, self.backend.version, self.backend.calibrated, measured)

    def tag(
        self,
        item: Item,
        *,
        min_tags: int = 0,
        explain: bool = False,
        meta: Meta | None = None,
        source: str | None = None,
    ) -> Report:
        """Tag one document.

        Args:
            item: a str is text; an `os.PathLike` is a file; or a Document.
            min_tags: how many tags a sentence gets at least, whatever their scores. 0: none is forced.
            explain: whether tags carry evidence also where that costs time; the rules always give it.
            meta: what to say of the document instead of what its front matter says; None: the latter.
            source: a name for a text, None where it has none.

        Raises:
            DocumentError: it cannot be read.

        """
        document = read(item, source=source)
        sentences = tuple(self._tagged(document.sentences, min_tags, explain))
        return Report(
            Status.OK,
            sentences,
            self.taxonomy,
            self.model,
            meta or document.meta,
            document.source,
            None,
            document.notes + self._domain_notes(document.sentences),
            document,
        )

    def _domain_notes(self, sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
        # Only a trained model knows what its corpus looked like, so that the contract does not ask for it.
        note_on = getattr(self.backend, "domain_note", None)
        note = note_on(units_of(sentences)) if note_on is not None else None
        return (note,) if note else ()

    def tag_many(
        self,
        items: Iterable[Item],
        *,
        on_error: Literal["raise", "report"] = "raise",
        n_jobs: int = 1,
        min_tags: int = 0,
        explain: bool = False,
    ) -> Iterator[Report]:
        """Tag documents one after the other; as many reports out as items in, in order.

        Reports are yielded as they are made, and items are taken as they are needed, with several processes a
        few ahead: memory does not grow with their number.

        Args:
            items: texts, files, Documents.
            on_error: "raise" stops at the first document that cannot be read; "report" yields a report with
                its status and error instead and goes on.
            n_jobs: processes; above 1 needs joblib, -1: one a core.
            min_tags: as for `tag`.
            explain: as for `tag`.

        Raises:
            DocumentError: a document cannot be read and `on_error` is "raise".

        """
        if on_error not in ("raise", "report"):
            raise ValueError(f"on_error must be 'raise' or 'report', was {on_error!r}")
        if isinstance(items, str | bytes | os.PathLike):
            raise TypeError(f"several documents are needed, as [{type(items).__name__}, ...]; for one there is tag()")
        if n_jobs == 0:
            raise ValueError("n_jobs must be 1 or more, or -1 for one a core, was 0")
        if n_jobs == 1:
            return (self._tag_or_report(item, on_error, min_tags, explain) for item in items)
        plain = Tagger(self.backend, self.thresholds)  # what saves it is not sent to each process with each document
        call = partial(plain._tag_or_report, on_error=on_error, min_tags=min_tags, explain=explain)
        return in_processes(call, items, n_jobs)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Save the model as a model folder, whole or not at all; `load(folder)` gives a tagger with the same tags.

        A model that was trained says of itself what `train` was told, and gives the same bytes each time. A model
        that was loaded from a folder is checked again and copied byte for byte.

        Args:
            folder: where; its parent must exist.
            overwrite: replace the model folder that stands there.

        Raises:
            NotSavableError: the tagger is not trained (one of rules is made again by `load` with the same
                taxonomy and cues), or it was given other thresholds than its model's.
            ModelError: the folder that the model was loaded from is not what it was.
            OutputError: it cannot be written there, or something stands there already.

        """
        if self._savable is None:
            raise NotSavableError(
                f"{self!r} has no trained model to save; make one with themetag.train, or load this one again by "
                f"themetag.load with the same taxonomy and cues"
            )
        if not np.array_equal(self.thresholds, self.backend.thresholds):
            raise NotSavableError(
                f"{self!r} has other thresholds than its model, whose figures would not hold; train it for the "
                f"precision or recall that is wanted, or give the thresholds to Tagger after each load"
            )
        self._savable.save(folder, overwrite=overwrite)

    def failed(self, error: DocumentError, source: str | None) -> Report:
        """Return the report of a document that cannot be read."""
        return Report(error.status, (), self.taxonomy, self.model, source=source, error=str(error))

    def _tag_or_report(self, item: Item, on_error: str, min_tags: int, explain: bool) -> Report:
        try:
            return self.tag(item, min_tags=min_tags, explain=explain)
        except DocumentError as e:
            if on_error == "raise":
                raise
            return self.failed(e, Path(item).name if isinstance(item, os.PathLike) else None)

    def _tagged(self, sentences: tuple[Sentence, ...], min_tags: int, explain: bool) -> Iterator[Sentence]:
        units = units_of(sentences)
        explainer = self.backend if isinstance(self.backend, Explainer) else None
        wanted = explainer if explainer is not None and (explain or explainer.explains_always) else None
        for start in range(0, len(units), _BATCH):
            batch = units[start : start + _BATCH]
            scores = self.backend.score(batch)
            given = decide(scores, self.thresholds, min_tags)
            for i, unit in enumerate(batch):
                sentence = sentences[start + i]
                if not given[i].any():
                    yield sentence
                    continue
                tags = tags_of(scores[i], given[i], self.taxonomy)
                if wanted is not None:
                    tags = tuple(_explained(tag, wanted, unit, sentence) for tag in tags)
                yield dataclasses.replace(sentence, tags=tags)


def _explained(tag: Tag, explainer: Explainer, unit: Unit, sentence: Sentence) -> Tag:
    """Return the tag with its evidence, moved from the unit's text to the document's."""
    evidence = tuple(
        dataclasses.replace(item, spans=tuple(s for span in item.spans for s in sentence.locate(*span)))
        for item in explainer.explain(unit, tag.theme, tag.polarity)
    )
    return dataclasses.replace(tag, evidence=evidence)


def load(
    model: str | os.PathLike[str] = "default",
    *,
    taxonomy: Taxonomy | str | os.PathLike[str] | None = None,
    cues: Iterable[str | os.PathLike[str]] = (),
) -> Tagger:
    """Return a tagger.

    Args:
        model: the name of a model that ships ("linear") or of a back end that needs no training ("rules"), or the
            folder of a model. "default" is `linear`; where a taxonomy or cues are given it is `rules`.
        taxonomy: the themes to look for, or the path of their TOML file; None: those of the model. A trained
            model brings its own.
        cues: TOML files with cues of one's own, for the rules; added to those that ship.

    Raises:
        UnknownBackendError: no such back end; the message lists those there are.
        ModelError: the folder is no model, or not safe to load.
        TaxonomyError: the taxonomy has faults.
        RuleError: a cue file has faults.

    """
    themes = taxonomy if isinstance(taxonomy, Taxonomy) or taxonomy is None else load_taxonomy(Path(taxonomy))
    backend, savable = load_savable(model, themes, [Path(file) for file in cues])
    return Tagger(backend, savable=savable)


_default: Tagger | None = None


def tag(item: Item, *, min_tags: int = 0, explain: bool = False) -> Report:
    """Tag one document with the default model; see `Tagger.tag`."""
    global _default
    if _default is None:
        _default = load()
    return _default.tag(item, min_tags=min_tags, explain=explain)


__all__ = ["SUFFIXES", "Item", "Tagger", "load", "read", "tag"]
