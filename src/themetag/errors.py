"""Every error that themetag raises on purpose.

All of them derive from `ThemetagError`, so one `except` clause is enough for a batch. Each message says
what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of one document; every document of a batch gets exactly one."""

    OK = "ok"
    EMPTY = "empty"  # no text but white space
    NO_TEXT = "no_text"  # a PDF whose pages are pictures
    ENCRYPTED = "encrypted"  # a password is needed
    REFUSED = "refused"  # over a limit, or not a regular file
    BAD_INPUT = "bad_input"  # not readable as what it claims to be
    TIMEOUT = "timeout"  # the reader was stopped at its time limit
    CRASHED = "crashed"  # the reader died, or ran into its memory limit


class ThemetagError(Exception):
    """Base of all errors that themetag raises on purpose."""


class ThemetagWarning(UserWarning):
    """Base of all warnings that themetag gives: the work goes on, but a part of it may be empty."""


class DocumentError(ThemetagError, ValueError):
    """One document cannot be read or split; `status` says in which way."""

    status: Status = Status.BAD_INPUT

    def __init__(self, message: str, status: Status | None = None) -> None:
        super().__init__(message)
        if status is not None:
            self.status = status


class SplitError(DocumentError):
    """The sentence splitter failed on a text; the text should be reported as a bug."""

    status = Status.CRASHED


class LooksLikeFileNameError(DocumentError):
    """A str that reads like a file name was given where text was expected."""


class UnknownBackendError(ThemetagError, ValueError):
    """No back end and no model folder of this name."""


class NotSavableError(ThemetagError, ValueError):
    """A tagger has no trained model, or not its own thresholds, so that no model folder can stand for it."""


class ComparisonError(ThemetagError, ValueError):
    """Reports cannot be compared with one another; the message says which and why."""


class OutputError(ThemetagError, OSError):
    """A result cannot be written where it was asked for."""


class MissingExtraError(ThemetagError, ImportError):
    """An optional package is needed; `extra` is the name to install."""

    def __init__(self, message: str, extra: str) -> None:
        super().__init__(message)
        self.extra = extra

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Name what it is made of, so that it comes whole out of another process."""
        return type(self), (str(self), self.extra)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a data file: where it is and what is wrong.

    `file` and `field` are names for the reader of the message; `line` is 1-based, None where the format
    keeps no lines.
    """

    file: str
    field: str
    problem: str
    line: int | None = None

    def __str__(self) -> str:
        """Return `file:line: field: problem`, leaving out what is not known."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.problem}" if self.field else f"{place}: {self.problem}"


class FaultsError(ThemetagError, ValueError):
    """A data file has faults; all of them are reported together, in `faults`."""

    what = "file"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"the {self.what} has {count} fault{'s' if count != 1 else ''}:\n{lines}")

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        """Name what it is made of, so that it comes whole out of another process."""
        return type(self), (self.faults,)


class TaxonomyError(FaultsError):
    """A taxonomy file has faults."""

    what = "taxonomy"


class MetaError(FaultsError):
    """A table of document facts (`--meta`) has faults."""

    what = "table of document facts"


class CorpusError(FaultsError):
    """A labelled corpus has faults."""

    what = "corpus"


class RuleError(FaultsError):
    """A file of cues or rules has faults."""

    what = "rule file"


class ModelError(FaultsError):
    """A model folder has faults, or holds what this version of themetag does not know."""

    what = "model folder"


class BehaviourError(FaultsError):
    """A behavioural kit has faults, or none of its cases can be asked of a model."""

    what = "behavioural kit"


class EncoderError(ThemetagError, ValueError):
    """There is no such encoder to start a training from, or it is none that can be served."""


class CheckpointError(ThemetagError, ValueError):
    """A training cannot go on from a checkpoint."""
