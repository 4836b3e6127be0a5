"""What the commands share: messages, exit codes, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")


class Exit(IntEnum):
    """What a command says by its exit code."""

    OK = 0
    USAGE = 1  # the call is wrong, or nothing could be done at all
    SOME_FAILED = 3  # some documents failed, the others were done


def say(message: str) -> None:
    """Print a message for people on standard error; control characters are escaped."""
    if sys.stderr is None:  # closed by whoever started the command
        return
    clean = "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message)
    print(
        clean.encode(sys.stderr.encoding or "utf-8", "replace").decode(sys.stderr.encoding or "utf-8"),
        file=sys.stderr,
    )


def with_progress(items: Iterable[T], total: int, what: str, *, shown: bool = True) -> Iterator[T]:
    """Yield the items and show how far it is on standard error; silent in a pipe and for a single item.

    Args:
        items: what is worked through.
        total: how many there are.
        what: the word before the bar.
        shown: False: no bar in any case, as where the results themselves run over the terminal.

    """
    if not shown or total < 2 or sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        for item in items:
            yield item
            progress.advance(task)
