"""Calls in several processes: results in order, and no more of them waiting than a few a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, Final, TypeVar

from themetag.optional import require

A = TypeVar("A")
R = TypeVar("R")

_AHEAD: Final = 8  # calls a process that are begun before their turn


def in_processes(call: Callable[[A], R], items: Iterable[A], n_jobs: int) -> Iterator[R]:
    """Yield `call(item)` for each item, in order; items are taken as results are asked for, a few ahead.

    Args:
        call: what is called; it, its items and its results travel between processes.
        items: any number of them, endless ones too.
        n_jobs: processes, -1: one a core.

    Raises:
        MissingExtraError: joblib is not installed.

    """
    joblib = require("joblib", "train", "tagging with several processes")
    return _windows(joblib, call, iter(items), n_jobs)


def _windows(joblib: Any, call: Callable[[A], R], items: Iterator[A], n_jobs: int) -> Iterator[R]:
    # joblib goes on while nobody takes its results, and keeps them all. So it is given a window of items at a
    # time, the next one when the results of the last are taken.
    window = _AHEAD * joblib.effective_n_jobs(n_jobs)
    with joblib.Parallel(n_jobs=n_jobs, backend="loky", return_as="generator") as parallel:
        for first in items:
            ahead = chain([first], islice(items, window - 1))
            yield from parallel(joblib.delayed(call)(item) for item in ahead)
