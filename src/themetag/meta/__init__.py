"""What a report's front matter says of it: title, authority, kind, framework, dates, grades."""

from themetag.meta.find import find_meta

__all__ = ["find_meta"]
