"""README and docs do what they say: their snippets run, their commands end well, their links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

pytestmark = pytest.mark.repository

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MORE_PAGES = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "examples/README.md")]
NAMES = [path.name for path in PAGES]
# Pages whose snippets have a test of their own, which knows more of them.
ELSEWHERE = {
    "compare.md": "tests/test_people_docs.py",
    "plan.md": "tests/test_people_docs.py",
    "model-folders.md": "tests/bundle/test_bundle_docs.py",
}
UNNAMED_FILES = {("behaviour.md", "toml"): "kit.toml"}  # files that a page shows without naming them
NEEDS = {
    r"themetag[. ]train": "sklearn",
    "matplotlib": "matplotlib",
    "to_html": "jinja2",
    "html": "jinja2",
    "xlsx": "xlsxwriter",
    "to_frame": "pandas",
}
CODES = {"check": (0, 3)}  # commands that may find something, and then do not end with 0


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, "" where none is given, its text, and the line before it."""

    language: str
    text: str
    before: str

    @property
    def saved_as(self) -> str | None:
        found = re.search(r"(?:Save this|save this|Saved) as `([^`]+)`", self.before)
        return found[1] if found else None

    @property
    def commands(self) -> list[str]:
        """The commands of the block: lines that call a program, without prompt and remark."""
        lines = [re.sub(r"\s+#\s.*", "", line).removeprefix("$ ") for line in self.text.splitlines()]
        return [line for line in lines if re.match(r"(?:themetag|make|pip|python) ", line)]


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        before = text[: match.start()].rstrip().rsplit("\n\n", 1)[-1]
        found.append(Block(match[1], match[2], before))
    return found


def page_of(name: str) -> Path:
    return next(page for page in PAGES if page.name == name)


def skip_unless_installed(text: str) -> None:
    for word, package in NEEDS.items():
        if re.search(rf"\b{word}\b", text) and importlib.util.find_spec(package) is None:
            pytest.skip(f"it needs {package}")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder like a copy of the repository: what pages read is there, what they write stays there."""
    for name in ("examples", "training", "benchmarks", "docs", "models"):
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_command(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a `themetag` command in a shell, as people would, with this very interpreter."""
    python = f"{shlex.quote(sys.executable)} -m "
    return subprocess.run(
        ["sh", "-c", python + command], cwd=place, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ELSEWHERE])
def test_a_page_runs_from_top_to_bottom(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that a page has people save are saved, its Python runs in one session, its commands end well."""
    space: dict[str, object] = {}
    for block in blocks_of(page_of(name)):
        skip_unless_installed(block.text)
        if saved := block.saved_as or UNNAMED_FILES.get((name, block.language)):
            (place / saved).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.text, name, "exec"), space)
        elif block.language in ("", "console"):
            for command in block.commands:
                if command.startswith("themetag "):
                    done = run_command(command, place)
                    allowed = CODES.get(command.split()[1], (0,))
                    assert done.returncode in allowed, f"{command}\n{done.stderr}"
                    assert done.stdout or "--output" in command or " -o " in command, command
    capsys.readouterr()


@pytest.mark.parametrize("name", NAMES)
def test_toml_on_a_page_is_toml(name: str) -> None:
    """Each TOML file that a page shows can be read as one."""
    for block in blocks_of(page_of(name)):
        if block.language == "toml":
            assert tomllib.loads(block.text)


@pytest.mark.parametrize("name", NAMES)
def test_transcripts_are_what_the_command_says(name: str, place: Path) -> None:
    """Lines that a page shows under a command stand in what the command prints; scores may have moved."""
    for block in blocks_of(page_of(name)):
        lines = block.text.splitlines()
        if block.language != "text" or not lines[0].startswith("$ themetag "):
            continue
        words = shlex.split(lines[0].removeprefix("$ "))
        found = [f"examples/{word}" if (ROOT / "examples" / word).is_file() else word for word in words]
        printed = without_scores(run_command(shlex.join(found), place).stdout).splitlines()
        for line in lines[1:]:
            assert without_scores(line) in printed or line.strip() in ("", "...")


def without_scores(text: str) -> str:
    return re.sub(r"\b[01]\.\d\d\b", "0.00", text)


def test_what_is_tested_elsewhere_is_tested() -> None:
    """The tests that stand in for this one exist and name their pages."""
    for name, test in ELSEWHERE.items():
        assert name in (ROOT / test).read_text(encoding="utf-8")


def all_commands() -> Iterator[tuple[str, str]]:
    for page in [*PAGES, *MORE_PAGES]:
        for block in blocks_of(page):
            yield from ((page.name, command) for command in block.commands)


def test_commands_and_options_on_the_pages_exist() -> None:
    """Every `themetag` command on a page, run here or not, has a command and options that there are."""
    from themetag.cli.app import app

    root = typer.main.get_command(app)
    seen = set()
    for page, command in all_commands():
        if not command.startswith("themetag "):
            continue
        words = shlex.split(command)[1:]
        if words[0].startswith("-"):
            continue
        found = root
        while words and words[0] in getattr(found, "commands", {}):
            found = found.commands[words.pop(0)]  # type: ignore[attr-defined]
        assert found is not root, f"{page}: there is no command for {command!r}"
        options = {option for parameter in found.params for option in parameter.opts}
        used = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= options, f"{page}: {command!r} has {used - options}"
        seen.add(found.name)
    assert {"tag", "split", "themes"} <= seen


def test_every_command_is_on_a_page() -> None:
    """No command is without a word in README or docs."""
    from themetag.cli.app import app

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert f"themetag {name}" in text


def test_make_and_scripts_on_the_pages_exist() -> None:
    """`make` names verbs of the Makefile, `python` scripts of the repository, and `pip` extras that there are."""
    verbs = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for page, command in all_commands():
        words = shlex.split(command)
        if words[0] == "make":
            assert words[1] in verbs, f"{page}: {command}"
        elif words[0] == "python" and words[1].endswith(".py"):
            assert (ROOT / words[1]).is_file(), f"{page}: {command}"
        elif words[0] == "pip":
            named = re.findall(r"themetag\[([a-z,-]+)\]", command)
            assert {extra for group in named for extra in group.split(",")} <= set(extras), f"{page}: {command}"


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link to a file of the repository leads to one, and each to a heading to one of its headings."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        there = page.parent / file if file else page
        assert there.exists(), f"{page.name} links to {target}"
        if heading and there.suffix == ".md":
            heads = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert heading in slugs, f"{page.name} links to {target}"
