"""The package itself: what importing it costs, which module may import which, and what no module may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path

import pytest

import themetag
from imports_of import imports, modules

ROOT = Path(themetag.__file__).parent
REPOSITORY = Path(__file__).resolve().parents[1]
MODULES = modules(ROOT)
NAMES = set(MODULES)

# A module imports only from what stands before it here, or from its own entry. An entry is a package or a module; the
# longest that fits a module is its own.
LEVELS: dict[str, tuple[str, ...]] = {
    "L0": ("errors", "opening", "packaged", "optional", "processes", "textmap", "fold", "scale"),
    "L1": ("types", "taxonomy"),
    "L2": (
        "document",
        "repair",
        "similarity",
        "layout",
        "sentences",
        "meta",
        "parse",
        "readers",
        "meta.overrides",  # reads a file, so it stands above the readers; what parse needs of meta does not
        "units",
        "report",
        "corpus",
    ),
    "L3": ("backends", "decisions"),
    "L4": ("bundle", "loading", "catalogue"),
    "L5": ("tagger", "explain", "behaviour", "evaluation", "training", "compare", "plan"),
    "L6": ("writers", "integrations", "cli", "__main__"),
}
ORDER = [f"themetag.{entry}" for level in LEVELS.values() for entry in level]
# Pure data that look their writers up where one is asked for: the one named exception.
MAY_LOOK_UP = {("themetag.report", "themetag.writers"), ("themetag.compare.result", "themetag.writers")}

OPTIONAL = frozenset(
    {"datasets", "docx", "jinja2", "joblib", "matplotlib", "onnx", "onnxruntime", "pandas", "rich", "scipy", "setfit"}
    | {"sklearn", "tokenizers", "torch", "transformers", "typer", "xlsxwriter"}
)
OF_TORCH = frozenset({"themetag.training.transformer.fit", "themetag.training.transformer.module"})
NEVER = re.compile(
    r"(?:pickle|cPickle|dill|cloudpickle|marshal|shelve|skops|code|codeop|socket|ssl|http|urllib|requests|httpx|ftplib"
    r"|smtplib|webbrowser|multiprocessing|telnetlib|xmlrpc|asyncio)(?:\.|\Z)"
)
BUILT_IN_DANGERS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint", "input"})
DANGEROUS_CALLS = frozenset(
    {"joblib.load", "joblib.dump", "os.system", "os.popen", "np.load", "numpy.load", "torch.load", "yaml.load"}
)


def entry_of(module: str) -> str | None:
    """Return the entry of ORDER that a module belongs to, None for the package's own `__init__`."""
    fitting = [entry for entry in ORDER if module == entry or module.startswith(f"{entry}.")]
    return max(fitting, key=len, default=None)


