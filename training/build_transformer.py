"""Rebuild the transformer model that ships: the same tags on probe sentences on any machine, the same bytes on one.

    python training/build_transformer.py REAL.jsonl training/authored.jsonl DOUBTED.jsonl REST.jsonl --encoder DIR \
        --last training/around.jsonl [--output models/transformer]

The first corpus is what the model is calibrated and measured on, its first part of five; the others, and the sentences
of contrasts.py, are fitted on besides, those of a document that is held back with the part it belongs to. DIR holds
all-MiniLM-L6-v2 as transformers reads it. --last names the rows of two gentle passes at the end. --checkpoints DIR
keeps each pass, so that a training that was stopped goes on. --without-part saves the model that did not see the first
part: the teacher of build_linear.py, which is measured on that part; it was made with --rules-share 0.3 and without
--last, where the model that ships takes more of the rules for the sake of plain short sentences.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from build_linear import ATTRIBUTION, LABELLING, MADE_FOR, read_corpora, save_model

ENCODER_ATTRIBUTION = (
    "The encoder is a fine-tuned all-MiniLM-L6-v2 by the sentence-transformers team (Apache-2.0), made from "
    "MiniLM-L6-H384-uncased (MIT, Microsoft)."
)


def main() -> None:
    """Train, measure on the held part, save."""
    from themetag.bundle import Rights
    from themetag.corpus import read_corpus
    from themetag.evaluation import compare, to_text
    from themetag.evaluation import evaluate as measure
    from themetag.training.save import measure_out_of_fold
    from themetag.training.transformer.settings import Settings
    from themetag.training.transformer.train import train_transformer

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--last", type=Path)
    parser.add_argument("--checkpoints", type=Path)
    parser.add_argument("--without-part", action="store_true")
    parser.add_argument("--rules-share", type=float, default=Settings().rules_share)
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("models/transformer"))
    arguments = parser.parse_args()
    import torch

    torch.set_num_threads(arguments.threads)  # sums in another order are other bytes
    first, extra = read_corpora(arguments.corpus)
    last = read_corpus(arguments.last, first.taxonomy) if arguments.last else None
    began = time.perf_counter()

    def progress(stage: str, done: int, total: int) -> None:
        print(f"\r{time.perf_counter() - began:6.0f} s  {stage}: {done} of {total}    ", end="", flush=True)

    trained = train_transformer(
        first, encoder=arguments.encoder, extra=extra, last=last, whole=not arguments.without_part,
        settings=Settings(epochs=arguments.epochs, rules_share=arguments.rules_share),
        checkpoints=arguments.checkpoints, made_for=MADE_FOR, progress=progress,
    )  # fmt: skip
    print(f"\ntrained in {time.perf_counter() - began:.0f} s")
    evaluation = measure_out_of_fold(trained)
    print(to_text(evaluation))
    if arguments.without_part:
        rounded = measure(trained.backend, trained.held, n_mistakes=0)
        print("The same, rounded to eight bits, beside what was fitted:\n" + to_text(compare(rounded, evaluation)))
    names = " ".join(path.name for path in arguments.corpus)
    recipe = f"python training/build_transformer.py {names} --encoder all-MiniLM-L6-v2"
    recipe += f" --last {arguments.last.name}" if arguments.last else ""
    recipe += " --without-part" if arguments.without_part else ""
    for option in ("epochs", "rules_share"):
        value = getattr(arguments, option)
        if value != getattr(Settings(), option):
            recipe += f" --{option.replace('_', '-')} {value}"
    rights = Rights("MIT AND Apache-2.0 AND OGL-UK-3.0", (ATTRIBUTION, ENCODER_ATTRIBUTION))
    save_model(trained, arguments.output, rights, recipe, LABELLING, evaluation)


if __name__ == "__main__":
    main()
