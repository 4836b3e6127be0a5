"""Rebuild the linear model that ships, byte for byte under the locked environment.

    python training/build_linear.py REAL.jsonl training/authored.jsonl DOUBTED.jsonl REST.jsonl \
        --teacher TEACHER --unlabelled REPORTS --but DEV.jsonl [--output models/linear]

The first corpus is what the model is calibrated and measured on; the others, and the sentences of contrasts.py, are
fitted on besides, those of a document that is held back with the part it belongs to. TEACHER is what
`build_transformer.py --without-part` saves: beside the labels, the model learns from its scores of the sentences of
REPORTS, labelled or not, less the documents of DEV and of the part that the teacher did not see, from which calibration
and figures come. Without a teacher they come from all parts, out of fold, or with --first-part from that one.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from themetag.bundle import Rights
    from themetag.corpus import Corpus, LabelledUnit
    from themetag.evaluation import Evaluation
    from themetag.training.trained import Trained

# One thread, before numpy is loaded: sums in another order are other bytes.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0"
MADE_FOR = "Reports of inspections of children's services in England, and councils' and newspapers' accounts of them."
LABELLING = (
    "Language models labelled the sentences by the annotation guidelines of this project; two readings of the same "
    "sentences agree at a (theme, polarity) micro-F1 of 0.89 to 0.97 (training/DATA_CARD.md). No person did."
)


def with_previous(corpus: Corpus) -> tuple[LabelledUnit, ...]:
    """Return the units with what stands before each, so that they keep it beside those of other corpora."""
    return corpus.select(range(len(corpus))).units


def read_corpora(paths: Sequence[Path]) -> tuple[Corpus, Corpus]:
    """Return the first corpus, and the others together with the sentences of contrasts.py."""
    from contrasts import contrasts

    from themetag.corpus import read_corpus
    from themetag.taxonomy import default_taxonomy

    first, *more = [read_corpus(path, default_taxonomy()) for path in paths]
    extra = contrasts()
    for corpus in more:
        extra = replace(extra, units=(*extra.units, *with_previous(corpus)), name=f"{extra.name} and {corpus.name}")
    return first, extra


def save_model(
    trained: Trained, folder: Path, rights: Rights, recipe: str, labelling: str, evaluation: Evaluation
) -> None:
    """Save a model that ships, in place of the one that stands there, and say how large it is."""
    from themetag.training.save import save_trained

    folder.parent.mkdir(parents=True, exist_ok=True)
    save_trained(
        trained, folder, rights=rights, made_for=MADE_FOR, recipe=recipe, labelling=labelling, evaluation=evaluation,
        overwrite=True,
    )  # fmt: skip
    print(f"{folder}: {sum(file.stat().st_size for file in folder.iterdir()):,} bytes")


def main() -> None:
    """Train, measure out of fold, save."""
    import numpy as np

    from themetag.bundle import Rights
    from themetag.corpus import read_corpus
    from themetag.corpus.splits import folds_of
    from themetag.evaluation import to_text
    from themetag.loading import load_model
    from themetag.taxonomy import default_taxonomy
    from themetag.training.linear import train_linear
    from themetag.training.save import measure_out_of_fold
    from themetag.training.taught import sentences_of, teach, unlike_any
    from themetag.training.trained import held_part
    from themetag.training.transformer.fittings import N_PARTS  # the teacher's division

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, help="default with a teacher: models/linear")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--first-part", action="store_true")
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--but", type=Path, help="a corpus that the model will be measured on")
    arguments = parser.parse_args()
    if (arguments.teacher is None) != (arguments.unlabelled is None):
        parser.error("--teacher and --unlabelled go together: a model, and the reports that it reads")
    if arguments.output is None and not arguments.teacher:
        parser.error("models/linear is made with a teacher; for another model give --output")
    output = arguments.output or Path("models/linear")
    first, extra = read_corpora(arguments.corpus)
    began = time.perf_counter()

    def progress(stage: str, done: int, total: int) -> None:
        print(f"\r{time.perf_counter() - began:6.0f} s  {stage}: {done} of {total}    ", end="", flush=True)

    labelling = LABELLING
    recipe = "python training/build_linear.py " + " ".join(path.name for path in arguments.corpus)
    how: dict[str, Any] = {}
    if arguments.first_part or arguments.teacher:
        how |= {"n_folds": N_PARTS, "n_scored": 1}
    if arguments.teacher:
        measured = {*held_part(first, np.flatnonzero(folds_of(first, N_PARTS) == 0)).documents}
        measured |= {*read_corpus(arguments.but, default_taxonomy()).documents} if arguments.but else set()
        units = unlike_any(sentences_of(arguments.unlabelled, progress, measured), ())
        taught = teach(load_model(arguments.teacher), units, progress)
        labelling += (
            f" Besides the labels, the model learned from the scores that the {taught.teacher} which did not see the "
            f"part held back gave {len(units):,} sentences of such reports, labelled or not."
        )
        recipe += " --teacher TEACHER --unlabelled REPORTS" + (" --but DEV.jsonl" if arguments.but else "")
        how["taught"] = taught
    elif arguments.first_part:
        recipe += " --first-part"
    trained = train_linear(first, extra=extra, n_jobs=arguments.jobs, made_for=MADE_FOR, progress=progress, **how)
    print(f"\ntrained in {time.perf_counter() - began:.0f} s")
    evaluation = measure_out_of_fold(trained)
    print(to_text(evaluation))
    rights = Rights("MIT AND OGL-UK-3.0", (ATTRIBUTION,))
    save_model(trained, output, rights, recipe, labelling, evaluation)


if __name__ == "__main__":
    main()
