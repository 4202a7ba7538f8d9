from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario import library
from blinkfirst.scenario.loading import load, scenario_heads
from blinkfirst.scenario.yaml_trees import read_file

COUNTING = """
import sys
opened = []
sys.addaudithook(lambda event, about: opened.append(about[0]) if event == "open" else None)
from blinkfirst.cli import cli
cli(sys.argv[1:], standalone_mode=False)
print(*("open " + str(path) for path in opened if str(path).endswith(".yaml")), sep="\\n")
"""


def test_a_head_is_that_of_the_scenario() -> None:
    for head in scenario_heads():
        whole = load(head.name)
        assert (head.name, head.title, head.start) == (whole.name, whole.title, whole.start)
        assert (head.shares, head.lens_text) == (whole.shares, whole.lens_text)


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["check", "2018-revision-walkout-foreseen", "2019-hanoi"], ["arguments", "2019-hanoi"]],
    ids=" ".join,
)
def test_a_command_opens_a_file_once(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", COUNTING, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    opened = Counter(line for line in done.stdout.splitlines() if line.startswith("open "))
    assert opened and set(opened.values()) == {1}


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("title: X\nstart: tomorrow", "x.yaml:3:8: start: expected a date as YYYY-MM-DD"),
        ("title: X\nstart: 2024-01-01\nlens: nobody", "x.yaml:4:7: lens: unknown lens 'nobody'"),
        ("start: 2024-01-01", "title: missing; expected a title"),
    ],
)
def test_a_head_that_is_none_is_told_with_its_place(
    head: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theatres").mkdir()
    shipped = library.shipped_files()["textbook/centipede"].read_text(encoding="utf-8").splitlines()
    rest = [line for line in shipped if not line.startswith(("blinkfirst:", "title:", "start:"))]
    (tmp_path / "x.yaml").write_text("\n".join(["blinkfirst: 1", head, *rest]), encoding="utf-8")
    monkeypatch.setattr(library, "shipped_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"x\.yaml") as error:
        scenario_heads()
    assert message in str(error.value)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    for text in ("a: 1", "a: 2"):  # of one length, within a moment
        path.write_text(text)
        assert read_file(path).value["a"].value == int(text[-1])  # type: ignore[index,call-overload,union-attr]