def loaded_by(code: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after `code`."""
    code += "\nimport sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_importing_costs_nothing() -> None:
    """`import themetag` loads none of the packages that it stands on, not even numpy."""
    heavy = OPTIONAL | {"numpy", "sentencex", "pypdfium2", "safetensors"}
    assert loaded_by("import themetag").isdisjoint(heavy)


def test_tagging_loads_no_extra() -> None:
    """Tagging a text with the default model loads no optional package and nothing of the command line."""
    loaded = loaded_by("import themetag; themetag.tag('Plans are too often late.').to_json()")
    assert loaded.isdisjoint(OPTIONAL)
    assert "numpy" in loaded


def test_importing_changes_no_setting() -> None:
    """Importing leaves warning filters, environment, signal handlers and the log's root as they were."""
    code = (
        "import logging, os, signal, sys, warnings, numpy\n"  # numpy sets filters of its own
        "def state(): return (list(warnings.filters), dict(os.environ), signal.getsignal(signal.SIGINT),"
        " signal.getsignal(signal.SIGPIPE), logging.root.level, list(logging.root.handlers), sys.getrecursionlimit())\n"
        "before = state()\n"
        "import themetag, themetag.tagger, themetag.readers.files, themetag.writers.plain, themetag.evaluation\n"
        "print(before == state())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_every_public_name_is_there() -> None:
    """Each name of `__all__` loads, stands in `dir()`, and is described; another name is an AttributeError."""
    for name in themetag.__all__:
        assert getattr(themetag, name).__doc__
        assert name in dir(themetag)
    with pytest.raises(AttributeError, match="module 'themetag' has no attribute 'no_such_name'"):
        themetag.no_such_name  # noqa: B018


def test_the_public_names_are_imported_for_type_checkers_too() -> None:
    """What a type checker sees of the package is what it gives at run time."""
    tree = MODULES["themetag"]
    seen = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("themetag.")
        for alias in node.names
    }
    assert seen == set(themetag.__all__)


@pytest.mark.parametrize("module", sorted(NAMES))
def test_imports_go_downwards(module: str) -> None:
    """A module imports only from lower levels, or from what stands before it in its own; no cycle can arise."""
    own = entry_of(module)
    if module == "themetag":
        assert all(not eager for name, eager in imports(MODULES[module], NAMES) if name != "themetag")
        return
    assert own is not None, f"{module} stands in no level; add it where it belongs"
    for name, eager in imports(MODULES[module], NAMES):
        entry = entry_of(name)
        if entry is None or (not eager and (module, entry) in MAY_LOOK_UP):
            continue
        assert ORDER.index(entry) <= ORDER.index(own), f"{module} imports {name}, which stands above it"


def test_the_named_exceptions_are_needed() -> None:
    """No exception to the levels outlives its reason."""
    used = {(module, entry_of(name)) for module in NAMES for name, _ in imports(MODULES[module], NAMES)}
    assert used >= MAY_LOOK_UP


def test_no_module_imports_itself_by_a_way_round() -> None:
    """Within the packages, too, imports make no circle."""
    graph = {m: {n for n, eager in imports(MODULES[m], NAMES) if eager and n not in (m, "themetag")} for m in NAMES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as e:
        pytest.fail(f"a circle: {' -> '.join(e.args[1])}")


@pytest.mark.parametrize("module", sorted(NAMES))
def test_optional_packages_are_never_imported_at_the_top(module: str) -> None:
    """Optional packages are imported where they are used; typer and rich at the top of the command line only.

    A class of torch can only be written where torch is; nothing but a fitting imports the modules that are of torch.
    """
    free = {"typer", "rich"} if module.startswith(("themetag.cli", "themetag.writers.")) else set()
    free |= {"torch"} if module in OF_TORCH else set()
    if module not in OF_TORCH:
        assert not {name for name, eager in imports(MODULES[module], NAMES) if eager} & OF_TORCH
    for node in MODULES[module].body:
        named = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found = {name.split(".")[0] for name in named} & (OPTIONAL - free)
        assert not found, f"{module} imports {found} at the top"


@pytest.mark.parametrize("module", sorted(NAMES))
def test_nothing_runs_what_it_reads(module: str) -> None:
    """No module unpickles, evaluates, opens a connection, runs a shell, or calls what does."""
    tree = MODULES[module]
    for node in ast.walk(tree):
        named = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in named if NEVER.match(name)], f"{module} imports {named}"
    for name, call in calls(tree):
        assert name not in BUILT_IN_DANGERS, f"{module}:{call.lineno} calls {name}"
        assert name not in DANGEROUS_CALLS, f"{module}:{call.lineno} calls {name}"
        named = {keyword.arg for keyword in call.keywords}
        assert named.isdisjoint({"shell", "allow_pickle", "trust_remote_code"}), f"{module}:{call.lineno} calls {name}"


def test_only_the_pdf_reader_starts_a_process() -> None:
    """`subprocess` is imported by the PDF reader alone."""
    starting = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and any(alias.name == "subprocess" for alias in node.names)
    }
    assert starting == {"themetag.readers.pdf"}


@pytest.mark.parametrize("module", sorted(NAMES))
def test_modules_are_short(module: str) -> None:
    """A module has under 300 lines: one idea a file."""
    path = ROOT.joinpath(*module.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert path.read_text(encoding="utf-8").count("\n") < 300


@pytest.mark.parametrize("module", sorted(NAMES))
def test_what_is_public_is_described(module: str) -> None:
    """Every module, and every public class, function and method, has a docstring."""
    tree = MODULES[module]
    assert ast.get_docstring(tree), f"{module} has no docstring"
    missing = []

    def look(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and child.name[0] != "_":
                if ast.get_docstring(child) is None:
                    missing.append(prefix + child.name)
                if isinstance(child, ast.ClassDef):
                    look(child, f"{prefix}{child.name}.")

    look(tree, "")
    assert missing == []


def test_types_are_shipped() -> None:
    """`py.typed` lies in the package, so that type checkers use its types."""
    assert (files("themetag") / "py.typed").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "taxonomies/childrens-services.toml",
        "schemas/report-1.schema.json",
        "rules/compiled-childrens-services.safetensors",
    ],
)
def test_data_are_shipped(name: str) -> None:
    """The data that the library reads lie in the package."""
    assert (files("themetag") / "data" / name).is_file()


@pytest.mark.repository
def test_the_version_is_one() -> None:
    """The package says the version that pyproject.toml says."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert themetag.__version__ == project["version"]


@pytest.mark.repository
def test_every_extra_that_is_named_exists() -> None:
    """Each extra that a message tells people to install is one of pyproject.toml, and brings the package."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    seen = 0
    for module, tree in MODULES.items():
        for name, call in calls(tree):
            if name.split(".")[-1] != "require" or module == "themetag.optional":
                continue
            values = [ast.literal_eval(a) for a in call.args[:2] if isinstance(a, ast.Constant)]
            if len(values) == 2:
                seen += 1
                assert values[1] in extras, f"{module} names the extra {values[1]!r}"
    assert seen > 3
