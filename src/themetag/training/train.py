"""`themetag.train`: a tagger from a labelled corpus."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from themetag.backends.base import Backend
from themetag.bundle import Bundle, Rights, check_facts, load_folder
from themetag.corpus import Corpus, read_corpus
from themetag.errors import CorpusError, Fault
from themetag.loading import load_model, model_folder
from themetag.tagger import Tagger
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy, load_taxonomy
from themetag.training.calibrate import Aim
from themetag.training.options import Options
from themetag.training.taught import check_calibrated, check_teacher, sentences_of, teach, unlike_any
from themetag.training.trained import MIN_EXAMPLES, Progress, silent
from themetag.training.trainers import trainer_of

UNSTATED: Final = "LicenseRef-Unstated"  # SPDX's form for terms that are on no list of theirs
Rows = Corpus | str | os.PathLike[str]


def train(
    corpus: Rows,
    *,
    backend: str = "linear",
    taxonomy: Taxonomy | str | os.PathLike[str] | None = None,
    extra: Rows | None = None,
    extend: str | os.PathLike[str] | None = None,
    precision: float | None = None,
    recall: float | None = None,
    teacher: str | os.PathLike[str] | None = None,
    unlabelled: str | os.PathLike[str] | None = None,
    encoder: str | os.PathLike[str] | None = None,
    checkpoints: str | os.PathLike[str] | None = None,
    n_folds: int | None = None,
    min_examples: int = MIN_EXAMPLES,
    seed: int = 0,
    n_jobs: int = 1,
    name: str | None = None,
    version: str | None = None,
    made_for: str | None = None,
    licence: str | None = None,
    attribution: Sequence[str] = (),
    progress: Progress | None = None,
) -> Tagger:
    """Train a tagger on labelled rows; `Tagger.save` makes a model folder of it.

    The corpus is divided by document; scores by models that did not see a row's document give calibration,
    thresholds, and the figures in `Tagger.model.measured`. The same call gives the same tagger.

    Args:
        corpus: labelled rows of at least `n_folds` documents: a Corpus, or the file of one (.jsonl, .csv,
            .json of Label Studio).
        backend: what to train: "linear" or "transformer".
        taxonomy: the themes: themselves, their TOML file, or "childrens-services". None: those of the Corpus, or
            for a file "childrens-services".
        extra: more rows to fit on, but not to measure on; None: no more.
        extend: a model's name or folder, which gets the taxonomy's last theme as one more and keeps its others
            as they are; `seed` and `n_jobs` change nothing then. None: a model is trained anew.
        precision: choose thresholds for this precision of each label, in (0, 1]; None: for F1, or `recall`.
        recall: choose thresholds for this recall of each label, in (0, 1]; None: for F1, or `precision`.
        teacher: a calibrated model's name or folder; a linear model learns from its scores of the `unlabelled`
            sentences, too. Where the teacher was trained on the same corpus, the figures flatter: measure on other
            documents. None: no teacher.
        unlabelled: the folder of reports that the teacher reads, less what is in the corpus. None: no teacher.
        encoder: what a transformer starts from: a folder, or a hub id ("owner/name"), which is downloaded. None: a
            transformer is not what is trained.
        checkpoints: a folder where each pass of a transformer's training is written; stopped and called again, it
            goes on from there. None: nowhere.
        n_folds: in how many parts the corpus is divided, from 2. None: four for "linear", which are scored in turn;
            five for "transformer", of which the first alone is scored, since each takes a training. Where a number is
            given, all are.
        min_examples: labels that fewer rows carry are named in a `ThemetagWarning`, and never given.
        seed: of everything that is random, from 0.
        n_jobs: processes for the parts; above 1 needs joblib, -1: one a core.
        name: of the model: lower-case letters, digits, hyphens. None: the back end's, or that of `extend`.
        version: of the model. None: "1", or that of `extend`.
        made_for: what documents it is made for, in words; notes on other texts quote it. None: documents like
            those of the corpus, or what `extend` was made for.
        licence: its terms as an SPDX expression. None: unstated, or those of `extend`.
        attribution: statements that must go with the model; those of `extend` stay.
        progress: called with a stage, steps done and steps in all; None: nothing is shown.

    Raises:
        UnknownBackendError: the back end cannot be trained, or there is no model `extend`.
        CorpusError: the corpus has faults, too few documents or examples, or themes that do not fit.
        TaxonomyError: the taxonomy has faults.
        ModelError: a name or statement cannot stand in a model folder, or the one to extend has faults.
        EncoderError: there is no such encoder, or none that can be served.
        CheckpointError: a checkpoint is of another training.
        MissingExtraError: a package of the extras that the back end needs is not installed.
        ValueError: an option is out of its range.

    """
    trainer = trainer_of(backend)
    aim = Aim(precision, recall)
    old = None if extend is None else load_folder(model_folder(os.fspath(extend)))
    themes = _themes(taxonomy)
    rows = _rows(corpus, themes)
    model = _teacher(teacher, unlabelled, backend, extend, rows)
    more = None if extra is None else _rows(extra, rows.taxonomy)
    shown = progress or silent
    options = Options(
        extra=more,
        extend=old,
        aim=aim,
        n_folds=n_folds,
        min_examples=min_examples,
        seed=seed,
        n_jobs=n_jobs,
        name=name or (old.manifest.name if old else backend),
        version=version or (old.manifest.version if old else "1"),
        taught=None,
        encoder=None if encoder is None else os.fspath(encoder),
        checkpoints=None if checkpoints is None else Path(checkpoints),
        made_for=made_for or (old.manifest.made_for if old else f"Documents like those of the corpus {rows.name}."),
        rights=_rights(old, licence, attribution),
        progress=shown,
    )
    check_facts(
        "the model to be trained",
        name=options.name,
        version=options.version,
        made_for=options.made_for,
        rights=options.rights,
    )
    if model is not None:
        # Last of all, because reading a folder of reports takes long.
        units = unlike_any(sentences_of(Path(unlabelled or ""), shown), [rows, *([more] if more is not None else [])])
        options = replace(options, taught=teach(model, units, shown))
    made, content = trainer(
        rows, options, _recipe(backend, rows, options, None if unlabelled is None else os.fspath(unlabelled))
    )
    return Tagger(made, savable=content)


def _themes(taxonomy: Taxonomy | str | os.PathLike[str] | None) -> Taxonomy | None:
    if taxonomy is None or isinstance(taxonomy, Taxonomy):
        return taxonomy
    return load_taxonomy(DEFAULT_TAXONOMY if taxonomy == DEFAULT_TAXONOMY else Path(taxonomy))


def _rows(corpus: Rows, taxonomy: Taxonomy | None) -> Corpus:
    if not isinstance(corpus, Corpus):
        return read_corpus(Path(corpus), taxonomy)
    if taxonomy is not None and taxonomy.digest != corpus.taxonomy.digest:
        problem = f"has the themes of {corpus.taxonomy.name}, not those of {taxonomy.name}; read it with the latter"
        raise CorpusError([Fault(corpus.name, "taxonomy", problem)])
    return corpus


def _teacher(
    teacher: str | os.PathLike[str] | None, unlabelled: object, backend: str, extend: object, rows: Corpus
) -> Backend | None:
    """Return the teacher after every check that needs no report to be read."""
    if (teacher is None) != (unlabelled is None):
        raise ValueError("a teacher needs unlabelled reports to read, and those need a teacher; give both")
    if teacher is None:
        return None
    if backend != "linear" or extend is not None:
        raise ValueError("a teacher teaches linear models that are trained anew")
    model = load_model(teacher)
    check_calibrated(model)
    check_teacher(rows, model.taxonomy.keys, model.name)
    return model


def _rights(old: Bundle | None, licence: str | None, attribution: Sequence[str]) -> Rights:
    if isinstance(attribution, str):
        raise TypeError("attribution must be a list of statements, was one str; write [...] around it")
    before = old.manifest.rights if old is not None else Rights(UNSTATED)
    return Rights(licence or before.licence, tuple(dict.fromkeys([*before.attribution, *attribution])))


def _recipe(backend: str, rows: Corpus, options: Options, unlabelled: str | None) -> str:
    """Return the command that makes the model again, but for the folders in which its files stand."""
    words = ["themetag", "train", rows.name, "--backend", backend, "--taxonomy", rows.taxonomy.name]
    named = (
        ("--extra", options.extra.name if options.extra is not None else None, None),
        ("--extend", options.extend.manifest.name if options.extend is not None else None, None),
        ("--precision", options.aim.precision, None),
        ("--recall", options.aim.recall, None),
        ("--teacher", options.taught.teacher if options.taught is not None else None, None),
        ("--unlabelled", _last_of(unlabelled), None),
        ("--encoder", _last_of(options.encoder), None),
        ("--folds", options.n_folds, None),
        ("--min-examples", options.min_examples, MIN_EXAMPLES),
        ("--seed", options.seed, 0),
    )
    for option, value, neutral in named:
        words += [option, str(value)] if value != neutral else []
    return shlex.join(words)


def _last_of(place: str | None) -> str | None:
    """Return of a folder its name alone, and a hub id as it is."""
    return Path(place).resolve().name if place is not None and Path(place).is_dir() else place
