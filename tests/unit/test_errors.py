"""Errors speak of options on the command line, and of arguments in Python."""

from __future__ import annotations

import copy
import pickle

import pytest

from blinkfirst.errors import OptionError


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
    for error in (OptionError(written), copy.copy(OptionError(written))):
        assert (error.for_command, str(error)) == (written, in_python)
    assert pickle.loads(pickle.dumps(OptionError(written))).for_command == written
