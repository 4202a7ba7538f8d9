"""The house: rooms import only from floors below, guests stay behind their doors, everything is explained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import blinkfirst

PACKAGE = Path(blinkfirst.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
# a room imports only from floors below its own; rooms side by side do not know each other
FLOORS = {
    "errors": -1, "rng": 0, "decimals": 0, "files": 0, "short_repr": 0,  # these raise errors; everybody may
    "sums": 0,
    "scenario": 1, "game": 1,
    "compile": 2, "solve": 2,
    "agents": 3, "exchange": 3,
    "study": 4,
    "report": 5, "record": 5,
    "questions": 6,
    "cli": 7, "__main__": 8, "__init__": 8,
}  # fmt: skip
# the line along which questions may see each other: only steps to the left
LINE = (
    ("options",),
    ("library",),
    ("matrix", "beliefs"),
    ("run", "numbers", "sources", "kernels"),
    ("explain", "attrition", "commit", "stability"),
    ("concepts", "compare", "sweep", "backtest", "ledger"),
    ("calibrate", "export"),
)
PLACE = {question: place for place, side_by_side in enumerate(LINE) for question in side_by_side}


def room(name: str) -> str:
    """Return the room a module belongs to: the first name below the package."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def module(path: Path) -> str:
    """A file's dotted name."""
    return ".".join(["blinkfirst", *path.relative_to(PACKAGE).with_suffix("").parts])


def imports(path: Path) -> Iterator[tuple[int, str, int]]:
    """Line, dotted name and level of everything a file imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", node.level


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
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


def test_questions_see_each_other_only_along_the_line() -> None:
    wrong = []
    for path, line, name, _ in everywhere():
        here, there = module(path).split("."), name.split(".")
        if here[1] != "questions" or there[:2] != ["blinkfirst", "questions"] or here[2:3] == there[2:3]:
            continue
        if len(there) > 2 and PLACE[there[2]] >= PLACE[here[2]]:
            wrong.append(f"{path.relative_to(PACKAGE)}:{line} ({here[2]}) imports {name}")
    assert wrong == []


def kind_of_file(stem: str) -> str:
    """Return what a file of a question is: its name, or the last word of it, if that is one of `BELOW`'s."""
    word = stem.rpartition("_")[2]
    return word if word in BELOW else "answer"


# what a file of a question may be imported by, lowest first: an answer knows nothing of how it is shown
BELOW = {"answer": 0, "tables": 1, "page": 2, "figure": 2, "command": 3}


def test_inside_a_question_answers_know_nothing_of_pages() -> None:
    wrong = []
    for path, line, name, _ in everywhere():
        here, there = module(path).split("."), name.split(".")
        if here[1] != "questions" or here[:3] != there[:3] or len(there) < 4:
            continue
        mine, theirs = kind_of_file(here[-1]), kind_of_file(there[3])
        if BELOW[theirs] > BELOW[mine] or (mine, theirs) in (("page", "figure"), ("figure", "page")):
            wrong.append(f"{path.relative_to(PACKAGE)}:{line} ({mine}) imports {name} ({theirs})")
    assert wrong == []


@pytest.mark.parametrize(
    ("guest", "kind"), [("click", "command"), ("matplotlib", "figure")]
)
def test_a_guest_of_a_question_comes_in_by_a_file_named_for_it(guest: str, kind: str) -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path, line, name, _ in everywhere()
        if name.split(".")[0] == guest
        and PACKAGE / "questions" in path.parents
        and kind_of_file(path.stem) != kind
        and (guest, path) != ("click", PACKAGE / "questions" / "options.py")
    ]
    assert wrong == []


def test_no_circle_of_imports() -> None:
    """Neither when modules are read nor when functions run; what only type checkers read does not count."""
    names = {module(path).removesuffix(".__init__"): path for path in FILES}
    graph = {name: set(imported(path, set(names))) - {name} for name, path in names.items()}
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def imported(path: Path, names: set[str]) -> Iterator[str]:
    """Yield the modules of the package that a file imports, wherever in it but for type checkers."""
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module in names:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & names
            yield from inner or {node.module}


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
                "record/mapping_schema.py",
                "scenario/keys.py",
                "scenario/matrix_schema.py",
                "scenario/schema.py",
                "scenario/validating.py",
                "study/design/study_file.py",
                "study/store/manifest.py",
                "study/store/tables.py",
            },
        ),
        ("pydantic_core", {"scenario/schema.py"}),
        ("yaml", {"scenario/yaml_trees.py"}),
        ("bibtexparser", {"scenario/references.py"}),
        ("pylatexenc", {"scenario/references.py"}),
        ("llvmlite", {"solve/kernels/vector8.py"}),
        ("numba", {"solve/kernels/compiling.py", "solve/kernels/vector8.py"}),
        ("duckdb", {"study/store/query.py"}),
        ("flint", {"solve/standoff/ball_game.py"}),
        ("pandas", {"study/store/row_files.py"}),
        ("xlsxwriter", {"study/store/row_files.py"}),
        (
            "pyarrow",
            {
                "study/store/answer_folder.py",
                "study/store/table_bytes.py",
                "study/store/tables.py",
                "study/store/query.py",
                "study/store/reading.py",
                "study/store/row_files.py",
                "study/run.py",
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
        for node in ast.walk(tree_of(path)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "print":
                speaking.append(path.relative_to(PACKAGE).parts[0])
    assert set(speaking) <= {"report", "questions"}


def undocumented(tree: ast.AST, prefix: str) -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if any(getattr(decorator, "id", "") == "overload" for decorator in node.decorator_list):
                continue  # explained where it is implemented
            if not ast.get_docstring(node):
                yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_public_is_explained(path: Path) -> None:
    tree = tree_of(path)
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
