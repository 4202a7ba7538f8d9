"""The promises of SECURITY.md that no other test keeps, and that every promise names tests that are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.study.design.study_file import studies_of
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, written

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "model" / "blinkfirst"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_promise_names_tests_that_are_there() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    promises = rows[1:]
    assert len(promises) > 10
    for promise in promises:
        named = NAMED.findall(promise)
        assert named, f"no test: {promise}"
        for file, name in named:
            assert f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {name}"


def calls(name: str) -> Iterator[str]:
    """The files in which something of a name is called, below the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield path.relative_to(PACKAGE).as_posix()


def imports(name: str) -> set[str]:
    """The files that import a module, or something in it."""
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(module.split(".")[0] == name for module in modules):
                found.add(path.relative_to(PACKAGE).as_posix())
    return found


@pytest.mark.parametrize("name", ["eval", "exec", "compile", "yaml.load", "yaml.unsafe_load", "os.system"])
def test_no_text_is_run(name: str) -> None:
    assert not list(calls(name))


def test_pickles_are_those_of_the_program_itself() -> None:
    """Of kernels it has compiled, between its own processes, and in its own temporary folder."""
    assert set(calls("pickle.loads")) == {
        "solve/kernels/compiling.py",
        "study/executors/dask_cluster.py",
        "study/executors/executor.py",
        "study/run.py",
    }
    assert not [*calls("pickle.load"), *calls("np.load"), *calls("numpy.load")]


def test_nothing_speaks_to_the_network_but_a_cluster() -> None:
    for name in ("urllib", "http", "ssl", "ftplib", "smtplib", "requests", "httpx", "asyncio"):
        assert not imports(name), name
    assert imports("socket") == {"study/store/folder_lock.py"}, "which asks for the name of this machine"
    assert imports("distributed") == {"study/executors/dask_cluster.py"}


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.csv", "below/secret.csv"])
def test_a_study_reads_no_cases_elsewhere(name: str, tmp_path: Path) -> None:
    written(tmp_path, "below/secret.csv", "a,b\n1,2\n")
    text = f"blinkfirst: 1\nstudies:\n  s: {{question: Q, scenario: 2019-hanoi, cases: {name}}}\n"
    with pytest.raises(ScenarioError) as caught:
        studies_of(written(tmp_path, "studies.yaml", text))
    (problem,) = caught.value.problems
    assert problem.path == "studies.s.cases"
    assert problem.message == f"expected the name of a file beside this one, not a path, got {name!r}"


def test_a_command_writes_where_it_was_told_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "two.yaml", TWO_HOUSES)
    before = (tmp_path / "two.yaml").read_bytes()
    for words in (["check"], ["show"], ["numbers"], ["arguments"], ["run", "--json"], ["stability"]):
        assert blinkfirst(words[0], "two.yaml", *words[1:]).status == 0
        assert [path.name for path in tmp_path.iterdir()] == ["two.yaml"], words
    assert blinkfirst("run", "two.yaml", "--out", "kept").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "two.yaml"]
    assert (tmp_path / "two.yaml").read_bytes() == before
