"""Completion in a shell, asked as shells ask: by the environment, with the answer on the standard output."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from blinkfirst.cli import cli, main
from blinkfirst.questions.library.completion_command import SHELLS, VARIABLE
from blinkfirst.questions.library.manual import topics
from blinkfirst.questions.library.offers import ALONE, SECTIONS
from blinkfirst.scenario.keys import settable_roots
from blinkfirst.scenario.library import shipped_files
from blinkfirst.scenario.schema import ScenarioFile
from conftest import FROZEN
from surface.command import blinkfirst

HEAVY = ("pydantic", "numpy", "numba", "scipy", "rich", "mesa", "pyarrow", "pandas")


def offered(line: str, shell: str = "zsh") -> list[str]:
    """Return what a shell is offered for the last word of a line; a blank at its end begins a new word."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1)}
    printed = io.BytesIO()
    with (
        mock.patch.dict("os.environ", {VARIABLE: f"{shell}_complete", **asked}),
        mock.patch.object(sys, "argv", ["blinkfirst"]),
        contextlib.redirect_stdout(io.TextIOWrapper(printed, write_through=True)),
        contextlib.suppress(SystemExit),
    ):
        main()
    lines = printed.getvalue().decode().splitlines()
    if shell == "zsh":
        return lines[1::3]
    return [line.partition(",")[2] for line in lines if line]


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_and_options(shell: str) -> None:
    assert [name.split("\t")[0].strip() for name in offered("blinkfirst expl", shell)] == ["explain"]
    assert "--json" in [name.split("\t")[0].strip() for name in offered("blinkfirst run --js", shell)]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("blinkfirst run textbook/ch", ["textbook/chain-store", "textbook/chicken"]),
        ("blinkfirst compare 2019-hanoi 2022-d", ["2022-double-veto"]),
        ("blinkfirst copy korea", [*FROZEN, "korea", "korea-1"]),
        ("blinkfirst new x.yaml --theatre ", ["korea", "korea-1"]),
        ("blinkfirst docs how-to/sw", ["how-to/sweep"]),
        ("blinkfirst run 2019-hanoi --lens ", ["garrie-2018", "haggard-2022"]),
        ("blinkfirst run 2018-report-hold-mixed --lens g", ["garrie-2018"]),
        ("blinkfirst explain 2019-hanoi --actor R", ["Russia", "ROK"]),
        ("blinkfirst explain --actor R", []),
        ("blinkfirst commit 2019-hanoi --actors US,Ch", ["US,China"]),
        ("blinkfirst run textbook/two-sided-standoff --set wo", ["world."]),
        ("blinkfirst run 2019-hanoi --set actors.US.", [f"actors.US.{key}=" for key in SECTIONS["actors"]]),
        ("blinkfirst run 2019-hanoi --set actors.DP", ["actors.DPRK."]),
        ("blinkfirst sweep 2019-hanoi parameters.haw", ["parameters.hawkishness="]),
        ("blinkfirst numbers nowhere.yaml --set ac", []),
    ],
)
def test_names_of_files_lenses_actors_and_paths(line: str, names: list[str], shell: str) -> None:
    space = " " if shell == "bash" else ""
    expected = [name if name.endswith(("=", ".")) else name + space for name in names]
    assert offered(line, shell) == expected


def test_levels_behind_an_equals_sign_which_parts_words_in_bash() -> None:
    assert offered("blinkfirst run 2019-hanoi --set world.tests=i") == ["world.tests=icbm"]
    assert offered("blinkfirst run 2019-hanoi --set world.tests=i", "fish") == ["world.tests=icbm"]
    assert offered("blinkfirst run 2019-hanoi --set world.tests = i", "bash") == ["icbm "]
    state = "blinkfirst stability 2019-hanoi --state tests=quiet,talks=s"
    assert offered(state) == ["tests=quiet,talks=summit"]


def test_moves_and_levels_inside_a_text() -> None:
    asked = 'blinkfirst commit 2019-hanoi --posture "firm:\u00a0not\u00a0spo'
    assert offered(asked) == ["firm:\u00a0not\u00a0sponsor"]
    assert offered('blinkfirst explain 2019-hanoi --where "tests==icb') == []
    assert offered("blinkfirst explain 2019-hanoi --where tests>icb") == ["tests>icbm"]


def test_files_of_the_folder_and_names_that_are_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert blinkfirst("copy", "textbook/two-sided-standoff", "mine.yaml").status == 0
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "m.yml").write_text("a: [")
    (tmp_path / "mean$(touch gone).yaml").write_text("a: 1")
    assert offered("blinkfirst run m") == ["mine.yaml", "more/"]
    assert offered("blinkfirst run more/") == ["more/m.yml"]
    assert offered("blinkfirst explain more/m.yml --actor ") == []
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8").replace("  East:", "  '`x`':")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert offered("blinkfirst explain mine.yaml --actor ") == ["West"]
    assert set(offered("blinkfirst run ")) >= {*shipped_files(), "mine.yaml"}


def test_the_paths_offered_are_those_that_can_be_set() -> None:
    assert {*SECTIONS, *ALONE, "events"} == set(settable_roots(ScenarioFile))


@pytest.mark.parametrize("name", sorted(cli.commands_at))
def test_completion_of_a_command_imports_nothing_heavy(name: str, tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['blinkfirst']\n"
        "from blinkfirst.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    asked = {"COMP_WORDS": f"blinkfirst {name} 2019-hanoi --lens ", "COMP_CWORD": "4"}
    with mock.patch.dict("os.environ", {VARIABLE: "bash_complete", **asked}):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    # the panels of a figure of sweeps come from a module that needs pydantic
    heavy = HEAVY[1:] if name in ("sweep", "results") else HEAVY
    assert not set(heavy) & set(done.stderr.split()), done.stderr[-200:]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_or_installed_once(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    start = tmp_path / f".{shell}rc"
    start.write_bytes(b"# mine")
    script = blinkfirst("completion", shell).out
    assert VARIABLE in script
    for _ in range(2):
        done = blinkfirst("completion", shell, "--install")
        assert done.status == 0, done.err
    places = [path for path in tmp_path.rglob("*") if path.is_file() and path != start]
    assert [path.read_text() for path in places] == [script.removesuffix("\n")]
    lines = start.read_text().splitlines()
    assert lines[0] == "# mine" and len(lines) == (1 if shell == "fish" else 2)
    assert shell == "fish" or str(places[0]) in lines[1]


def test_the_shell_is_that_of_the_login_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/zsh")
    assert blinkfirst("completion").out.startswith("#compdef blinkfirst\n")
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    done = blinkfirst("completion")
    assert (done.status, done.err) == (2, "completion: expected bash, zsh, fish, got tcsh\n")


def test_every_page_is_offered() -> None:
    assert set(offered("blinkfirst docs ")) == set(topics())
