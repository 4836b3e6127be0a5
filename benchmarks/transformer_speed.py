"""Speed of the transformer back end beside sentence-transformers with the same encoder in float32, on the same texts.

    python benchmarks/transformer_speed.py MODEL CORPUS.jsonl --encoder DIR [--rows 600]

The peer encodes the sentences, in batches of 32; ours reads the context of list items besides, finds what the rules
find and gives scores of all themes. Both may use two threads and take turns; the median of three runs counts, by the
clock, each on other sentences, as ours remembers what it has read. One sentence at a time without padding is what makes
ours independent of the batch.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from linear_speed import fresh
from themetag.types import Unit

_RUNS = 3

_FIRST_ANSWER = """
import themetag
from themetag.types import Unit
print(themetag.load({model!r}).backend.score([Unit("Visits are regular, but plans are late.")]).max())
"""


def times(calls: list[Callable[[list[Unit]], object]], runs: list[list[Unit]]) -> np.ndarray[Any, Any]:
    """Return (n_runs, n_calls) seconds by the clock; the calls take turns, once for each of the runs."""
    found = np.zeros((len(runs), len(calls)))
    for row, units in enumerate(runs):
        for column, call in enumerate(calls):
            began = time.perf_counter()
            call(units)
            found[row, column] = time.perf_counter() - began
    return found


def main() -> None:
    """Print sentences a second of both, and the start of a process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=600)
    arguments = parser.parse_args()
    import torch
    from sentence_transformers import SentenceTransformer

    from themetag.corpus import read_corpus
    from themetag.tagger import load
    from themetag.taxonomy import default_taxonomy

    corpus = read_corpus(arguments.corpus, default_taxonomy())
    n = arguments.rows
    order = np.random.default_rng(0).permutation(len(corpus))
    runs = [list(corpus.select(order[at : at + n].tolist()).inputs()) for at in range(0, _RUNS * n, n)]
    if len(runs[-1]) < n:
        parser.error(f"{arguments.corpus} has {len(corpus)} rows; {_RUNS} runs of {n} need more")
    backend = load(arguments.model).backend
    torch.set_num_threads(2)
    peer = SentenceTransformer(str(arguments.encoder), device="cpu")
    warm = [Unit("Visits are regular."), Unit("Plans are late.")]
    backend.score(warm)
    peer.encode([unit.text for unit in warm])
    seconds = times([lambda units: peer.encode([u.text for u in units], batch_size=32), backend.score], runs)
    theirs, ours = n / np.median(seconds, axis=0)
    ratios = seconds[:, 0] / seconds[:, 1]
    print(f"sentence-transformers: {theirs:6.0f} sentences a second, encoded")
    print(
        f"ours:                  {ours:6.0f} sentences a second, scored, {np.median(ratios):.2f} times as fast "
        f"({ratios.min():.2f} to {ratios.max():.2f})"
    )
    numpy_s, answer_s = fresh("import numpy", 3), fresh(_FIRST_ANSWER.format(model=arguments.model), 3)
    print(f"import numpy {numpy_s:.2f} s, first answer {answer_s:.2f} s of CPU: {answer_s / numpy_s:.1f} times")


if __name__ == "__main__":
    main()
