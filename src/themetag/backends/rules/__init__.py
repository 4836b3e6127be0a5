"""The rules back end: cues as data, judgement per clause, evidence for every tag."""

from themetag.backends.rules.backend import RulesBackend

__all__ = ["RulesBackend"]
