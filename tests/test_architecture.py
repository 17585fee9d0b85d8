"""The rules of the house, each kept by a look at the source."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from ssbrief import model

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "ssbrief"

#: A module imports only what stands before it; `cli` alone looks down.
ORDER = (
    *(
        "spread",
        "memory",
        "charsets",
        "diagnostics",
        "model",
        "yaml_records",
        "toml_nodes",
        "front_matter",
        "look",
        "config",
        "slugs",
        "periods",
        "misdated",
    ),
    *(
        "drift",
        "vocabulary",
        "catalogues",
        "read",
        "output",
        "store",
        "commonmark",
        "raw_html",
        "markdown",
        "slips",
        "sections",
        "registry",
        "brackets",
        "naming",
        "labels",
    ),
    *(
        "sentences",
        "phrases",
        "milestones",
        "rows",
        "parse",
        "introduced",
        "remarks",
        "declared",
        "recognise",
        "articles",
        "foreign",
        "moving",
        "vaults",
        "tracks",
        "link",
        "doubts",
        "load",
        "explain",
        "scaffold",
        "urls",
        "strings",
        "evidence",
        "upkeep",
    ),
    *("pages", "theme", "plan", "render", "check", "external", "search", "build"),
    *("watch", "preview", "serve", "query", "notebook", "cli"),
)

#: Those that may touch disk, sockets or the clock. The theme is data of the package.
HANDS = {
    "spread",
    "read",
    "output",
    "theme",
    "store",
    "build",
    "watch",
    "preview",
    "serve",
    "external",
    "search",
    "notebook",
    "cli",
}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    """The module or, of a package, the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST, path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, at the top or deeper."""
    package = ["ssbrief", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            parts = name.split(".")
            if parts[0] == "ssbrief" and len(parts) > 1 and not parts[1].startswith("__"):
                yield parts[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_stands_above_it(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    assert name_of(path) in ORDER, "a module needs a place in the order"
    place = ORDER.index(name_of(path))
    below = {
        name
        for name in imports(tree(path), path)
        if name != name_of(path) and (name not in ORDER or ORDER.index(name) > place)
    }
    assert below == set()


FORBIDDEN = {
    "open", "input", "Path.open", "time.time", "time.monotonic", "time.perf_counter", "date.today",
    "datetime.now", "datetime.today", "datetime.utcnow", "random", "secrets", "socket", "os",
    "subprocess", "shutil", "tempfile", "pathlib", "time", "uvicorn", "starlette", "watchfiles",
    "urllib.request", "http.client",
}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if name_of(path) not in HANDS],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_only_the_hands_touch_disk_sockets_or_the_clock(path: Path) -> None:
    used = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            used |= {node.module or "", (node.module or "").split(".")[0]}
        elif isinstance(node, ast.Call):
            used.add(ast.unparse(node.func))
    assert used & FORBIDDEN == set()


def held(hint: object) -> Iterator[object]:
    """Every type that a type is made of."""
    yield typing.get_origin(hint) or hint
    for argument in typing.get_args(hint):
        yield from held(argument)


RECORDS = [
    record
    for record in vars(model).values()
    if isinstance(record, type)
    and issubclass(record, msgspec.Struct)
    and record is not msgspec.Struct
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_noun_is_frozen_and_holds_tuples(record: type[msgspec.Struct]) -> None:
    assert record.__struct_config__.frozen
    for field, hint in typing.get_type_hints(record).items():
        changing = {list, dict, set, frozenset, bytearray} & set(held(hint))
        assert not changing, f"{record.__name__}.{field} holds {changing}"


def test_every_struct_of_the_package_is_frozen() -> None:
    loose = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any("Struct" in ast.unparse(base) for base in node.bases)
        and not any(k.arg == "frozen" and ast.unparse(k.value) == "True" for k in node.keywords)
    ]
    assert loose == []


def test_a_module_is_named_for_what_it_does() -> None:
    vague = re.compile(r"utils?|helpers?|commons?|managers?|misc|tools?|base_?classes")
    names = [path.stem for path in (ROOT / "src").rglob("*.py")]
    assert [name for name in names if vague.fullmatch(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_opens_by_saying_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path))


def test_every_dependency_is_declared_and_none_is_unused() -> None:
    called = {  # what a distribution is imported as, where the names differ
        "python-frontmatter": "frontmatter",
        "markdown-it-py": "markdown_it",
        "mdit-py-plugins": "mdit_py_plugins",
        "python-slugify": "slugify",
        "pagefind-bin": "pagefind_bin",
        "pyyaml": "yaml",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[><=]", line)[0] for line in project["dependencies"]}
    used = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                used.add((node.module or "").split(".")[0])
    foreign = used - set(sys.stdlib_module_names) - {"ssbrief"}
    assert foreign == {called.get(name, name) for name in declared}


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]


def test_every_lower_bound_names_a_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = project["dependencies"] + project["optional-dependencies"]["test"]
    bounds = (line.partition(";")[0] for line in listed)
    assert [line for line in bounds if not re.fullmatch(r"[\w-]+>=\d+(\.\d+)+", line)] == []
