"""The house: rooms import only from floors below, guests stay behind their doors, everything is explained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import blinkfirst

PACKAGE = Path(blinkfirst.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
FLOORS = {
    "errors": -1, "rng": 0, "decimals": 0,  # rng raises; everybody may
    "scenario": 1, "game": 1,
    "compile": 2, "solve": 2, "agents": 2,
    "simulation": 3, "results": 3, "exchange": 3,
    "study": 4,
    "report": 5,
    "cli": 6, "__main__": 7, "__init__": 7,
}  # fmt: skip


def room(name: str) -> str:
    """The room a module belongs to: the first name below the package."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def module(path: Path) -> str:
    """A file's dotted name."""
    return ".".join(["blinkfirst", *path.relative_to(PACKAGE).with_suffix("").parts])


def imports(path: Path) -> Iterator[tuple[int, str, int]]:
    """Line, dotted name and level of everything a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", node.level


def everywhere() -> list[tuple[Path, int, str, int]]:
    return [(path, *found) for path in FILES for found in imports(path)]


def test_rooms_import_only_from_floors_below() -> None:
    wrong = []
    for path, line, name, _ in everywhere():
        if name.split(".")[0] != "blinkfirst":
            continue
        here, there = room(module(path)), room(name)
        if here != there and FLOORS[there] >= FLOORS[here]:
            wrong.append(f"{path.relative_to(PACKAGE)}:{line} ({here}, floor {FLOORS[here]}) imports {name}")
    assert wrong == []


def test_every_room_has_a_floor() -> None:
    assert {room(module(path)) for path in FILES} <= set(FLOORS)


def test_imports_are_absolute() -> None:
    assert [f"{path.name}:{line}" for path, line, _, level in everywhere() if level] == []
    assert [f"{path.name}:{line}" for path, line, name, _ in everywhere() if name.startswith("model")] == []


@pytest.mark.parametrize(
    ("guest", "doors"),
    [
        ("mesa", {"agents/mesa_model.py"}),
        ("nashpy", {"solve/strategic_form/nashpy_enumeration.py"}),
        ("pygambit", set()),
        ("quantecon", set()),
        (
            "pydantic",
            {
                "scenario/matrix_schema.py",
                "scenario/schema.py",
                "scenario/validating.py",
                "study/design/study_schema.py",
            },
        ),
        ("pydantic_core", {"scenario/schema.py"}),
        ("yaml", {"scenario/reading.py", "scenario/writing.py"}),
        ("llvmlite", {"solve/kernels/octet.py"}),
        ("numba", {"solve/kernels/compiling.py", "solve/kernels/octet.py"}),
        ("duckdb", {"results/case_store/query.py"}),
        (
            "pyarrow",
            {
                "results/case_store/answer_files.py",
                "results/case_store/case_tables.py",
                "results/case_store/csv_lines.py",
                "results/case_store/query.py",
                "results/case_store/reading.py",
                "study/failures.py",
            },
        ),
    ],
)  # fmt: skip
def test_guests_come_in_by_one_door(guest: str, doors: set[str]) -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path, _, name, _ in everywhere()
        if name.split(".")[0] == guest
    }
    assert found == doors


def test_only_the_command_and_the_reports_speak() -> None:
    speaking = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "print":
                speaking.append(path.relative_to(PACKAGE).parts[0])
    assert set(speaking) <= {"cli", "report"}


def undocumented(tree: ast.AST, prefix: str) -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_public_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    assert len(text) > 10, "a module says what it holds; a room's `__init__` what its object is"
    assert list(undocumented(tree, "")) == []


def test_nothing_is_named_after_no_thing() -> None:
    assert not {path.stem for path in FILES} & {
        "utils",
        "helpers",
        "common",
        "misc",
        "manager",
        "base",
        "core",
    }
