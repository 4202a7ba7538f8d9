"""Errors speak of options on the command line, and of arguments in Python."""

from __future__ import annotations

import copy
import pickle

import pytest

from blinkfirst.errors import OptionError, Place, Problem, ScenarioError, TooLargeError


@pytest.mark.parametrize(
    ("written", "in_python"),
    [
        ("--levels: expected at least 1", "levels: expected at least 1"),
        ("--sunk, --best-replies: expected both", "sunk, best_replies: expected both"),
        ("(--actors)\n    did you mean: US--China", "(actors)\n    did you mean: US--China"),
        ("try `blinkfirst solve --search`, or --only", "try `blinkfirst solve --search`, or only"),
    ],
)
def test_options_are_arguments_in_python(written: str, in_python: str) -> None:
    for error in (OptionError(written), copy.copy(OptionError(written)), TooLargeError(written)):
        assert (error.for_command, str(error)) == (written, in_python)
    assert pickle.loads(pickle.dumps(OptionError(written))).for_command == written


def test_problems_at_an_option_are_at_an_argument_in_python() -> None:
    error = ScenarioError.at(Place("--posture"), "unknown move 'x'", path="firm")
    closing = "1 problem in {}; nothing was run"
    assert error.for_command == f"--posture: firm: unknown move 'x'\n{closing.format('--posture')}"
    assert str(error) == f"posture: firm: unknown move 'x'\n{closing.format('posture')}"


def test_of_thousands_of_problems_the_first_are_told_and_all_are_kept() -> None:
    error = ScenarioError([Problem(Place("t.csv", 1, column), "", "no name") for column in range(1, 2001)])
    lines = error.for_command.split("\n")
    assert (lines[0], lines[99]) == ("t.csv:1:1: no name", "t.csv:1:100: no name")
    assert lines[100:] == ["1,900 more problems", "2000 problems in t.csv; nothing was run"]
    assert len(error.problems) == 2000
