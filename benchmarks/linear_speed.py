"""Speed of the linear back end beside scikit-learn on the same sentences, and of a fresh process.

    python benchmarks/linear_speed.py MODEL CORPUS.jsonl

The pipeline is word 1-2 and character 3-5 gram tf-idf with one-vs-rest logistic regression, fitted on the first
rows of the corpus; both then score all rows on one thread, in turn, and the best of three runs counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

_FIRST_ANSWER = """
from themetag.bundle.linear import load_linear
from themetag.types import Unit
print(load_linear({model!r}).score([Unit("Visits are regular, but plans are late.")]).max())
"""


def best(call: Callable[[], object], times: int = 3) -> float:
    """Return the shortest CPU time of a call, in seconds."""
    found = []
    for _ in range(times):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return min(found)


def fresh(code: str, times: int = 7) -> float:
    """Return the shortest CPU time of a fresh process that runs `code`, in seconds.

    Its modules are compiled before, as those of an installed package are.
    """
    import resource

    found = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(times + 1):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found[1:])


def main() -> None:
    """Print sentences a second of both, and the two start times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rows", type=int, default=2_000)
    arguments = parser.parse_args()

    from linear_quality import plain_pipeline
    from themetag.bundle.linear import load_linear
    from themetag.corpus import read_corpus
    from themetag.taxonomy import default_taxonomy

    corpus = read_corpus(arguments.corpus, default_taxonomy()).select(range(arguments.rows))
    units = corpus.inputs()
    texts = [unit.text for unit in units]
    pipeline = plain_pipeline().fit(texts, corpus.targets().reshape(len(corpus), -1).astype(int))
    ours = load_linear(arguments.model)
    ours.score(units[:10])
    theirs_s = best(lambda: pipeline.predict_proba(texts))
    ours_s = best(lambda: ours.score(units))
    print(f"scikit-learn: {len(texts) / theirs_s:8,.0f} sentences a second of CPU")
    print(f"ours:         {len(texts) / ours_s:8,.0f} sentences a second of CPU, {theirs_s / ours_s:.2f} times as fast")
    numpy_s = fresh("import numpy")
    answer_s = fresh(_FIRST_ANSWER.format(model=str(arguments.model)))
    print(f"import numpy {numpy_s:.2f} s, first answer {answer_s:.2f} s of CPU: {answer_s / numpy_s:.1f} times")


if __name__ == "__main__":
    main()
