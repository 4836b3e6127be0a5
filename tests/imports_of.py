"""Which modules of a package import which, read from the source; nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def modules(root: Path) -> dict[str, ast.Module]:
    """Return the parsed modules of the package at `root`, by dotted name."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = [root.name, *path.relative_to(root).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def imports(tree: ast.Module, names: set[str]) -> Iterator[tuple[str, bool]]:
    """Yield each module of `names` that the tree imports, and whether it does so when it is itself imported.

    `from package import module` counts as the module. What stands under `if TYPE_CHECKING:` is for the type checker
    and counts as not imported with the module.
    """
    inner = {id(node) for lazy in ast.walk(tree) if _is_lazy(lazy) for node in ast.walk(lazy) if node is not lazy}
    for node in ast.walk(tree):
        for name in _named(node, names):
            yield name, id(node) not in inner


def _is_lazy(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return True
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _named(node: ast.AST, names: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in names)
    elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        submodules = [f"{node.module}.{alias.name}" for alias in node.names]
        if node.module in names:
            yield from (name if name in names else node.module for name in submodules)
